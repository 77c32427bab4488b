package player

import (
	"diptych/player/stream"
	"diptych/player/value"
)

// typeVOD is how the backend calls titles that are finished.
const typeVOD = "Vod"

// Live tells whether the media is a live stream: by its type, or because its list
// grows (reference: player-api §1.3).
func (p *Player) Live() bool {
	return p.media.title.Live() || p.media.window.Live && p.media.title.Type != typeVOD
}

// Window is what a live stream has; one that has ended is not live any more.
func (p *Player) Window() stream.Window { return p.media.window }

// DVR tells whether the viewer may go back in a live stream (reference: player-api §1.3).
func (p *Player) DVR() bool { return p.Live() && p.media.title.DVR }

// grown takes how far a stream has grown.
func (p *Player) grown(w stream.Window) {
	before := p.media.window
	p.media.window = w
	if !p.Live() && !before.Live {
		return
	}
	facts := value.Empty
	if before.Live != w.Live {
		facts = facts.Bool("live", p.Live())
	}
	if before.OnEdge != w.OnEdge {
		facts = facts.Bool("onLiveEdge", w.OnEdge)
	}
	if before.Start != w.Start {
		facts = facts.Num("dvrStart", w.Start)
	}
	if before.End != w.End {
		facts = facts.Num("liveEdge", w.End)
	}
	p.d.Out.Facts(facts)
}

// SeekToLiveEdge goes to the newest picture of a live stream that is safe to play.
func (p *Player) SeekToLiveEdge() {
	if p.engine != nil && p.media.window.Live {
		p.Seek(p.engine.ToEdge())
	}
}

// resume takes a viewer who paused back to the end of a stream that keeps nothing.
func (p *Player) resume() {
	if p.Live() && !p.media.title.DVR && p.media.notified >= notifiedFirstPlaying && p.Media().Paused {
		p.SeekToLiveEdge()
	}
}

// pace lets a live stream catch up by a speed that is not the viewer's, and of which the
// page is not told.
func (p *Player) pace(rate float64) {
	if p.media.pace = rate; rate == 1 { // the viewer may set this too, and is told of it then
		p.media.pace = 0
	}
	p.d.Media.SetPlaybackRate(rate)
}
