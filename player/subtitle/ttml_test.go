package subtitle

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

const tt = `<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="x" xmlns:ttp="y" xml:lang="en" `

// vtt is a text without its header.
func vtt(t *testing.T, init, media []byte) string {
	t.Helper()
	text, err := ToVTT(init, media)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(text, "\n\n")
	return rest
}

// TestTimes: time expressions and how they nest.
func TestTimes(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, attributes, body, want string }{
		{"clock", "", `<p begin="00:00:01.5" end="00:01:02">x</p>`, "00:00:01.500 --> 00:01:02.000"},
		{"units", "", `<p begin="500ms" dur="1.5s">x</p>`, "00:00:00.500 --> 00:00:02.000"},
		{"hours", "", `<p begin="1h" end="61m">x</p>`, "01:00:00.000 --> 01:01:00.000"},
		{"frames", `ttp:frameRate="25"`, `<p begin="00:00:01:05" end="50f">x</p>`, "00:00:01.200 --> 00:00:02.000"},
		{
			"multiplied frames", `ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"`,
			`<p begin="30f" end="60f">x</p>`, "00:00:01.001 --> 00:00:02.002",
		},
		{
			"subframes", `ttp:frameRate="10" ttp:subFrameRate="2"`, `<p begin="00:00:01:05.1" end="2s">x</p>`,
			"00:00:01.550 --> 00:00:02.000",
		},
		{"ticks", `ttp:tickRate="1000000"`, `<p begin="1250000t" end="2000000t">x</p>`,
			"00:00:01.250 --> 00:00:02.000"},
		{"ticks by frames", `ttp:frameRate="25"`, `<p begin="25t" end="50t">x</p>`, "00:00:01.000 --> 00:00:02.000"},
		{
			"nested", "", `<div begin="10s" end="15s"><p begin="1s" end="9s">x</p></div>`,
			"00:00:11.000 --> 00:00:15.000",
		},
		{"dur and end", "", `<p begin="1s" dur="5s" end="3s">x</p>`, "00:00:01.000 --> 00:00:03.000"},
		{
			"in a sequence", "", `<div timeContainer="seq"><p dur="2s">x</p><p begin="1s" dur="2s">x</p></div>`,
			"00:00:00.000 --> 00:00:02.000|00:00:03.000 --> 00:00:05.000",
		},
		{"the parent's", "", `<div begin="1s" end="2s"><p>x</p></div>`, "00:00:01.000 --> 00:00:02.000"},
		{"no time", "", `<p>x</p>`, "00:00:00.000 --> 100:00:00.000"},
		{"broken", "", `<p begin="soon" end="2s">x</p><p begin="3s" end="2s">x</p>`, "00:00:00.000 --> 00:00:02.000"},
	} {
		got := vtt(t, nil, []byte(tt+x.attributes+"><body><div>"+x.body+"</div></body></tt>"))
		var lines []string
		for _, line := range strings.Split(got, "\n") {
			if strings.Contains(line, "-->") {
				lines = append(lines, line)
			}
		}
		if s := strings.Join(lines, "|"); s != x.want {
			t.Errorf("%s: %s, want %s", x.name, s, x.want)
		}
	}
}

// TestLooks: what WebVTT has of a document's styles, and where its regions are.
func TestLooks(t *testing.T) {
	t.Parallel()
	head := `<head><styling><style xml:id="base" tts:color="yellow" tts:textAlign="center"/>` +
		`<style xml:id="loud" style="base" tts:fontWeight="bold"/></styling><layout>` +
		`<region xml:id="low" tts:origin="10% 80%" tts:extent="80% 15%" tts:displayAlign="after"/>` +
		`<region xml:id="cells" tts:origin="8c 3c" tts:extent="16c 3c"><style tts:textAlign="end"/></region>` +
		`<region xml:id="pixels" tts:origin="128px 72px" tts:extent="640px 72px" tts:displayAlign="center"/>` +
		`<region xml:id="loop" style="loop"/></layout></head>`
	for _, x := range []struct{ name, body, want string }{
		{"breaks and space", `<p> one  <br/> two` + "\n" + `three </p>`, "one \ntwo three"},
		{"kept space", `<p xml:space="preserve">a  b` + "\n" + `c</p>`, "a  b\nc"},
		{"styles", `<p style="loud">x <span tts:fontStyle="italic">y</span></p>`, "<c.yellow><b>x <i>y</i></b></c>"},
		{"underline", `<p><span tts:textDecoration="underline">x</span></p>`, "<u>x</u>"},
		{"white is usual", `<p tts:color="#ffffff" tts:backgroundColor="#000000">x</p>`, "x"},
		{
			"colours", `<p><span tts:color="#ff2010">r</span><span tts:color="rgba(0,255,0,255)" ` +
				`tts:backgroundColor="navy">g</span></p>`, "<c.red>r</c><c.lime.bg_blue>g</c>",
		},
		{"escapes", `<p>a &lt;b&gt; &amp;amp; &#233;&#x263A; --&gt;</p>`, "a &lt;b&gt; &amp;amp; é☺ --&gt;"},
		{"cdata and comments", `<p>a<!-- <p> --><![CDATA[<b>]]></p>`, "a&lt;b&gt;"},
		{"below", `<p region="low">x</p>`, "line:95%,end position:10%,line-left size:80% align:start\nx"},
		{"cells", `<p region="cells">x</p>`, "line:20%,start position:25%,line-left size:50% align:end\nx"},
		{"pixels", `<p region="pixels">x</p>`, "line:15%,center position:10%,line-left size:50% align:start\nx"},
		{"a region without a place", `<p region="loop">x</p>`, "x"},
		{"one region", `<p region="low">x</p><p region="low">y</p>`,
			"line:95%,end position:10%,line-left size:80% align:start\nx\ny"},
		{"metadata", `<p><metadata>no</metadata>x</p><p> </p>`, "x"},
	} {
		doc := strings.Replace(tt, `xml:lang`, `tts:extent="1280px 720px" xml:lang`, 1) + ">" + head +
			`<body begin="1s" end="2s"><div>` + x.body + `</div></body></tt>`
		got := strings.TrimPrefix(vtt(t, nil, []byte(doc)), "00:00:01.000 --> 00:00:02.000")
		if got = strings.Trim(got, "\n "); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

// TestSpansInTime: spans that come and go make several cues.
func TestSpansInTime(t *testing.T) {
	t.Parallel()
	got := vtt(t, nil, []byte(tt+`><body><div><p begin="1s" end="5s">a<span begin="1s"> b</span>`+
		`<span begin="2s" end="3s"> c</span></p></div></body></tt>`))
	want := "00:00:01.000 --> 00:00:02.000\na\n\n00:00:02.000 --> 00:00:03.000\na b\n\n" +
		"00:00:03.000 --> 00:00:04.000\na b c\n\n00:00:04.000 --> 00:00:05.000\na b\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestTexts: WebVTT stays as it is, in whatever encoding the text is.
func TestTexts(t *testing.T) {
	t.Parallel()
	plain := "WEBVTT\n\n00:01.000 --> 00:02.000\nx\n"
	for _, text := range []string{plain, "\ufeff" + plain} {
		if got, err := ToVTT(nil, []byte(text)); got != plain || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
	for i, order := range [][2]int{{8, 0}, {0, 8}} {
		var wide []byte
		doc := "\ufeff" + `<?xml version="1.0"?>` + tt + `><body><div><p end="1s">é</p></div></body></tt>`
		for _, u := range utf16.Encode([]rune(doc)) {
			wide = append(wide, byte(u>>order[0]), byte(u>>order[1]))
		}
		if got := vtt(t, nil, wide); got != "00:00:00.000 --> 00:00:01.000\né\n" {
			t.Errorf("UTF-16 %d: %q", i, got)
		}
	}
	for _, text := range []string{"", "x", "<html><body/></html>", "1\n00:00:01,000 --> 00:00:02,000\nx"} {
		if got, err := ToVTT(nil, []byte(text)); err == nil {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestHostileDocuments: no document keeps anybody waiting.
func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	const n = 300_000
	begun := time.Now()
	for name, text := range map[string]string{
		"tags": strings.Repeat("<a>", n), "no ends": "<a " + strings.Repeat("b='", n),
		"ands":  "<tt>" + strings.Repeat("&", n),
		"types": strings.Repeat("<!", n), "brackets": strings.Repeat("<![>", n), "open": strings.Repeat("<", n),
		"depth": tt + "><body>" + strings.Repeat("<div>", n) + "<p>x</p>",
		"spans": tt + "><body><div><p>" + strings.Repeat(`<span begin="1s" end="2s">x</span>`, n/10),
		"styles": tt + `><head><styling><style xml:id="a" style="` + strings.Repeat("a ", n) +
			`"/></styling></head><body><div><p style="a">x</p></div></body></tt>`,
	} {
		_, _ = ToVTT(nil, []byte(text))
		if took := time.Since(begun); took > 20*time.Second {
			t.Fatalf("%s: %v", name, took)
		}
	}
}

func FuzzToVTT(f *testing.F) {
	f.Add([]byte(nil), []byte(tt+`ttp:frameRate="25"><body><div><p begin="1s" end="50f" region="a">x<br/></p></div>`))
	f.Add(webVTTInit(), webVTTMedia())
	f.Add([]byte(nil), append(ttmlInit(), ttmlMedia(0, 5_000, tt+`><body><div><p>x</p></div></body></tt>`)...))
	f.Fuzz(func(t *testing.T, init, media []byte) {
		text, err := ToVTT(init, media)
		if err == nil && !strings.HasPrefix(text, "WEBVTT") {
			t.Errorf("%q", text)
		}
	})
}
