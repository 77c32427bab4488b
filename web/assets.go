// Package web is what browsers load. Its sources are TypeScript and CSS; the
// build (go run build.go) leaves the finished files in dist.
package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// ErrNotBuilt says that the build has not run.
var ErrNotBuilt = errors.New("web: not built; run: go run build.go")

// Dist is the built tree: manifest.json and player/, which holds the hashed
// files, each with .br and .gz beside it.
func Dist() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return dist
	}
	return sub
}

// Names maps each file ("loader.js", "player.wasm") to its hashed name below
// player/.
func Names() (map[string]string, error) {
	text, err := fs.ReadFile(Dist(), "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("read the web manifest: %w", err)
	}
	var names map[string]string
	if err := json.Unmarshal(text, &names); err != nil {
		return nil, fmt.Errorf("parse the web manifest: %w", err)
	}
	return names, nil
}
