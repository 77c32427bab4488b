package stream_test

import (
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

// text has a rune for each byte, as the page answers for bytes.
func text(b []byte) string {
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

// sidx lists ten pieces of 2 s and 1000 bytes.
func sidx() []byte {
	entries := []uint32{0, 1, 1000, 0, 0, 10}
	for range 10 {
		entries = append(entries, 1000, 2000, 1<<31)
	}
	return playertest.Box("sidx", playertest.Words(entries...))
}

// TestIndexIsRead: of a file with an index only the ranges are asked for that are
// played; where it stands is told by the manifest, or found at the beginning.
func TestIndexIsRead(t *testing.T) {
	init := playertest.InitSegment(picture)
	for name, base := range map[string]string{
		"told": `["SegmentBase",{"indexRange":"800-999"}]`, "found": `["SegmentBase",{}]`,
	} {
		w, l := playertest.NewWorld(), &listener{}
		w.Speed = constant(8_000_000)
		w.Sizes = func(string) int64 { return 1000 }
		w.Bodies["http://x/m.mpd"] = `["MPD",{"mediaPresentationDuration":"PT20S"},
		["Period",{},["AdaptationSet",{"mimeType":"video/mp4"},
			["Representation",{"id":"v","bandwidth":"4000"},["BaseURL",{},"v.mp4"],` + base + `]]]]`
		w.Bodies["http://x/v.mp4"] = text(append(playertest.Box("free"), sidx()...))
		var asked []stream.Request
		w.Inside = func(r stream.Request) (_, head []byte) {
			asked = append(asked, r)
			return init, playertest.Fragment(0, map[uint32]int64{1: int64(r.Start * 1000)})
		}
		e := stream.New(deps(w), stream.Config{ABR: true}, l)
		w.Record = e.OnRecord
		e.Limit(3)
		e.Load("http://x/m.mpd", stream.DASH, 0)
		e.Start()
		w.Run(1)
		w.Seek(15)
		e.OnMedia("seeking")
		before := len(asked)
		w.Run(2)
		if len(l.failed) > 0 || before == 0 || len(asked) <= before || w.Media.CurrentTime < 16 {
			t.Fatalf("%s: at %.1f s, %d requests, failures %v", name, w.Media.CurrentTime, len(asked), l.failed)
		}
		first, later := asked[0], asked[before]
		if first.Segment.To-first.Segment.From != 999 || later.Segment.From-first.Segment.From != 7000 ||
			first.Init.To <= 0 {
			t.Errorf("%s: asked for %+v, then %+v", name, first.Segment, later.Segment)
		}
	}
}

// TestIndexesHaveBounds: an index that claims the whole of a large file is read to
// a bound, and indexes of indexes are not read without end.
func TestIndexesHaveBounds(t *testing.T) {
	endless := playertest.Box("sidx",
		playertest.Words(0, 1, 1000, 0, 0, 2, 1<<31|1000, 2000, 1<<31, 1<<31|1000, 2000, 1<<31))
	w, l := playertest.NewWorld(), &listener{}
	w.Bodies["http://x/m.mpd"] = `["MPD",{"mediaPresentationDuration":"PT20S"},
		["Period",{},["AdaptationSet",{"mimeType":"video/mp4"},
		["Representation",{"id":"v","bandwidth":"4000"},["BaseURL",{},"v.mp4"],
		["SegmentBase",{"indexRange":"0-9000000000"}]]]]]`
	w.Bodies["http://x/v.mp4"] = text(endless)
	requests := &counted{Requests: playertest.Requests{W: w}}
	e := stream.New(stream.Deps{
		Carrier: w, Fetch: requests, Clock: w.Clock, Media: func() stream.MediaState { return w.Media },
		SetTime: w.Seek,
		CanPlay: func(string) bool { return true }, Log: playertest.Log{},
	}, stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	w.Speed, w.Sizes = constant(8_000_000), func(string) int64 { return 1000 }
	e.Load("http://x/m.mpd", stream.DASH, 0)
	e.Start()
	w.Run(10)
	if requests.n < 50 || requests.n > 110 || requests.most > 4<<20 || len(w.Fetched) == 0 {
		t.Errorf("%d indexes of up to %d bytes, then fetched %d segments", requests.n, requests.most,
			len(w.Fetched))
	}
}

// counted counts requests for bytes.
type counted struct {
	playertest.Requests
	n    int
	most int64
}

func (c *counted) Fetch(r stream.FetchRequest, done func(stream.Response)) (cancel func()) {
	if r.Bytes {
		c.n, c.most = c.n+1, max(c.most, r.To-r.From+1)
	}
	return c.Requests.Fetch(r, done)
}
