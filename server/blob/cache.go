package blob

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"
)

// Sizes of what is kept and asked for, bytes. A run of missing blocks is one
// request.
const (
	blockSize = 1 << 20
	mostRun   = 4 // blocks
)

// cache keeps blocks of remote files in a folder, the most recently used ones up
// to a bound.
type cache struct {
	dir   string
	bound int64
	group singleflight.Group

	mu   sync.Mutex
	size int64
	age  *list.List // of *block, newest first
	rows map[string]*list.Element
}

type block struct {
	name string
	size int64
}

// newCache takes over what an earlier run has left in dir.
func newCache(dir string, bound int64) (*cache, error) {
	c := &cache{dir: dir, bound: bound, age: list.New(), rows: map[string]*list.Element{}}
	type old struct {
		block
		time int64
	}
	var found []old
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil || filepath.Ext(path) != "" { // half-written
			return errors.Join(err, os.Remove(path))
		}
		found = append(found, old{block{e.Name(), info.Size()}, info.ModTime().UnixNano()})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("blob: read the cache: %w", err)
	}
	sort.Slice(found, func(i, j int) bool { return found[i].time < found[j].time })
	for _, o := range found {
		c.note(o.block)
	}
	return c, nil
}

func blockName(id string, n int64) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:16]) + "-" + strconv.FormatInt(n, 10)
}

func (c *cache) file(name string) string { return filepath.Join(c.dir, name[:2], name) }

// note makes a block the newest and lets the oldest go.
func (c *cache) note(b block) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.rows[b.name]; ok {
		c.age.MoveToFront(e)
		return
	}
	c.rows[b.name] = c.age.PushFront(&b)
	for c.size += b.size; c.size > c.bound && c.age.Len() > 1; {
		last := c.age.Remove(c.age.Back()).(*block)
		delete(c.rows, last.name)
		c.size -= last.size
		_ = os.Remove(c.file(last.name)) // a reader that has it open goes on
	}
}

func (c *cache) has(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.rows[name]
	if ok {
		c.age.MoveToFront(e)
	}
	return ok
}

func (c *cache) lose(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.rows[name]; ok {
		c.size -= c.age.Remove(e).(*block).size
		delete(c.rows, name)
	}
}

// fill reads blocks one after another from r into the folder; opened gets the
// first of them, which may have been let go by the time that the last one is here.
func (c *cache) fill(r io.Reader, id string, first, count, size int64, opened **os.File) error {
	for n := first; n < first+count; n++ {
		want := min(blockSize, size-n*blockSize)
		name := blockName(id, n)
		if err := os.MkdirAll(filepath.Dir(c.file(name)), 0o750); err != nil {
			return fmt.Errorf("blob: cache: %w", err)
		}
		temp, err := os.CreateTemp(filepath.Dir(c.file(name)), name+"-*.part")
		if err != nil {
			return fmt.Errorf("blob: cache: %w", err)
		}
		_, err = io.CopyN(temp, r, want)
		if err := errors.Join(err, temp.Close()); err != nil {
			return errors.Join(err, os.Remove(temp.Name()))
		}
		if err := os.Rename(temp.Name(), c.file(name)); err != nil {
			return fmt.Errorf("blob: cache: %w", err)
		}
		if n == first {
			if *opened, err = os.Open(c.file(name)); err != nil {
				return fmt.Errorf("blob: cache: %w", err)
			}
		}
		c.note(block{name, want})
	}
	return nil
}

// blockReader reads a remote file through the cache.
type blockReader struct {
	cache *cache
	id    string // file and version
	size  int64
	fetch func(from, to int64) (io.ReadCloser, error)

	at   int64
	open *os.File // block under the position
	n    int64    // its number
}

// Seek moves the position.
func (r *blockReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return r.at, errors.New("blob: seek before the beginning")
	}
	r.at = offset
	return offset, nil
}

func (r *blockReader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	n := r.at / blockSize
	if r.open == nil || r.n != n {
		if err := r.load(n); err != nil {
			return 0, err
		}
	}
	got, err := r.open.ReadAt(p[:min(int64(len(p)), min(blockSize, r.size-n*blockSize)-(r.at-n*blockSize))],
		r.at-n*blockSize)
	r.at += int64(got)
	if errors.Is(err, io.EOF) && got > 0 {
		err = nil
	}
	return got, err
}

// tries of a request that breaks off.
const tries = 4

// load opens a block; what is missing is fetched with its neighbours.
func (r *blockReader) load(n int64) error {
	name := blockName(r.id, n)
	for try := 1; ; try++ {
		var file *os.File // of who has fetched it
		if !r.cache.has(name) {
			if _, err, _ := r.cache.group.Do(name, func() (any, error) {
				return nil, r.fill(n, &file)
			}); err != nil {
				if file != nil {
					_ = file.Close()
				}
				if try == tries || errors.Is(err, ErrNotFound) {
					return err
				}
				continue
			}
		}
		var err error
		if file == nil {
			file, err = os.Open(r.cache.file(name))
		}
		if err == nil {
			_ = r.Close()
			r.open, r.n = file, n
			return nil
		}
		r.cache.lose(name) // let go meanwhile
		if try == tries {
			return fmt.Errorf("blob: cache: %w", err)
		}
	}
}

func (r *blockReader) fill(n int64, opened **os.File) error {
	blocks := (r.size + blockSize - 1) / blockSize
	count := int64(1)
	for count < mostRun && n+count < blocks && !r.cache.has(blockName(r.id, n+count)) {
		count++
	}
	body, err := r.fetch(n*blockSize, min(r.size, (n+count)*blockSize))
	if err != nil {
		return err
	}
	defer body.Close()
	return r.cache.fill(body, r.id, n, count, r.size, opened)
}

// Close lets the block go.
func (r *blockReader) Close() error {
	if r.open == nil {
		return nil
	}
	err := r.open.Close()
	r.open = nil
	return err
}
