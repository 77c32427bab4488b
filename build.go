// Command build makes everything a page loads: it compiles the WebAssembly
// programs, bundles web/, hashes names, compresses, checks the size budget and
// leaves the result in web/dist, which the server embeds.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
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
	flag.Parse()
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
	for name, table := range map[string]value.Map{
		"tables.json": {"player": player.Tables(), "plugins": plugins.Table(standard.All())},
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
	names, err := json.Marshal(b.names)
	if err != nil {
		return err
	}
	o.Define = map[string]string{"__FILES__": string(names)}
	loader, err := bundle.Loader(o)
	if err != nil {
		return err
	}
	return b.dist.Add(loader)
}
