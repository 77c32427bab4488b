package player

import (
	"cmp"
	"strings"

	"diptych/player/manifest"
	"diptych/player/model"
	"diptych/player/stream"
)

// TextFound implements stream.Listener: text that the media turned out to have while it
// plays is offered, and shown where it is wanted and nothing is shown.
func (l *engineListener) TextFound() {
	p := l.player()
	ts := &p.tracks
	if p.media.known != tracksKnown {
		return
	}
	shown := model.Off
	if t := ts.list.Shown(); t != nil {
		shown = t.ID
	}
	others := len(ts.list) - len(ts.list.Of(stream.Text))
	ts.list = ts.list[:others:others]
	ts.buildText(p, p.engine.Presentation(), true)
	if p.d.Env.Label != nil {
		for _, t := range ts.list[others:] {
			t.Label = cmp.Or(p.d.Env.Label(t), t.Label)
		}
	}
	ts.activate(p, stream.Text, shown)
	p.Dispatch(EventTracksChanged, trackList(ts.list))
	if t := ts.defaultText(p); t != nil && shown == model.Off {
		ts.showText(p, t)
	}
}

// captionsWanted tells whether captions in the pictures are looked for.
func (p *Player) captionsWanted() bool {
	return p.config.Said().Flag(true, "text", "enableCEA708Captions")
}

// captionsIn names captions in the pictures of which nobody says what they are: the page
// does (reference: player-api §5.6).
func (p *Player) captionsIn(r *manifest.Rendition) (language, label string) {
	if r.Kind != manifest.InPictures || r.Language != "" {
		return r.Language, cmp.Or(r.Name, r.Language)
	}
	number := "2"
	if strings.HasSuffix(r.ID, "1") {
		number = "1"
	}
	name := "captionsTextTrack" + number
	return p.config.Said().Str("text", name+"LanguageCode"), p.config.Said().Str("text", name+"Label")
}
