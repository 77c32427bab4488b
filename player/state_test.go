package player_test

import (
	"slices"
	"strings"
	"testing"

	"diptych/player"
	"diptych/player/playertest"
	"diptych/player/value"
)

// film is a page with a stream that is set, but not asked for.
func film(t *testing.T, config value.Map) *playertest.Scripted {
	t.Helper()
	p := playertest.NewScripted(config)
	p.HLS(20, 500_000, 1_000_000)
	p.Speed = func(float64) float64 { return 10_000_000 }
	p.SetMedia(value.Map{"sources": value.Map{"hls": playertest.MainPlaylist()}})
	return p
}

// TestStates holds the machine against the contract's table (reference:
// player-api §3.7). Each line goes on where the one before stopped; a number is
// milliseconds that pass.
func TestStates(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][][2]string{
		"from the start": {
			{"", "idle"}, {"loadstart", "loading"}, {"play", "loading"}, {"loadedmetadata", "paused"},
			{"playing", "playing"}, {"pause", "paused"}, {"play", "playing"},
		},
		"seek and replay at the end": {
			{"loadstart loadedmetadata play", "playing"}, {"pause", "paused"}, {"ended", "idle"},
			{"seeking play", "buffering"}, {"playing", "playing"}, {"ended", "idle"}, {"seeking seeked", "paused"},
		},
		"waiting": {
			{"loadstart loadedmetadata play", "playing"}, {"waiting", "playing"}, {"wait199", "playing"},
			{"wait1", "buffering"}, {"playing", "playing"},
			{"waiting wait100 playing wait300", "playing"}, {"waiting wait200 pause", "paused"},
		},
		"waiting for a seek": {
			{"loadstart loadedmetadata play", "playing"}, {"seekingon waiting wait200", "loading"},
			{"seekingoff seeked", "playing"}, {"seekingon waiting wait200", "loading"}, {"playing", "playing"},
		},
		"what changes nothing": {
			{"loadstart", "loading"}, {"canplay progress durationchange timeupdate pause", "loading"},
			{"loadedmetadata", "paused"}, {"seeking seeked canplay canplaythrough pause", "paused"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := film(t, nil)
			p.Player.Load()
			p.Clock.Run(0)
			for _, line := range lines {
				perform(p, line[0])
				if got := p.Player.State(); string(got) != line[1] {
					t.Fatalf("after %q the state is %s, want %s", line[0], got, line[1])
				}
			}
		})
	}
}

func perform(p *playertest.Scripted, words string) {
	for _, w := range strings.Fields(words) {
		switch {
		case w == "seekingon", w == "seekingoff":
			p.Media.Seeking = w == "seekingon"
		case strings.HasPrefix(w, "wait") && w != "waiting":
			ms := 0.0
			for _, c := range w[4:] {
				ms = ms*10 + float64(c-'0')
			}
			p.Clock.Run(ms)
		default:
			p.Say(w)
		}
	}
}

// TestStateTellsHowLong: the old state has the seconds that were spent in it.
func TestStateTellsHowLong(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	var spent []float64
	p.Player.On(player.EventStateChanged, func(e player.Event) {
		spent = append(spent, e.Payload.(player.StateChange).FromFor)
	})
	p.Player.Load()
	p.Clock.Run(100)
	p.Say("loadstart")
	p.Clock.Run(1500)
	p.Say("loadedmetadata")
	if !slices.Equal(spent, []float64{0.1, 1.5}) {
		t.Errorf("seconds %v", spent)
	}
}

// TestCriticalErrorIsIdle: from every state (reference: player-api §3.7).
func TestCriticalErrorIsIdle(t *testing.T) {
	t.Parallel()
	for _, way := range []string{
		"loadstart", "loadstart loadedmetadata", "loadstart loadedmetadata play",
		"loadstart loadedmetadata play waiting wait200",
	} {
		p := film(t, nil)
		p.Player.Load()
		p.Clock.Run(0)
		perform(p, way)
		p.Take()
		p.Say("error")
		if tape := p.Take(); p.Player.State() != player.Idle || tape[len(tape)-1] != "error 2/3/3016" ||
			!strings.HasSuffix(tape[0], ">idle") {
			t.Errorf("after %s: state %s, tape %v", way, p.Player.State(), tape)
		}
	}
}

// TestResetKeepsState: no state is told until the next media changes it
// (reference: player-api §3.6 I).
func TestResetKeepsState(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	p.Player.Play()
	p.Clock.Run(0)
	perform(p, "loadstart loadedmetadata play playing")
	p.Take()
	p.Player.Reset(false)
	if tape := p.Take(); p.Player.State() != player.Playing || !slices.Equal(tape, []string{"playerreset"}) {
		t.Errorf("state %s, tape %v", p.Player.State(), tape)
	}
}
