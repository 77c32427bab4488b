package player

import (
	"diptych/player/stream"
	"diptych/player/value"
)

// Configure changes the configuration while the player lives (reference:
// player-api §1.6).
func (p *Player) Configure(change value.Map) {
	sources := value.Object(change, "sources")
	rest := value.Map{}
	for k, v := range change {
		if k != "sources" {
			rest[k] = v
		}
	}
	value.Merge(p.config, rest)
	p.publishConfig()
	for _, f := range p.configured {
		f(change)
	}
	p.configurePlayback(value.Object(change, "playback"))
	if list := value.Object(change, "playlist"); list != nil {
		p.playlist.configure(list)
	}
	if value.Object(change, "abr", "restrictions") != nil {
		p.restrict()
	}
	switch {
	case hasSources(sources):
		p.SetMedia(value.Map{"sources": sources})
	case sources != nil && p.media.loaded:
		value.Merge(p.media.sources, sources)
		p.d.Out.Facts(value.Map{"sources": p.media.sources})
	case sources != nil:
		p.mergeSources(sources)
	}
}

// configurePlayback does what a change of the playback section means to what plays.
func (p *Player) configurePlayback(change value.Map) {
	if p.engine == nil { // the next media begins with it
		return
	}
	if v, ok := value.Numeric(change, "volume"); ok {
		p.SetVolume(clamp(v, 0, 1))
	}
	if muted, ok := change["muted"].(bool); ok && muted != p.Media().Muted {
		p.SetMuted(muted)
	}
	if rate, ok := value.Numeric(change, "playbackRate"); ok {
		p.SetRate(rate)
	}
	if p.media.tracksKnown {
		p.configureTracks(change)
	}
	if change["playbackRates"] != nil {
		p.d.Out.Facts(value.Map{"playbackRates": p.rates()})
	}
}

// configureTracks chooses sound and captions of other languages, or none.
func (p *Player) configureTracks(change value.Map) {
	if _, ok := change["audioLanguage"]; ok {
		if t := language(p.tracks.of(stream.Audio), wanted(p, "audioLanguage", "additionalAudioLanguage")); t != nil && !t.active {
			p.engine.SelectAudio(t.id())
		}
	}
	display, told := change["captionsDisplay"].(bool)
	code := value.Str(change, "textLanguage")
	switch t := language(p.tracks.of(stream.Text), []string{code}); {
	case told && !display:
		p.HideText()
	case t != nil && (display || p.SelectedText() != ""):
		p.selectText(t)
	case display:
		p.ShowText()
	}
}

// mergeSources keeps for the next media what is said before there is any.
func (p *Player) mergeSources(sources value.Map) {
	value.Merge(p.config, value.Map{"sources": sources})
	p.d.Out.Facts(value.Map{"sources": value.Object(p.config, "sources")})
}

// restrict applies abr.restrictions to what plays.
func (p *Player) restrict() {
	if p.engine == nil {
		return
	}
	if pres := p.engine.Presentation(); pres != nil && !p.tracks.restrict(pres, restrictions(p.config)) {
		p.d.Log.Log(stream.Warn, "no rendition meets the restrictions; they are ignored")
		return
	}
	p.engine.Restrict(restrictions(p.config))
	if p.media.tracksKnown {
		p.d.Out.Facts(value.Map{"tracks": p.tracks.values()})
		p.Dispatch(EventTracksChanged, value.Map{"tracks": p.tracks.values()})
	}
}
