package navigation_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/navigation"
	"diptych/plugins/timeline"
)

type stage struct {
	*playertest.Page
	m     *ui.Manager
	shown value.Map
}

func playing(t *testing.T, config value.Map) *stage {
	t.Helper()
	s := &stage{
		Page: playertest.NewPage(value.Map{"plugins": value.Map{"navigation": config}}), shown: value.Map{},
	}
	s.m = ui.New(s.Player, func(patch value.Fields) {
		for k, v := range value.Object(playertest.Read(patch)) {
			s.shown[k] = v
		}
	})
	s.m.Resize(960, 540)
	h := plugins.NewHost(s.Player, s.m, []plugins.Descriptor{timeline.Descriptor, navigation.Descriptor})
	t.Cleanup(h.Destroy)
	s.HLS(40, 500_000)
	s.SetMedia(value.Map{"sources": value.Map{"id": "0_a", "hls": playertest.MainPlaylist()}})
	s.Player.Play()
	s.Run(1)
	thumb := func(id string, at float64, sub int, title string) value.Map {
		return value.Map{
			"id": id, "startTime": at, "endTime": at + 5, "metadata": value.Map{
				"cuePointType": "thumbCuePoint.Thumb", "subType": sub, "title": title,
				"description": "about " + id,
				"assetUrl":    "http://x/" + id, "isDefaultThumb": id == "c1",
			},
		}
	}
	s.AddCuePoints(value.List{
		thumb("s2", 10, 1, "Light"), thumb("s1", 0, 1, "Meadow"), thumb("c1", 0, 2, "Morning"),
		thumb("s3", 20, 1, "Light"),
		value.Map{
			"id": "h", "startTime": 12, "endTime": 14, "metadata": value.Map{
				"cuePointType": "annotation.Annotation", "tags": "hotspots", "text": "Big &amp; small",
			},
		},
		value.Map{
			"id": "note", "startTime": 12, "endTime": 14, "metadata": value.Map{
				"cuePointType": "annotation.Annotation", "tags": "mine", "text": "not for everybody",
			},
		},
		value.Map{
			"id": "k", "startTime": 15, "endTime": 16, "metadata": value.Map{
				"cuePointType": "kalturaCaption", "language": "en", "label": "English",
				"text": "the light of morning",
			},
		},
	})
	return s
}

// list is what is shown: "id group" of each item.
func (s *stage) list() string {
	s.m.Flush()
	var out []string
	for _, i := range value.Items(s.shown["navigation"], "items") {
		out = append(out, strings.TrimSpace(value.Str(i, "id")+" "+value.Str(i, "group")))
	}
	return strings.Join(out, ", ")
}

func (s *stage) get(key string) string {
	s.m.Flush()
	return fmt.Sprint(value.Get(s.shown, "navigation", key))
}

func TestListInOrder(t *testing.T) {
	s := playing(t, value.Map{})
	if got, want := s.list(), "c1, s1, s2, h, s3"; got != want {
		t.Errorf("list %s, want %s", got, want)
	}
	if got := s.get("tabs"); got != "[All Chapter Slide Hotspot]" {
		t.Errorf("tabs %s", got)
	}
	if got := s.get("active"); got != "[c1 s1]" {
		t.Errorf("active %s", got)
	}
	s.m.Action("navigation.item", model.ReadObject(value.Map{"id": "h"}))
	s.Run(0.5)
	if got, at := s.get("active"), s.Player.Media().CurrentTime; got != "[c1 s2 h]" || at < 12 {
		t.Errorf("at %g active %s", at, got)
	}
	if got := fmt.Sprint(s.Told[navigation.EventItem]); got != "map[itemType:Hotspot seekTo:12]" {
		t.Errorf("told %s", got)
	}
	s.m.Action("navigation.tab", model.ReadObject(value.Map{"tab": "Slide"}))
	if got := s.list(); got != "s1, s2, s3" {
		t.Errorf("slides %s", got)
	}
}

func TestSearch(t *testing.T) {
	s := playing(t, value.Map{})
	for query, want := range map[string]string{
		"LIGHT": "s2, k, s3", "big & small": "h", "about c1": "c1", "0:1": "s2, h, k", "zebra": "",
		"": "c1, s1, s2, h, s3", "[": "",
	} {
		s.m.Action("navigation.search", model.ReadObject(value.Map{"query": query}))
		if got := s.list(); got != want {
			t.Errorf("%q finds %s, want %s", query, got, want)
		}
	}
	s.m.Action("navigation.search", model.ReadObject(value.Map{"query": "light"}))
	if got := fmt.Sprint(s.Told[navigation.EventSearch]); got != "map[activeTab:All availableTabs:[All "+
		"Slide Caption] searchQuery:light totalResults:3]" {
		t.Errorf("told %s", got)
	}
	s.m.Action("navigation.tab", model.ReadObject(value.Map{"tab": "Chapter"})) // has nothing any more
	if got := s.get("tab"); got != "All" {
		t.Errorf("tab %s", got)
	}
}

func TestOrderFiltersAndSorts(t *testing.T) {
	s := playing(t, value.Map{"itemsOrder": value.Map{"Slide": 1, "Chapter": 2}})
	if got, want := s.list(), "s1, c1, s2 first, s3 last"; got != want {
		t.Errorf("list %s, want %s", got, want)
	}
}

func TestQuestions(t *testing.T) {
	s := playing(t, value.Map{})
	s.Player.Dispatch(navigation.QuizChanged, navigation.Questions{
		{ID: "q", Number: 1, Reflection: true, Start: 11, Text: "Why?", State: 2},
	})
	if got := s.list(); got != "c1, s1, s2, q, h, s3" {
		t.Errorf("list %s", got)
	}
	s.Player.Dispatch(navigation.QuizChanged, navigation.Questions{})
	if got := s.list(); got != "c1, s1, s2, h, s3" {
		t.Errorf("list %s", got)
	}
}

func TestMarksLeadToTheirTab(t *testing.T) {
	s := playing(t, value.Map{})
	s.m.Flush()
	if got := len(value.Items(s.shown["timeline"], "markers")); got != 1 {
		t.Errorf("%d markers", got)
	}
	s.m.Action("timeline.open", model.ReadObject(value.Map{"id": "h"}))
	if got := s.get("tab") + " " + s.list(); got != "Hotspot h" {
		t.Errorf("it leads to %s", got)
	}
	if v, _ := s.Player.Service("navigation").Call("isVisible", nil); v != true {
		t.Error("the panel is closed")
	}
}

func TestInvisibleStillMarks(t *testing.T) {
	s := playing(t, value.Map{"visible": false})
	s.m.Flush()
	icons, marks := value.Items(s.shown["upperBar"], "icons"), value.Items(s.shown["timeline"], "markers")
	if len(icons) != 0 || len(marks) != 1 {
		t.Errorf("icons %v, markers %v", icons, marks)
	}
}
