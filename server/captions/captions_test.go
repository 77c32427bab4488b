package captions

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// told is what a file says, a cue a line: "start-end text|second line".
func told(f *File) string {
	var rows []string
	for _, c := range f.Cues {
		rows = append(rows, c.Start.String()+"-"+c.End.String()+" "+strings.Join(c.Text(), "|"))
	}
	return strings.Join(rows, "\n")
}

const one = "1\n00:00:01,000 --> 00:00:02,000\n"

// TestSubRip: as it was written, whatever the program that wrote it thought the
// format to be.
func TestSubRip(t *testing.T) {
	for name, x := range map[string]struct{ text, want string }{
		"plain":      {one + "Hello\nworld\n", "1s-2s Hello|world"},
		"formatting": {one + "<i>two</i> <b>words</b>", "1s-2s two words"},
		"formatting in capitals": {one + "<I>two</I> <EM>words</EM> <font color=\"#fff\">here</font>",
			"1s-2s two words here"},
		"angle brackets": {one + "a List<String> of <a@b.org> <unknown> <b for two>",
			"1s-2s a List<String> of <a@b.org> <unknown> <b for two>"},
		"less than": {one + "1 < 2 > 0 & 3", "1s-2s 1 < 2 > 0 & 3"},
		"references, once": {one + "&gt;&gt; R&amp;D &amp;gt; AT&T &copy &#233;",
			"1s-2s >> R&D &gt; AT&T &copy é"},
		"break":   {one + "a<br/>b<BR>c", "1s-2s a|b|c"},
		"placing": {one + "{\\an8}top", "1s-2s top"},
		"no numbers": {"00:00:01,000 --> 00:00:02,000\na\n\n00:00:03,000 --> 00:00:04,000\nb",
			"1s-2s a\n3s-4s b"},
		"no numbers, a number": {"00:00:01,000 --> 00:00:02,000\n1984\n00:00:03,000 --> 00:00:04,000\nb",
			"1s-2s 1984\n3s-4s b"},
		"numbers, no empty lines": {one + "a\n2\n00:00:03,000 --> 00:00:04,000\nb", "1s-2s a\n3s-4s b"},
		"points and no hours":     {"1\n00:01.5 --> 00:02.25\na", "1.5s-2.25s a"},
		"coordinates": {"1\n00:00:01,000 --> 00:00:02,000  X1:40 X2:600 Y1:20 Y2:50\na",
			"1s-2s a"},
		"carriage returns": {"1\r00:00:01,000 --> 00:00:02,000\ra\rb\r", "1s-2s a|b"},
		"both": {
			"1\r\n00:00:01,000 --> 00:00:02,000\r\na\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nb\r\n",
			"1s-2s a\n3s-4s b"},
		"marks and NULs": {"\ufeff" + one + "a\x00b\n\n\ufeff2\n00:00:03,000 --> 00:00:04,000\nc",
			"1s-2s ab\n3s-4s c"},
		"out of order, overlapping": {
			"1\n00:00:03,000 --> 00:00:09,000\nb\n\n2\n00:00:01,000 --> 00:00:04,000\na", "1s-4s a\n3s-9s b"},
		"empty ones": {one +
			"\n\n2\n00:00:03,000 --> 00:00:04,000\n \n\n3\n00:00:05,000 --> 00:00:06,000\n<i></i>" +
			"\n\n4\n00:00:07,000 --> 00:00:08,000\nd", "7s-8s d"},
		"an empty line in a text": {one + "a\n\nb\n\n2\n00:00:03,000 --> 00:00:04,000\nc",
			"1s-2s a|b\n3s-4s c"},
		"it ends before it begins": {
			"1\n00:00:05,000 --> 00:00:02,000\na\n\n2\n00:00:06,000 --> 00:00:07,000\nb", "5s-6s a\n6s-7s b"},
		"WebVTT called SubRip": {"WEBVTT\n\n00:01.000 --> 00:02.000 line:0\na &amp; b", "1s-2s a & b"},
		"long":                 {"1\n100:00:01,000 --> 100:00:02,000\na", "100h0m1s-100h0m2s a"},
		"an arrow in a text":   {one + "a --> b", "1s-2s a --> b"},
	} {
		f, err := Parse([]byte(x.text), SRT, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := told(f); got != x.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, x.want)
		}
	}
}

func TestWebVTT(t *testing.T) {
	for name, x := range map[string]struct{ text, want string }{
		"references": {"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n&gt;&gt; ANNA: 1 &lt; 2\n",
			"1s-2s >> ANNA: 1 < 2"},
		"blocks": {
			"WEBVTT - title\nKind: captions\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000," +
				"MPEGTS:900000\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\nNOTE a\nb --> c\n\nid " +
				"1\n00:01.000 --> 00:02.000 align:start position:10%\na\n", "1s-2s a"},
		"voices and classes": {
			"WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Mary R&amp;D>Hi <c.red>you</c> <00:00:01.500>there</" +
				"v>\n", "1s-2s Hi you there"},
		"missing empty lines": {"WEBVTT\n00:01.000 --> 00:02.000\na\n00:03.000 --> 00:04.000\nb\n",
			"1s-2s a\n3s-4s b"},
		"numbers": {"WEBVTT\n\n1\n00:01.000 --> 00:02.000\na\n2\n00:03.000 --> 00:04.000\nb\n",
			"1s-2s a\n3s-4s b"},
		"no space in the head": {"WEBVTTtitle\n\n00:01.000 --> 00:02.000\na\n", "1s-2s a"},
		"commas":               {"WEBVTT\n\n00:00:01,000 --> 00:00:02,000\na\n", "1s-2s a"},
		"unknown tags": {"WEBVTT\n\n00:01.000 --> 00:02.000\nList<String> <font color=red>x</font>\n",
			"1s-2s List<String> x"},
		"ruby": {"WEBVTT\n\n00:01.000 --> 00:02.000\n<ruby>a<rt>b</rt></ruby>\n", "1s-2s ab"},
		"a note between": {
			"WEBVTT\n\n00:01.000 --> 00:02.000\na\n\nNOTE\nnothing\n\n00:03.000 --> 00:04.000\nb",
			"1s-2s a\n3s-4s b"},
		"times too long": {
			"WEBVTT\n\n99999999999999999999:00:01.000 --> 00:02.000\na\n\n00:03.000 --> 00:04.000\nb",
			"3s-4s b"},
	} {
		f, err := Parse([]byte(x.text), WebVTT, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := told(f); got != x.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, x.want)
		}
	}
}

// TestTTML: times in all their forms, and the text between them.
func TestTTML(t *testing.T) {
	wrapped := func(root, body string) string {
		return `<?xml version="1.0" encoding="UTF-8"?><tt xmlns="http://www.w3.org/ns/ttml" ` +
			`xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling" ` +
			root + `><head><metadata><title>no</title></metadata><styling><style xml:id="s" ` +
			`tts:fontStyle="italic"/></styling><layout><region xml:id="r"/></layout></head>` + body + `</tt>`
	}
	for name, x := range map[string]struct{ root, body, want string }{
		"clock": {"",
			`<body><div><p begin="00:00:01.000" end="00:00:02.500" region="r">a &amp; b &lt;c&gt;</p></div>` +
				`</body>`, "1s-2.5s a & b <c>"},
		"dur": {"",
			`<body><div><p begin="1s" dur="500ms">a</p><p begin="0.1m" dur="0.001h">b</p></div></body>`,
			"1s-1.5s a\n6s-9.6s b"},
		"frames": {`ttp:frameRate="25"`,
			`<body><div><p begin="00:00:01:05" end="50f">a</p></div></body>`, "1.2s-2s a"},
		"frames of NTSC": {`ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"`,
			`<body><div><p begin="30f" end="60f">a</p></div></body>`, "1.001s-2.002s a"},
		"ticks": {`ttp:tickRate="10000000"`,
			`<body><div><p begin="10000000t" end="25000000t">a</p></div></body>`, "1s-2.5s a"},
		"nested": {"",
			`<body begin="10s"><div begin="5s" end="20s"><p begin="1s" end="2s">a</p><p begin="1s">b</p>` +
				`</div></body>`, "16s-17s a\n16s-30s b"},
		"one after other": {"",
			`<body><div timeContainer="seq"><p dur="1s">a</p><p begin="1s" dur="2s">b</p></div></body>`,
			"0s-1s a\n2s-4s b"},
		"timed spans": {"",
			`<body><div><p begin="1s" end="9s"><span begin="0s" end="1s">a</span> <span begin="2s" end="3s">` +
				`b</span></p></div></body>`, "1s-2s a\n3s-4s b"},
		"breaks, spaces": {"",
			"<body><div><p begin='1s' end='2s'>\n  a  <span tts:fontWeight='bold'>b</span>\n <span style='s'>" +
				"c</span><br/>\n  d\n</p></div></body>", "1s-2s a b c|d"},
		"spaces are kept": {"", "<body><div><p xml:space='preserve' begin='1s' end='2s'>a  b</p></div></body>",
			"1s-2s a  b"},
		"metadata": {"",
			`<body><div><p begin="1s" end="2s"><metadata>no</metadata>a<set begin="1s">no</set></p></div></` +
				`body>`, "1s-2s a"},
		"no end": {"", `<body><div><p begin="1s">a</p><p begin="3s">b</p></div></body>`,
			"1s-3s a\n3s-7s b"},
		"script": {"",
			`<body><div><p begin="1s" end="2s">a<script xmlns="http://www.w3.org/1999/xhtml">` +
				`alert(1)</script></p></div></body>`, "1s-2s a"},
		"after the parent": {"",
			`<body><div end="5s"><p begin="6s" end="7s">a</p><p begin="1s" end="2s">b</p></div></body>`,
			"1s-2s b"},
		"HTML's names": {"", `<body><div><p begin="1s" end="2s">a&nbsp;b</p></div></body>`,
			"1s-2s a\u00a0b"},
	} {
		f, err := Parse([]byte(wrapped(x.root, x.body)), TTML, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := told(f); got != x.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, x.want)
		}
	}
	f, err := Parse([]byte(wrapped("",
		`<body><div><p begin="1s" end="2s">a <span tts:fontStyle="italic">b<br/>c</span></p></div></body>`)),
		TTML, "")
	if err != nil || f.Cues[0].Markup != "a <i>b\nc</i>" {
		t.Errorf("italics: %v, %v", f, err)
	}
}

// TestEncodings: the same text from each.
func TestEncodings(t *testing.T) {
	for name, x := range map[string]struct {
		text, language string
		encoding       encoding.Encoding
	}{
		"UTF-8":                     {"señor Ärger 中文", "", unicode.UTF8},
		"UTF-16 with a mark":        {"señor Ärger 中文", "", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		"UTF-16 BE with a mark":     {"señor Ärger", "", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		"UTF-16 LE without a mark":  {"señor Ärger", "", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		"UTF-16 BE without a mark":  {"señor Ärger", "", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		"windows-1252":              {"señor Ärger “€”", "German", charmap.Windows1252},
		"windows-1252, no language": {"señor Ärger", "", charmap.Windows1252},
		"windows-1250":              {"Žluťoučký kůň", "Czech", charmap.Windows1250},
		"windows-1251":              {"Привет, мир", "ru", charmap.Windows1251},
		"windows-1251, no language": {"Привет, мир", "", charmap.Windows1251},
		"windows-1255":              {"שלום עולם", "Hebrew", charmap.Windows1255},
		"windows-1256":              {"مرحبا بالعالم", "Arabic", charmap.Windows1256},
		"Shift JIS":                 {"こんにちは世界", "Japanese", japanese.ShiftJIS},
		"EUC-JP":                    {"こんにちは世界", "ja", japanese.EUCJP},
		"GBK":                       {"你好，世界", "Chinese", simplifiedchinese.GBK},
		"Big5":                      {"你好，世界", "Chinese (Traditional)", traditionalchinese.Big5},
	} {
		data, err := x.encoding.NewEncoder().Bytes([]byte(one + x.text + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(data, SRT, x.language)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := told(f); got != "1s-2s "+x.text {
			t.Errorf("%s: %s, want %s", name, got, x.text)
		}
	}
	const declared = `<?xml version="1.0" encoding="windows-1251"?><tt><body><div><p begin="1s" end="2s">` +
		`Привет</p></div></body></tt>`
	data, _ := charmap.Windows1251.NewEncoder().Bytes([]byte(declared))
	if f, err := Parse(data, TTML, "English"); err != nil || told(f) != "1s-2s Привет" {
		t.Errorf("declared: %v, %v", f, err)
	}
	if got := Decode(data, ""); !strings.Contains(got, `encoding="UTF-8"`) {
		t.Errorf("the declaration stays: %s", got)
	}
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(
		[]byte(strings.Replace(declared, "windows-1251", "UTF-16", 1)))
	if f, err := Parse(wide, TTML, ""); err != nil || told(f) != "1s-2s Привет" {
		t.Errorf("declared and wide: %v, %v", f, err)
	}
}

// TestRefused: what is no caption file, whatever it is called.
func TestRefused(t *testing.T) {
	for name, x := range map[string]struct {
		text   string
		format Format
	}{
		"empty":          {"", SRT},
		"prose":          {"This is no caption.", SRT},
		"SSA":            {"[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,Hello", SRT},
		"SBV":            {"0:00:01.000,0:00:02.000\nHello", SRT},
		"SCC":            {"Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9420", SRT},
		"SubRip as VTT":  {one + "a", WebVTT},
		"VTT of nothing": {"WEBVTT\n\nNOTE nothing", WebVTT},
		"XML":            {"<a/>", TTML},
		"HTML":           {"<html><body><p begin='1s'>a</p></body></html>", TTML},
		"cut":            {"<tt><body><div><p begin='1s' end='2s'>a</p>", TTML},
		"entities": {
			`<!DOCTYPE tt [<!ENTITY a "b">]><tt><body><div><p begin='1s' end='2s'>&a;</p></div></body></tt>`,
			TTML},
		"deep":     {strings.Repeat("<tt>", 1) + strings.Repeat("<div>", 100000), TTML},
		"no text":  {"<tt><body><div><p begin='1s' end='2s'> </p></div></body></tt>", TTML},
		"too long": {one + strings.Repeat("a", 9<<20), SRT},
		"format":   {one + "a", 5},
	} {
		if f, err := Parse([]byte(x.text), x.format, ""); err == nil {
			t.Errorf("%s is taken: %s", name, told(f))
		}
	}
}

// TestWritten: WebVTT keeps what it had, and a part of it has the times asked for.
func TestWritten(t *testing.T) {
	const text = "WEBVTT\n\nSTYLE\n::cue(.a) { color: red }\n\nfirst\n00:00:01.000 --> 00:00:03.000 line:0 " +
		"align:start\n<v Anna>R&amp;D &lt;3</v>\nnew line\n\n01:00:05.250 --> 01:00:06.000\nb\n"
	f, err := Parse([]byte(text), WebVTT, "")
	if err != nil || f.String() != text {
		t.Errorf("%v: %s", err, f)
	}
	if got := f.Clip(2e9, 3602e9).Segment(
		"X"); got != "WEBVTT\nX\n\nSTYLE\n::cue(.a) { color: red }\n\nfirst\n00:00:00.000 --> 00:00:01.000 "+
		"line:0 align:start\n<v Anna>R&amp;D &lt;3</v>\nnew line\n" {
		t.Errorf("a part: %s", got)
	}
	if n := len(f.Between(3e9, 4e9).Cues); n != 0 {
		t.Errorf("%d cues where there are none", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{one + "a <i>b</i>\n\n2\n00:00:03,000 --> 00:00:04,000\n&amp;gt;",
		"WEBVTT\n\nSTYLE\na\n\n1\n00:01.000 --> 00:02.000 line:0\n<v A>b</v>",
		`<tt xmlns:t="u" t:frameRate="25" t:tickRate="9"><body begin="1s" timeContainer="seq"><div><p ` +
			`begin="1f" dur="3t"> a<br/><span end="1s">b</span></p></div></body></tt>`, "\xff\xfe1\x00\n\x00"} {
		for format := SRT; format <= WebVTT; format++ {
			f.Add([]byte(text), int(format), "Russian")
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, format int, language string) {
		file, err := Parse(data, Format(format), language)
		if err != nil {
			if strings.Contains(err.Error(), "runtime error") {
				t.Fatal(err)
			}
			return
		}
		text := file.String()
		again, err := Parse([]byte(text), WebVTT, "")
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, text)
		}
		if told(again) != told(file) {
			t.Fatalf("%q\nbecame\n%q", told(file), told(again))
		}
	})
}
