package player

import (
	"strings"

	"cmp"

	"diptych/player/manifest"
	"diptych/player/model"
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
		Carrier: p.d.Carrier, Fetch: p.d.Fetch, Clock: p.d.Clock, Media: p.Media,
		SetTime: p.d.Media.SetCurrentTime, SetRate: p.pace, CanPlay: p.d.Env.CanPlay, Log: p.d.Log,
	}
}

func (p *Player) streamConfig() stream.Config {
	c := p.config.ABR
	start := c.Estimate
	if start <= 0 {
		start = p.d.Env.Downlink
	}
	cmcd := p.config.CMCD
	if cmcd != nil {
		cmcd = &stream.CMCD{
			Session: cmp.Or(cmcd.Session, p.media.session.ID), Content: cmp.Or(cmcd.Content, p.media.title.ID),
		}
	}
	licensed := value.JSON(p.media.source)
	if !strings.Contains(licensed, `"licenseUrl"`) {
		licensed = ""
	}
	return stream.Config{
		DefaultBandwidth: start, ABR: !c.Off, CapToSize: c.CapToSize, Restrictions: c.Restrictions,
		Companion: p.config.Child, MaxStale: p.config.MaxStale,
		NoCaptions: !p.captionsWanted(), Frames: c.Frames, SaveData: p.d.Env.SaveData,
		CMCD: cmcd, Licensed: licensed,
	}
}

// engineListener hears what the engine finds out.
type engineListener Player

func (l *engineListener) player() *Player { return (*Player)(l) }

// ManifestLoaded implements stream.Listener.
func (l *engineListener) ManifestLoaded(_ *manifest.Presentation, tookMS float64) {
	p := l.player()
	p.media.known, p.media.manifestMS = max(p.media.known, manifestKnown), tookMS
	if p.media.element >= elementLoading && p.media.format != formatProgressive {
		p.announce()
	}
}

// announce tells of the tracks, once the page has heard of what leads to them.
func (p *Player) announce() {
	m := &p.media
	if m.known != manifestKnown {
		return
	}
	m.known = tracksKnown
	if m.format != formatProgressive {
		p.Dispatch(EventManifestLoaded, value.Empty.Num("miliSeconds", m.manifestMS))
	}
	p.tracks.build(p)
	p.tracks.defaults(p)
	list := trackList(p.tracks.list)
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
	if m.wish == wishPass && m.format != formatProgressive {
		p.playElement()
	}
}

// VideoSwitched implements stream.Listener.
func (l *engineListener) VideoSwitched(r *manifest.Rendition) {
	p := l.player()
	p.media.video = r
	p.tracks.activate(p, stream.Video, r.ID)
	still := p.media.element == elementCanPlay && p.Media().Paused // play was refused
	if p.media.notified == notifiedFirstPlaying || p.media.wish < wishPlay || still {
		p.tellVideo()
	}
}

// tellVideo tells of the rendition that is shown; at the start only after play
// has begun.
func (p *Player) tellVideo() {
	r := p.media.video
	if r == nil || p.media.known < tracksKnown {
		return
	}
	p.media.video = nil
	if t := p.tracks.list.Find(stream.Video, r.ID); t != nil {
		p.Dispatch(EventVideoTrackChanged, selected("selectedVideoTrack", t))
	}
}

// tellAudio tells of the audio track that play begins with.
func (p *Player) tellAudio() {
	if t := p.tracks.list.Active(stream.Audio); t != nil {
		p.Dispatch(EventAudioTrackChanged, selected("selectedAudioTrack", t))
	}
}

// AudioSwitched implements stream.Listener.
func (l *engineListener) AudioSwitched(r *manifest.Rendition) {
	p := l.player()
	p.tracks.activate(p, stream.Audio, r.ID)
	if t := p.tracks.list.Find(stream.Audio, r.ID); t != nil {
		p.Dispatch(EventAudioTrackChanged, selected("selectedAudioTrack", t))
	}
}

// FragLoaded implements stream.Listener.
func (l *engineListener) FragLoaded(_ stream.Kind, url string, bytes int64, tookMS float64) {
	p := l.player()
	p.Dispatch(EventFragLoaded, value.Empty.Num("miliSeconds", tookMS).Num("bytes", float64(bytes)).
		Str("url", url))
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
func (l *engineListener) Failed(f stream.Failure) { l.player().failMedia(failureError(f)) }

// failMedia tells of what ends this media once: what the engine cannot append is
// an error of the element too.
func (p *Player) failMedia(e *Error) {
	if p.media.failed {
		return
	}
	p.media.failed = e.Severity == Critical
	p.Fail(e)
}

// Events implements stream.Listener.
func (l *engineListener) Events(list []manifest.Event) {
	p := l.player()
	cues := make(model.Cues, 0, len(list))
	for _, e := range list {
		c := &model.Cue{ID: e.ID, Kind: e.Kind, Streamed: true, Start: e.Start, End: e.Start + e.Duration}
		if c.Said(e.Metadata); e.Duration == 0 && e.Kind == "custom" {
			c.End = max(c.Start, p.Media().Duration)
		}
		cues = append(cues, c)
	}
	p.AddCuePoints(cues)
}

// FramesDropped implements stream.Listener.
func (l *engineListener) FramesDropped(dropped, decoded, all int) {
	l.player().Dispatch("fpsdrop", value.Empty.Int("currentDropped", dropped).
		Int("currentDecoded", decoded).Int("totalDroppedFrames", all))
}

// Edge implements stream.Listener.
func (l *engineListener) Edge(w stream.Window) { l.player().grown(w) }
