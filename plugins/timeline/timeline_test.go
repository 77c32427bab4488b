package timeline_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/timeline"
)

type stage struct {
	*playertest.Page
	m     *ui.Manager
	shown value.Map
}

// playing is a player with the plugin, 20 s into nothing in particular.
func playing(t *testing.T) *stage {
	t.Helper()
	s := &stage{Page: playertest.NewPage(value.Map{}), shown: value.Map{}}
	s.m = ui.New(s.Player, func(patch value.Fields) {
		for k, v := range value.Object(playertest.Read(patch)) {
			s.shown[k] = v
		}
	})
	s.m.Resize(960, 540)
	h := plugins.NewHost(s.Player, s.m, []plugins.Descriptor{timeline.Descriptor})
	t.Cleanup(h.Destroy)
	s.HLS(40, 500_000)
	s.SetMedia(value.Map{"sources": value.Map{"id": "0_a", "hls": playertest.MainPlaylist()}})
	s.Player.Play()
	s.Run(2)
	return s
}

func (s *stage) call(method string, args ...any) any {
	v, _ := s.Player.Service("timeline").Call(method, args)
	return playertest.Read(v)
}

func (s *stage) segments() string {
	s.m.Flush()
	var out []string
	for _, g := range value.Items(s.shown["timeline"], "segments") {
		line := fmt.Sprintf("%s %g-%g", value.Str(g, "id"), value.Num(g, "start"), value.Num(g, "end"))
		if value.Bool(g, "lit") {
			line += " lit"
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func (s *stage) markers() string {
	s.m.Flush()
	var out []string
	for _, m := range value.Items(s.shown["timeline"], "markers") {
		line := fmt.Sprintf("%g", value.Num(m, "at"))
		for _, i := range value.Items(m, "items") {
			line += " " + value.Str(i, "id")
		}
		if value.Bool(m, "big") {
			line += " big"
		}
		if value.Bool(m, "disabled") {
			line += " off"
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestChaptersFillTheBar(t *testing.T) {
	s := playing(t)
	for _, c := range []struct {
		start float64
		id    string
	}{{20, "b"}, {5, "a"}, {30, "c"}, {50, "behind the end"}} {
		s.call("addKalturaCuePoint", c.start, "Chapter", c.id, "title", value.Map{})
	}
	if got, want := s.segments(), "empty-segment 0-5; a 5-20; b 20-30; c 30-40"; got != want {
		t.Errorf("segments %s, want %s", got, want)
	}
	s.call("setSegmentHighlight", 20.0, true)
	if got := s.segments(); !strings.Contains(got, "b 20-30 lit") {
		t.Errorf("highlighted: %s", got)
	}
	s.call("disableChapters")
	if got := s.segments(); got != "" {
		t.Errorf("disabled: %s", got)
	}
	s.call("resetChapters")
	s.call("removeCuePoint", value.Map{"id": "b"})
	if got, want := s.segments(), "empty-segment 0-5; a 5-30; c 30-40"; got != want {
		t.Errorf("segments %s, want %s", got, want)
	}
	s.call("removeAllKalturaCuePoints")
	if got := s.segments(); got != "" {
		t.Errorf("all removed: %s", got)
	}
}

func TestAudioDescriptionLeavesGaps(t *testing.T) {
	s := playing(t)
	s.call("addKalturaCuePoint", 0.0, "ADChapter", "a", "", value.Map{"endTime": 10})
	s.call("addKalturaCuePoint", 20.0, "ADChapter", "b", "", value.Map{"endTime": 25})
	if got, want := s.segments(), "a 0-10; empty-segment 10-20; b 20-25; empty-segment 25-40"; got != want {
		t.Errorf("segments %s, want %s", got, want)
	}
}

func TestMarkersOfOneMomentAreOne(t *testing.T) {
	s := playing(t)
	s.call("addKalturaCuePoint", 8.0, "Hotspot", "h", "look")
	s.call("addKalturaCuePoint", 8.0, "QuizQuestion", "q", nil, value.Map{"index": 1})
	s.call("addKalturaCuePoint", 3.0, "AnswerOnAir", "n", "text")
	s.call("addKalturaCuePoint", 3.5, "Nonsense", "x", "text")
	s.call("addKalturaCuePoint", "soon", "Hotspot", "y", "text")
	own := s.call("addCuePoint", value.Map{"time": 12, "marker": value.Map{"color": "red"}})
	if got, want := s.markers(), "3 n; 8 q h big; 12 "+value.Str(own, "id"); got != want {
		t.Errorf("markers %s, want %s", got, want)
	}
	if v := s.call("addCuePoint", value.Map{"marker": value.Map{}}); v != nil {
		t.Errorf("a marker without a time is %v", v)
	}
	s.call("removeAllKalturaCuePoints")
	if got := s.markers(); got != "12 "+value.Str(own, "id") {
		t.Errorf("a page's own marker: %s", got)
	}
}

func TestOpeningACue(t *testing.T) {
	s := playing(t)
	opened := false
	service := s.Player.Service("timeline").(timeline.Service)
	service.Mark(timeline.Mark{ID: "h", Kind: timeline.Hotspot, Start: 8})
	service.Mark(timeline.Mark{
		ID: "q", Kind: timeline.Question, Start: 12, Open: func(byKeyboard bool) { opened = byKeyboard },
	})
	service.Mark(timeline.Mark{ID: "off", Kind: timeline.Question, Start: 15, Disabled: true})
	s.m.Action("timeline.open", model.ReadObject(value.Map{"id": "h"}))
	if at := s.Player.Media().CurrentTime; at != 8 {
		t.Errorf("play is at %g", at)
	}
	s.m.Action("timeline.open", model.ReadObject(value.Map{"id": "q", "byKeyboard": true}))
	s.m.Action("timeline.open", model.ReadObject(value.Map{"id": "off"}))
	if at := s.Player.Media().CurrentTime; at != 8 || !opened {
		t.Errorf("play is at %g, opened %v", at, opened)
	}
}

func TestNothingInATinyPlayerOrWhereSeekingIsForbidden(t *testing.T) {
	s := playing(t)
	s.call("addKalturaCuePoint", 8.0, "Hotspot", "h", "look")
	s.m.Resize(200, 120)
	if got := s.markers(); got != "" {
		t.Errorf("tiny: %s", got)
	}
	s.m.Resize(960, 540)
	if got := s.markers(); got != "8 h" {
		t.Errorf("grown: %s", got)
	}
	s.m.Action("prevent", model.ReadObject(value.Map{"on": true}))
	s.m.Resize(961, 540)
	if got := s.markers(); got != "" {
		t.Errorf("seeking forbidden: %s", got)
	}
	s.m.Action("seek", model.ReadObject(value.Map{"to": 30}))
	if at := s.Player.Media().CurrentTime; at > 3 {
		t.Errorf("a viewer seeked to %g", at)
	}
}
