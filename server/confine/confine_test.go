package confine

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"diptych/server/failure"
	"diptych/server/limits"
)

// Programs of these tests. They are written before any test starts one: what another
// goroutine has open for writing when a process is made cannot be run.
var program, noProgram string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "confine-")
	if err != nil {
		panic(err)
	}
	program, noProgram = filepath.Join(dir, "program"), filepath.Join(dir, "text")
	for name, text := range map[string]string{program: "#!/bin/sh\n. ./script\n", noProgram: "no program"} {
		if err := os.WriteFile(name, []byte(text), 0o700); err != nil { //nolint:gosec // they are run
			panic(err)
		}
	}
	code := m.Run()
	_ = os.RemoveAll(dir) // in a temporary folder
	os.Exit(code)
}

// script is a run of a program that does what a text says and does not know that it
// is no ffmpeg.
func script(ctx context.Context, t *testing.T, text string, args ...string) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "script"), []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return Command(ctx, dir, Media, program, args...)
}

// output runs a text and gives what it writes.
func output(t *testing.T, text string, l Limits, args ...string) (string, error) {
	t.Helper()
	cmd := script(t.Context(), t, text, args...)
	var b bytes.Buffer
	cmd.Stdout = &b
	if err := Start(cmd, l); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	return b.String(), err
}

// TestGuards: what stands before all arguments of a caller.
func TestGuards(t *testing.T) {
	t.Parallel()
	text, err := output(t, `for a in "$@"; do echo "$a"; done`, Probe(), "-i", "file:a b")
	if err != nil {
		t.Fatal(err)
	}
	args := strings.Split(strings.TrimSpace(text), "\n")
	if want := []string{"-max_pixels", "70000000", "-protocol_whitelist", "file,pipe", "-format_whitelist",
		Media, "-i", "file:a b"}; !slices.Equal(args, want) {
		t.Errorf("%q", args)
	}
}

// TestEnvironment: a program sees nothing of the server's.
func TestEnvironment(t *testing.T) {
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	text, err := output(t, `env; pwd`, Probe())
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(text), "\n")
	dir := rows[len(rows)-1]
	for _, row := range rows[:len(rows)-1] {
		name, _, _ := strings.Cut(row, "=")
		if !slices.Contains([]string{"PATH", "HOME", "TMPDIR", "LC_ALL", "MALLOC_ARENA_MAX", "PWD", "_", "SHLVL",
			"OLDPWD"}, name) {
			t.Errorf("it sees %s", name)
		}
	}
	if !slices.Contains(rows, "HOME="+dir) || !slices.Contains(rows, "TMPDIR="+dir) {
		t.Errorf("it works in %s:\n%s", dir, text)
	}
}

// TestLimits: what a run may use is what the kernel holds it to.
func TestLimits(t *testing.T) {
	t.Parallel()
	wait := "sleep 0.5; " // until they are set
	for name, c := range map[string]struct{ script, want string }{
		"processor":  {wait + "ulimit -t", "60"},
		"files":      {wait + "ulimit -n", "512"},
		"memory":     {wait + "ulimit -v", "2097152"}, // KiB
		"core":       {wait + "ulimit -c", "0"},
		"output":     {wait + "ulimit -f", "2048"}, // blocks of 512 bytes
		"politeness": {wait + "nice", "10"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := output(t, c.script, Probe())
			if got := strings.TrimSpace(text); err != nil || got != c.want {
				t.Errorf("%s, %v; want %s", got, err, c.want)
			}
		})
	}
	if c := Conversion(); c.CPU != limits.ConvertTime || c.Memory <= Probe().Memory || c.File <= Drawing().File {
		t.Errorf("%+v", c)
	}
}

// TestFileLimit: a program that writes without an end is stopped.
func TestFileLimit(t *testing.T) {
	t.Parallel()
	cmd := script(t.Context(), t,
		"sleep 0.1; exec dd if=/dev/zero of=out bs=65536 count=1000 2>/dev/null")
	if err := Start(cmd, Limits{Memory: 1 << 30, File: 1 << 20, CPU: time.Minute}); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	info, none := os.Stat(filepath.Join(cmd.Dir, "out"))
	if err == nil || none != nil || info.Size() > 1<<20 {
		t.Errorf("%v, %v", err, none)
	}
}

// TestMissingProgram: what is not there is waited for, not the film's fault.
func TestMissingProgram(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"no-such-program-anywhere", noProgram} {
		err := Start(Command(t.Context(), t.TempDir(), Media, program), Probe())
		var wait *failure.Wait
		if !errors.As(err, &wait) || wait.On != failure.OnFFmpeg {
			t.Errorf("%s: %v", program, err)
		}
	}
}

// TestCancelled: a program ends with whoever has asked for it.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cmd := script(ctx, t, "exec sleep 60")
	if err := Start(cmd, Probe()); err != nil {
		t.Fatal(err)
	}
	cancel()
	err := cmd.Wait()
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if err == nil || !ok || status.Signal() != syscall.SIGKILL {
		t.Errorf("%v", err)
	}
}
