package captions

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"diptych/server/limits"
)

// TestCostOfTheLongest: files that are made to be slow take time and memory in
// proportion to their length.
func TestCostOfTheLongest(t *testing.T) {
	const tt = `<tt><body><div><p begin="1s" end="2s">`
	for name, x := range map[string]struct {
		head, part string
		format     Format
	}{
		"tags on lines": {one, "<i>\n", SRT},
		"brackets":      {one, "<", SRT},
		"tags":          {one, "<a ", SRT},
		"references":    {one, "&amp;", SRT},
		"cues":          {"", "00:00:01,000 --> 00:00:02,000\na\n", SRT},
		"numbers":       {"", "1\n", SRT},
		"arrows":        {"WEBVTT\n\n", "-->\n", WebVTT},
		"styles":        {"WEBVTT\n\n", "STYLE\na\n\n", WebVTT},
		"voices":        {"WEBVTT\n\n00:01.000 --> 00:02.000\n", "<v a>", WebVTT},
		"breaks":        {tt, "<br/>", TTML},
		"spans":         {tt, "<span> a </span>", TTML},
		"timed":         {tt, `<span begin="1s" dur="1s">a</span>`, TTML},
		"wide":          {"\xff\xfe", "a\x00", SRT},
		"white space":   {tt, " \n", TTML},
	} {
		data := []byte(x.head + strings.Repeat(x.part, (limits.CaptionFile/16-len(x.head)-100)/len(x.part)))
		if x.format == TTML {
			data = append(data, "</p></div></body></tt>"...)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		_, err := Parse(data, x.format, "")
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		t.Logf("%-14s %s, %d MB, %v", name, took.Round(time.Millisecond),
			(after.TotalAlloc-before.TotalAlloc)>>20, err != nil)
		if took > slower*5*time.Second {
			t.Errorf("%s: %s", name, took)
		}
	}
}
