package caption

import (
	"errors"
	"math"
	"testing"
)

func TestParse(t *testing.T) {
	for name, text := range map[string]string{
		"vtt": "WEBVTT\n\nNOTE nothing\n\nfirst\n00:01.000 --> 00:02.500 line:10% align:start\nHello\n" +
			"world\n\n01:00:00.000 --> 01:00:01.000\nLate\n",
		"srt": "\ufeff1\r\n00:00:01,000 --> 00:00:02,500 line:10%\r\nHello\r\nworld\r\n\r\n2\r\n" +
			"01:00:00,000 --> 01:00:01,000\r\nLate\r\n",
		"torn": "WEBVTT\n\n00:01.000 --> 00:02.500 line:10%\nHello\nworld\n\n00:09.000 -->\nlost\n\n" +
			"01:00:00.000 --> 01:00:01.000\nLate",
	} {
		cues, err := Parse(text)
		if err != nil || len(cues) != 2 {
			t.Fatalf("%s: %d cues, %v", name, len(cues), err)
		}
		if c := cues[0]; c.Start != 1 || c.End != 2.5 || c.Text != "Hello\nworld" || c.Settings["line"] != "10%" {
			t.Errorf("%s: first cue %+v", name, c)
		}
		if cues[1].Start != 3600 {
			t.Errorf("%s: second cue starts at %v", name, cues[1].Start)
		}
	}
	if _, err := Parse("<html>no captions</html>"); !errors.Is(err, ErrNoCues) {
		t.Errorf("HTML gave %v", err)
	}
	if cues, err := Parse("WEBVTT\n"); err != nil || len(cues) != 0 {
		t.Errorf("an empty file is fine, got %v %v", cues, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("WEBVTT\n\n00:01.000 --> 00:02.500\nHello")
	f.Add("WEBVTT\n\nREGION\nid:a width:40%\n\n1\n00:01.000 --> 00:02.000 region:a line:10%\n<b>one\n")
	f.Add("WEBVTT\n\nREGION\n\nREGION")
	f.Fuzz(func(t *testing.T, text string) {
		cues, _ := Parse(text)
		for _, c := range cues {
			if math.IsNaN(c.Start) || c.End <= c.Start || c.Start < 0 {
				t.Errorf("cue from %v to %v", c.Start, c.End)
			}
		}
	})
}

// TestCuesWithoutAnEmptyLine: a line with times begins a cue wherever it stands
// (W3C WebVTT §6.1).
func TestCuesWithoutAnEmptyLine(t *testing.T) {
	t.Parallel()
	cues, err := Parse("WEBVTT\n00:01.000 --> 00:02.000\none\n00:02.000 --> 00:03.000\ntwo\nlines\n\n" +
		"name\n00:03.000 --> 00:04.000\nthree")
	if err != nil || len(cues) != 3 || cues[0].Text != "one" || cues[1].Text != "two\nlines" ||
		cues[2].Text != "three" || cues[2].ID != "name" {
		t.Errorf("%+v, %v", cues, err)
	}
	cues, err = Parse("1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:03,000\ntwo")
	if err != nil || len(cues) != 2 || cues[0].Text != "one" || cues[1].ID != "2" {
		t.Errorf("%+v, %v", cues, err)
	}
}

func TestTimestampMap(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]float64{
		"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:01:00:00.000,MPEGTS:0\n\n":         {3600, 0},
		"WEBVTT\r\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00.000\r\n\r\n": {0, 10},
	} {
		local, media, ok := TimestampMap(text)
		if !ok || local != want[0] || media != want[1] {
			t.Errorf("%q: %v %v %v", text, local, media, ok)
		}
	}
	for _, text := range []string{
		"WEBVTT\n\nX-TIMESTAMP-MAP=LOCAL:00:00.000,MPEGTS:0", "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:0,MPEGTS:x\n", "",
	} {
		if _, _, ok := TimestampMap(text); ok {
			t.Errorf("%q has a map", text)
		}
	}
	if at, ok := First("WEBVTT\n\nx\n00:05.000 --> 00:06.000\n"); !ok || at != 5 {
		t.Errorf("the first cue at %v", at)
	}
}
