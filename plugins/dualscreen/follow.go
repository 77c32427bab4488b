package dualscreen

import (
	"math"

	"diptych/player"
	"diptych/player/stream"
)

// seeking sends the children along at once; there they wait for the main stream.
func (d *dualScreen) seeking() {
	now := d.c.Clock.Now()
	to := d.c.Player.Media().CurrentTime
	d.each(func(s *source) {
		state := s.p.Media()
		if state.ReadyState == 0 {
			return
		}
		if !state.Paused {
			s.p.Pause()
		}
		if end := state.Duration; end > 0 && to > end {
			return
		}
		s.follow.soughtAt = now
		s.follow.hold(to)
		s.p.Seek(to)
	})
	d.leaveRoom()
}

func (d *dualScreen) stopLoop() {
	if d.loopStop != nil {
		d.loopStop()
		d.loopStop = nil
	}
}

// step compares the clocks, and does so again while the main stream plays beside others.
func (d *dualScreen) step() {
	main := d.c.Player.Media()
	now := d.c.Clock.Now()
	again, alone := float64(steadyMS), true
	d.each(func(s *source) {
		alone = false
		if s.p.Engine() == nil {
			return
		}
		if d.hidden(s) && s.shown {
			d.rest(s, &main)
			return
		}
		c := s.follow.step(reading{
			now: now, main: main, child: s.p.Media(),
			stopped: main.Paused || main.Ended || d.buffers || main.ReadyState < 3,
		})
		apply(s.p, c)
		again = min(again, s.follow.pace())
	})
	d.leaveRoom()
	d.stopLoop()
	if d.playing() && !alone {
		d.loopStop = d.c.Clock.After(again, d.step)
	}
}

// leastAhead is what a child may always fetch: what it is to show, seconds.
const leastAhead = 2.0

// leaveRoom lets no child fetch further ahead than the main stream has: on a
// narrow link that one comes first.
func (d *dualScreen) leaveRoom() {
	ahead, ok := d.c.Player.Ahead()
	if !ok {
		return
	}
	ahead = max(leastAhead, ahead)
	d.each(func(s *source) {
		if engine := s.p.Engine(); engine != nil {
			engine.Limit(ahead)
		}
	})
}

// drift is how far the stream beside the main one is from where it should be, seconds; nil
// without one.
func (d *dualScreen) drift() (seconds any) {
	d.each(func(s *source) {
		if own := s.p.Media(); own.ReadyState > 0 && !d.hidden(s) {
			seconds = own.CurrentTime - d.c.Player.Media().CurrentTime
		}
	})
	return seconds
}

// restAhead is how far from the clock a hidden stream may stand, seconds.
const restAhead = 10.0

// rest keeps a hidden stream still, at about the right place.
func (d *dualScreen) rest(s *source, main *stream.MediaState) {
	own := s.p.Media()
	if !own.Paused {
		s.p.Pause()
	}
	if far := math.Abs(own.CurrentTime - main.CurrentTime); far > restAhead && !own.Seeking &&
		main.CurrentTime < own.Duration {
		s.p.Seek(main.CurrentTime + restAhead/2)
	}
}

func apply(p *player.Player, c command) {
	if have := p.Media().Rate; c.rate > 0 && c.rate != have {
		p.Trim(c.rate)
	}
	if c.seek {
		p.Seek(c.to)
	}
	if c.play {
		p.Play()
	}
	if c.pause {
		p.Pause()
	}
}
