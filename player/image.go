package player

import "diptych/player/value"

// formatImage is the stream type of pictures (reference: player-api §1.1, §6.1).
const formatImage = "image"

// Image is the address of the picture that the media is, or "" where it is a film.
func (p *Player) Image() string {
	if p.media.format != formatImage {
		return ""
	}
	return value.Str(p.media.source, "url")
}

// chooseImage takes the picture where there is nothing to play.
func (p *Player) chooseImage() bool {
	list := value.Items(p.media.sources, formatImage)
	if len(list) == 0 {
		return false
	}
	source, ok := list[0].(value.Map)
	if !ok || value.Str(source, "url") == "" {
		return false
	}
	p.media.format, p.media.source = formatImage, source
	return true
}

// showImage begins with a picture: it has neither clock nor tracks, and stands
// until other media come.
func (p *Player) showImage() {
	m := &p.media
	p.d.Out.Facts(value.Map{"engineType": formatImage, "streamType": formatImage, "selectedSource": m.source, "src": p.Image(), "playbackRates": value.List{}})
	p.Dispatch(EventSourceSelected, value.Map{"selectedSource": value.Items(m.sources, formatImage)})
	p.Dispatch(EventChangeEnded, nil)
	m.loaded, m.started, m.first = true, true, false
	request := m.request
	p.d.Clock.After(0, func() {
		if request != m.request || p.destroyed {
			return
		}
		p.Dispatch(EventTracksChanged, value.Map{"tracks": value.List{}})
		p.Dispatch(EventLoadedData, nil)
		p.Dispatch(EventMediaLoaded, nil)
		if m.playAsked || value.Get(p.config, "playback", "autoplay") == true {
			m.playAsked = false
			p.playImage()
		}
	})
}

// playImage tells of the play that a picture is: it has begun.
func (p *Player) playImage() {
	m := &p.media
	if m.firstPlaying {
		return
	}
	m.playing, m.firstPlay, m.firstPlaying = true, true, true
	for _, event := range []string{EventPlay, EventFirstPlay, EventPlaying, EventFirstPlaying} {
		p.Dispatch(event, nil)
	}
	seconds := value.Num(p.playlist.list.Options, "imageDuration")
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
