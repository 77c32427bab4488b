package delivery

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"diptych/server/blob"
	"diptych/server/store"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// shelf keeps drawn pictures in a local folder, one folder an entry: the most
// recently used ones up to a bound. They can be drawn again, so they are no blobs.
type shelf struct {
	dir   string
	bound int64 // bytes

	mu       sync.Mutex
	size     int64
	rows     *simplelru.LRU[string, int64] // sizes by "{entry}/{name}"
	versions map[string]string             // of the entries whose old pictures are gone
}

// newShelf takes over what an earlier run has left in dir.
func newShelf(dir string, bound int64) (*shelf, error) {
	s := &shelf{dir: dir, bound: bound, versions: map[string]string{}}
	s.rows, _ = simplelru.NewLRU(math.MaxInt, func(key string, size int64) { // the bound is of bytes
		s.size -= size
		_ = os.Remove(s.file(key)) // a reader that has it open goes on
	})
	type old struct {
		key        string
		size, time int64
	}
	var found []old
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && e.IsDir() {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := e.Info()
		key, errName := filepath.Rel(dir, path)
		found = append(found, old{filepath.ToSlash(key), info.Size(), info.ModTime().UnixNano()})
		return errors.Join(err, errName)
	})
	if err != nil {
		return nil, fmt.Errorf("read the drawn pictures: %w", err)
	}
	sort.Slice(found, func(i, j int) bool { return found[i].time < found[j].time })
	for _, o := range found {
		s.note(o.key, o.size)
	}
	return s, nil
}

func (s *shelf) file(key string) string { return filepath.Join(s.dir, filepath.FromSlash(key)) }

// note makes a picture the newest and lets the oldest go.
func (s *shelf) note(key string, size int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if have, ok := s.rows.Get(key); ok { // drawn anew into the same file
		s.size -= have
	}
	s.rows.Add(key, size)
	for s.size += size; s.size > s.bound && s.rows.Len() > 1; {
		s.rows.RemoveOldest()
	}
}

// open opens a picture; blob.ErrNotFound when it is not there.
func (s *shelf) open(key string) (*os.File, int64, error) {
	s.mu.Lock()
	_, known := s.rows.Get(key)
	s.mu.Unlock()
	if !known {
		return nil, 0, blob.ErrNotFound
	}
	file, err := os.Open(s.file(key))
	if err != nil {
		s.mu.Lock()
		s.rows.Remove(key)
		s.mu.Unlock()
		return nil, 0, fmt.Errorf("%w: %w", blob.ErrNotFound, err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("drawn picture: %w", err), file.Close())
	}
	return file, info.Size(), nil
}

// adopt moves a file that was drawn into the shelf; pictures of earlier versions
// of its entry go.
func (s *shelf) adopt(key, file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("drawn picture: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(s.file(key)), 0o750); err != nil {
		return fmt.Errorf("drawn picture: %w", err)
	}
	if err := os.Rename(file, s.file(key)); err != nil {
		return fmt.Errorf("drawn picture: %w", err)
	}
	s.note(key, info.Size())
	entry, name, _ := strings.Cut(key, "/")
	version, _, _ := strings.Cut(name, "-")
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.versions[entry] != version {
		s.forget(entry, version+"-")
		s.versions[entry] = version
	}
	return nil
}

// forget removes an entry's pictures but for those whose names begin with except.
func (s *shelf) forget(entry, except string) {
	for _, key := range s.rows.Keys() {
		if name, ok := strings.CutPrefix(key, entry+"/"); ok &&
			(except == "" || !strings.HasPrefix(name, except)) {
			s.rows.Remove(key)
		}
	}
	if except == "" {
		delete(s.versions, entry)
		_ = os.Remove(filepath.Join(s.dir, entry)) // empty by now
	}
}

// entries lists the entries that have pictures here.
func (s *shelf) entries() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	seen := map[string]bool{}
	for _, key := range s.rows.Keys() {
		if entry, _, _ := strings.Cut(key, "/"); !seen[entry] {
			seen[entry] = true
			list = append(list, entry)
		}
	}
	return list
}

// Sweep removes the drawn pictures of entries that are deleted.
func (d *Delivery) Sweep(ctx context.Context) error {
	shelf, err := d.shelf()
	if err != nil {
		return err
	}
	for _, id := range shelf.entries() {
		e, err := d.Store.Entry(ctx, nil, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("sweep drawn pictures: %w", err)
		}
		if err != nil || e.Status == store.EntryDeleted {
			shelf.mu.Lock()
			shelf.forget(id, "")
			shelf.mu.Unlock()
		}
	}
	return nil
}
