package stream_test

import (
	"bytes"
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

// session records how a film is watched over a link that changes: it stalls, somebody
// seeks and chooses, and a segment is missing.
func session(t *testing.T, dash bool) []byte {
	t.Helper()
	w := playertest.NewWorld()
	rates := []int{400_000, 800_000, 1_800_000, 3_500_000, 6_000_000}
	url, format := "http://x/main.m3u8", stream.HLS
	if dash {
		w.DASH(120, rates...)
		url, format = "http://x/main.mpd", stream.DASH
	} else {
		w.HLS(120, rates...)
	}
	w.Speed = func(now float64) float64 {
		switch {
		case now > 30_000:
			return 2_500_000
		case now > 20_500:
			return 300_000
		}
		return 8_000_000
	}
	sizes := w.Sizes
	w.Sizes = func(url string) int64 {
		if strings.HasSuffix(url, "v2-20.m4s") {
			return -1
		}
		return sizes(url)
	}
	r := playertest.NewRecorder(w)
	var e *stream.Engine
	r.Viewer(func() {
		e = stream.New(r.Deps(), stream.Config{ABR: true}, &listener{})
		e.Load(url, format, 0)
		e.Start()
	})
	w.Record = r.Records(e.OnRecord)
	w.Seeked = func() { r.Element(e, "seeking") }
	w.Run(25)
	r.Viewer(func() { e.SelectVideo("v1") })
	w.Run(10)
	r.Viewer(func() { e.SelectVideo("") })
	w.Run(15)
	w.Seek(90)
	w.Run(30)
	return r.File()
}

// TestReplaysASession: another engine that is told the same decides alike.
func TestReplaysASession(t *testing.T) {
	for name, dash := range map[string]bool{"HLS": false, "DASH": true} {
		file := session(t, dash)
		difference, err := playertest.Replay(file)
		if err != nil || difference != "" {
			t.Errorf("%s: %v\n%s", name, err, difference)
		}
	}
}

// TestReplayTellsWhatDiffers: an engine that was set up for another connection, and one
// that heard of other sizes, decide otherwise, and where is readable.
func TestReplayTellsWhatDiffers(t *testing.T) {
	file := session(t, false)
	for what, change := range map[string][2]string{
		"another estimate":     {"engine new 2000000", "engine new 20000000"},
		"another bit rate":     {"BANDWIDTH=1800000", "BANDWIDTH=18000000"},
		"nobody chose by hand": {"engine video v1", "engine nothing v1"},
	} {
		changed := bytes.Replace(file, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(changed, file) {
			t.Fatalf("%s: nothing was changed", what)
		}
		difference, err := playertest.Replay(changed)
		if err != nil || !strings.Contains(difference, "\n- ") || !strings.Contains(difference, "\n+ ") ||
			!strings.Contains(difference, "fetch ") || strings.Count(difference, "\n") > 15 {
			t.Errorf("%s: %v\n%s", what, err, difference)
		}
		t.Logf("%s: %s", what, difference)
	}
}

// TestReplayRefusesOtherFiles instead of calling them the same.
func TestReplayRefusesOtherFiles(t *testing.T) {
	for _, file := range []string{
		"", "{}", `{"format":"diptych-session","lines":[]}`, `{"format":"diptych-session","lines":[[1]]}`,
	} {
		if _, err := playertest.Replay([]byte(file)); err == nil {
			t.Errorf("%q is taken", file)
		}
	}
}
