// Package confine runs ffmpeg and ffprobe on files that strangers have made: no
// environment, a folder of their own, local files only, no format that names
// other files, and limits on what they may use.
package confine

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"diptych/server/failure"
	"diptych/server/limits"

	"golang.org/x/sys/unix"
)

const politeness = 10 // nice: viewers come first

const processorGrace = 5 // seconds that a program has to end when it has used up its time

// Pictures are read as a stream of bytes; the format that reads files by a
// pattern of names is not among them.
const Pictures = "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe"

// Media are the containers that are taken: media files, nothing that refers to
// other files, and no text.
const Media = Pictures +
	",mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpegts,mpeg,mpegvideo,m4v,h264,hevc,av1,obu," +
	"ivf,ogg,asf,mxf,gxf,gif,apng,mjpeg,mjpeg_2000,dv,rm,nut,wtv,vc1,cavsvideo,dirac,yuv4mpegpipe," +
	"wav,w64,aiff,au,caf,mp3,aac,loas,latm,flac,ac3,eac3,dts,dtshd,truehd,mlp,amr,amrnb,amrwb,wv,tta,ape,mpc," +
	"mpc8," +
	"shn,tak,oma,aea,voc,qcp,gsm,aptx,codec2"

// Raw is sound that the server itself hands on from one program to another.
const Raw = "f32le"

// Command is a program of ffmpeg's that works in dir, which is its own. It does
// not outlive the server.
func Command(ctx context.Context, dir, formats, program string, args ...string) *exec.Cmd {
	guard := []string{"-max_pixels", strconv.Itoa(limits.SourcePixels), "-protocol_whitelist", "file,pipe",
		"-format_whitelist", formats}
	cmd := exec.CommandContext(ctx, program, append(guard, args...)...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LC_ALL=C",
		"MALLOC_ARENA_MAX=4"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// Limits are what one run may use.
type Limits struct {
	Memory uint64        // bytes of address space
	File   uint64        // bytes of one output
	CPU    time.Duration // of processor
}

// Conversion is what a conversion may use.
func Conversion() Limits {
	return Limits{Memory: limits.ConvertMemory, File: limits.ConvertOutput, CPU: limits.ConvertTime}
}

// Probe is what a look at a file may use.
func Probe() Limits {
	return Limits{Memory: limits.ProbeMemory, File: 1 << 20, CPU: limits.ProbeTime}
}

// Drawing is what one picture may use.
func Drawing() Limits {
	return Limits{Memory: limits.DrawMemory, File: 1 << 30, CPU: limits.DrawTime}
}

// Start starts a program and holds it to limits. A program that is not there is
// a *failure.Wait.
func Start(cmd *exec.Cmd, l Limits) error {
	if err := cmd.Start(); err != nil {
		return failure.Sort(fmt.Errorf("start %s: %w", cmd.Args[0], err))
	}
	pid := cmd.Process.Pid
	most := map[int]uint64{unix.RLIMIT_AS: l.Memory, unix.RLIMIT_FSIZE: l.File,
		unix.RLIMIT_NOFILE: limits.ConvertOpen, unix.RLIMIT_CPU: uint64(l.CPU.Seconds()), unix.RLIMIT_CORE: 0}
	for resource, n := range most {
		hard := n
		if resource == unix.RLIMIT_CPU {
			hard += processorGrace // told first (SIGXCPU), then killed, which looks like want of memory
		}
		_ = unix.Prlimit(pid, resource, &unix.Rlimit{Cur: n, Max: hard}, nil) // gone already, or lower ones hold
	}
	_ = unix.Setpriority(unix.PRIO_PROCESS, pid, politeness)
	return nil
}
