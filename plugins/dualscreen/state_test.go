package dualscreen_test

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
	"diptych/plugins/dualscreen"
	"diptych/plugins/kalturacuepoints"
)

// nursery makes children in worlds of their own, on one clock step each.
type nursery struct {
	pages map[string]*playertest.Page
	fail  map[string]string // API code that a child's entry answers
}

func (n *nursery) Create(id string, config model.Object, ready func(*player.Player)) {
	p := playertest.NewPage(value.Object(playertest.Read(config)))
	code := n.fail[strings.TrimPrefix(id, "secondaryPlaceholder-")]
	p.API = func(value.Map) any {
		if code != "" {
			return value.Map{"objectType": "KalturaAPIException", "code": code, "message": code}
		}
		return nil
	}
	n.pages[id] = p
	ready(p.Player)
}

func (n *nursery) Remove(id string) { delete(n.pages, id) }

type stage struct {
	*playertest.Page
	n     *nursery
	m     *ui.Manager
	shown value.Map
}

// lecture is a player of an entry with children and cue points.
func lecture(t *testing.T, config value.Map, children []string, fail map[string]string, cues ...value.Map) *stage {
	t.Helper()
	s := &stage{
		Page: playertest.NewPage(value.Map{"plugins": value.Map{"dualscreen": config}}),
		n:    &nursery{pages: map[string]*playertest.Page{}, fail: fail}, shown: value.Map{},
	}
	s.Player.Deps().Children = s.n
	s.m = ui.New(s.Player, func(patch value.Fields) {
		for k, v := range value.Object(playertest.Read(patch)) {
			s.shown[k] = v
		}
	})
	s.m.Resize(960, 540)
	s.API = func(call value.Map) any {
		list := value.List{}
		if value.Str(call, "service") == "baseEntry" {
			for _, id := range children {
				list = append(list, value.Map{"id": id})
			}
		}
		return value.Map{"objects": list, "totalCount": len(list)}
	}
	h := plugins.NewHost(s.Player, s.m, []plugins.Descriptor{kalturacuepoints.Descriptor, dualscreen.Descriptor})
	t.Cleanup(h.Destroy)
	s.HLS(60, 500_000)
	s.Player.Dispatch(player.EventPluginsList, nil)
	s.SetMedia(value.Map{"sources": value.Map{"id": "0_a", "hls": playertest.MainPlaylist()}})
	s.Player.Play()
	s.Run(1)
	list := value.List{}
	for _, c := range cues {
		list = append(list, c)
	}
	s.AddCuePoints(list)
	return s
}

func slide(id string, from, to float64) value.Map {
	return value.Map{
		"id": id, "startTime": from, "endTime": to, "metadata": value.Map{
			"cuePointType": kalturacuepoints.KindThumb, "subType": 1, "title": "t-" + id,
			"assetUrl": "http://x/" + id,
		},
	}
}

func change(id string, from, to float64, mode, lock string) value.Map {
	return value.Map{
		"id": id, "startTime": from, "endTime": to, "metadata": value.Map{
			"cuePointType": kalturacuepoints.KindCode, "tags": "change-view-mode",
			"partnerData": value.Map{"playerViewModeId": mode, "viewModeLockState": lock},
		},
	}
}

// now is the layout, the container of the main film, and the slide.
func (s *stage) now() string {
	s.m.Flush()
	d := value.Object(s.shown, "dualscreen")
	main := ""
	players, _ := s.Player.Service("dualScreen").Call("getDualScreenPlayers", nil)
	list, _ := playertest.Read(players).(value.List)
	for _, p := range list {
		if value.Str(p, "id") == "mainPlayer" {
			main = value.Str(p, "container")
		}
	}
	return strings.TrimSpace(value.Str(d, "layout") + " " + main + " " +
		strings.TrimPrefix(value.Str(d, "image", "url"), "http://x/"))
}

func (s *stage) to(t float64) { s.Player.Seek(t); s.Run(0.5) }

func TestSlidesAreTheSecondPicture(t *testing.T) {
	s := lecture(t, value.Map{}, nil, nil, slide("one", 5, 10), slide("two", 10, 20))
	for _, step := range []struct {
		at   float64
		want string
	}{
		{1, "Hidden primary"}, {5, "PIP primary one"}, {12, "PIP primary two"}, {25, "Hidden primary"},
		{6, "PIP primary one"},
	} {
		s.to(step.at)
		if got := s.now(); got != step.want {
			t.Errorf("at %g s %q, want %q", step.at, got, step.want)
		}
	}
	if got := fmt.Sprint(value.Get(s.shown, "dualscreen", "preload")); got != "[http://x/one http://x/two]" {
		t.Errorf("fetched ahead %s", got)
	}
	thumbs, _ := s.Player.Service("dualScreen").Call("getDualScreenThumbs", value.List{12.0})
	if got := value.JSON(thumbs); !strings.Contains(got, `"slide":true`) ||
		!strings.Contains(got, "http://x/two") {
		t.Errorf("thumbnails of 12 s: %s", got)
	}
	s.m.Action("dualscreen.swap", model.Object{})
	if got := s.now(); got != "PIP secondary one" {
		t.Errorf("swapped: %q", got)
	}
}

func TestViewChanges(t *testing.T) {
	s := lecture(t, value.Map{}, nil, nil, slide("one", 0, 60),
		change("a", 5, 10, "sbs-parent-in-right", ""), change("b", 10, 20, "no-parent", ""),
		change("c", 20, 30, "pip-parent-in-small", ""), change("d", 30, 40, "parent-only", "locked"),
		change("e", 40, 50, "nonsense", ""))
	for _, step := range []struct {
		at   float64
		want string
	}{
		{2, "PIP primary one"}, {6, "SideBySide secondary one"}, {11, "SingleMedia secondary one"},
		{21, "PIP secondary one"}, {31, "Hidden primary one"}, {41, "Hidden primary one"},
	} {
		s.to(step.at)
		if got := s.now(); got != step.want {
			t.Errorf("at %g s %q, want %q", step.at, got, step.want)
		}
	}
}

func TestChildrenThatCannotBePlayed(t *testing.T) {
	for _, code := range []string{
		"ENTRY_ID_NOT_FOUND", "ENTRY_NOT_READY", "INVALID_KS", "ACCESS_CONTROL_RESTRICTED",
	} {
		s := lecture(t, value.Map{}, []string{"0_b"}, map[string]string{"0_b": code}, slide("one", 5, 60))
		child := s.n.pages["secondaryPlaceholder-0_b"]
		if child == nil {
			t.Fatalf("%s: no child", code)
		}
		child.Run(1)
		s.Run(0.5)
		if e := value.Object(s.Told[player.EventError]); value.Int(e, "severity") != player.Recoverable ||
			value.Int(e, "code") != player.CodeVideoError {
			t.Errorf("%s: told %v", code, e)
		}
		if s.now(); value.Str(s.shown, "dualscreen", "notice") != "dualScreen.failed" {
			t.Errorf("%s: nothing is said to the viewer", code)
		}
		s.to(6)
		if got := s.now(); got != "PIP primary one" {
			t.Errorf("%s: the slides do not stand in: %q", code, got)
		}
		s.Run(9)
		if s.now(); value.Str(s.shown, "dualscreen", "notice") != "" {
			t.Errorf("%s: the notice stays", code)
		}
	}
}

func TestNoChildrenAndNoSlides(t *testing.T) {
	s := lecture(t, value.Map{}, nil, nil)
	ready := false
	s.Player.Service("dualScreen").(player.Awaiter).Await("ready", func(any) { ready = true })
	if got := s.now(); got != "Hidden primary" || !ready {
		t.Errorf("%q, ready %v", got, ready)
	}
}

// TestPoppedOut: the second picture goes to a window, and comes back by another
// layout, or as it was.
func TestPoppedOut(t *testing.T) {
	s := lecture(t, value.Map{"layout": "SideBySide"}, nil, nil, slide("one", 0, 60))
	s.to(1)
	s.m.Action("dualscreen.out", model.Object{})
	if got := s.now(); got != "SingleMedia primary one" ||
		value.Str(s.shown, "dualscreen", "popped", "id") != "image" {
		t.Fatalf("out: %q, %v", got, value.Get(s.shown, "dualscreen", "popped"))
	}
	if minis := value.Items(value.Object(s.shown, "dualscreen"), "minis"); len(minis) != 0 {
		t.Errorf("it is offered as a thumbnail too: %v", minis)
	}
	s.m.Action("dualscreen.back", model.Object{})
	if got := s.now(); got != "SideBySide primary one" || value.Get(s.shown, "dualscreen", "popped") != nil {
		t.Errorf("back: %q", got)
	}
	s.m.Action("dualscreen.out", model.Object{})
	s.m.Action("dualscreen.swap", model.Object{})
	if got := s.now(); got != "SingleMedia secondary one" || value.Get(s.shown, "dualscreen", "popped") != nil {
		t.Errorf("another layout: %q", got)
	}
}

// TestArrangementIsRemembered, where the page wants that, for the next medium too.
func TestArrangementIsRemembered(t *testing.T) {
	for _, wanted := range []bool{true, false} {
		s := lecture(t,
			value.Map{"rememberLayout": wanted, "layout": "SideBySide", "mainViewEntryId": "0_a"}, nil, nil,
			slide("one", 0, 60))
		s.to(1)
		if s.now(); value.Get(s.shown, "dualscreen", "keep") != nil {
			t.Error("kept before the viewer has done anything")
		}
		s.m.Action("dualscreen.pip", model.Object{})
		s.m.Action("dualscreen.corner", model.ReadObject(value.Map{"key": "ArrowUp"}))
		s.m.Action("dualscreen.swap", model.Object{})
		s.now()
		keep := value.Object(s.shown, "dualscreen", "keep")
		if wanted != (value.Str(keep, "layout") == "PIP" && value.Bool(keep, "inverse") &&
			value.Str(keep, "position") == "top-right") {
			t.Errorf("remembering %v: keeps %v", wanted, keep)
		}
		s.SetMedia(value.Map{"sources": value.Map{"id": "0_c", "hls": playertest.MainPlaylist()}})
		s.Player.Play()
		s.Run(1)
		s.AddCuePoints(value.List{slide("two", 0, 60)})
		s.to(1)
		want := map[bool]string{true: "PIP secondary two", false: "SideBySide primary two"}[wanted]
		if got := s.now(); got != want {
			t.Errorf("remembering %v: the next medium stands %q, want %q", wanted, got, want)
		}
	}
}

// TestPipPlayer follows the browser's own small window.
func TestPipPlayer(t *testing.T) {
	s := lecture(t, value.Map{}, []string{"0_b"}, nil)
	for _, step := range []struct {
		stream, want string
	}{
		{"main", s.Player.Deps().Env.PlayerID},
		{"secondaryPlaceholder-0_b", s.n.pages["secondaryPlaceholder-0_b"].Player.Deps().Env.PlayerID}, {"", ""},
	} {
		s.m.Action("dualscreen.floats", model.ReadObject(value.Map{"id": step.stream}))
		answer, _ := s.Player.Service("dualScreen").Call("getPipPlayer", nil)
		got := playertest.Read(answer)
		if value.Str(got, "id") != step.want || step.want == "" && got != nil {
			t.Errorf("%q floats: %v", step.stream, got)
		}
	}
}
