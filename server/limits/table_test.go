package limits

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table into docs/operating.md")

// TestDocs: the page for operators shows the table as it is. After a change:
// go test ./server/limits -update.
func TestDocs(t *testing.T) {
	const file, from, to = "../../docs/operating.md", "<!-- limits -->\n", "<!-- /limits -->\n"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), from)
	shown, tail, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the limits", file)
	}
	if *update {
		if err := os.WriteFile(file, []byte(head+from+Markdown()+to+tail),
			0o644); err != nil { //nolint:gosec // a page of documentation
			t.Fatal(err)
		}
		return
	}
	if shown != Markdown() {
		t.Errorf("%s shows other limits: go test ./server/limits -update", file)
	}
}
