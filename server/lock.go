package server

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrInUse says that another server works in a data folder.
var ErrInUse = errors.New("another server is using this data folder")

// lock takes a data folder for this process alone: two servers would clear each
// other's unfinished files. The system frees it when the process ends, however.
func lock(data string) (*os.File, error) {
	name := filepath.Join(data, ".lock")
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o640)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		owner, _ := os.ReadFile(name)
		_ = file.Close()
		return nil, fmt.Errorf("%w (%s, process %s): stop it first, or give this one another --data", ErrInUse,
			data, strings.TrimSpace(string(owner)))
	}
	if err := file.Truncate(0); err == nil {
		_, _ = fmt.Fprintln(file, os.Getpid()) // for whoever is refused
	}
	return file, nil
}
