package stream_test

import (
	"fmt"
	"slices"
	"testing"

	"diptych/player/stream"
)

// decision is one of an engine's.
type decision struct {
	why                                string
	at, estimate, ahead, status, tries float64
}

// decisions are an engine's last ones.
func decisions(e *stream.Engine) (out []decision) {
	for _, line := range e.Decisions() {
		var d decision
		_, _ = fmt.Sscan(line, &d.why, &d.at, &d.estimate, &d.ahead, &d.status, &d.tries)
		out = append(out, d)
	}
	return out
}

// reasons are those of an engine's decisions, each once in a row.
func reasons(e *stream.Engine) (out []string) {
	for _, d := range decisions(e) {
		out = append(out, d.why)
	}
	return slices.Compact(out)
}

// TestCountsWhatIsLoaded: requests, bytes, switches and how much is ahead agree with what
// the world has seen.
func TestCountsWhatIsLoaded(t *testing.T) {
	w, e, l := play(80, constant(4_000_000))
	w.Run(60)
	var bytes int64
	lists := map[string]bool{}
	for _, url := range w.Fetched {
		bytes += w.Sizes(url)
		lists[url[:len("http://x/v0")]] = true
	}
	s := e.Stats()
	if s.Bytes != bytes || s.Requests != len(w.Fetched)+len(lists)+1 || s.Failed != 0 {
		t.Errorf("%d bytes, %d requests, %d failed; want %d and %d segments of %d lists", s.Bytes, s.Requests, s.Failed,
			bytes, len(w.Fetched), len(lists))
	}
	if s.Switches != len(l.video)-1 || s.Bandwidth != e.Presentation().Video[2].Bandwidth || s.Format != stream.HLS {
		t.Errorf("%d switches in %v, shown %d bit/s of %s", s.Switches, l.video, s.Bandwidth, s.Format)
	}
	if s.AheadVideo < 5 || s.AheadAudio < 5 || s.Ahead > min(s.AheadVideo, s.AheadAudio)+0.1 {
		t.Errorf("ahead %.1f s, pictures %.1f, sound %.1f", s.Ahead, s.AheadVideo, s.AheadAudio)
	}
}

// TestFailuresAreCounted, of segments and of lists.
func TestFailuresAreCounted(t *testing.T) {
	w, e, _ := play(40, constant(4_000_000))
	sizes := w.Sizes
	w.Sizes = func(url string) int64 {
		if url == "http://x/a-3.m4s" {
			return -1
		}
		return sizes(url)
	}
	w.Run(30)
	if s := e.Stats(); s.Failed != 2 {
		t.Errorf("%d failed, want the two tries", s.Failed)
	}
}

// TestDecisionsHaveReasons: what the rule, the link, the server and a viewer bring about
// is told apart.
func TestDecisionsHaveReasons(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*stream.Engine)
		gone string // a segment that is not there
		fall float64
		want string
	}{
		"the rule":    {want: "throughput"},
		"a slow link": {fall: 20_500, want: "slow"},
		"a viewer":    {do: func(e *stream.Engine) { e.SelectVideo("v0") }, want: "hand"},
		"restrictions": {
			do: func(e *stream.Engine) { e.Restrict(stream.Restrictions{MaxBitrate: 500_000}) }, want: "bounds",
		},
		"the server": {gone: "-16.m4s", want: "failed"},
	} {
		speed := constant(9_000_000)
		if c.fall > 0 {
			speed = falls(c.fall, 600_000)
		}
		w, e, _ := play(80, speed)
		w.Record = e.OnRecord
		sizes := w.Sizes
		w.Sizes = func(url string) int64 {
			if c.gone != "" && url == "http://x/v4"+c.gone {
				return -1
			}
			return sizes(url)
		}
		if c.fall > 0 {
			e.Limit(6)
		}
		w.Run(20)
		if c.do != nil {
			c.do(e)
		}
		w.Run(10)
		got := reasons(e)
		if got[0] != "start" || !slices.Contains(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
		for _, d := range decisions(e) {
			if d.why == "failed" && (d.status != 404 || d.tries != 2) {
				t.Errorf("%s: %+v", name, d)
			}
		}
	}
}

// TestTheLastDecisionsAreKept, and no more.
func TestTheLastDecisionsAreKept(t *testing.T) {
	w, e, _ := play(80, constant(9_000_000))
	w.Run(5)
	for i := range 40 {
		e.SelectVideo([]string{"v0", "v1"}[i%2])
		w.Run(0.5)
	}
	if list := decisions(e); len(list) != 10 || list[9].at < list[0].at {
		t.Errorf("%d decisions: %v", len(list), list)
	}
}
