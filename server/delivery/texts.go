package delivery

import "sync"

// textCache keeps playlists that are the same for everybody: that of a long
// lecture takes a while to write.
type textCache struct {
	mu   sync.Mutex
	size int
	rows map[string][]byte
}

// mostText is how much is kept, bytes.
const mostText = 64 << 20

// of is the text of a key, written when it is not there.
func (c *textCache) of(key string, write func() (string, error)) ([]byte, error) {
	c.mu.Lock()
	text, ok := c.rows[key]
	c.mu.Unlock()
	if ok {
		return text, nil
	}
	written, err := write()
	if err != nil {
		return nil, err
	}
	text = []byte(written)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows == nil || c.size+len(text) > mostText {
		c.rows, c.size = map[string][]byte{}, 0
	}
	c.rows[key] = text
	c.size += len(text)
	return text, nil
}
