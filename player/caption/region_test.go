package caption

import "testing"

func TestRegions(t *testing.T) {
	text := "WEBVTT\n\nREGION\nid:a width:40% lines:2\nregionanchor:0%,100% viewportanchor:10%,90% scroll:up\n\n" +
		"REGION\nid:b width:400% lines:-1 viewportanchor:10%\n\n00:01.000 --> 00:02.000 region:a\none\n" +
		"\n00:03.000 --> 00:04.000 region:b\ntwo\n\n00:05.000 --> 00:06.000 region:none\nthree\n\n" +
		"REGION\nid:late\n"
	cues, err := Parse(text)
	if err != nil || len(cues) != 3 {
		t.Fatalf("%d cues, %v", len(cues), err)
	}
	if want := (Region{"a", 40, 2, 0, 100, 10, 90, true}); cues[0].Region == nil || *cues[0].Region != want {
		t.Errorf("a: %+v", cues[0].Region)
	}
	if want := (Region{"b", 100, 3, 0, 100, 0, 100, false}); cues[1].Region == nil || *cues[1].Region != want {
		t.Errorf("broken values keep their defaults: %+v", cues[1].Region)
	}
	if cues[2].Region != nil {
		t.Errorf("no such region: %+v", cues[2].Region)
	}
}
