// Package blob keeps files under keys. The folder driver hands out files, so
// that a range of one reaches the network without passing through the program.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// ErrNotFound says that no blob has the key.
var ErrNotFound = errors.New("blob: not found")

// Store keeps blobs. Keys are relative slash paths of letters, digits, "._-".
type Store interface {
	// Put stores what r gives; the blob is there whole or not at all.
	Put(ctx context.Context, key string, r io.Reader) (size int64, err error)
	// Adopt moves a finished local file (made below Temp) into the store.
	Adopt(ctx context.Context, key, file string) error
	// Open reads a blob; the reader is a syscall.Conn where that is possible.
	Open(ctx context.Context, key string) (io.ReadSeekCloser, int64, error)
	// Local gives a file name for programs that need one; it is good until
	// release is called.
	Local(ctx context.Context, key string) (file string, release func(), err error)
	Delete(ctx context.Context, key string) error
	// Temp is a folder for files in the making, on the same disk.
	Temp() string
}

// Tidy removes what interrupted writes have left. Only the one server that uses
// the store may call it, before it begins.
func Tidy(s Store) error {
	if err := os.RemoveAll(s.Temp()); err != nil {
		return fmt.Errorf("blob: clear unfinished files: %w", err)
	}
	return os.MkdirAll(s.Temp(), 0o750)
}

var validKey = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$`)

// Folder keeps blobs as files below a directory.
type Folder struct {
	root string
	open handles
}

// NewFolder uses dir, which is made when it is not there.
func NewFolder(dir string) (*Folder, error) {
	f := &Folder{root: dir}
	if err := os.MkdirAll(f.Temp(), 0o750); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return f, nil
}

// Temp is a folder for files in the making.
func (f *Folder) Temp() string { return filepath.Join(f.root, ".temp") }

func (f *Folder) file(key string) (string, error) {
	if len(key) > 512 || !validKey.MatchString(key) {
		return "", fmt.Errorf("blob: bad key %q", key)
	}
	return filepath.Join(f.root, filepath.FromSlash(key)), nil
}

// Put writes to a temporary file, syncs it and renames it into place.
func (f *Folder) Put(ctx context.Context, key string, r io.Reader) (int64, error) {
	return put(ctx, f, key, r)
}

// put stores what r gives by way of a file, so that the blob is there whole or
// not at all.
func put(ctx context.Context, s Store, key string, r io.Reader) (int64, error) {
	temp, err := os.CreateTemp(s.Temp(), "put-")
	if err != nil {
		return 0, fmt.Errorf("blob: %w", err)
	}
	defer os.Remove(temp.Name())
	size, err := io.Copy(temp, r)
	if err := errors.Join(err, temp.Close()); err != nil {
		return size, fmt.Errorf("blob: write %s: %w", key, err)
	}
	return size, s.Adopt(ctx, key, temp.Name())
}

// Adopt moves a local file into the store.
func (f *Folder) Adopt(_ context.Context, key, file string) error {
	path, err := f.file(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	if err := syncFile(file); err != nil {
		return fmt.Errorf("blob: sync %s: %w", key, err)
	}
	defer f.open.changed()
	if err := os.Rename(file, path); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	return syncFile(filepath.Dir(path))
}

func syncFile(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// Open gives the file and its size. The file goes without reading where
// something is copied from it to a connection.
func (f *Folder) Open(_ context.Context, key string) (io.ReadSeekCloser, int64, error) {
	path, err := f.file(key)
	if err != nil {
		return nil, 0, err
	}
	if have := f.open.take(key); have != nil {
		return have, have.size, nil
	}
	epoch := f.open.now()
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, fmt.Errorf("%w: %s", ErrNotFound, key)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("blob: %w", err)
	}
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		return nil, 0, errors.Join(fmt.Errorf("%w: %s", ErrNotFound, key), err, file.Close())
	}
	return f.open.add(file, key, info.Size(), epoch), info.Size(), nil
}

// Local is the file itself.
func (f *Folder) Local(_ context.Context, key string) (string, func(), error) {
	path, err := f.file(key)
	if err != nil {
		return "", nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return "", nil, fmt.Errorf("%w: %s", ErrNotFound, key)
	}
	return path, func() {}, nil
}

// Delete removes a blob; one that is not there is no error.
func (f *Folder) Delete(_ context.Context, key string) error {
	path, err := f.file(key)
	if err != nil {
		return err
	}
	defer f.open.changed()
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("blob: %w", err)
	}
	return nil
}

// Key joins parts to a key.
func Key(parts ...string) string { return strings.Join(parts, "/") }
