// Command build makes everything a page loads: it compiles the WebAssembly
// programs, bundles web/, hashes names, compresses, checks the size budget and
// leaves the result in web/dist, which the server embeds.
package main

import (
	"context"
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
	weights := flag.Bool("weight", false, "only write what each package costs the programs, to wasm/WEIGHT.md")
	flag.Parse()
	ctx, err := context.Background(), error(nil)
	if *weights {
		err = wasmbuild.WriteTable(ctx, ".", filepath.Join("wasm", "WEIGHT.md"), os.Stdout, bundle.Quick)
	} else {
		err = build(ctx, *dev)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func build(ctx context.Context, dev bool) error {
	dist, err := bundle.NewDist(filepath.Join("web", "dist"))
	if err != nil {
		return err
	}
	exec, err := wasmbuild.Exec(ctx)
	if err != nil {
		return err
	}
	programs := func() error { return wasmbuild.All(ctx, ".", os.Stdout, dist.AddData) }
	scripts := func() error { return dist.Scripts(bundle.Options{Web: "web", WasmExec: exec, Dev: dev}) }
	for _, step := range []func() error{programs, tables, scripts, dist.Close} {
		if err := step(); err != nil {
			return err
		}
	}
	return bundle.Report(os.Stdout, dist.Rows, filepath.Join("web", "size-budget.json"))
}

// tables writes what the page's script answers before Go is there.
func tables() error {
	return bundle.WriteTables(filepath.Join("web", "src", "gen"), map[string]string{
		"tables.json": value.JSON(value.Empty.Any("player", player.Tables()).
			Put("plugins", plugins.Table(standard.All()))),
		"views.json": value.JSON(ui.FirstViews()),
	})
}
