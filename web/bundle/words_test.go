package bundle

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

var (
	word        = regexp.MustCompile(`"([\w.-]+)":\s+"((?:[^"\\]|\\.)*)"`)
	placeholder = regexp.MustCompile(`{{\w+}}`)
)

func words(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range word.FindAllStringSubmatch(string(text), -1) {
		out[m[1]] = m[2]
	}
	return out
}

// TestLanguagesAreWhole: every language says everything that English says, with
// the same places for what is filled in.
func TestLanguagesAreWhole(t *testing.T) {
	const lang = "../src/lang/"
	en := words(t, lang+"en.ts")
	files, err := filepath.Glob(lang + "more/*.ts")
	if err != nil || len(files) < 17 {
		t.Fatalf("%d languages, %v", len(files), err)
	}
	for _, file := range files {
		have := words(t, file)
		whole := filepath.Base(file) != "fr_ca.ts" // which begins with French
		for key, english := range en {
			text, ok := have[key]
			if !ok {
				if whole {
					t.Errorf("%s lacks %s", file, key)
				}
				continue
			}
			want, got := placeholder.FindAllString(english, -1), placeholder.FindAllString(text, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) || text == "" {
				t.Errorf("%s: %s is %q", file, key, text)
			}
		}
		for key := range have {
			if _, ok := en[key]; !ok {
				t.Errorf("%s: nobody says %s", file, key)
			}
		}
	}
}
