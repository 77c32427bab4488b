package transcript_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/kalturacuepoints"
	"diptych/plugins/transcript"
)

type stage struct {
	*playertest.Page
	m     *ui.Manager
	shown value.Map
}

// playing is a player with captions of two languages. Lines of a language come
// from the backend when its track is chosen.
func playing(t testing.TB, config value.Map, lines map[string][]string) *stage {
	t.Helper()
	s := &stage{
		Page: playertest.NewPage(value.Map{"plugins": value.Map{"transcript": config}}), shown: value.Map{},
	}
	s.m = ui.New(s.Player, func(patch value.Fields) {
		for k, v := range value.Object(playertest.Read(patch)) {
			s.shown[k] = v
		}
	})
	s.m.Resize(960, 540)
	s.API = func(call value.Map) any {
		out := value.List{}
		for i, text := range lines[value.Str(call, "captionAssetId")] {
			out = append(out, value.Map{
				"startTime": i * 2000, "endTime": i*2000 + 2000, "content": value.List{value.Map{"text": text}},
			})
		}
		return value.Map{"objects": out}
	}
	h := plugins.NewHost(s.Player, s.m, []plugins.Descriptor{kalturacuepoints.Descriptor, transcript.Descriptor})
	t.Cleanup(h.Destroy)
	captions := value.List{}
	for _, id := range []string{"en", "de"} {
		url := "http://x/captionAssetId/" + id + "/v/1/captions.vtt"
		s.Bodies[url] = "WEBVTT\n"
		captions = append(captions, value.Map{"type": "vtt", "language": id, "label": id, "url": url})
	}
	s.HLS(40, 500_000)
	s.Player.Dispatch(player.EventPluginsList, nil) // what loadMedia tells before
	s.SetMedia(value.Map{
		"sources": value.Map{
			"id": "0_a", "metadata": value.Map{"name": "Light"}, "captions": captions,
			"hls": playertest.MainPlaylist(),
		},
	})
	s.Player.Play()
	s.Run(3)
	return s
}

func (s *stage) get(path ...string) any {
	s.m.Flush()
	return value.Get(s.shown, path...)
}

func (s *stage) choose(language string) {
	for _, t := range s.Tracks() {
		if value.Str(t, "language") == language {
			s.m.Action("transcript.language", model.ReadObject(value.Map{"id": value.Str(t, "id")}))
		}
	}
	s.Run(1)
}

var meadow = map[string][]string{
	"en": {"Good morning.", "Look at the <b>meadow</b> &amp; the light", "Über (all)", "The meadow again"},
	"de": {"Guten Morgen", "Die Wiese"},
}

func TestLinesFollowPlay(t *testing.T) {
	s := playing(t, value.Map{}, meadow)
	if got := fmt.Sprint(s.get("transcriptLines", "lines")); got != "[[0 Good morning.] [2 Look at the "+
		"meadow & the light] [4 Über (all)] [6 The meadow again]]" {
		t.Errorf("lines %s", got)
	}
	if got := fmt.Sprint(s.get("transcript", "active")); got != "[1]" {
		t.Errorf("at %g s active %s", s.Player.Media().CurrentTime, got)
	}
	if at := fmt.Sprint(s.Told[transcript.EventOpen]); at != "map[auto:true]" {
		t.Errorf("opened %s", at)
	}
	s.m.Action("transcript.seek", model.ReadObject(value.Map{"line": 3}))
	s.Run(0.5)
	if got := fmt.Sprint(s.get("transcript", "active")); got != "[3]" {
		t.Errorf("after a click: %s", got)
	}
}

func TestLanguages(t *testing.T) {
	s := playing(t, value.Map{}, meadow)
	s.m.Action("transcript.search", model.ReadObject(value.Map{"query": "meadow"}))
	s.choose("de")
	got := fmt.Sprint(s.get("transcriptLines", "lines"), s.get("transcript", "query"),
		s.get("transcript", "follow"))
	if got != "[[0 Guten Morgen] [2 Die Wiese]]true" {
		t.Errorf("another language shows %s", got)
	}
	if got := fmt.Sprint(s.get("transcript", "languages")); strings.Count(got, "active:true") != 1 ||
		!strings.Contains(got, "active:true id:external-1") {
		t.Errorf("languages %s", got)
	}
	s.choose("off")
	if got := fmt.Sprint(s.get("transcriptLines", "lines")); !strings.Contains(got, "Die Wiese") {
		t.Errorf("captions off show %s", got)
	}
}

func TestALanguageThatDoesNotCome(t *testing.T) {
	s := playing(t, value.Map{}, map[string][]string{"en": {"One"}})
	s.choose("de")
	if s.get("transcript", "loading") != true {
		t.Error("nothing says that it loads")
	}
	s.Run(11)
	if s.get("transcript", "loading") != false || s.get("transcript", "failed") != true {
		t.Error("nothing says that it failed")
	}
}

func TestSearch(t *testing.T) {
	s := playing(t, value.Map{}, meadow)
	look := func(query string) string {
		s.m.Action("transcript.search", model.ReadObject(value.Map{"query": query}))
		return fmt.Sprint(s.get("transcriptHits", "hits"), s.get("transcript", "found"),
			s.get("transcript", "current"), s.get("transcript", "line"))
	}
	for query, want := range map[string]string{
		"meadow": "[[1 12 18 true] [3 4 10 false]] 2 0 1", "UBER (": "[[2 0 6 true]] 1 0 2",
		".*": "[] 0 -1 -1", "": "[] 0 -1 -1", "Good morning.\n": "[] 0 -1 -1",
	} {
		if got := look(query); got != want {
			t.Errorf("%q finds %s, want %s", query, got, want)
		}
	}
	look("meadow")
	for _, want := range []float64{1, 0, 1} {
		s.m.Action("transcript.step", model.ReadObject(value.Map{"by": 1}))
		if got := s.get("transcript", "current"); got != want {
			t.Errorf("step leads to %v, want %g", got, want)
		}
	}
	if s.get("transcript", "follow") != false {
		t.Error("the list still follows play")
	}
	s.m.Action("transcript.follow", model.ReadObject(value.Map{"on": true}))
	if s.get("transcript", "follow") != true {
		t.Error("the list does not follow again")
	}
	if s.Run(3); fmt.Sprint(s.Told[transcript.EventSearch]) != "map[search:meadow]" {
		t.Errorf("told %v", s.Told[transcript.EventSearch])
	}
}

func TestOpenAndClose(t *testing.T) {
	s := playing(t, value.Map{"expandOnFirstPlay": false, "position": "left", "expandMode": "nonsense"}, meadow)
	modes := func() string { return fmt.Sprint(s.get("sidePanels", "modes", "left")) }
	if got := modes(); got != "hidden" {
		t.Errorf("at first %s", got)
	}
	s.m.Action("bar.click", model.ReadObject(value.Map{"id": 1}))
	if got := modes(); got != "over" {
		t.Errorf("clicked: %s", got)
	}
	s.m.Action("transcript.close", model.Object{})
	if got := modes(); got != "hidden" || s.Told[transcript.EventClose] != nil {
		t.Errorf("closed: %s", got)
	}
	got := fmt.Sprint(playertest.Read(s.m.Action("transcript.download", model.Object{})))
	want := "map[name:en-Light.txt text:Good morning. Look at the meadow & the light Über (all) The meadow again]"
	if got != want {
		t.Errorf("download %s", got)
	}
}

func TestWithoutCaptionsThereIsNothing(t *testing.T) {
	s := playing(t, value.Map{}, nil)
	if got := fmt.Sprint(s.get("upperBar", "icons")); got != "[]" {
		t.Errorf("icons %s", got)
	}
}

// long is a transcript of 10,000 lines.
func long(b testing.TB) *stage {
	lines := make([]string, 10_000)
	for i := range lines {
		lines[i] = fmt.Sprintf("Line %d: what the sun does not reach, the blue sky lights; naïve café %d", i, i%97)
	}
	return playing(b, value.Map{}, map[string][]string{"en": lines})
}

// TestHitsInSight: of many hits those are told that are drawn, or about to be.
func TestHitsInSight(t *testing.T) {
	s := long(t)
	lines := func() string {
		var out []string
		for _, h := range value.Items(value.Map{"hits": s.get("transcriptHits", "hits")}, "hits") {
			out = append(out, fmt.Sprint(h.(value.List)[0]))
		}
		return strings.Join(out[:1], "") + "-" + strings.Join(out[len(out)-1:], "") + " " + fmt.Sprint(len(out))
	}
	s.m.Action("transcript.search", model.ReadObject(value.Map{"query": "NAIVE"}))
	if got := fmt.Sprint(s.get("transcript", "found"), " ", lines()); got != "10000 0-24 25" {
		t.Errorf("at first %s", got)
	}
	s.m.Action("transcript.view", model.ReadObject(value.Map{"first": 4, "last": 20}))
	if got := lines(); got != "0-24 25" {
		t.Errorf("told again although all in sight were known: %s", got)
	}
	s.m.Action("transcript.view", model.ReadObject(value.Map{"first": 500, "last": 520}))
	if got := lines(); got != "476-24 94" {
		t.Errorf("scrolled: %s", got)
	}
	s.m.Action("transcript.step", model.ReadObject(value.Map{"by": -1}))
	if got := lines(); got != "476-9999 94" {
		t.Errorf("at the last hit: %s", got)
	}
}

// BenchmarkSearch10000 is one key stroke of a search through 10,000 lines.
func BenchmarkSearch10000(b *testing.B) {
	s := long(b)
	for i := 0; b.Loop(); i++ {
		s.m.Action("transcript.search", model.ReadObject(value.Map{"query": "cafe 9"[:3+i%4]}))
		s.m.Flush()
	}
}
