package captions

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

var declared = regexp.MustCompile(`^\s*(<\?xml\b[^>]{0,200}?\bencoding\s*=\s*)(["'])([A-Za-z0-9._:-]{1,40})["']`)

// Decode is the text of a file as UTF-8 with line breaks of one character and
// without marks of order and NULs, which no database takes: by its mark, by the
// place of its zeros, by its XML declaration, else by its language.
func Decode(data []byte, language string) string {
	text := decoded(data, language)
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\ufeff", "", "\x00", "").Replace(text)
	return declared.ReplaceAllString(text, "${1}${2}UTF-8${2}") // which it is by now
}

func decoded(data []byte, language string) string {
	if order := wide(data); order != nil {
		return convert(data, order)
	}
	if data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")); utf8.Valid(data) {
		return string(data)
	}
	if m := declared.FindSubmatch(data); m != nil {
		if e, err := htmlindex.Get(string(m[3])); err == nil && e != unicode.UTF8 {
			return convert(data, e)
		}
	}
	return convert(data, narrow(data, language))
}

func convert(data []byte, e encoding.Encoding) string {
	text, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return strings.ToValidUTF8(string(data), "\ufffd")
	}
	return strings.ToValidUTF8(string(text), "\ufffd")
}

// wide is UTF-16 in its order, nil where the file is not. Digits and line breaks
// are half zeros in all languages.
func wide(data []byte) encoding.Encoding {
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return little // the mark decides
	}
	var zeros [2]int
	sample := data[:min(len(data), 4096)]
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[0]+zeros[1] < len(sample)/10 || len(sample) < 8:
		return nil
	case zeros[1] > 8*zeros[0]:
		return little
	case zeros[0] > 8*zeros[1]:
		return big
	}
	return nil
}

// encodings that files of a family of languages have where they do not tell: those
// of Windows, and of the web in East Asia.
var encodings = map[string][]encoding.Encoding{
	"cyrillic":    {charmap.Windows1251},
	"greek":       {charmap.Windows1253},
	"turkish":     {charmap.Windows1254},
	"hebrew":      {charmap.Windows1255},
	"arabic":      {charmap.Windows1256},
	"baltic":      {charmap.Windows1257},
	"vietnamese":  {charmap.Windows1258},
	"thai":        {charmap.Windows874},
	"central":     {charmap.Windows1250},
	"japanese":    {japanese.ShiftJIS, japanese.EUCJP},
	"korean":      {korean.EUCKR},
	"chinese":     {simplifiedchinese.GB18030, traditionalchinese.Big5},
	"traditional": {traditionalchinese.Big5, simplifiedchinese.GB18030},
}

// languages of the families, by the first word of their English name and by their
// code.
var languages = map[string]string{
	"cyrillic":   "russian ru ukrainian uk bulgarian bg serbian sr macedonian mk belarusian byelorussian be",
	"greek":      "greek el",
	"turkish":    "turkish tr azerbaijani az",
	"hebrew":     "hebrew he iw yiddish yi",
	"arabic":     "arabic ar persian farsi fa urdu ur",
	"baltic":     "latvian lv lithuanian lt estonian et",
	"vietnamese": "vietnamese vi",
	"thai":       "thai th",
	"central": "polish pl czech cs slovak sk hungarian hu slovenian sl croatian hr bosnian bs romanian ro " +
		"albanian sq",
	"japanese": "japanese ja",
	"korean":   "korean ko",
	"chinese":  "chinese zh",
}

// traditional are words in a language's name that tell how Chinese is written.
var traditional = regexp.MustCompile(`traditional|hant|taiwan|\btw\b|hong|\bhk\b`)

// familyOf is the family of a language, "" where none is known.
func familyOf(language string) string {
	language = strings.ToLower(language)
	words := strings.FieldsFunc(language, func(r rune) bool { return r < 'a' || r > 'z' })
	if len(words) == 0 {
		return ""
	}
	for family, list := range languages {
		if slices.Contains(strings.Fields(list), words[0]) {
			if family == "chinese" && traditional.MatchString(language) {
				return "traditional"
			}
			return family
		}
	}
	return ""
}

// narrow guesses the encoding of a file that tells none.
func narrow(data []byte, language string) encoding.Encoding {
	family := familyOf(language)
	if family == "" && mostlyHigh(data) {
		family = "cyrillic" // of the scripts that have no Latin letters the most common
	}
	list := encodings[family]
	if list == nil {
		return charmap.Windows1252 // also what is called ISO 8859-1 (WHATWG Encoding §4.2)
	}
	for _, e := range list {
		if text, err := e.NewDecoder().Bytes(data); err == nil && !bytes.ContainsRune(text, utf8.RuneError) {
			return e
		}
	}
	return list[0]
}

// mostlyHigh tells whether most letters lie where Cyrillic has them.
func mostlyHigh(data []byte) bool {
	high, low := 0, 0
	for _, b := range data {
		switch {
		case b >= 0xc0:
			high++
		case b|0x20 >= 'a' && b|0x20 <= 'z':
			low++
		}
	}
	return high > low
}
