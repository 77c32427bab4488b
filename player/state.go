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

// transitions is the contract's table: state, event, next state.
var transitions = map[StateType]map[string]StateType{
	Idle:      {EventLoadStart: Loading, EventPlay: Buffering, EventSeeked: Paused},
	Loading:   {EventLoadedMetadata: Paused},
	Paused:    {EventPlay: Playing, EventPlaying: Playing, EventEnded: Idle},
	Playing:   {EventPause: Paused, EventEnded: Idle},
	Buffering: {EventPlaying: Playing, EventPause: Paused},
}

type stateMachine struct {
	current, previous StateType
	since             float64 // Clock.Now, ms
}

// State is where the player is.
func (p *Player) State() StateType { return p.state.current }

// event moves the machine, just before the page hears of the event.
func (s *stateMachine) event(p *Player, event string) {
	next, ok := transitions[s.current][event]
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
	old := value.Map{"$": "State", "type": string(s.current), "duration": (now - s.since) / 1000}
	s.previous, s.current, s.since = s.current, next, now
	p.d.Out.Facts(value.Map{"state": string(next)})
	p.Dispatch(EventStateChanged, value.Map{"oldState": old, "newState": value.Map{"$": "State", "type": string(next), "duration": 0}})
}
