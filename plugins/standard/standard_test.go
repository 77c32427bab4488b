package standard_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"diptych/player"
	"diptych/player/playertest"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/standard"
)

func TestNamesAreUnique(t *testing.T) {
	t.Parallel()
	names, services := map[string]string{}, map[string]string{}
	claim := func(all map[string]string, name, plugin string) {
		if other, taken := all[name]; taken {
			t.Errorf("%s is a name of %s and of %s", name, other, plugin)
		}
		all[name] = plugin
	}
	for _, d := range standard.All() {
		for _, name := range append([]string{d.Name}, d.Aliases...) {
			claim(names, name, d.Name)
		}
		for _, s := range d.Services {
			claim(services, s.Name, d.Name)
		}
	}
}

func TestMembersAreUnique(t *testing.T) {
	t.Parallel()
	for _, d := range standard.All() {
		once(t, d.Name, slices.Concat(d.Methods, d.Properties, d.Values.Names()))
		for _, s := range d.Services {
			once(t, d.Name+"."+s.Name, slices.Concat(s.Methods, s.Properties, s.Promises))
		}
	}
}

func once(t *testing.T, of string, names []string) {
	t.Helper()
	slices.Sort(names)
	if n := len(names); len(slices.Compact(names)) != n {
		t.Errorf("%s has a member twice: %v", of, names)
	}
}

// all is a player with every plugin, which shows them.
func all() (*playertest.Page, *plugins.Host) {
	config := value.Map{}
	for _, d := range standard.All() {
		config[d.Name] = value.Map{}
	}
	p := playertest.NewPage(value.Map{"plugins": config})
	m := ui.New(p.Player, func(value.Fields) {})
	m.Resize(960, 540)
	return p, plugins.NewHost(p.Player, m, standard.All())
}

// TestServicesAreOffered: what the page's script is told of beforehand is there,
// once the engine is.
func TestServicesAreOffered(t *testing.T) {
	t.Parallel()
	p, h := all()
	defer h.Destroy()
	for _, d := range standard.All() {
		for _, s := range d.Services {
			service := p.Player.Service(s.Name)
			if here := service != nil; here == s.Page {
				t.Errorf("%s: offered by Go %v, by the page %v", s.Name, here, s.Page)
			}
			if _, waits := service.(player.Awaiter); len(s.Promises) > 0 && !waits {
				t.Errorf("%s has promises that nobody keeps", s.Name)
			}
		}
	}
}

// TestPlaysWithAllPlugins, through two titles, and though the backend does not answer.
func TestPlaysWithAllPlugins(t *testing.T) {
	t.Parallel()
	p, h := all()
	defer h.Destroy()
	p.API = func(value.Map) any { return nil }
	p.HLS(8, 500_000)
	for _, id := range []string{"0_a", "0_b"} {
		p.SetMedia(value.Map{"sources": value.Map{"id": id, "hls": playertest.MainPlaylist()}})
		p.Player.Play()
		p.Run(3)
		if s := p.Player.State(); s != player.Playing {
			t.Errorf("%s: the player is %v", id, s)
		}
		p.Player.Reset(true)
	}
}

// withoutEffect are members that pages may call and that do nothing in Go yet.
var withoutEffect = map[string]string{
	"setSeekbarPreview":   "the preview is part of the seek bar",
	"setGetThumbnailInfo": "thumbnails are asked of the player and of dualScreen",
	"addSeekBarPreview":   "the preview is part of the seek bar",
	"loadMedia":           "the host tells plugins of media",
}

// TestMethodsAreAnswered: every member that a table promises is a case somewhere in
// its plugin, or in what plugins share.
func TestMethodsAreAnswered(t *testing.T) {
	t.Parallel()
	for _, d := range standard.All() {
		members := slices.Concat(d.Methods, d.Properties)
		for _, s := range d.Services {
			if !s.Page {
				members = append(append(members, s.Methods...), s.Properties...)
			}
		}
		dir := strings.TrimPrefix(strings.ToLower(d.Name), "playkit-js-")
		known := answered(t, filepath.Join("..", dir))
		maps.Copy(known, answered(t, ".."))
		for _, name := range members {
			if _, idle := withoutEffect[name]; idle == known[name] {
				t.Errorf("%s.%s: answered %v, expected %v", d.Name, name, known[name], !idle)
			}
		}
	}
}

// answered collects the words that a package compares with: its cases, the keys of
// its tables and what == has at its side.
func answered(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := parser.ParseDir(token.NewFileSet(), dir, func(f fs.FileInfo) bool {
		return !strings.HasSuffix(f.Name(), "_test.go")
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	note := func(list ...ast.Expr) {
		for _, e := range list {
			if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
				word, _ := strconv.Unquote(l.Value)
				words[word] = true
			}
		}
	}
	for _, pkg := range files {
		ast.Inspect(pkg, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CaseClause:
				note(n.List...)
			case *ast.KeyValueExpr:
				note(n.Key)
			case *ast.BinaryExpr:
				note(n.X, n.Y)
			}
			return true
		})
	}
	return words
}
