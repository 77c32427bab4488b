package ingest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// What one run of ffmpeg may use at most.
const (
	maxPixels   = 70_000_000 // of one picture: 8K is 33 million
	maxMemory   = 16 << 30   // bytes of address space
	maxFile     = 512 << 30  // bytes of one output
	maxOpen     = 512        // files
	politeness  = 10         // nice: viewers come first
	maxCPU      = 24 * time.Hour
	probeMemory = 2 << 30
)

// confined is a program of ffmpeg's that sees no environment but a path, works
// in a folder of its own, opens local files only (the arguments say so) and is
// held to limits.
func confined(ctx context.Context, dir, program string, args ...string) *exec.Cmd {
	guard := []string{"-max_pixels", strconv.Itoa(maxPixels), "-protocol_whitelist", "file,pipe", "-format_whitelist", formats}
	cmd := exec.CommandContext(ctx, program, append(guard, args...)...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LC_ALL=C", "MALLOC_ARENA_MAX=4"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // it does not outlive the server
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// start starts a confined program and holds it to its limits.
func start(cmd *exec.Cmd, memory uint64) error {
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", cmd.Args[0], err)
	}
	pid := cmd.Process.Pid
	for resource, most := range map[int]uint64{unix.RLIMIT_AS: memory, unix.RLIMIT_FSIZE: maxFile, unix.RLIMIT_NOFILE: maxOpen, unix.RLIMIT_CPU: uint64(maxCPU.Seconds()), unix.RLIMIT_CORE: 0} {
		_ = unix.Prlimit(pid, resource, &unix.Rlimit{Cur: most, Max: most}, nil) // gone already, or lower ones hold
	}
	_ = unix.Setpriority(unix.PRIO_PROCESS, pid, politeness)
	return nil
}
