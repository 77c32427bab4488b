// Package timeline shows chapters as segments of the seek bar, and hotspots,
// questions and answers as markers on it (reference: plugins §4). What is shown
// is state, published as the slice "timeline"; web/src/ui/timeline.tsx draws it.
package timeline

import (
	"slices"
	"strconv"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/ui"
	"diptych/plugins"
	"diptych/plugins/kalturacuepoints"
)

// Kinds of cue that have a place on the seek bar.
const (
	Chapter     = "Chapter"
	Summary     = "SummaryAndChapters"
	ClipChapter = "YouTubeClipChapter"
	ADChapter   = "ADChapter" // an extended audio description; may leave gaps
	Hotspot     = "Hotspot"
	Question    = "QuizQuestion"
	Answer      = "AnswerOnAir"
	custom      = "Custom" // a page's own marker
)

var segmentKinds = map[string]bool{Chapter: true, Summary: true, ClipChapter: true, ADChapter: true}

// Descriptor is the plugin's row.
var Descriptor = plugins.Descriptor{
	Name: "timeline", Aliases: []string{"playkit-js-timeline"}, Always: true,
	Services: []plugins.ServiceRow{{Name: "timeline", Methods: []string{
		"addCuePoint", "removeCuePoint", "removeCueFromTimeline", "addKalturaCuePoint",
		"removeAllKalturaCuePoints",
		"setSeekbarPreview", "setGetThumbnailInfo", "addSeekBarPreview", "setSegmentHighlight",
		"disableChapters", "resetChapters", "loadMedia", "reset",
	}}},
	New: func(c *plugins.Context) (plugins.Plugin, error) { return newTimeline(c), nil },
}

// Mark is a cue on the seek bar; times in seconds.
type Mark struct {
	ID, Kind, Title string
	Start, End      float64 // End only of chapters that say it; 0 = until the next
	Index           int     // of a question, from 0
	Kindred         string  // type of a question: its title depends on it
	Disabled        bool
	Color           string  // of a page's own marker
	Width           float64 // the same, CSS pixels
	// Open is called when the cue itself is chosen, not its place in time; nil:
	// play goes there.
	Open func(byKeyboard bool)

	lit bool
}

// Service is the plugin as other plugins see it.
type Service interface {
	Mark(m Mark)
	Unmark(id string)
	Clear()
}

type timeline struct {
	c        *plugins.Context
	marks    []*Mark
	next     int
	chapters bool // are shown
}

func newTimeline(c *plugins.Context) *timeline {
	t := &timeline{c: c, chapters: true}
	c.Player.On(player.EventMetadataAdded, t.added)
	c.Player.On("durationchange", func(player.Event) { t.show() })
	c.Player.On(ui.EventResize, func(player.Event) { t.show() })
	c.Player.RegisterService("timeline", t)
	if c.UI != nil {
		c.UI.On("timeline.open", func(a model.Object) any {
			t.open(a.Str("id"), a.Bool("byKeyboard"))
			return nil
		})
	}
	t.LoadMedia()
	return t
}

// LoadMedia implements plugins.Plugin.
func (t *timeline) LoadMedia() {
	if r, ok := t.c.Player.Service("kalturaCuepoints").(kalturacuepoints.Registrar); ok {
		r.Register(kalturacuepoints.Chapter)
	}
}

// Reset implements plugins.Plugin.
func (t *timeline) Reset() { t.Clear() }

// Destroy implements plugins.Plugin.
func (t *timeline) Destroy() {}

// Mark implements Service; a cue of the same id is replaced.
func (t *timeline) Mark(m Mark) {
	t.drop(func(have *Mark) bool { return have.ID == m.ID })
	t.marks = append(t.marks, &m)
	t.show()
}

// Unmark implements Service.
func (t *timeline) Unmark(id string) {
	t.drop(func(have *Mark) bool { return have.ID == id })
	t.show()
}

// Clear implements Service.
func (t *timeline) Clear() {
	t.marks, t.chapters = nil, true
	t.show()
}

func (t *timeline) drop(gone func(*Mark) bool) {
	kept := t.marks[:0:0]
	for _, m := range t.marks {
		if !gone(m) {
			kept = append(kept, m)
		}
	}
	t.marks = kept
}

// added takes the chapters among new cues.
func (t *timeline) added(e player.Event) {
	list, _ := e.Payload.(player.CueList)
	some := false
	for _, c := range list.Cues {
		chapter := c.Type() == kalturacuepoints.KindThumb &&
			int(c.Metadata.Num("subType")) == kalturacuepoints.SubChapter
		known := slices.ContainsFunc(t.marks, func(m *Mark) bool { return m.ID == c.ID })
		if chapter && !known {
			t.marks = append(t.marks, &Mark{
				ID: c.ID, Kind: Chapter, Title: c.Metadata.Str("title"), Start: c.Start,
			})
			some = true
		}
	}
	if some {
		t.show()
	}
}

// open does what choosing a cue means.
func (t *timeline) open(id string, byKeyboard bool) {
	for _, m := range t.marks {
		if m.ID != id || m.Disabled {
			continue
		}
		if m.Open != nil {
			m.Open(byKeyboard)
			return
		}
		t.c.Player.Seek(m.Start)
		return
	}
}

// own gives a page's marker an id.
func (t *timeline) own() string {
	t.next++
	return "cue-" + strconv.Itoa(t.next)
}
