package player

import "diptych/player/value"

// StateType is where a player is (reference: player-api §3.7).
type StateType string

// The states.
const (
	Idle      StateType = "idle"
	Loading   StateType = "loading"
	Paused    StateType = "paused"
	Playing   StateType = "playing"
	Buffering StateType = "buffering"
)

// transitions is the contract's table.
var transitions = []struct {
	from  StateType
	event string
	to    StateType
}{
	{Idle, EventLoadStart, Loading}, {Idle, EventPlay, Buffering}, {Idle, EventSeeked, Paused},
	{Loading, EventLoadedMetadata, Paused},
	{Paused, EventPlay, Playing}, {Paused, EventPlaying, Playing}, {Paused, EventEnded, Idle},
	{Playing, EventPause, Paused}, {Playing, EventEnded, Idle},
	{Buffering, EventPlaying, Playing}, {Buffering, EventPause, Paused},
}

type stateMachine struct {
	current, previous StateType
	since             float64 // Clock.Now, ms
}

// State is where the player is.
func (p *Player) State() StateType { return p.state.current }

// event moves the machine, just before the page hears of the event.
func (s *stateMachine) event(p *Player, event string) {
	next, ok := s.current, false
	for _, t := range transitions {
		if t.from == s.current && t.event == event {
			next, ok = t.to, true
		}
	}
	if event == EventSeeked && s.current == Loading && s.previous == Playing {
		next, ok = Playing, true
	}
	if event == EventWaiting && s.current == Playing {
		next, ok = Buffering, true
		if p.Media().Seeking {
			next = Loading
		}
	}
	if event == EventPlaying && s.current == Loading && s.previous == Playing {
		next, ok = Playing, true
	}
	if ok {
		s.change(p, next)
	}
}

func (s *stateMachine) change(p *Player, next StateType) {
	if next == s.current {
		return
	}
	now := p.d.Clock.Now()
	change := StateChange{From: s.current, To: next, FromFor: (now - s.since) / 1000}
	v := &p.media.view
	v.leave(s.current, s.previous == Playing, s.since, now)
	if s.current == Playing && next == Buffering {
		v.stalls++
	}
	s.previous, s.current, s.since = s.current, next, now
	p.d.Out.Facts(value.Empty.Str("state", string(next)))
	p.Dispatch(EventStateChanged, change)
}
