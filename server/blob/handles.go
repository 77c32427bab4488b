package blob

import (
	"io"
	"os"
	"sync"
)

// handles keeps files open that are being read again and again: opening one
// costs as much as sending a small segment of it.
type handles struct {
	mu    sync.Mutex
	idle  map[string][]*handle
	count int
	epoch int // of the last change to any blob
}

// mostIdle is how many files are kept open that nobody reads.
const mostIdle = 512

// handle is one reader's hold on an open file. It is a file to whoever wants to
// send it without reading it. Closed, it is of no use any more.
type handle struct {
	*os.File
	pool  *handles
	key   string
	size  int64
	epoch int
	done  bool
}

// take is an open file of a key, nil when there is none.
func (h *handles) take(key string) *handle {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := h.idle[key]
	if len(list) == 0 {
		return nil
	}
	last := list[len(list)-1]
	h.idle[key] = list[:len(list)-1]
	h.count--
	fresh := *last
	fresh.done = false
	return &fresh
}

// add makes a handle of a file that was opened when the pool was at an epoch.
func (h *handles) add(file *os.File, key string, size int64, epoch int) *handle {
	return &handle{File: file, pool: h, key: key, size: size, epoch: epoch}
}

func (h *handles) now() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.epoch
}

// Close gives the file back, or closes it when it may be another's by now.
func (f *handle) Close() error {
	h := f.pool
	h.mu.Lock()
	if f.done {
		h.mu.Unlock()
		return os.ErrClosed
	}
	f.done = true
	if _, err := f.File.Seek(0, io.SeekStart); err != nil {
		h.mu.Unlock()
		return f.File.Close()
	}
	if f.epoch != h.epoch || h.count >= mostIdle {
		h.mu.Unlock()
		return f.File.Close()
	}
	defer h.mu.Unlock()
	if h.idle == nil {
		h.idle = map[string][]*handle{}
	}
	h.idle[f.key] = append(h.idle[f.key], f)
	h.count++
	return nil
}

// changed closes what is idle, because a blob was written or deleted.
func (h *handles) changed() {
	h.mu.Lock()
	idle := h.idle
	h.idle, h.count = nil, 0
	h.epoch++
	h.mu.Unlock()
	for _, list := range idle {
		for _, f := range list {
			_ = f.File.Close()
		}
	}
}
