// Command build makes everything a page loads: it compiles the WebAssembly
// programs, bundles web/, hashes names, compresses, checks the size budget and
// leaves the result in web/dist, which the server embeds.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"diptych/player"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/standard"
	"diptych/wasm/wasmbuild"
	"diptych/web/bundle"
)

func main() {
	dev := flag.Bool("dev", false, "keep names and add source maps")
	weights := flag.Bool("weight", false, "only write what each package costs the programs, to wasm/WEIGHT.md")
	flag.Parse()
	if *weights {
		if err := weigh(context.Background(), filepath.Join("wasm", "WEIGHT.md")); err != nil {
			fmt.Fprintln(os.Stderr, "build:", err)
			os.Exit(1)
		}
		return
	}
	if err := build(context.Background(), *dev); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func build(ctx context.Context, dev bool) error {
	temp, err := os.MkdirTemp("", "diptych-build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	dist, err := bundle.NewDist(filepath.Join("web", "dist"))
	if err != nil {
		return err
	}
	b := builder{ctx: ctx, temp: temp, dist: dist, names: map[string]string{}}
	for _, step := range []func() error{b.programs, tables, func() error { return b.scripts(dev) }, dist.Close} {
		if err := step(); err != nil {
			return err
		}
	}
	return bundle.Report(os.Stdout, dist.Rows, filepath.Join("web", "size-budget.json"))
}

// weigh writes the table of what the packages cost.
func weigh(ctx context.Context, file string) error {
	temp, err := os.MkdirTemp("", "diptych-weight-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	text := weightHead
	for _, p := range wasmbuild.Programs {
		fmt.Println("weighing", p.Name+".wasm")
		path, err := wasmbuild.BuildNamed(ctx, ".", temp, p)
		if err != nil {
			return err
		}
		w, err := wasmbuild.Weigh(path, bundle.Quick)
		if err != nil {
			return err
		}
		text += fmt.Sprintf("\n## %s.wasm\n\nCode %d kB, data %d kB.\n\n| package | functions | code, bytes | brotli, bytes |\n|---|--:|--:|--:|\n", p.Name, w.Code/1000, w.Data/1000)
		small := wasmbuild.Weight{}
		for _, x := range w.Packages {
			if x.Marginal < w.Code/1000 {
				small.Functions, small.Code, small.Marginal = small.Functions+x.Functions, small.Code+x.Code, small.Marginal+x.Marginal
				continue
			}
			text += fmt.Sprintf("| %s | %d | %d | %d |\n", x.Package, x.Functions, x.Code, x.Marginal)
		}
		text += fmt.Sprintf("| all others | %d | %d | %d |\n", small.Functions, small.Code, small.Marginal)
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

const weightHead = `# What each package costs

Written by ` + "`go run build.go -weight`" + `. Brotli is what the compressed code would be smaller without the package, at a quick
level; the data section (strings, types, line tables) belongs to all. Budgets are in web/size-budget.json and fail the
build. How the player gets smaller is in ARCHITECTURE.md.
`

type builder struct {
	ctx   context.Context
	temp  string
	dist  *bundle.Dist
	names map[string]string // file -> hashed name, compiled into the loader
}

func (b *builder) programs() error {
	for _, p := range wasmbuild.Programs {
		fmt.Println("compiling", p.Name+".wasm")
		path, err := wasmbuild.Build(b.ctx, ".", b.temp, p)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := b.add(bundle.File{Name: p.Name + ".wasm", Data: data}); err != nil {
			return err
		}
	}
	return nil
}

// tables writes what the page's script answers before Go is there.
func tables() error {
	dir := filepath.Join("web", "src", "gen")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	for name, table := range map[string]value.Marshaler{
		"tables.json": value.Empty.Any("player", player.Tables()).Put("plugins", plugins.Table(standard.All())),
		"views.json":  ui.FirstViews(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(value.JSON(table)), 0o644); err != nil {
			return fmt.Errorf("write the tables: %w", err)
		}
	}
	return nil
}

func (b *builder) add(f bundle.File) error {
	b.names[f.Name] = bundle.HashedName(f)
	return b.dist.Add(f)
}

// apart are files that scripts never ask for: pages of the server name them.
var apart = []string{"console.js", "console.css", "frame.css", "frame-api.js", "stage.js", "stage.wasm"}

// named are the files that scripts ask for, by name. A name with its hash is
// longer than what else the loader says of a part.
func (b *builder) named() map[string]string {
	names := maps.Clone(b.names)
	for _, name := range apart {
		delete(names, name)
	}
	return names
}

// scripts bundles the parts first: their hashed names are compiled into the
// loader.
func (b *builder) scripts(dev bool) error {
	exec, err := wasmbuild.Exec(b.ctx)
	if err != nil {
		return err
	}
	web, err := filepath.Abs("web") // esbuild wants it so
	if err != nil {
		return fmt.Errorf("find web: %w", err)
	}
	o := bundle.Options{Web: web, WasmExec: exec, Dev: dev}
	parts, err := bundle.Parts(o)
	if err != nil {
		return err
	}
	for _, f := range parts {
		if err := b.add(f); err != nil {
			return err
		}
	}
	for _, make := range []func(bundle.Options) (bundle.File, error){bundle.Loader, bundle.Module, bundle.Types} {
		names, err := json.Marshal(b.named())
		if err != nil {
			return err
		}
		o.Define = map[string]string{"__FILES__": string(names)}
		f, err := make(o)
		if err != nil {
			return err
		}
		if err := b.add(f); err != nil {
			return err
		}
	}
	return nil
}
