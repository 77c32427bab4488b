package player

import (
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// Configure changes the configuration while the player lives (reference:
// player-api §1.6).
func (p *Player) Configure(change model.Object) {
	sources := change.Object("sources")
	p.config.Merge(change.Without("sources"))
	p.publishConfig()
	for _, f := range p.configured {
		f(change)
	}
	p.configurePlayback(change.Object("playback"))
	if list := change.Object("playlist"); list.Given() {
		p.playlist.configure(list)
	}
	if change.Object("abr", "restrictions").Given() {
		p.restrict()
	}
	switch {
	case model.Playable(sources):
		p.SetMedia(sources, model.Object{})
	case sources.Given() && p.media.phase >= chosen:
		p.media.title.Merge(sources)
		p.d.Out.Facts(value.Empty.Put("sources", p.media.title))
	case sources.Given():
		p.mergeSources(sources)
	}
}

// configurePlayback does what a change of the playback section means to what plays.
func (p *Player) configurePlayback(change model.Object) {
	if p.engine == nil { // the next media begins with it
		return
	}
	if v, ok := change.Numeric("volume"); ok {
		p.SetVolume(clamp(v, 0, 1))
	}
	if muted := change.Flag(p.Media().Muted, "muted"); muted != p.Media().Muted {
		p.SetMuted(muted)
	}
	if rate, ok := change.Numeric("playbackRate"); ok {
		p.SetRate(rate)
	}
	if p.media.known == tracksKnown {
		p.configureTracks(change)
	}
	if change.Has("playbackRates") {
		p.d.Out.Facts(value.Empty.Any("playbackRates", p.Rates()))
	}
}

// configureTracks chooses sound and captions of other languages, or none.
func (p *Player) configureTracks(change model.Object) {
	if change.Named("audioLanguage") {
		if t := language(p.tracks.list.Of(stream.Audio), p.config.Playback.Audio); t != nil && !t.Active {
			p.engine.SelectAudio(t.ID)
		}
	}
	display := change.Bool("captionsDisplay")
	t := language(p.tracks.list.Of(stream.Text), []string{change.Str("textLanguage")})
	switch {
	case !change.Flag(true, "captionsDisplay"):
		p.HideText()
	case t != nil && (display || p.SelectedText() != ""):
		p.selectText(t)
	case display:
		p.ShowText()
	}
}

// mergeSources keeps for the next media what is said before there is any.
func (p *Player) mergeSources(sources model.Object) {
	p.config.Merge(model.New("sources", sources.Value()))
	p.d.Out.Facts(value.Empty.Put("sources", p.config.Said().Object("sources")))
}

// restrict applies abr.restrictions to what plays.
func (p *Player) restrict() {
	if p.engine == nil {
		return
	}
	bounds := p.config.ABR.Restrictions
	if pres := p.engine.Presentation(); pres != nil && !p.tracks.restrict(pres, bounds) {
		p.d.Log.Log(stream.Warn, "no rendition meets the restrictions; they are ignored")
		return
	}
	p.engine.Restrict(bounds)
	if p.media.known == tracksKnown {
		p.d.Out.Facts(value.Empty.Put("tracks", p.tracks.list))
		p.Dispatch(EventTracksChanged, trackList(p.tracks.list))
	}
}
