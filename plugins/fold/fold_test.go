package fold_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"diptych/plugins/fold"
)

func TestAll(t *testing.T) {
	for _, test := range []struct{ text, query, want string }{
		{"Über allen Gipfeln", "uber", "[[0 4]]"},
		{"U\u0308ber", "über", "[[0 5]]"}, // a letter and a mark count as one
		{"a.b*c (d)", "b*c (", "[[2 7]]"},
		{"aaaa", "aa", "[[0 2] [2 4]]"},
		{"😀 crème brûlée", "CREME BRU", "[[3 12]]"},
		{"Straße", "strasse", "[]"}, // letters are not spelled out
		{"Đường đi", "duong", "[[0 5]]"},
		{"Όμηρος", "ομηροσ", "[[0 6]]"},
		{"text", "", "[]"},
	} {
		if got := fmt.Sprint(fold.All(test.text, fold.String(test.query))); got != test.want {
			t.Errorf("%q in %q: %s, want %s", test.query, test.text, got, test.want)
		}
	}
}

// FuzzAll: whatever is found lies in the text and folds to the pattern.
func FuzzAll(f *testing.F) {
	f.Add("Über allen Gipfeln", "u")
	f.Add("a\u0301\u0301b", "ab")
	f.Add("İı😀", "i")
	f.Fuzz(func(t *testing.T, text, query string) {
		text, query = strings.ToValidUTF8(text, "?"), strings.ToValidUTF8(query, "?")
		pattern := fold.String(query)
		units := utf16.Encode([]rune(text))
		for _, at := range fold.All(text, pattern) {
			if at[0] < 0 || at[1] > len(units) || at[0] > at[1] {
				t.Fatalf("%v of %d units", at, len(units))
			}
			if got := fold.String(string(utf16.Decode(units[at[0]:at[1]]))); got != pattern {
				t.Fatalf("%q found %q in %q", pattern, got, text)
			}
		}
	})
}
