// Package disk keeps a part of a disk free, so that what strangers send cannot
// take the room that the database and conversions need.
package disk

import (
	"fmt"
	"os"
	"syscall"

	"diptych/server/limits"
)

// every is how many bytes are written between two looks at the disk.
const every = 32 << 20

// Free is how many bytes uploads may still take where dir is: those that an
// ordinary user may write, less what stays free (limits.FreeSpace, of a small
// disk a twentieth).
func Free(dir string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("look at the disk of %s: %w", dir, err)
	}
	block := s.Bsize
	spare := min(limits.FreeSpace, int64(s.Blocks)*block/20) //nolint:gosec // a disk of 8 EiB
	return int64(s.Bavail)*block - spare, nil                //nolint:gosec // as above
}

// Room is an error that wraps syscall.ENOSPC when there is none for n bytes.
func Room(dir string, n int64) error {
	free, err := Free(dir)
	if err != nil {
		return err
	}
	if free < n {
		return fmt.Errorf("%d MB are free: %w", free>>20, syscall.ENOSPC)
	}
	return nil
}

// Writer writes to a file and stops before the disk is full.
type Writer struct {
	File *os.File
	left int64
}

// Write implements io.Writer. An error wraps syscall.ENOSPC when there is no room.
func (w *Writer) Write(p []byte) (int, error) {
	if w.left -= int64(len(p)); w.left < 0 {
		if err := Room(w.File.Name(), int64(len(p))); err != nil {
			return 0, err
		}
		w.left = every
	}
	return w.File.Write(p)
}
