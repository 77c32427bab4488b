package stream

import (
	"math"
	"testing"

	"diptych/player/manifest"
)

// TestTextTimes: X-TIMESTAMP-MAP ties the text to the media's clock, which the
// timeline may have moved, and which begins anew after 33 bits of 90 kHz.
func TestTextTimes(t *testing.T) {
	const cue = "\n\n01:00:02.000 --> 01:00:05.000\nhello\n"
	for _, x := range []struct {
		header        string
		offset, start float64
		want          float64
	}{
		{"WEBVTT", -10, 0, 0},
		{"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:01:00:00.000,MPEGTS:0", 0, 0, -3600},
		{"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:01:00:00.000,MPEGTS:900000", -10, 0, -3600},
		{"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:01:00:00.000,MPEGTS:900000", -10, 95_442, -3600 + wrap},
	} {
		e := &Engine{offsets: map[int64]float64{0: x.offset}}
		track := &textTrack{e: e, r: &manifest.Rendition{}}
		if got := track.by(x.header+cue, manifest.Segment{Start: x.start}); math.Abs(got-x.want) > 0.001 {
			t.Errorf("%q at %g: %g, want %g", x.header, x.start, got, x.want)
		}
	}
}
