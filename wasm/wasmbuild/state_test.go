package wasmbuild

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"testing"
)

// TestStateIsReadInTheOrderThatItIsWritten holds the numbers that decode reads a
// reading of the element by against the golden list; web/test/state.test.ts
// holds against it what the page writes. The code is read and not run, since it
// is for browsers only.
func TestStateIsReadInTheOrderThatItIsWritten(t *testing.T) {
	text, err := os.ReadFile("../browser/testdata/state.json")
	if err != nil {
		t.Fatal(err)
	}
	var list [][2]string // what the page reads, and the field that it becomes
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	got := slots(t, "../browser/element_js.go", "decode")
	if len(got) != len(list) {
		t.Errorf("decode reads %d numbers by their place, the list has %d", len(got), len(list))
	}
	for place, names := range list {
		if got[names[1]] != place {
			t.Errorf("%s is read at %d, written at %d", names[1], got[names[1]], place)
		}
	}
}

// slots finds out which number a function reads for which field: F: at(n), flag(n)
// or ranges(n), s.F = ranges(n), s.F[stream.K] = ranges(n).
func slots(t *testing.T, file, function string) map[string]int {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	ast.Inspect(tree, func(n ast.Node) bool {
		f, ok := n.(*ast.FuncDecl)
		if !ok || f.Name.Name != function {
			return true
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				note(out, n.Key, n.Value)
			case *ast.AssignStmt:
				note(out, n.Lhs[0], n.Rhs[0])
			}
			return true
		})
		return false
	})
	return out
}

func note(out map[string]int, field, value ast.Expr) {
	if place, ok := argument(value); ok {
		out[name(field)] = place
	}
}

func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return name(e.Index)
	}
	return ""
}

// argument is the literal that one of the readers is called with, also within a
// conversion.
func argument(e ast.Expr) (int, bool) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return 0, false
	}
	if slices.Contains([]string{"at", "flag", "ranges"}, name(call.Fun)) {
		if lit, ok := call.Args[0].(*ast.BasicLit); ok {
			n, err := strconv.Atoi(lit.Value)
			return n, err == nil
		}
	}
	return argument(call.Args[0])
}
