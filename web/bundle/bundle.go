// Package bundle turns the TypeScript and CSS below web/ into the files a page
// loads, with esbuild's Go API. No Node is involved.
package bundle

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Options is what a build needs to know.
type Options struct {
	Web      string            // the web folder
	WasmExec string            // wasm_exec.js of the toolchain
	Define   map[string]string // compile-time constants, JSON text
	Dev      bool              // no minification, inline source maps
}

// File is one finished output.
type File struct {
	Name string // "loader.js"
	Data []byte
}

// entry is one bundle: its source below web/ and its form.
type entry struct {
	name, source string
	format       api.Format
}

// Parts the loader imports when it needs them; their hashed names are compiled
// into the loader, so they are built first.
var parts = []entry{
	{"record.js", "src/record/record.ts", api.FormatESModule},
	{"stats.js", "src/stats/stats.ts", api.FormatESModule},
	{"ui.js", "src/render.ts", api.FormatESModule},
	{"kit.js", "src/kit/kit.ts", api.FormatESModule},
	{"lecture.js", "src/lecture/views.ts", api.FormatESModule},
	{"managers.js", "src/managers/managers.ts", api.FormatESModule},
	{"windows.js", "src/windows/windows.ts", api.FormatESModule},
	{"media.js", "src/media/media.ts", api.FormatESModule},
	{"drm.js", "src/drm/drm.ts", api.FormatESModule},
	{"foreign.js", "src/start/foreign.ts", api.FormatESModule},
	{"engine.js", "src/engine.ts", api.FormatESModule},
	{"remote.js", "src/remote.ts", api.FormatESModule},
	{"control.js", "src/control.ts", api.FormatESModule},
	{"frame-api.js", "src/frame-api.ts", api.FormatESModule},
	{"stage.js", "src/stage.ts", api.FormatESModule},
	{"console.js", "console/console.ts", api.FormatIIFE},
	{"console.css", "console/console.css", api.FormatDefault},
	{"frame.css", "src/styles/frame.css", api.FormatDefault},
}

// Parts builds everything but the loader and gives each to take, which knows the names
// of those before.
func Parts(o Options, names func() map[string]string, take func(File) error) error {
	all, err := languages(o.Web)
	if err != nil {
		return err
	}
	for _, e := range append(all, parts...) {
		o.Define = names()
		f, err := build(o, e)
		if err != nil {
			return err
		}
		if err := take(f); err != nil {
			return err
		}
	}
	return nil
}

// languages are the words of each language beside English, a file for each: ui.js names
// them and fetches one.
func languages(web string) (out []entry, err error) {
	const dir = "src/lang/more/"
	files, err := os.ReadDir(filepath.Join(web, dir))
	if err != nil {
		return nil, fmt.Errorf("list the languages: %w", err)
	}
	for _, f := range files {
		name := wordsOf + strings.TrimSuffix(f.Name(), ".ts") + ".js"
		out = append(out, entry{name, dir + f.Name(), api.FormatESModule})
	}
	return out, nil
}

// wordsOf begins the names of their files.
const wordsOf = "words-"

// Loader builds kaltura-player.js, the script a page embeds.
func Loader(o Options) (File, error) {
	return build(o, entry{"loader.js", "src/loader.ts", api.FormatIIFE})
}

// Module builds kaltura-player.mjs, the ES module that brings the loader. Its
// __FILES__ has to name the loader.
func Module(o Options) (File, error) {
	return build(o, entry{"kaltura-player.mjs", "src/module.ts", api.FormatESModule})
}

// Types is what pages in TypeScript are checked against.
func Types(o Options) (File, error) {
	const name = "kaltura-player.d.ts"
	text, err := os.ReadFile(filepath.Join(o.Web, "types", name))
	if err != nil {
		return File{}, fmt.Errorf("read the types: %w", err)
	}
	return File{Name: name, Data: text}, nil
}

func build(o Options, e entry) (File, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join(o.Web, e.source)},
		Outfile:           e.name,
		AbsWorkingDir:     o.Web,
		Bundle:            true,
		Format:            e.format,
		Target:            api.ES2022,
		MinifyWhitespace:  !o.Dev,
		MinifyIdentifiers: !o.Dev,
		MinifySyntax:      !o.Dev,
		Sourcemap:         sourceMap(o.Dev),
		Charset:           api.CharsetASCII, // parses in pages that do not declare UTF-8
		Define:            o.Define,
		Alias:             aliases(o, e.name),
		Plugins:           []api.Plugin{WasmExecPlugin(o.WasmExec)},
		JSX:               api.JSXAutomatic,
		JSXImportSource:   "preact",
		Loader:            map[string]api.Loader{".css": cssLoader(e.name), ".svg": api.LoaderText},
		LegalComments:     api.LegalCommentsNone,
		Banner:            compiled(e.name),
	})
	if len(result.Errors) > 0 {
		return File{}, fmt.Errorf("bundle %s: %w", e.name, messages(result.Errors))
	}
	return File{Name: e.name, Data: result.OutputFiles[0].Contents}, nil
}

// compiled asks browsers to compile a part that comes in a quiet moment before all
// of it is called, not when somebody waits for it (V8's explicit compile hints).
func compiled(name string) map[string]string {
	if name != "lecture.js" {
		return nil
	}
	return map[string]string{"js": "//# allFunctionsCalledOnLoad"}
}

// aliases lets the parts that draw share the loader's copy of Preact.
func aliases(o Options, name string) map[string]string {
	switch name {
	case "ui.js", "kit.js", "lecture.js", "managers.js", "windows.js", "stats.js":
	default:
		return nil
	}
	shared := filepath.Join(o.Web, "src", "kit", "preact.ts")
	return map[string]string{"preact": shared, "preact/hooks": shared, "preact/jsx-runtime": shared}
}

// cssLoader keeps a stylesheet a stylesheet, but gives scripts its text, which
// they adopt as a constructable sheet.
func cssLoader(name string) api.Loader {
	if strings.HasSuffix(name, ".css") {
		return api.LoaderCSS
	}
	return api.LoaderText
}

func sourceMap(dev bool) api.SourceMap {
	if dev {
		return api.SourceMapInline
	}
	return api.SourceMapNone
}

func messages(list []api.Message) error {
	return errors.New(strings.Join(api.FormatMessages(list, api.FormatMessagesOptions{}), "\n"))
}
