package dualscreen

import (
	"math"

	"diptych/player/stream"
)

// How a secondary picture follows the main one. Times are seconds.
const (
	inner    = 0.002 // a correction ends within this offset
	outer    = 0.007 // and begins beyond this; clocks are read as exactly as that
	jump     = 0.5   // beyond it a seek is quicker than a change of speed
	gain     = 8     // share of the offset that is made up in a second
	maxTrim  = 0.5   // bound of the change of speed
	moved    = 0.02  // what the main clock must go to be running
	pausedBy = 0.03  // offset of a still picture worth a seek
	calmMS   = 400   // between two seeks, milliseconds
)

// When to look again, milliseconds.
const (
	startMS   = 20
	correctMS = 60
	steadyMS  = 200
)

// follower decides how the secondary is kept at the clock of the main one. The
// main one is never touched and never waits.
type follower struct {
	lead       float64 // how far ahead to seek so as to arrive in time, learned
	correcting bool
	held       float64 // where the main clock stood when the secondary was stopped
	holding    bool    // the secondary stands until that clock runs
	starting   bool    // the secondary is told to run, but does not yet
	measure    bool    // a seek is done, its outcome is not yet known
	soughtAt   float64 // Clock.Now of the last seek, ms
}

func newFollower() follower { return follower{lead: 0.12, soughtAt: math.Inf(-1)} }

// reading is both clocks at one moment.
type reading struct {
	now         float64 // ms
	main, child stream.MediaState
	stopped     bool // main is paused, at its end or waits for data
}

// command is what the secondary is to do; zero values mean nothing.
type command struct {
	rate        float64
	seek        bool
	to          float64
	play, pause bool
}

func (f *follower) step(r reading) command {
	main, child := &r.main, &r.child
	c := command{rate: main.Rate}
	if child.ReadyState == 0 || child.Seeking {
		return c
	}
	if d := child.Duration; d > 0 && main.CurrentTime > d-0.05 {
		c.pause = !child.Paused
		return c
	}
	offset := child.CurrentTime - main.CurrentTime
	if r.stopped || main.Seeking {
		f.hold(main.CurrentTime)
		c.pause = !child.Paused
		if !main.Seeking && math.Abs(offset) > pausedBy && r.now-f.soughtAt > calmMS {
			f.seek(&c, r.now, main.CurrentTime)
		}
		return c
	}
	if f.holding = f.holding && child.Paused && math.Abs(main.CurrentTime-f.held) < moved; f.holding {
		return c // sound starts later than it says; so does the clock then
	}
	c.play, f.starting = child.Paused, child.Paused || child.ReadyState < 3
	f.learn(r, offset)
	switch size := math.Abs(offset); {
	case child.Paused || child.ReadyState < 3:
		// Without pictures there is nothing to correct; where it stands now is
		// made up for once it runs.
	case size > jump:
		if r.now-f.soughtAt > calmMS {
			f.measure = true
			f.seek(&c, r.now, main.CurrentTime+f.lead*main.Rate)
		}
	case size > outer || f.correcting && size > inner:
		f.correcting = true
		c.rate = main.Rate * (1 - max(-maxTrim, min(maxTrim, offset*gain)))
	default:
		f.correcting = false
	}
	return c
}

// hold keeps the secondary still until the main clock leaves a place.
func (f *follower) hold(at float64) {
	f.held, f.holding = at, true
	f.correcting, f.measure = false, false
}

// pace is when to look again while the main stream plays, milliseconds.
func (f *follower) pace() float64 {
	switch {
	case f.holding:
		return startMS
	case f.correcting, f.starting:
		return correctMS
	}
	return steadyMS
}

func (f *follower) seek(c *command, now, to float64) {
	f.soughtAt = now
	f.correcting = false
	c.seek, c.to = true, max(0, to)
}

// learn compares where a seek ended with where it should have.
func (f *follower) learn(r reading, offset float64) {
	if !f.measure || r.child.Paused || r.child.ReadyState < 3 || r.now-f.soughtAt < 100 {
		return
	}
	f.measure = false
	if math.Abs(offset) < 2 {
		f.lead = max(0, min(1.5, f.lead-0.7*offset))
	}
}
