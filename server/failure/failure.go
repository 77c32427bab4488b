// Package failure says what is to be done about work that did not succeed. The
// fault of a file is final: trying again would not mend it. The fault of what
// surrounds the work (no ffmpeg, a full disk, a killed process, storage that
// does not answer) waits until that is mended and costs the work nothing. What
// is neither is tried again, a bounded number of times.
package failure

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"syscall"
)

// Final is the fault of what the work is about. Words are for the owner of the
// entry: no paths, no addresses, nothing of ours. Cause is for the log.
type Final struct {
	Words string
	Cause error
}

func (f *Final) Error() string { return describe(f.Words, f.Cause) }

// Unwrap gives the cause.
func (f *Final) Unwrap() error { return f.Cause }

// Wait is the fault of what surrounds the work. On names what has to be mended:
// one of the words below.
type Wait struct {
	On    string
	Cause error
}

// What work can wait for.
const (
	OnFFmpeg   = "ffmpeg"   // it is not there, or not for this machine
	OnDisk     = "disk"     // it is full or read-only
	OnStorage  = "storage"  // the bucket, or the folder, does not answer
	OnMemory   = "memory"   // a process was killed for want of it
	OnDatabase = "database" // it does not take what is written
)

func (w *Wait) Error() string { return describe("waiting for "+w.On, w.Cause) }

// Unwrap gives the cause.
func (w *Wait) Unwrap() error { return w.Cause }

func describe(words string, cause error) string {
	if cause == nil {
		return words
	}
	return fmt.Sprintf("%s: %v", words, cause)
}

// Of says that a file is at fault, in words for its owner.
func Of(words string, cause error) error { return &Final{Words: words, Cause: cause} }

// Sort finds out what an error of the operating system means for work: a *Wait
// where the surroundings are at fault, else the error as it is.
func Sort(err error) error {
	var known *Wait
	var final *Final
	if err == nil || errors.As(err, &known) || errors.As(err, &final) || errors.Is(err, context.Canceled) {
		return err
	}
	if on := surroundings(err); on != "" {
		return &Wait{On: on, Cause: err}
	}
	return err
}

func surroundings(err error) string {
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, syscall.ENOEXEC):
		return OnFFmpeg
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EROFS),
		errors.Is(err, syscall.EIO):
		return OnDisk
	case errors.Is(err, syscall.ENOMEM), errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EMFILE),
		errors.Is(err, syscall.ENFILE):
		return OnMemory
	case errors.Is(err, fs.ErrPermission):
		return OnDisk
	}
	return ""
}
