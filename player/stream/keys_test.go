package stream_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

// sealed gives lists of a film a key of a key system each.
func sealed(w *playertest.World, keys map[string]string) {
	for name, text := range w.Bodies {
		file := name[strings.LastIndexByte(name, '/')+1:]
		if id := keys[strings.TrimSuffix(file, ".m3u8")]; id != "" {
			tag := fmt.Sprintf(`#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,KEYFORMAT="urn:uuid:EDEF",URI="data:,%s",`, id) +
				"KEYID=0x" + id + "\n"
			w.Bodies[name] = strings.Replace(text, "#EXTINF", tag+"#EXTINF", 1)
		}
	}
}

// playSealed starts an engine on three renditions with keys; answer is what the key
// system says, and when, ms.
func playSealed(
	c stream.Config, keys map[string]string, answer func(w *playertest.World, say func(float64, stream.Record)),
) (*playertest.World, *stream.Engine, *listener, *[]string) {
	w, l := playertest.NewWorld(), &listener{}
	w.HLS(20, 400_000, 800_000, 1_800_000)
	sealed(w, keys)
	w.Speed = constant(20_000_000)
	var asked []string
	w.KeySystem = func(words, types string) {
		asked = append(asked, fmt.Sprintf("%q %q", words, types))
		if len(asked) == 1 {
			answer(w, func(afterMS float64, r stream.Record) {
				r.State = stream.Keys
				w.Clock.After(afterMS, func() { w.Record(r) })
			})
		}
	}
	e := stream.New(deps(w), c, l)
	w.Record = e.OnRecord
	e.Load("http://x/main.m3u8", stream.HLS, 0)
	e.Start()
	return w, e, l, &asked
}

func ready(_ *playertest.World, say func(float64, stream.Record)) { say(500, stream.Record{}) }

// TestKeySystemFirst: nothing of encrypted media is fetched before there is a key system
// for it, then all of it plays as it is.
func TestKeySystemFirst(t *testing.T) {
	w, _, l, asked := playSealed(stream.Config{}, map[string]string{"v0": "aa"}, ready)
	w.Run(0.4)
	if len(w.Fetched) > 0 {
		t.Errorf("fetched %v", w.Fetched)
	}
	w.Run(30)
	if !w.Media.Ended || len(l.failed) > 0 {
		t.Errorf("ended %t, failures %v", w.Media.Ended, l.failed)
	}
	if len(*asked) != 1 || !strings.Contains((*asked)[0], `"data:,aa SAMPLE-AES-CTR\nMETHOD=SAMPLE-AES-CTR,`) ||
		!strings.Contains((*asked)[0], `audio/mp4; codecs=`) {
		t.Errorf("asked %v", *asked)
	}
}

// TestKeysOfOtherLists: what another rendition is encrypted with is told when its list is
// there.
func TestKeysOfOtherLists(t *testing.T) {
	w, _, _, asked := playSealed(stream.Config{ABR: true}, map[string]string{"v0": "aa", "v1": "bb", "v2": "cc"}, ready)
	w.Run(30)
	told := strings.Join(*asked, " ")
	for _, id := range []string{"aa", "cc"} {
		if !w.Media.Ended || strings.Count(told, id+" SAMPLE") > 1 {
			t.Errorf("%s: asked %s, at %.1f", id, told, w.Media.CurrentTime)
		}
	}
}

// TestKeySystemFails: what the key system meets ends play by its own number.
func TestKeySystemFails(t *testing.T) {
	w, _, l, _ := playSealed(stream.Config{}, map[string]string{"v0": "aa"},
		func(_ *playertest.World, say func(float64, stream.Record)) {
			say(10, stream.Record{Code: "failed", Status: 6007, Message: "HTTP status 403"})
		})
	w.Run(5)
	if f := l.ending; f.Cause != stream.CauseKeySystem || f.Code != 6007 || f.Message != "HTTP status 403" || !f.Fatal {
		t.Errorf("failure %+v", f)
	}
	if len(w.Fetched) > 0 {
		t.Errorf("fetched %v", w.Fetched)
	}
}

// TestKeysGone: renditions whose key may not be used are left, and what is buffered of
// them makes way; without another one play ends.
func TestKeysGone(t *testing.T) {
	restricted := func(id string) func(*playertest.World, func(float64, stream.Record)) {
		return func(_ *playertest.World, say func(float64, stream.Record)) {
			say(1, stream.Record{})
			say(6000, stream.Record{Code: "gone", Status: 4012, Message: "\ndata:," + id + "\n"})
		}
	}
	keys := map[string]string{"v0": "aa", "v1": "aa", "v2": "cc"}
	w, e, l, _ := playSealed(stream.Config{ABR: true}, keys, restricted("cc"))
	w.Run(5)
	if l.last() != "v2" {
		t.Fatalf("plays %s", l.last())
	}
	w.Run(30)
	if !w.Media.Ended || l.last() == "v2" || len(l.failed) > 0 {
		t.Errorf("ended %t, last %s, failures %v", w.Media.Ended, l.last(), l.failed)
	}
	for _, r := range e.Presentation().Video {
		if r.ID == "v2" {
			t.Error("v2 can still be chosen")
		}
	}
	w, _, l, _ = playSealed(stream.Config{}, map[string]string{"v0": "aa", "v1": "aa", "v2": "aa"}, restricted("aa"))
	w.Run(30)
	if l.ending.Code != 4012 {
		t.Errorf("failure %+v", l.ending)
	}
}

// TestTypesGone: what the key system does not decode is left before anything is fetched.
func TestTypesGone(t *testing.T) {
	w, _, l, _ := playSealed(stream.Config{}, map[string]string{"a": "aa", "v0": "bb"},
		func(_ *playertest.World, say func(float64, stream.Record)) {
			say(1, stream.Record{Code: "gone", Status: 6001, Message: "\naudio/mp4; codecs=\"mp4a.40.2\"\n"})
			say(1, stream.Record{})
		})
	w.Run(5)
	if l.ending.Code != 6001 || len(w.Fetched) > 0 {
		t.Errorf("failure %+v, fetched %v", l.ending, w.Fetched)
	}
}

// TestWaitForLicense: a clock that stands for a licence is not given up.
func TestWaitForLicense(t *testing.T) {
	w, _, l, _ := playSealed(stream.Config{}, map[string]string{"v0": "aa"},
		func(w *playertest.World, say func(float64, stream.Record)) {
			say(1, stream.Record{Code: "wait"})
			say(1, stream.Record{Code: "wait"})
			w.Clock.After(2, func() { w.Media.Rate = 0 })
			w.Clock.After(20_000, func() { w.Media.Rate = 1 })
			say(20_000, stream.Record{})
		})
	moved := false
	w.Seeked = func() { moved = true }
	w.Run(15)
	if moved || len(l.failed) > 0 {
		t.Errorf("moved %t, failures %v", moved, l.failed)
	}
	w.Run(30)
	if !w.Media.Ended {
		t.Errorf("at %.1f", w.Media.CurrentTime)
	}
}

// TestEncryptedUnsaid: what turns out to be encrypted waits for a key system too.
func TestEncryptedUnsaid(t *testing.T) {
	encrypted := picture
	encrypted.Entry = "encv"
	encrypted.Config = playertest.Box("sinf", playertest.Box("frma", []byte("avc1")))
	w, e, l := playOne(20)
	w.Inside = func(r stream.Request) (init, head []byte) {
		track := encrypted
		if r.Kind == stream.Audio {
			track = voice
		}
		return playertest.InitSegment(track),
			playertest.Fragment(0, map[uint32]int64{1: int64(r.Start * 1000), 2: int64(r.Start * 48_000)})
	}
	asked := 0
	w.KeySystem = func(words, _ string) {
		if asked++; words != "" {
			t.Errorf("keys %q", words)
		}
		w.Clock.After(300, func() { w.Record(stream.Record{State: stream.Keys}) })
	}
	e.Start()
	w.Run(30)
	if asked != 1 || !w.Media.Ended || len(l.failed) > 0 {
		t.Errorf("asked %d times, ended %t, failures %v", asked, w.Media.Ended, l.failed)
	}
}

// requests keeps what a carrier is asked for.
type requests struct {
	*playertest.World
	list []stream.Request
}

func (r *requests) Fetch(q stream.Request) {
	r.list = append(r.list, q)
	r.World.Fetch(q)
}

const clearKeyMPD = `["MPD", {"type": "static", "mediaPresentationDuration": "PT20S"}, ["Period", {}, ["AdaptationSet",
	{"mimeType": "video/mp4", "codecs": "avc1.64001f"},
	["ContentProtection", {"schemeIdUri": "urn:mpeg:dash:mp4protection:2011", "value": "cenc",
		"cenc:default_KID": "00000000-0000-0000-0000-0000000000AA"}],
	["ContentProtection", {"schemeIdUri": "urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e"},
		["dashif:Laurl", {}, "/license"]],
	["SegmentTemplate", {"duration": "2", "initialization": "v0-init.mp4", "media": "v0-$Number$.m4s",
		"startNumber": "0"}],
	["Representation", {"id": "v", "bandwidth": "400000"}]]]]`

// TestClearKeyOfTheBrowser: where the page names a licence server for it, the browser's
// ClearKey plays what media.wasm takes off else.
func TestClearKeyOfTheBrowser(t *testing.T) {
	for _, own := range []bool{false, true} {
		w, l := playertest.NewWorld(), &listener{}
		w.HLS(20, 400_000)
		w.Speed, w.Bodies["http://x/a.mpd"] = constant(20_000_000), clearKeyMPD
		words := ""
		w.KeySystem = func(keys, _ string) {
			words += keys
			w.Clock.After(1, func() { w.Record(stream.Record{State: stream.Keys}) })
		}
		d, carrier := deps(w), &requests{World: w}
		d.Carrier = carrier
		e := stream.New(d, stream.Config{Licensed: map[bool]string{true: `"org.w3.clearkey"`}[own]}, l)
		w.Record = e.OnRecord
		e.Load("http://x/a.mpd", stream.DASH, 0)
		e.Start()
		w.Run(30)
		if !w.Media.Ended || (words != "") != own || (carrier.list[0].Transform == nil) != own {
			t.Errorf("own %t: at %.1f, keys %q, first %+v", own, w.Media.CurrentTime, words, carrier.list[0])
		}
	}
}

// TestKeysOfTheElement: an element that reads HLS by itself has its address once it has a
// module.
func TestKeysOfTheElement(t *testing.T) {
	for _, licensed := range []bool{false, true} {
		w, l := playertest.NewWorld(), &listener{}
		asked := 0
		w.KeySystem = func(string, string) {
			asked++
			w.Clock.After(500, func() { w.Record(stream.Record{State: stream.Keys}) })
		}
		d, carrier := deps(w), &sources{World: w}
		d.Carrier = carrier
		e := stream.New(d, stream.Config{Licensed: map[bool]string{true: "licenseUrl"}[licensed]}, l)
		w.Record = e.OnRecord
		e.Load("http://x/a.m3u8", stream.Progressive, 0)
		e.Start()
		w.Run(0.3)
		if early := carrier.url != ""; early == licensed {
			t.Errorf("licensed %t: at first %q", licensed, carrier.url)
		}
		w.Run(1)
		if carrier.url != "http://x/a.m3u8" || (asked == 1) != licensed {
			t.Errorf("licensed %t: %q, asked %d times", licensed, carrier.url, asked)
		}
	}
}

// sources keeps the address that an element was given.
type sources struct {
	*playertest.World
	url string
}

func (s *sources) SetSource(url string) { s.url = url }
