package player

import (
	"math"
	"strings"

	"diptych/player/stream"
	"diptych/player/value"
)

// viewing is how a title was watched; times are lengths or Clock.Now, ms.
type viewing struct {
	askedMS, firstMS float64 // when play was asked for first, and when it ran first; 0 = not yet
	early            bool    // it ran before this player was there
	stalls           int
	stallMS, playMS  float64 // in states that are over
}

// leave adds up a state that ends, or lasts; stood tells of one that play came to a
// standstill in.
func (v *viewing) leave(state StateType, stood bool, since, now float64) {
	switch ms := now - max(since, v.firstMS); {
	case v.firstMS == 0:
	case state == Playing:
		v.playMS += ms
	case state == Buffering && stood:
		v.stallMS += ms
	}
}

// start is how long play took to run, ms; NaN before. What ran before this player was there
// took from the first request to the first pictures.
func (v *viewing) start(s *stream.Stats) float64 {
	switch {
	case v.firstMS == 0:
		return math.NaN()
	case v.early && s.BegunMS > 0:
		return s.BegunMS
	}
	return v.firstMS - v.askedMS
}

// statNames are those of the numbers of player.stats, in the order in which stats makes
// them (docs/stats.md).
const statNames = "width height bandwidth estimate bufferVideo bufferAudio droppedFrames decodedFrames stalls " +
	"stallTime switches bytes requests failedRequests playTime rate latency startTime drift"

// stats is player.stats without what the page knows itself; what is not known is null.
func (p *Player) stats() value.Fields {
	s, m, v := stream.Stats{}, p.Media(), p.media.view
	if p.engine != nil {
		s = p.engine.Stats()
	}
	v.leave(p.state.current, p.state.previous == Playing, p.state.since, p.d.Clock.Now())
	latency, drift := math.NaN(), math.NaN()
	if w := p.media.window; w.Live {
		latency = w.Latency
	}
	if beside := p.services["dualScreen"]; beside != nil {
		v, _ := beside.Call("drift", nil)
		if n, some := value.Number(v); some {
			drift = n
		}
	}
	late := float64(v.stalls) * waitingDelay // stood before the state said so
	numbers := [...]float64{
		float64(m.VideoWidth), float64(m.VideoHeight), float64(s.Bandwidth), s.Estimate, s.AheadVideo, s.AheadAudio,
		float64(m.DroppedFrames), float64(m.TotalFrames), float64(v.stalls), (v.stallMS + late) / 1000,
		float64(s.Switches), float64(s.Bytes), float64(s.Requests), float64(s.Failed), (v.playMS - late) / 1000, m.Rate,
		latency, v.start(&s), drift,
	}
	f := value.Empty.Str("protocol", string(s.Format)).Bool("live", p.Live())
	for i, name := range strings.Fields(statNames) {
		f = f.Num(name, numbers[i])
	}
	return f
}
