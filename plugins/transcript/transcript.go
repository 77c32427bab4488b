// Package transcript shows the captions as a text beside the film: it follows
// play, can be searched, and each line leads to its moment (reference: plugins
// §5). State is here; web/src/lecture/transcript.tsx draws it.
package transcript

import (
	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/kalturacuepoints"
)

// Events of the contract (reference: plugins §5.4).
const (
	EventOpen        = "transcript_open"
	EventClose       = "transcript_close"
	EventDownload    = "transcript_download"
	EventPrint       = "transcript_print"
	EventSearch      = "transcript_search"
	EventNavigate    = "transcript_navigate_result"
	EventPopout      = "transcript_popout_open"
	EventPopoutEnd   = "transcript_popout_close"
	EventPopoutMove  = "transcript_popout_drag"
	EventPopoutSize  = "transcript_popout_resize"
	EventScrolling   = "transcript_scrolling"
	EventGoToMatch   = "transcript_to_search_match"
	searchToldMS     = 2000   // after typing stops
	languageWaitMS   = 10_000 // for the lines of a language, before that is said to have failed
	defaultSearchMS  = 250
	upperBarPosition = 30
)

// Descriptor is the plugin's row.
var Descriptor = plugins.Descriptor{
	Name: "playkit-js-transcript", Aliases: []string{"transcript"},
	Defaults: model.New(
		"expandMode", "alongside", "expandOnFirstPlay", true, "showTime", true, "position", "right",
		"scrollOffset", 0,
		"searchDebounceTimeout", defaultSearchMS, "searchNextPrevDebounceTimeout", 100,
		"searchNextPrevVisible", true,
		"visible", true, "downloadDisabled", false, "printDisabled", false,
	),
	Methods: plugins.PanelMethods(),
	New:     func(c *plugins.Context) (plugins.Plugin, error) { return newTranscript(c), nil },
}

type transcript struct {
	c         *plugins.Context
	conf      settings
	texts     map[string]*text // by language and label
	shown     string           // key of the text that is shown
	search    search
	active    []int // lines being spoken
	panel     *plugins.SidePanel
	follow    bool // the list scrolls with play
	waiting   func()
	telling   func()
	preparing func()
	failed    bool
	warmed    bool
	detached  bool
	view      [2]int    // first and last line that are drawn
	marked    [2][2]int // lines whose hits are published
}

func newTranscript(c *plugins.Context) *transcript {
	t := &transcript{c: c, panel: plugins.NewSidePanel(c, "transcript", EventOpen, EventClose)}
	t.forget()
	if c.UI == nil {
		return t
	}
	t.actions()
	c.Player.On(player.EventMetadataAdded, func(e player.Event) { t.added(cues(e)) })
	c.Player.On(player.EventMetadataChange, func(e player.Event) { t.moved(cues(e)) })
	c.Player.On(player.EventTextTrackChanged, func(player.Event) { t.languageChanged() })
	return t
}

func (t *transcript) forget() {
	t.stop()
	t.conf = parse(t.c.Config)
	t.texts, t.shown, t.active, t.search, t.follow, t.failed = map[string]*text{}, "", nil, search{}, true, false
}

func (t *transcript) stop() {
	for _, f := range []func(){t.waiting, t.telling, t.preparing} {
		if f != nil {
			f()
		}
	}
	t.waiting, t.telling, t.preparing = nil, nil, nil
}

// LoadMedia implements plugins.Plugin.
func (t *transcript) LoadMedia() {
	r, ok := t.c.Player.Service("kalturaCuepoints").(kalturacuepoints.Registrar)
	if !ok {
		t.c.Log.Log(stream.Warn, "no cue points, no transcript", "plugin", "transcript")
		return
	}
	r.Register(kalturacuepoints.Caption)
}

// Reset implements plugins.Plugin.
func (t *transcript) Reset() {
	if t.c.UI == nil {
		return
	}
	t.panel.Unmount(t.panel.Active() || t.detached)
	t.detached = false
	t.forget()
	t.publishLines()
	t.publish()
}

// Destroy implements plugins.Plugin.
func (t *transcript) Destroy() { t.stop() }

func cues(e player.Event) model.Cues {
	list, _ := e.Payload.(player.CueList)
	return list.Cues
}

// added takes the caption lines among new cues.
func (t *transcript) added(cues model.Cues) {
	some := false
	for _, c := range cues {
		if c.Type() != kalturacuepoints.KindCaption {
			continue
		}
		language, label := c.Metadata.Str("language"), c.Metadata.Str("label")
		key := keyOf(language, label)
		if t.texts[key] == nil {
			t.texts[key] = &text{language: language, label: label}
		}
		t.texts[key].add(line{id: c.ID, start: c.Start, end: c.End, text: clean(c.Metadata.Str("text"))})
		some = true
	}
	if !some {
		return
	}
	t.choose()
	t.mount()
}

// languageChanged follows the caption track. Captions off keep the language.
func (t *transcript) languageChanged() {
	if len(t.texts) == 0 || t.c.Player.SelectedText() == "" {
		return
	}
	t.choose()
}

// choose shows the text of the caption track, or the first that there is.
func (t *transcript) choose() {
	key := t.trackKey()
	if key == "" {
		key = t.shown
	}
	if key == "" || t.texts[key] == nil && t.shown == "" {
		for k := range t.texts {
			if key == "" || k < key || t.texts[key] == nil {
				key = k
			}
		}
	}
	if key != t.shown {
		t.shown, t.search, t.follow, t.failed = key, search{}, true, false
	} else {
		t.search.run(t.texts[t.shown])
	}
	t.await()
	t.prepare()
	t.moved(t.c.Player.ActiveCuePoints())
	t.publishLines()
	t.publish()
}

func (t *transcript) trackKey() string {
	if k := t.c.Player.Tracks().Shown(); k != nil {
		return keyOf(k.Language, k.Label)
	}
	return ""
}

// Lines that are prepared for the search at a time, and the pause after them,
// milliseconds: a first key stroke that had to do it all would be felt.
const (
	preparedLines = 500
	preparePause  = 100
)

// prepare makes ready what a search looks through, bit by bit.
func (t *transcript) prepare() {
	if t.preparing != nil {
		t.preparing()
		t.preparing = nil
	}
	x := t.texts[t.shown]
	if x == nil {
		return
	}
	next := t.warm
	if !x.index(preparedLines) {
		next = t.prepare
	} else if t.warmed {
		return
	}
	t.preparing = t.c.Clock.After(preparePause, func() { t.preparing = nil; next() })
}

// await gives up on a language whose lines do not come.
func (t *transcript) await() {
	if t.waiting != nil {
		t.waiting()
		t.waiting = nil
	}
	if t.texts[t.shown] != nil {
		return
	}
	t.waiting = t.c.Clock.After(languageWaitMS, func() { t.failed = true; t.publish() })
}

func (t *transcript) lines() []line {
	if x := t.texts[t.shown]; x != nil {
		return x.lines
	}
	return nil
}

// moved marks the lines being spoken; one that ends as the next begins is past.
func (t *transcript) moved(cues model.Cues) {
	lines := t.lines()
	active := []int{}
	for _, c := range cues {
		if x := t.texts[t.shown]; x != nil {
			if i := x.find(c.ID); i >= 0 {
				active = append(active, i)
			}
		}
	}
	for len(active) > 1 && lines[active[0]].end <= lines[active[1]].start {
		active = active[1:]
	}
	if !same(active, t.active) {
		t.active = active
		t.publish()
	}
}

// mount shows icon and panel once there is a text.
func (t *transcript) mount() {
	if t.panel.Mounted() || !t.conf.visible || t.c.Player.Live() {
		return
	}
	t.panel.Mount(ui.Panel{
		Label: "Transcript", Position: t.conf.position, Mode: t.conf.mode,
		Presets: []string{"Playback", "Live", "Ads", "MiniAudioUI"},
		View:    ui.Node{Component: "Transcript", Key: "transcript"}, Changed: func(bool) { t.publish() },
	}, upperBarPosition, t.conf.expand)
	t.publish()
}

// Call implements plugins.Caller.
func (t *transcript) Call(method string, args value.List) (any, error) {
	return t.panel.Call(method, args)
}
