package player

import (
	"cmp"
	"strings"

	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// defaults chooses what is played and shown before anybody has chosen
// (reference: player-api §5.5).
func (ts *tracks) defaults(p *Player) {
	if t := ts.remembered(p); t != nil {
		p.engine.SelectVideo(t.ID)
		p.d.Out.Facts(value.Empty.Bool("adaptive", false))
	}
	if t := ts.defaultAudio(p); t != nil && !t.Active {
		p.engine.SelectAudio(t.ID)
	}
	if len(ts.list.Of(stream.Text)) == 0 {
		return
	}
	if t := ts.defaultText(p); t != nil {
		ts.showText(p, t)
	} else {
		ts.showText(p, ts.list.Find(stream.Text, model.Off))
	}
}

// remembered is the video track like the one chosen by hand before.
func (ts *tracks) remembered(p *Player) *model.Track {
	if ts.manual == nil {
		return nil
	}
	video := ts.list.Of(stream.Video)
	for _, t := range video {
		if t.Label != "" && t.Label == ts.manual.label {
			return t
		}
	}
	for _, t := range video {
		if t.Height == ts.manual.height {
			return t
		}
	}
	return nil
}

func (ts *tracks) defaultAudio(p *Player) *model.Track {
	all := ts.list.Of(stream.Audio)
	if t := language(all, p.config.Playback.Audio); t != nil {
		return t
	}
	var others model.Tracks // description is never anybody's default
	for _, t := range all {
		if t.Role != description {
			others = append(others, t)
		}
	}
	if t := language(others, p.d.Env.Languages); t != nil {
		return t
	}
	for _, t := range all {
		if t.Active && t.Role == description && len(others) > 0 {
			return others[0]
		}
	}
	return nil
}

func (ts *tracks) defaultText(p *Player) *model.Track {
	display := p.config.Playback.CaptionsDisplay
	if ts.hidden || ts.text == "" && (display == nil || !*display) {
		return nil
	}
	languages := append([]string{cmp.Or(ts.text, p.config.Playback.Text[0])}, p.config.Playback.Text[1:]...)
	list := ts.list.Of(stream.Text)
	if languages[0] != "" && languages[0] != "auto" {
		return language(list, languages)
	}
	return automatic(list, p.d.Env.Languages)
}

// automatic is the track flagged default, else of the browser's language, else
// the first.
func automatic(list model.Tracks, languages []string) *model.Track {
	for _, t := range list {
		if t.Default {
			return t
		}
	}
	if t := language(list, languages); t != nil {
		return t
	}
	if len(list) > 1 {
		return list[0]
	}
	return nil
}

// language finds the first track of a wanted language: exact before similar.
func language(list model.Tracks, wanted []string) *model.Track {
	for _, w := range wanted {
		for _, same := range []func(a, b string) bool{strings.EqualFold, matches} {
			for _, t := range list {
				if w != "" && t.Language != model.Off && same(t.Language, w) {
					return t
				}
			}
		}
	}
	return nil
}

// SelectTrack plays or shows a track of a kind, by its id.
func (p *Player) SelectTrack(kind stream.Kind, id string) {
	p.selectTrack(p.tracks.list.Find(kind, id))
}

// selectRef selects the track that a page refers to: by class, then id, else by
// index.
func (p *Player) selectRef(ref model.Object) {
	kind := stream.Kind(ref.Str("type"))
	t := p.tracks.list.Find(kind, ref.Str("id"))
	if list := p.tracks.list.Of(kind); t == nil {
		if i, ok := ref.Number("index"); ok && int(i) >= 0 && int(i) < len(list) {
			t = list[int(i)]
		}
	}
	p.selectTrack(t)
}

func (p *Player) selectTrack(t *model.Track) {
	if t == nil || p.engine == nil {
		return
	}
	switch t.Kind {
	case stream.Video:
		p.selectVideo(t)
	case stream.Audio:
		p.engine.SelectAudio(t.ID)
	case stream.Text:
		p.selectText(t)
	}
}

func (p *Player) selectVideo(t *model.Track) {
	p.tracks.manual = &choice{t.Label, t.Height}
	p.d.Out.Facts(value.Empty.Bool("adaptive", false))
	p.Dispatch(EventABRModeChanged, abrMode("manual"))
	p.engine.SelectVideo(t.ID)
}

// EnableABR lets the engine choose the rendition again.
func (p *Player) EnableABR() {
	if p.engine == nil || p.tracks.manual == nil {
		return
	}
	p.tracks.manual = nil
	p.d.Out.Facts(value.Empty.Bool("adaptive", true))
	p.Dispatch(EventABRModeChanged, abrMode("auto"))
	p.engine.SelectVideo("")
}

func (p *Player) selectText(t *model.Track) {
	if t.Active {
		return
	}
	p.tracks.hidden = t.IsOff()
	if !t.IsOff() {
		p.tracks.text = t.Language
	}
	p.tracks.showText(p, t)
}

// HideText shows no captions.
func (p *Player) HideText() {
	if t := p.tracks.list.Find(stream.Text, model.Off); t != nil {
		p.selectText(t)
	}
}

// ShowText shows captions of the language shown last, else the obvious one.
func (p *Player) ShowText() {
	list := p.tracks.list.Of(stream.Text)
	t := language(list, []string{p.tracks.text, p.config.Playback.Text[0]})
	if t == nil {
		t = automatic(list, p.d.Env.Languages)
	}
	if t != nil {
		p.selectText(t)
	}
}

// showText shows a track once its cues are to be had; till then what was shown
// stays.
func (ts *tracks) showText(p *Player, t *model.Track) {
	p.captions.fetch(p, t, func() {
		beside := p.captions.beside || t.URL != ""
		p.captions.clear(p)
		if beside { // only of these it is said that they have no cues yet, or no more
			p.Dispatch(EventTextCueChanged, value.Empty.Put("cues", value.Array{}))
		}
		ts.activateText(p, t)
	})
}

func (ts *tracks) activateText(p *Player, t *model.Track) {
	ts.activate(p, stream.Text, t.ID)
	if p.engine != nil {
		p.engine.SelectText(t.ID) // none, where it is not of the manifest
	}
	p.Dispatch(EventTextTrackChanged, selected("selectedTextTrack", t))
	p.captions.show(p, t)
}

// SelectedText is the language of the captions shown, "" for none.
func (p *Player) SelectedText() string {
	if t := p.tracks.list.Shown(); t != nil {
		return t.Language
	}
	return ""
}
