package player

import (
	"diptych/player/manifest"
	"diptych/player/stream"
	"diptych/player/value"
)

const formatProgressive = "progressive"

func engineFormat(name string) stream.Format { return stream.Format(name) }

// OnRecord takes a record of the carrier.
func (p *Player) OnRecord(r stream.Record) {
	if p.engine != nil {
		p.engine.OnRecord(r)
	}
}

func (p *Player) streamDeps() stream.Deps {
	return stream.Deps{
		Carrier: p.d.Carrier, Fetch: p.d.Fetch, Clock: p.d.Clock, Media: p.Media, SetTime: p.d.Media.SetCurrentTime, CanPlay: p.d.Env.CanPlay, Log: p.d.Log,
	}
}

func (p *Player) streamConfig() stream.Config {
	start := value.Num(p.config, "abr", "defaultBandwidthEstimate")
	if start <= 0 {
		start = p.d.Env.Downlink
	}
	return stream.Config{
		DefaultBandwidth: start, ABR: value.Get(p.config, "abr", "enabled") != false, CapToSize: value.Bool(p.config, "abr", "capLevelToPlayerSize"), Restrictions: restrictions(p.config), Modest: p.isChild(),
	}
}

// restrictions reads abr.restrictions; sizes make bit rates moot (reference:
// player-api §5.7).
func restrictions(config value.Map) stream.Restrictions {
	bound := func(key string) int {
		n, ok := value.Numeric(config, "abr", "restrictions", key)
		if !ok || n <= 0 || n > 1<<40 {
			return 0
		}
		return int(n)
	}
	r := stream.Restrictions{MinHeight: bound("minHeight"), MaxHeight: bound("maxHeight"), MinWidth: bound("minWidth"), MaxWidth: bound("maxWidth")}
	if r == (stream.Restrictions{}) {
		r = stream.Restrictions{MinBitrate: bound("minBitrate"), MaxBitrate: bound("maxBitrate")}
	}
	return r
}

// engineListener hears what the engine finds out.
type engineListener Player

func (l *engineListener) player() *Player { return (*Player)(l) }

// ManifestLoaded implements stream.Listener.
func (l *engineListener) ManifestLoaded(_ *manifest.Presentation, tookMS float64) {
	p := l.player()
	p.media.manifest, p.media.manifestMS = true, tookMS
	if p.media.loadStart && p.media.format != formatProgressive {
		p.announce()
	}
}

// announce tells of the tracks, once the page has heard of what leads to them.
func (p *Player) announce() {
	m := &p.media
	if m.tracksKnown || !m.manifest {
		return
	}
	m.tracksKnown = true
	if m.format != formatProgressive {
		p.Dispatch(EventManifestLoaded, value.Map{"miliSeconds": m.manifestMS})
	}
	p.tracks.build(p)
	p.tracks.defaults(p)
	list := value.Map{"tracks": p.tracks.values()}
	if p.everLoaded {
		p.Dispatch(EventTracksChanged, list)
		p.Dispatch(EventMediaLoaded, nil)
	} else {
		p.Dispatch(EventMediaLoaded, nil)
		p.Dispatch(EventTracksChanged, list)
	}
	p.everLoaded = true
	if p.rate != 1 { // the speed was set before there was anything to play
		p.Dispatch(EventRateChange, nil)
	}
	if m.playPassed && m.format != formatProgressive {
		p.playElement()
	}
}

// VideoSwitched implements stream.Listener.
func (l *engineListener) VideoSwitched(r *manifest.Rendition) {
	p := l.player()
	p.media.video = r
	p.tracks.activate(p, stream.Video, r.ID)
	if p.media.firstPlaying || !p.media.playing {
		p.tellVideo()
	}
}

// tellVideo tells of the rendition that is shown; at the start only after play
// has begun.
func (p *Player) tellVideo() {
	r := p.media.video
	if r == nil || !p.media.tracksKnown {
		return
	}
	p.media.video = nil
	if t := p.tracks.find(stream.Video, r.ID); t != nil {
		p.Dispatch(EventVideoTrackChanged, value.Map{"selectedVideoTrack": t.value()})
	}
}

// tellAudio tells of the audio track that play begins with.
func (p *Player) tellAudio() {
	if t := p.tracks.active(stream.Audio); t != nil {
		p.Dispatch(EventAudioTrackChanged, value.Map{"selectedAudioTrack": t.value()})
	}
}

// AudioSwitched implements stream.Listener.
func (l *engineListener) AudioSwitched(r *manifest.Rendition) {
	p := l.player()
	p.tracks.activate(p, stream.Audio, r.ID)
	if t := p.tracks.find(stream.Audio, r.ID); t != nil {
		p.Dispatch(EventAudioTrackChanged, value.Map{"selectedAudioTrack": t.value()})
	}
}

// FragLoaded implements stream.Listener.
func (l *engineListener) FragLoaded(_ stream.Kind, url string, bytes int64, tookMS float64) {
	p := l.player()
	p.Dispatch(EventFragLoaded, value.Map{"miliSeconds": tookMS, "bytes": bytes, "url": url})
	if p.engine == nil {
		return
	}
	s := p.engine.Stats()
	p.d.Out.Facts(value.Map{"stats": value.Map{"targetBuffer": s.Goal, "availableBuffer": s.Ahead}})
}

// TextCues implements stream.Listener.
func (l *engineListener) TextCues(id, vtt string, by float64) {
	p := l.player()
	p.captions.add(p, id, vtt, by)
}

// Away implements stream.Listener.
func (l *engineListener) Away(on bool) {
	p := l.player()
	p.setAway(away{on, p.away.backend})
}

// Failed implements stream.Listener.
func (l *engineListener) Failed(code, category int, fatal bool, detail value.Map) {
	severity := Recoverable
	if fatal {
		severity = Critical
	}
	l.player().failMedia(&Error{Severity: severity, Category: category, Code: code, Data: detail})
}

// failMedia tells of what ends this media once: what the engine cannot append is
// an error of the element too.
func (p *Player) failMedia(e *Error) {
	if p.media.failed {
		return
	}
	p.media.failed = e.Severity == Critical
	p.Fail(e)
}
