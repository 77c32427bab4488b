package player

import (
	"diptych/player/model"
	"diptych/player/value"
)

// formatImage is the stream type of pictures (reference: player-api §1.1, §6.1).
const formatImage = "image"

// Image is the address of the picture that the media is, or "" where it is a film.
func (p *Player) Image() string {
	if p.media.format != formatImage {
		return ""
	}
	return p.media.source.URL
}

// chooseImage takes the picture where there is nothing to play.
func (p *Player) chooseImage() bool {
	source := p.media.title.Source(formatImage)
	if source != nil {
		p.media.format, p.media.source = formatImage, source
	}
	return source != nil
}

// showImage begins with a picture: it has neither clock nor tracks, and stands
// until other media come.
func (p *Player) showImage() {
	m := &p.media
	facts := value.Empty.Str("engineType", formatImage).Str("streamType", formatImage).
		Put("selectedSource", m.source)
	p.d.Out.Facts(facts.Str("src", p.Image()).Put("playbackRates", value.Array{}))
	p.tellSource()
	p.Dispatch(EventChangeEnded, nil)
	m.advance(started)
	p.first = false
	request := m.request
	p.d.Clock.After(0, func() {
		if request != m.request || p.destroyed {
			return
		}
		p.Dispatch(EventTracksChanged, trackList(nil))
		p.Dispatch(EventLoadedData, nil)
		p.Dispatch(EventMediaLoaded, nil)
		if m.deferred || p.config.Playback.Autoplay == model.AutoplayAtOnce {
			m.deferred = false
			p.playImage()
		}
	})
}

// playImage tells of the play that a picture is: it has begun.
func (p *Player) playImage() {
	m := &p.media
	if m.notified == notifiedFirstPlaying {
		return
	}
	m.wish, m.notified = max(m.wish, wishPlay), notifiedFirstPlaying
	for _, event := range []string{EventPlay, EventFirstPlay, EventPlaying, EventFirstPlaying} {
		p.Dispatch(event, nil)
	}
	seconds := p.playlist.list.Options.Num("imageDuration")
	if len(p.playlist.list.Items) == 0 || seconds <= 0 {
		return
	}
	request := m.request
	p.d.Clock.After(seconds*1000, func() { // among other items it has its time
		if request == m.request && !p.destroyed {
			p.media.ended = true
			p.Dispatch(EventEnded, nil)
			p.Dispatch(EventPlaybackEnded, nil)
			p.playlist.ended()
		}
	})
}
