package failure

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// TestSort: what of the surroundings has to be mended; the rest is left as it is.
func TestSort(t *testing.T) {
	t.Parallel()
	_, missing := exec.LookPath("no-such-program-anywhere")
	for name, c := range map[string]struct {
		err error
		on  string
	}{
		"no program":           {missing, OnFFmpeg},
		"of another machine":   {&fs.PathError{Op: "exec", Path: "ffmpeg", Err: syscall.ENOEXEC}, OnFFmpeg},
		"full":                 {&fs.PathError{Op: "write", Path: "a", Err: syscall.ENOSPC}, OnDisk},
		"over its quota":       {syscall.EDQUOT, OnDisk},
		"read-only":            {os.NewSyscallError("mkdir", syscall.EROFS), OnDisk},
		"broken":               {syscall.EIO, OnDisk},
		"not its user's":       {fs.ErrPermission, OnDisk},
		"no memory":            {syscall.ENOMEM, OnMemory},
		"no process":           {syscall.EAGAIN, OnMemory},
		"no file of its own":   {syscall.EMFILE, OnMemory},
		"no file of anybody's": {syscall.ENFILE, OnMemory},
		"no such file":         {fs.ErrNotExist, ""},
		"anything":             {errors.New("anything"), ""},
		"stopped":              {context.Canceled, ""},
		"stopped while full":   {errors.Join(context.Canceled, syscall.ENOSPC), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := fmt.Errorf("convert: %w", c.err)
			got := Sort(err)
			var wait *Wait
			if errors.As(got, &wait) != (c.on != "") || wait != nil && wait.On != c.on {
				t.Fatalf("%v, want a wait on %q", got, c.on)
			}
			if !errors.Is(got, err) {
				t.Errorf("the cause is lost: %v", got)
			}
		})
	}
	if Sort(nil) != nil {
		t.Error("nothing is something")
	}
}

// TestVerdictsStay: what was judged is not judged again.
func TestVerdictsStay(t *testing.T) {
	t.Parallel()
	final := fmt.Errorf("convert: %w", Of("The file is damaged", syscall.ENOSPC))
	wait := fmt.Errorf("store: %w", &Wait{On: OnStorage, Cause: syscall.ENOSPC})
	for _, err := range []error{final, wait} {
		if got := Sort(err); !errors.Is(got, err) || got.Error() != err.Error() {
			t.Errorf("%v became %v", err, got)
		}
	}
	var f *Final
	if !errors.As(final, &f) || f.Words != "The file is damaged" || !errors.Is(final, syscall.ENOSPC) {
		t.Errorf("%v", final)
	}
}

// TestTexts: the log has words and cause.
func TestTexts(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	for want, err := range map[string]error{
		"no sound: cause": Of("no sound", cause), "no sound": Of("no sound", nil),
		"waiting for disk: cause": &Wait{On: OnDisk, Cause: cause}, "waiting for disk": &Wait{On: OnDisk},
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
}
