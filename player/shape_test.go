package player_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// eachFile parses the files of player and plugins, tests aside.
func eachFile(t *testing.T, visit func(path string, f *ast.File)) {
	t.Helper()
	for _, root := range []string{".", "../plugins"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err == nil {
				visit(filepath.ToSlash(path), f)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// mostFlags is how many booleans a struct may have: what has more is a state that
// wants a name.
const mostFlags = 6

func TestStructsAreNotMadeOfFlags(t *testing.T) {
	eachFile(t, func(path string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.StructType)
			if !ok {
				return true
			}
			flags := 0
			for _, field := range s.Fields.List {
				if id, ok := field.Type.(*ast.Ident); ok && id.Name == "bool" {
					flags += max(1, len(field.Names))
				}
			}
			if flags > mostFlags {
				t.Errorf("%s: a struct has %d booleans", path, flags)
			}
			return true
		})
	})
}

// TestMapsStayAtTheBorder: the page's and the backend's words are maps in package
// value, which reads them, in model, which makes types of them, and in the
// provider's reading of answers. The rest of the player speaks Go.
func TestMapsStayAtTheBorder(t *testing.T) {
	const most = 60
	border := []string{"value/", "model/", "provider/", "playertest/", "config.go", "events.go", "errors.go"}
	n := 0
	eachFile(t, func(path string, f *ast.File) {
		for _, room := range border {
			if strings.HasPrefix(path, room) {
				return
			}
		}
		ast.Inspect(f, func(node ast.Node) bool {
			s, ok := node.(*ast.SelectorExpr)
			if !ok || s.Sel.Name != "Map" {
				return true
			}
			if id, ok := s.X.(*ast.Ident); ok && id.Name == "value" {
				n++
			}
			return true
		})
	})
	if n > most {
		t.Errorf("%d mentions of value.Map outside of the border, want at most %d", n, most)
	}
}
