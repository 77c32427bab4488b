package ingest

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"

	"diptych/server/confine"
	"diptych/server/failure"
)

// Exit codes of ffmpeg and of the loader of programs.
const (
	exitNoSpace  = 256 - int(syscall.ENOSPC) // ffmpeg ≥ 6 ends with the error's number
	exitSignal   = 255                       // it was told to end and did so in good order
	exitNoLoad   = 127                       // a library is missing
	exitNoAccess = 126
)

// A disk's complaint stands behind what ffmpeg was doing to an output. Lines of
// demuxers and decoders begin with their names in brackets and may repeat text of
// the file, so they do not count.
var (
	diskFull = regexp.MustCompile(`(?m)^(\[((vost|aost|sost|out)#[^\]]*|mp4 @ [^\]]*)\] *)?[^\[\n]*: ` +
		`(No space left on device|Disk quota exceeded|Read-only file system)\r?$`)
	stoppedBySignal = regexp.MustCompile(`(?m)^Exiting normally, received signal (\d+)\.`)
)

// verdict says whether a program's end has another cause than the file's content:
// the context's error, a *failure.Wait, a *failure.Final for a limit of ours, or a
// plain error for a crash, which is worth another try. nil means that the program
// came to its own end, whatever it thought of the file; what it has made tells.
func verdict(ctx context.Context, cmd *exec.Cmd, err error, complaint string, l confine.Limits) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if diskFull.MatchString(complaint) {
		return &failure.Wait{On: failure.OnDisk, Cause: fmt.Errorf("%s: %s", cmd.Args[0], lastOf(complaint))}
	}
	if err == nil {
		return nil
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return failure.Sort(fmt.Errorf("%s: %w", cmd.Args[0], err))
	}
	cause := fmt.Errorf("%s: %w: %s", cmd.Args[0], err, lastOf(complaint))
	if used := exit.UserTime() + exit.SystemTime(); l.CPU > 0 && used >= l.CPU-time.Second {
		return failure.Of("The file takes more work than a file may.", cause)
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return signalled(status.Signal(), cause)
	}
	switch exit.ExitCode() {
	case exitNoSpace:
		return &failure.Wait{On: failure.OnDisk, Cause: cause}
	case exitNoLoad, exitNoAccess:
		return &failure.Wait{On: failure.OnFFmpeg, Cause: cause}
	case exitSignal:
		if stoppedBySignal.MatchString(complaint) {
			return cause
		}
	}
	return nil
}

func signalled(s syscall.Signal, cause error) error {
	switch s {
	case syscall.SIGKILL:
		return &failure.Wait{On: failure.OnMemory, Cause: cause}
	case syscall.SIGXFSZ:
		return failure.Of("The file becomes larger than a film may be.", cause)
	case syscall.SIGXCPU:
		return failure.Of("The file takes more work than a file may.", cause)
	case syscall.SIGILL:
		return &failure.Wait{On: failure.OnFFmpeg, Cause: cause}
	}
	return cause
}

// run starts a program within limits and waits for its end. The first error is
// what verdict says; the second is the program's own, which may be ignored where
// enough came out.
func run(ctx context.Context, cmd *exec.Cmd, l confine.Limits, complaint *tail) (error, error) {
	cmd.Stderr = complaint
	if err := confine.Start(cmd, l); err != nil {
		if ctx.Err() != nil {
			return ctx.Err(), err
		}
		return failure.Sort(err), err
	}
	err := cmd.Wait()
	return verdict(ctx, cmd, err, complaint.String(), l), err
}

// sorted tells whether an error is to reach the job as it is: the context has
// ended, or something is to be waited for.
func sorted(ctx context.Context, err error) bool {
	var wait *failure.Wait
	return err != nil && (ctx.Err() != nil || errors.As(err, &wait))
}

// tail keeps the end of what ffmpeg complains about.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if over := len(t.text) - 16<<10; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(p), nil
}

func (t *tail) String() string { return string(t.text) }

func lastOf(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// signsOfDamage are what decoders and demuxers of ffmpeg say about broken data.
var signsOfDamage = []string{"orrupt", "rror while decoding", "nvalid data found",
	"rror submitting packet to decoder",
	"oncealing", "partial file", "decode_slice", "decode_frame() failed", "eader missing", "is not allocated",
	"nvalid NAL unit", "issing reference picture", "ac-tex damaged", "File ended prematurely", "runcat"}

// hurt tells whether there was damage. It asks for certain words, since much of
// what ffmpeg warns of is none.
func hurt(complaint string) bool {
	for _, sign := range signsOfDamage {
		if strings.Contains(complaint, sign) {
			return true
		}
	}
	return false
}
