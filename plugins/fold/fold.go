// Package fold compares texts as people search them: "uber" finds "Über". It is
// a small table and not golang.org/x/text, whose tables would cost the player
// more than the rest of its search.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// bases are letters with marks, by the letter that they count as: Latin-1,
// Latin Extended-A and what Vietnamese and Romanian use besides.
var bases = func() map[rune]rune {
	out := map[rune]rune{}
	for base, marked := range map[rune]string{
		'a': "àáâãäåāăąǎạảấầẩẫậắằẳẵặ", 'c': "çćĉċč", 'd': "ďđð", 'e': "èéêëēĕėęěẹẻẽếềểễệ", 'g': "ĝğġģ",
		'h': "ĥħ", 'i': "ìíîïĩīĭįıịỉ", 'j': "ĵ", 'k': "ķ",
		'l': "ĺļľŀł", 'n': "ñńņňŉ", 'o': "òóôõöøōŏőơọỏốồổỗộớờởỡợ", 'r': "ŕŗř", 's': "śŝşšș", 't': "ţťŧț",
		'u': "ùúûüũūŭůűųưụủứừửữự", 'w': "ŵ", 'y': "ýÿŷỳỵỷỹ", 'z': "źżž",
		'е': "ё", 'и': "й", 'α': "ά", 'ε': "έ", 'η': "ή", 'ι': "ίϊΐ", 'ο': "ό", 'υ': "ύϋΰ", 'ω': "ώ", 'σ': "ς",
	} {
		for _, r := range marked {
			out[r] = base
		}
	}
	return out
}()

// mark tells whether a rune only changes the one before it.
func mark(r rune) bool {
	return r >= 0x300 && r <= 0x36F || r == 0xAD || r >= 0x5B0 && r <= 0x5C7 || r >= 0x64B && r <= 0x652
}

func rune1(r rune) rune {
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	r = unicode.ToLower(r)
	if b, ok := bases[r]; ok {
		return b
	}
	return r
}

// String is a text without case, accents and marks.
func String(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		plain = plain && s[i] < utf8.RuneSelf && (s[i] < 'A' || s[i] > 'Z')
	}
	if plain {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for _, r := range s {
		if !mark(r) {
			out.WriteRune(rune1(r))
		}
	}
	return out.String()
}

// All are the places in text where a folded pattern stands, as pairs of offsets
// in UTF-16 units of the text; they do not overlap.
func All(text, pattern string) [][2]int {
	folded := String(text)
	var out [][2]int
	for at := 0; pattern != ""; {
		i := strings.Index(folded[at:], pattern)
		if i < 0 {
			break
		}
		start := at + i
		at = start + len(pattern)
		out = append(out, [2]int{Units(text, start), Units(text, at)})
	}
	return out
}

// Units counts the UTF-16 units of text that make up the first n bytes of its
// folded form; marks that follow belong to them.
func Units(text string, n int) int {
	if plain(text, n) {
		return n
	}
	count, folded := 0, 0
	for _, r := range text {
		m := mark(r)
		if folded >= n && !m {
			break
		}
		if n == 0 {
			break
		}
		if !m {
			folded += utf8.RuneLen(rune1(r))
		}
		count++
		if r > 0xFFFF {
			count++
		}
	}
	return count
}

// plain tells whether the first n bytes of a text and what follows them are ASCII.
func plain(text string, n int) bool {
	for i := range min(n+1, len(text)) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return n <= len(text)
}

// Has tells whether a folded pattern stands in text.
func Has(text, pattern string) bool { return strings.Contains(String(text), pattern) }

// entities of HTML that cue points and captions are written with; the ampersand
// last, so that nothing is replaced twice.
var entities = []struct{ name, text string }{
	{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", `"`}, {"&#39;", "'"}, {"&apos;", "'"}, {"&nbsp;", " "}, {"&amp;", "&"},
}

// Unescape is a text with what its entities stand for.
func Unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	for _, e := range entities {
		s = strings.ReplaceAll(s, e.name, e.text)
	}
	return s
}
