package player

import (
	"strings"

	"diptych/player/stream"
	"diptych/player/value"
)

// defaults chooses what is played and shown before anybody has chosen
// (reference: player-api §5.5).
func (ts *tracks) defaults(p *Player) {
	if t := ts.remembered(p); t != nil {
		p.engine.SelectVideo(t.id())
		p.d.Out.Facts(value.Map{"adaptive": false})
	}
	if t := ts.defaultAudio(p); t != nil && !t.active {
		p.engine.SelectAudio(t.id())
	}
	if len(ts.of(stream.Text)) == 0 {
		return
	}
	if t := ts.defaultText(p); t != nil {
		ts.showText(p, t)
	} else {
		ts.showText(p, ts.find(stream.Text, off))
	}
}

// remembered is the video track like the one chosen by hand before.
func (ts *tracks) remembered(p *Player) *track {
	if ts.manual == nil {
		return nil
	}
	for _, field := range []string{"label", "height"} {
		for _, t := range ts.of(stream.Video) {
			if v := ts.manual[field]; v != nil && t.fields[field] == v {
				return t
			}
		}
	}
	return nil
}

func (ts *tracks) defaultAudio(p *Player) *track {
	all := ts.of(stream.Audio)
	if t := language(all, wanted(p, "audioLanguage", "additionalAudioLanguage")); t != nil {
		return t
	}
	var plain []*track // description is never anybody's default
	for _, t := range all {
		if t.str("kind") != "description" {
			plain = append(plain, t)
		}
	}
	if t := language(plain, p.d.Env.Languages); t != nil {
		return t
	}
	for _, t := range all {
		if t.active && t.str("kind") == "description" && len(plain) > 0 {
			return plain[0]
		}
	}
	return nil
}

// wanted are the languages of a setting and its alternatives, a code or several.
func wanted(p *Player, key, more string) []string {
	out := []string{value.Str(p.config, "playback", key), value.Str(p.config, "playback", more)}
	for _, item := range value.Items(p.config, "playback", more) {
		s, _ := item.(string)
		out = append(out, s)
	}
	return out
}

func (ts *tracks) defaultText(p *Player) *track {
	if ts.hidden || value.Get(p.config, "playback", "captionsDisplay") != true && ts.text == "" {
		return nil
	}
	languages := wanted(p, "textLanguage", "additionalTextLanguage")
	languages[0] = first(ts.text, languages[0])
	list := ts.of(stream.Text)
	if languages[0] != "" && languages[0] != "auto" {
		return language(list, languages)
	}
	return automatic(list, p.d.Env.Languages)
}

// automatic is the track flagged default, else of the browser's language, else
// the first.
func automatic(list []*track, languages []string) *track {
	for _, t := range list {
		if value.Bool(t.fields, "default") {
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
func language(list []*track, wanted []string) *track {
	for _, w := range wanted {
		for _, same := range []func(a, b string) bool{strings.EqualFold, matches} {
			for _, t := range list {
				if w != "" && t.str("language") != off && same(t.str("language"), w) {
					return t
				}
			}
		}
	}
	return nil
}

// SelectTrack plays or shows the track a page refers to: by class, then id, else
// by index.
func (p *Player) SelectTrack(ref value.Map) {
	kind := stream.Kind(value.Str(ref, "type"))
	t := p.tracks.find(kind, value.Str(ref, "id"))
	if list := p.tracks.of(kind); t == nil {
		if i, ok := value.Number(ref["index"]); ok && int(i) >= 0 && int(i) < len(list) {
			t = list[int(i)]
		}
	}
	if t == nil || p.engine == nil {
		return
	}
	switch kind {
	case stream.Video:
		p.selectVideo(t)
	case stream.Audio:
		p.engine.SelectAudio(t.id())
	case stream.Text:
		p.selectText(t)
	}
}

func (p *Player) selectVideo(t *track) {
	p.tracks.manual = value.Map{"label": t.fields["label"], "height": t.fields["height"]}
	p.d.Out.Facts(value.Map{"adaptive": false})
	p.Dispatch(EventABRModeChanged, value.Map{"mode": "manual"})
	p.engine.SelectVideo(t.id())
}

// EnableABR lets the engine choose the rendition again.
func (p *Player) EnableABR() {
	if p.engine == nil || p.tracks.manual == nil {
		return
	}
	p.tracks.manual = nil
	p.d.Out.Facts(value.Map{"adaptive": true})
	p.Dispatch(EventABRModeChanged, value.Map{"mode": "auto"})
	p.engine.SelectVideo("")
}

func (p *Player) selectText(t *track) {
	if t.active {
		return
	}
	shown := t.id() != off
	p.tracks.hidden = !shown
	if shown {
		p.tracks.text = t.str("language")
	}
	p.tracks.showText(p, t)
}

// HideText shows no captions.
func (p *Player) HideText() {
	if t := p.tracks.find(stream.Text, off); t != nil {
		p.selectText(t)
	}
}

// ShowText shows captions of the language shown last, else the obvious one.
func (p *Player) ShowText() {
	list := p.tracks.of(stream.Text)
	t := language(list, []string{p.tracks.text, value.Str(p.config, "playback", "textLanguage")})
	if t == nil {
		t = automatic(list, p.d.Env.Languages)
	}
	if t != nil {
		p.selectText(t)
	}
}

// showText shows a track once its cues are to be had; till then what was shown
// stays.
func (ts *tracks) showText(p *Player, t *track) {
	p.captions.fetch(p, t, func() {
		beside := p.captions.beside || t.url != ""
		p.captions.clear(p)
		if beside { // only of these it is said that they have no cues yet, or no more
			p.Dispatch(EventTextCueChanged, value.Map{"cues": value.List{}})
		}
		ts.activateText(p, t)
	})
}

func (ts *tracks) activateText(p *Player, t *track) {
	ts.activate(p, stream.Text, t.id())
	if p.engine != nil {
		p.engine.SelectText(t.id()) // none, where it is not of the manifest
	}
	p.Dispatch(EventTextTrackChanged, value.Map{"selectedTextTrack": t.value()})
	p.captions.show(p, t)
}

// SelectedText is the language of the captions shown, "" for none.
func (p *Player) SelectedText() string {
	if t := p.tracks.active(stream.Text); t != nil && t.id() != off {
		return t.str("language")
	}
	return ""
}

// Tracks are all tracks as a page gets them.
func (p *Player) Tracks() value.List { return p.tracks.values() }
