// Package wasmbuild is the one place that knows how the WebAssembly programs
// are compiled.
package wasmbuild

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Program is one WebAssembly program of the repository.
type Program struct {
	Name    string // file name without extension
	Package string // import path pattern from the repository root
	Inline  bool   // compile our own packages for speed, not for size
	// Compares are the functions that compare interfaces, where none of those holds a
	// struct; nil where that is not known.
	Compares []string
}

// Programs lists what the build makes.
var Programs = []Program{
	{Name: "player", Package: "./wasm", Compares: []string{
		"diptych_player_model.readPlayback", "diptych_player_provider.__Provider_.sources",
		"diptych_player.__Player_.callWith",
		"diptych_plugins_dualscreen.__dualScreen_.pluginMethod", "diptych_plugins_timeline.__timeline_.Call",
	}},
	{Name: "stage", Package: "./wasm/stage"},
	{Name: "media", Package: "./wasm/media", Inline: true},
}

// small compiles our own packages without inlining: most of them loop over little,
// and what the compiler copies from one function into others is a tenth of the
// program.
const small = "diptych/...=-l"

// unchecked compiles the runtime without checks of its own indexes: they guard against
// faults of the runtime itself alone, each of which would end the program anyway.
const unchecked = "runtime=-B"

// older is the garbage collector that Go had before 1.26: its successor gains where
// there are many processors and weighs 7 kB.
const older = "nogreenteagc"

// plain are libraries that are called seldom enough to go without inlining too.
var plain = []string{"strings", "sort", "syscall/js"}

// Build compiles p into dir and returns the file's path.
func Build(ctx context.Context, root, dir string, p Program) (string, error) {
	path, err := link(ctx, root, dir, p, "")
	if err != nil {
		return "", err
	}
	program, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("shrink %s: %w", p.Name, err)
	}
	if program, err = Shrink(program, true, p.Compares); err != nil {
		return "", fmt.Errorf("shrink %s: %w", p.Name, err)
	}
	return path, os.WriteFile(path, program, 0o644)
}

// BuildNamed is Build with the names of functions, for Weigh.
func BuildNamed(ctx context.Context, root, dir string, p Program) (string, error) {
	return link(ctx, root, dir, p, "")
}

func link(ctx context.Context, root, dir string, p Program, flags string) (string, error) {
	out := filepath.Join(dir, p.Name+".wasm")
	args := []string{"build", "-trimpath", "-buildvcs=false", "-gcflags=" + unchecked, "-ldflags=" + flags, "-o", out}
	if !p.Inline {
		args = append(args, "-gcflags="+small)
		for _, library := range plain {
			args = append(args, "-gcflags="+library+"=-l")
		}
	}
	cmd := exec.CommandContext(ctx, "go", append(args, p.Package)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOEXPERIMENT="+older)
	if msg, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("compile %s: %w\n%s", p.Package, err, msg)
	}
	return out, nil
}

// Exec returns the path of the toolchain's wasm_exec.js, which must be the one
// of the compiler that made the programs.
func Exec(ctx context.Context) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("ask for GOROOT: %w", err)
	}
	path := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("find wasm_exec.js: %w", err)
	}
	return path, nil
}
