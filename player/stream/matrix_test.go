package stream_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

var update = flag.Bool("update", false, "write what comes of faults to testdata")

// outcome plays a film of 40 s while what contains a name meets a fault: the first time,
// or each time.
func outcome(t *testing.T, format stream.Format, what string, fault playertest.Fault, always bool) string {
	w, l := playertest.NewWorld(), &listener{}
	w.DASH(40, 400_000)
	w.Inside = insideOf
	if what == "key" || what == "captions" {
		dress(w, what)
	}
	w.Speed = constant(8_000_000)
	w.Fault = func(url string, n int) playertest.Fault {
		if url != "" && strings.Contains(url, targets[what]) && (always || n == 1) {
			return fault
		}
		return playertest.NoFault
	}
	e := stream.New(deps(w), stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	file := map[stream.Format]string{stream.HLS: "main.m3u8", stream.DASH: "main.mpd"}[format]
	e.Load("http://x/"+file, format, 0)
	e.Start()
	for range 30 {
		w.Run(6)
		if w.Media.CurrentTime > 0 && what == "captions" {
			e.SelectText("t0")
		}
		if w.Media.Ended || l.fatal > 0 {
			break
		}
	}
	return told(t, w, l)
}

// targets are what meets a fault, by a part of its address.
var targets = map[string]string{
	"manifest": "main.", "list": "v0.m3u8", "init": "v0-init", "segment": "v0-6.", "key": "the-key", "captions": "t0",
}

func told(t *testing.T, w *playertest.World, l *listener) string {
	t.Helper()
	var out []string
	switch {
	case l.fatal > 0:
		f := l.ending
		out = append(out, fmt.Sprintf("error %s/%s", opName[f.Op], causeName[f.Cause]))
	case w.Media.Ended:
		out = append(out, "plays")
	default:
		t.Errorf("hangs at %.1f s", w.Media.CurrentTime)
		out = append(out, "hangs")
	}
	if n := len(l.failed) - l.fatal; n > 0 {
		out = append(out, "tells of it")
	}
	if len(l.away) > 0 {
		out = append(out, "says that it waits")
	}
	switch {
	case w.Stood > 1000 && l.fatal == 0:
		out = append(out, fmt.Sprintf("stands %.0f s", w.Stood/1000))
	}
	return strings.Join(out, ", ")
}

var opName = map[stream.Op]string{
	stream.OpOpen: "open", stream.OpManifest: "manifest", stream.OpPlaylist: "list", stream.OpSegment: "segment",
	stream.OpText: "text", stream.OpParse: "parse", stream.OpAppend: "append", stream.OpDecode: "decode",
	stream.OpDecrypt: "decrypt", stream.OpPlay: "play", stream.OpEdge: "edge",
}

var causeName = map[stream.Cause]string{
	stream.CauseHTTP: "http", stream.CauseTimeout: "timeout", stream.CauseNotXML: "not XML",
	stream.CauseNoPeriods: "no periods", stream.CauseNoPlaylist: "no playlist", stream.CauseNoSegments: "no segments",
	stream.CauseRestricted: "restricted", stream.CauseContainer: "container", stream.CauseKeySystem: "key system",
	stream.CauseMediaSource: "media source", stream.CauseCodec: "codec", stream.CauseStalled: "stalled",
	stream.CauseLive: "live", stream.CauseKey: "key", stream.CauseOutdated: "outdated", stream.CauseParse: "parse",
}

// dress gives the film keys, or captions.
func dress(w *playertest.World, what string) {
	for name, text := range w.Bodies {
		switch {
		case what == "key" && strings.HasSuffix(name, "v0.m3u8"):
			w.Bodies[name] = strings.Replace(text, "#EXTINF", "#EXT-X-KEY:METHOD=AES-128,URI=\"the-key\"\n#EXTINF", 1)
		case what == "captions" && strings.HasSuffix(name, "main.m3u8"):
			w.Bodies[name] = strings.Replace(text, "AUDIO=\"a\"", "AUDIO=\"a\",SUBTITLES=\"s\"", 1) +
				"#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"s\",NAME=\"T\",URI=\"t0.m3u8\"\n"
		}
	}
	w.Bodies["http://x/t0.m3u8"] = "#EXTM3U\n#EXT-X-TARGETDURATION:40\n#EXTINF:40,\nt0.vtt\n#EXT-X-ENDLIST\n"
	w.Bodies["http://x/t0.vtt"] = "WEBVTT\n\n00:01.000 --> 00:04.000\nHello\n"
}

func insideOf(r stream.Request) (init, head []byte) {
	track := picture
	if r.Kind == stream.Audio {
		track = voice
	}
	_, n := number(r.Segment.URL)
	init = playertest.InitSegment(track)
	head = playertest.Fragment(0, map[uint32]int64{track.ID: int64(float64(2*n) * float64(track.Timescale))})
	if r.Transform != nil && r.Init.URL == "" {
		head = append(init, head...)
	}
	return init, head
}

// TestFaults writes down what comes of each fault of each thing in each format: nothing
// hangs, and what ends play has a name.
func TestFaults(t *testing.T) {
	out := "| fault | of | HLS | each time | DASH | each time |\n|---|---|---|---|---|---|\n"
	for _, what := range []string{"manifest", "list", "init", "segment", "key", "captions"} {
		for _, fault := range playertest.Faults {
			row := fmt.Sprintf("| %s | %s |", fault, what)
			for _, format := range []stream.Format{stream.HLS, stream.DASH} {
				for _, always := range []bool{false, true} {
					if format == stream.DASH && (what == "list" || what == "key" || what == "captions") {
						row += " – |"
						continue
					}
					row += " " + outcome(t, format, what, fault, always) + " |"
				}
			}
			out += row + "\n"
		}
	}
	file := filepath.Join("testdata", "faults.md")
	if *update {
		if err := os.WriteFile(file, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != out {
		t.Errorf("what comes of faults has changed (%v); -update writes it down:\n%s", err, out)
	}
}
