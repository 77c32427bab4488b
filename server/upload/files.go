package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"sync"

	"diptych/server/blob"
)

// Files keeps the bytes of uploads under way, one file each. When an upload is
// whole it may be asked for as a blob.
type Files struct {
	dir   string
	blobs blob.Store

	mu   sync.Mutex
	busy map[string]*visit
}

// visit is what requests are doing with one upload.
type visit struct {
	writing int        // chunks on their way to the file
	append  sync.Mutex // of chunks whose place is "at the end"
	refs    int
}

// Folder is the name of the directory beside a blob store's temporary one.
const Folder = ".uploads"

// New keeps files in a directory beside the store's temporary one.
func New(blobs blob.Store) (*Files, error) {
	f := &Files{dir: filepath.Join(filepath.Dir(blobs.Temp()), Folder), blobs: blobs, busy: map[string]*visit{}}
	if err := os.MkdirAll(f.dir, 0o750); err != nil {
		return nil, fmt.Errorf("uploads: %w", err)
	}
	return f, nil
}

// Key is the blob's name of an upload.
func Key(id string) string { return blob.Key("upload", id) }

func (f *Files) file(id string) string { return filepath.Join(f.dir, path.Base(path.Clean("/"+id))) }

// Import is the file that the download of an entry's content gathers in.
func (f *Files) Import(entry string) string { return f.file("import-" + entry) }

// enter notes that somebody writes; the function ends that.
func (f *Files) enter(id string) (*visit, func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.busy[id]
	if v == nil {
		v = &visit{}
		f.busy[id] = v
	}
	v.refs++
	v.writing++
	return v, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		v.writing--
		if v.refs--; v.refs == 0 {
			delete(f.busy, id)
		}
	}
}

// Writing tells whether chunks of an upload are on their way to its file.
func (f *Files) Writing(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.busy[id] != nil && f.busy[id].writing > 0
}

// Replace makes a local file all that there is of an upload. The bytes are on
// disk when it returns.
func (f *Files) Replace(id, local string) error {
	_, leave := f.enter(id)
	defer leave()
	if err := syncFile(local); err != nil {
		return fmt.Errorf("upload %s: %w", id, err)
	}
	if err := os.Rename(local, f.file(id)); err != nil {
		return fmt.Errorf("upload %s: %w", id, err)
	}
	return syncFile(f.dir)
}

// Place writes a chunk at a byte, or at the end where at is negative, and
// returns what it covers. The bytes are on disk when it returns.
func (f *Files) Place(id, local string, at int64) (Range, error) {
	v, leave := f.enter(id)
	defer leave()
	if at < 0 {
		v.append.Lock()
		defer v.append.Unlock()
	}
	r, err := f.place(id, local, at)
	if err != nil {
		return r, fmt.Errorf("upload %s: %w", id, err)
	}
	return r, nil
}

func (f *Files) place(id, local string, at int64) (Range, error) {
	chunk, err := os.Open(local)
	if err != nil {
		return Range{}, err
	}
	defer chunk.Close()
	out, err := os.OpenFile(f.file(id), os.O_WRONLY|os.O_CREATE, 0o640)
	if err != nil {
		return Range{}, err
	}
	defer out.Close()
	whence := io.SeekStart
	if at < 0 {
		at, whence = 0, io.SeekEnd
	}
	start, err := out.Seek(at, whence)
	if err != nil {
		return Range{}, err
	}
	n, err := io.Copy(out, chunk)
	return Range{start, start + n}, errors.Join(err, out.Sync())
}

// Write puts what a reader gives at a byte and returns what that covers, which
// is on disk then. Bytes that came before an error of the reader are kept.
func (f *Files) Write(id string, r io.Reader, at int64) (Range, error) {
	_, leave := f.enter(id)
	defer leave()
	out, err := os.OpenFile(f.file(id), os.O_WRONLY|os.O_CREATE, 0o640)
	if err != nil {
		return Range{}, fmt.Errorf("upload %s: %w", id, err)
	}
	defer out.Close()
	n, broken := io.Copy(io.NewOffsetWriter(out, at), r)
	if err := out.Sync(); err != nil {
		return Range{}, fmt.Errorf("upload %s: %w", id, err)
	}
	return Range{at, at + n}, broken
}

// Settle makes a whole upload a blob, if it is none yet. A crash at any moment
// leaves either the file or the blob.
func (f *Files) Settle(ctx context.Context, id string) error {
	_, err := os.Stat(f.file(id))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return f.blobs.Adopt(ctx, Key(id), f.file(id))
}

// SettleKey is Settle by the blob's key; keys that are no upload's are let be.
func (f *Files) SettleKey(ctx context.Context, key string) error {
	if id := path.Base(key); key == Key(id) {
		return f.Settle(ctx, id)
	}
	return nil
}

// Remove gives an upload up.
func (f *Files) Remove(ctx context.Context, id string) error {
	if err := os.Remove(f.file(id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("upload %s: %w", id, err)
	}
	return f.blobs.Delete(ctx, Key(id))
}

func syncFile(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
