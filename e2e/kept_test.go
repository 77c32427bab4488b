package e2e

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Media that the tests need is the same in every run, and converting it takes
// minutes. What has been made stays in the user's cache folder under a hash of
// what it was made from; a run works on a copy.

// digest is the name of a folder in the cache.
type digest struct{ hash.Hash }

// digestOf begins with the encoder, whose releases differ in what they write.
func digestOf(texts ...string) (digest, error) {
	d := digest{sha256.New()}
	version, err := exec.Command("ffmpeg", "-version").Output()
	if err != nil {
		return d, fmt.Errorf("ask ffmpeg for its version: %w", err)
	}
	for _, text := range append(texts, string(version)) {
		fmt.Fprintf(d, "%d %s\n", len(text), text)
	}
	return d, nil
}

// tree adds the files below a path, those that only tests read left out.
func (d digest) tree(root string) error {
	return filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path != root && strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		fmt.Fprintln(d, name)
		_, err = io.Copy(d, f)
		return err
	})
}

func (d digest) String() string { return hex.EncodeToString(d.Sum(nil))[:24] }

// copyOf fills dir from the cache, where build has put it the first time. What is
// there but not whole, or was changed, is made anew.
func (d digest) copyOf(dir string, build func(ctx context.Context, dir string) error) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	kept := filepath.Join(cache, "diptych-e2e", d.String())
	if !whole(kept) {
		if err := keep(kept, build); err != nil {
			return err
		}
	}
	return os.CopyFS(dir, os.DirFS(filepath.Join(kept, "files")))
}

// keep builds beside the place in the cache and moves the result there, so that an
// interrupted run leaves nothing half made.
func keep(kept string, build func(ctx context.Context, dir string) error) error {
	if err := os.MkdirAll(filepath.Dir(kept), 0o755); err != nil {
		return err
	}
	made, err := os.MkdirTemp(filepath.Dir(kept), "making-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(made)
	files := filepath.Join(made, "files")
	if err := os.Mkdir(files, 0o755); err != nil {
		return err
	}
	if err := build(context.Background(), files); err != nil {
		return err
	}
	sum, err := sumOf(files)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(made, "sum"), []byte(sum), 0o644); err != nil {
		return err
	}
	if err := os.RemoveAll(kept); err != nil {
		return err
	}
	if err := os.Rename(made, kept); err != nil && !whole(kept) { // or another run was quicker
		return err
	}
	return nil
}

// whole tells whether a folder of the cache holds what was put there.
func whole(kept string) bool {
	want, err := os.ReadFile(filepath.Join(kept, "sum"))
	if err != nil {
		return false
	}
	sum, err := sumOf(filepath.Join(kept, "files"))
	return err == nil && sum == string(want)
}

func sumOf(dir string) (string, error) {
	d := digest{sha256.New()}
	err := d.tree(dir)
	return d.String(), err
}
