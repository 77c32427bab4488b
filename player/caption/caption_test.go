package caption

import (
	"math"
	"testing"
)

func TestParse(t *testing.T) {
	for name, text := range map[string]string{
		"vtt":  "WEBVTT\n\nNOTE nothing\n\nfirst\n00:01.000 --> 00:02.500 line:10% align:start\nHello\nworld\n\n01:00:00.000 --> 01:00:01.000\nLate\n",
		"srt":  "\ufeff1\r\n00:00:01,000 --> 00:00:02,500 line:10%\r\nHello\r\nworld\r\n\r\n2\r\n01:00:00,000 --> 01:00:01,000\r\nLate\r\n",
		"torn": "WEBVTT\n\n00:01.000 --> 00:02.500 line:10%\nHello\nworld\n\n00:09.000 -->\nlost\n\n01:00:00.000 --> 01:00:01.000\nLate",
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
	if _, err := Parse("<html>no captions</html>"); err != ErrNoCues {
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
