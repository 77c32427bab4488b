package wasmbuild

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
)

const tableHead = `# What each package costs

Written by ` + "`go run build.go -weight`" + `. Brotli is what the compressed code would be smaller without the package,
at a quick level; the data section (strings, types, line tables) belongs to all. Budgets are in web/size-budget.json
and fail the build. How the player gets smaller is in ARCHITECTURE.md.
`

// WriteTable writes what the packages of every program cost, as Markdown. What it is
// at stands in log; compressed tells how small bytes become.
func WriteTable(ctx context.Context, root, file string, log io.Writer, compressed func([]byte) int) error {
	dir, err := os.MkdirTemp("", "diptych-weight-")
	if err != nil {
		return fmt.Errorf("weigh: %w", err)
	}
	defer os.RemoveAll(dir)
	text := tableHead
	for _, p := range Programs {
		fmt.Fprintln(log, "weighing", p.Name+".wasm")
		path, err := BuildNamed(ctx, root, dir, p)
		if err != nil {
			return err
		}
		w, err := Weigh(path, compressed)
		if err != nil {
			return err
		}
		text += w.table(p.Name)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return fmt.Errorf("write the weights: %w", err)
	}
	return nil
}

// table has a row for each package that is more than a thousandth of the code.
func (w *Weights) table(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s.wasm\n\nCode %d kB, data %d kB.\n\n", name, w.Code/1000, w.Data/1000)
	b.WriteString("| package | functions | code, bytes | brotli, bytes |\n|---|--:|--:|--:|\n")
	small := Weight{Package: "all others"}
	for _, x := range w.Packages {
		if x.Marginal < w.Code/1000 {
			small.Functions += x.Functions
			small.Code += x.Code
			small.Marginal += x.Marginal
			continue
		}
		b.WriteString(x.row())
	}
	return b.String() + small.row()
}

func (w Weight) row() string {
	return fmt.Sprintf("| %s | %d | %d | %d |\n", w.Package, w.Functions, w.Code, w.Marginal)
}
