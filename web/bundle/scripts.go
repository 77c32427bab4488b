package bundle

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// apart are files that the loader never asks for: pages of the server, or other parts,
// name them.
var apart = []string{
	"console.js", "console.css", "frame.css", "frame-api.js", "stage.js", "stage.wasm", "media.js", "media.wasm",
	"drm.js", "record.js", "stats.js",
}

// seldom names what only some media and some pages need for the parts that ask for it.
func (d *Dist) seldom() map[string]string {
	var words []string
	for name, hashed := range d.names {
		if language, ok := strings.CutPrefix(name, wordsOf); ok {
			words = append(words, strconv.Quote(strings.TrimSuffix(language, ".js"))+":"+strconv.Quote(hashed))
		}
	}
	slices.Sort(words)
	return map[string]string{
		"__DRM_JS__":     strconv.Quote(d.names["drm.js"]),
		"__MEDIA_WASM__": strconv.Quote(d.names["media.wasm"]), "__MEDIA_JS__": strconv.Quote(d.names["media.js"]),
		"__STATS_JS__": strconv.Quote(d.names["stats.js"]), "__RECORD_JS__": strconv.Quote(d.names["record.js"]),
		"__WORDS__": "{" + strings.Join(words, ",") + "}",
	}
}

// Scripts bundles everything of o.Web into d, the parts first: the hashed names of
// what is in d already, and theirs, are compiled into the loader.
func (d *Dist) Scripts(o Options) error {
	web, err := filepath.Abs(o.Web) // esbuild wants it so
	if err != nil {
		return fmt.Errorf("find %s: %w", o.Web, err)
	}
	o.Web = web
	if err := Parts(o, d.seldom, d.Add); err != nil {
		return err
	}
	for _, last := range []func(Options) (File, error){Loader, Module, Types} {
		if o.Define, err = d.defines(); err != nil {
			return err
		}
		f, err := last(o)
		if err != nil {
			return err
		}
		if err := d.Add(f); err != nil {
			return err
		}
	}
	return nil
}

// defines are the files that scripts ask for, by name. A name with its hash is
// longer than what else the loader says of a part.
func (d *Dist) defines() (map[string]string, error) {
	names := maps.Clone(d.names)
	maps.DeleteFunc(names, func(name, _ string) bool {
		return slices.Contains(apart, name) || strings.HasPrefix(name, wordsOf)
	})
	text, err := json.Marshal(names)
	if err != nil {
		return nil, fmt.Errorf("names of files: %w", err)
	}
	return map[string]string{"__FILES__": string(text)}, nil
}
