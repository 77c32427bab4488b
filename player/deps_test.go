package player_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// deps lists the packages that a program links, for the browser.
func deps(t *testing.T, pattern string) []string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", pattern)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %s: %v", pattern, err)
	}
	return strings.Fields(string(out))
}

// What these cost is in ARCHITECTURE.md; none is needed to decide what to play.
var tooLarge = []string{
	"fmt", "encoding/json", "encoding/xml", "net/http", "net/url", "regexp", "log/slog", "time/tzdata",
	"github.com/hajimehoshi/ebiten/v2", "diptych/server",
}

// TestProgramsStaySmall: what one stream in many needs is in a program of its own.
func TestProgramsStaySmall(t *testing.T) {
	for program, more := range map[string]string{"./wasm": "diptych/player/transmux", "./wasm/media": "crypto"} {
		for _, linked := range deps(t, program) {
			for _, no := range append(tooLarge, more) {
				if linked == no || strings.HasPrefix(linked, no+"/") {
					t.Errorf("%s links %s", program, linked)
				}
			}
		}
	}
}

// TestImportDirections keeps the rooms apart: who may import whom.
func TestImportDirections(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "diptych/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		words := strings.Fields(line)
		for _, imported := range words[1:] {
			if why := forbidden(words[0], imported); why != "" {
				t.Errorf("%s imports %s: %s", words[0], imported, why)
			}
		}
	}
}

// rules: packages below from may not import what lies below to.
var rules = []struct{ from, to, why string }{
	{"diptych/player", "diptych/server", "the player knows no server"},
	{"diptych/player", "diptych/plugins", "plugins know the player, not the reverse"},
	{"diptych/player", "diptych/wasm", "pure logic knows no browser"},
	{"diptych/player/stream", "diptych/player/ui", "playing knows nothing of what is shown"},
	{"diptych/player/playlist", "diptych/player/provider", "a list asks nobody"},
	{"diptych/player/playlist", "diptych/player/stream", "a list plays nothing"},
	{"diptych/player/manifest", "diptych/player/stream", "the model stands alone"},
	{"diptych/plugins", "diptych/server", "the player knows no server"},
	{"diptych/plugins", "diptych/wasm", "pure logic knows no browser"},
	{"diptych/embed", "diptych/server", "embed codes are pure"},
	{"diptych/server", "diptych/player", "the server serves the player, it does not run it"},
	{"diptych/server", "diptych/wasm", "the server serves the player, it does not run it"},
	{"diptych/server/api", "diptych/server/service", "the engine knows no service"},
}

func forbidden(from, to string) string {
	if to == "syscall/js" && !strings.HasPrefix(from, "diptych/wasm") {
		return "syscall/js stays under wasm/"
	}
	for _, r := range rules {
		if below(from, r.from) && below(to, r.to) && !below(from, r.to) {
			return r.why
		}
	}
	return ""
}

func below(path, room string) bool { return path == room || strings.HasPrefix(path, room+"/") }
