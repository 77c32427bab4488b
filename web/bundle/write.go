package bundle

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/errgroup"
)

// Row is one line of the size table, bytes.
type Row struct {
	Name, Hashed      string
	Raw, Gzip, Brotli int
}

// Dist is the folder that the server embeds: hashed files with .br and .gz
// beside them, and manifest.json with the name of each.
type Dist struct {
	dir   string
	keep  map[string]bool
	names map[string]string
	work  errgroup.Group // compresses
	Rows  []*Row         // whole after Close
}

// NewDist prepares dir/player for writing.
func NewDist(dir string) (*Dist, error) {
	if err := os.MkdirAll(filepath.Join(dir, "player"), 0o755); err != nil {
		return nil, fmt.Errorf("make dist: %w", err)
	}
	d := &Dist{dir: dir, keep: map[string]bool{}, names: map[string]string{}}
	d.work.SetLimit(runtime.GOMAXPROCS(0))
	return d, nil
}

// HashedName puts the first bytes of the content's hash into the file name, so
// that its URL can be cached for ever.
func HashedName(f File) string {
	sum := sha256.Sum256(f.Data)
	ext := filepath.Ext(f.Name)
	return strings.TrimSuffix(f.Name, ext) + "-" + hex.EncodeToString(sum[:4]) + ext
}

// Add writes f and, while others are made, its compressed forms. A file that is there
// already with the same hash is kept: brotli at its best level takes seconds.
func (d *Dist) Add(f File) error {
	name := HashedName(f)
	path := filepath.Join(d.dir, "player", name)
	row := &Row{Name: f.Name, Hashed: name, Raw: len(f.Data)}
	for _, ext := range []string{"", ".br", ".gz"} {
		d.keep[name+ext] = true
	}
	d.names[f.Name] = name
	d.Rows = append(d.Rows, row)
	d.work.Go(func() (err error) {
		if row.Brotli, err = cached(path+".br", func() ([]byte, error) { return brotliBytes(f.Data) }); err != nil {
			return err
		}
		row.Gzip, err = cached(path+".gz", func() ([]byte, error) { return gzipBytes(f.Data) })
		return err
	})
	_, err := cached(path, func() ([]byte, error) { return f.Data, nil })
	return err
}

// AddData is Add for bytes by their name.
func (d *Dist) AddData(name string, data []byte) error { return d.Add(File{Name: name, Data: data}) }

// WriteTables writes JSON that scripts import, by the names of the files in dir.
func WriteTables(dir string, tables map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	for name, text := range tables {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return fmt.Errorf("write the tables: %w", err)
		}
	}
	return nil
}

// Close waits for the compressed forms, writes manifest.json and removes what is left
// of earlier builds.
func (d *Dist) Close() error {
	if err := d.work.Wait(); err != nil {
		return err
	}
	text, err := json.MarshalIndent(d.names, "", "\t")
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	if err := os.WriteFile(filepath.Join(d.dir, "manifest.json"), text, 0o644); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	old, err := os.ReadDir(filepath.Join(d.dir, "player"))
	if err != nil {
		return fmt.Errorf("list dist: %w", err)
	}
	for _, e := range old {
		if d.keep[e.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(d.dir, "player", e.Name())); err != nil {
			return fmt.Errorf("clean dist: %w", err)
		}
	}
	return nil
}

// cached returns the size of path, made by content when it is not there.
func cached(path string, content func() ([]byte, error)) (int, error) {
	if info, err := os.Stat(path); err == nil {
		return int(info.Size()), nil
	}
	data, err := content()
	if err != nil {
		return 0, fmt.Errorf("compress %s: %w", filepath.Base(path), err)
	}
	temp := path + ".part"
	if err := os.WriteFile(temp, data, 0o644); err != nil {
		return 0, fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return len(data), os.Rename(temp, path)
}

func brotliBytes(data []byte) ([]byte, error) {
	var buf bytes.Buffer
	w := brotli.NewWriterOptions(&buf, brotli.WriterOptions{Quality: 11, LGWin: 22})
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err := w.Close()
	return buf.Bytes(), err
}

func gzipBytes(data []byte) ([]byte, error) {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err = w.Close()
	return buf.Bytes(), err
}

// Quick tells how small brotli makes data at a quick level, bytes.
func Quick(data []byte) int {
	var n counter
	w := brotli.NewWriterLevel(&n, 5)
	_, err := w.Write(data)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return len(data)
	}
	return int(n)
}

type counter int

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
