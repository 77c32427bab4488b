package ingest

import (
	"fmt"
	"math"
	"strings"

	"diptych/server/limits"
)

// standing is how long a picture is shown, seconds, where the file says longer
// than a film may stand still, or where what follows is as far away.
const standing = 10.0

// mostCuts is how often a film may be shortened.
const mostCuts = 64

// timeline is when things are shown: seconds from the beginning of the file, less
// stretches in which no track has anything. These come of broken clocks, of
// recorders that were asleep, and of files made to keep a server busy for days.
type timeline struct {
	zero  float64 // of the file, by the clock of its container
	first float64 // picture, before cuts; it is shown from 0 on
	end   float64 // after cuts
	cuts  []cut
	stood bool    // a picture was to stand for longer than it may
	force float64 // pictures a second, where the file has no times and mad claims; 0 = as it says
}

// cut is a stretch that is left out.
type cut struct {
	at     float64 // what begins here or later comes earlier
	length float64
}

func newTimeline(list []*packets) timeline {
	t := timeline{}
	still := limits.Stillness.Seconds()
	last := 0.0
	for _, s := range merged(list) {
		if s.first-last > still {
			t.cuts = append(t.cuts, cut{s.first, s.first - last - standing})
		}
		last = math.Max(last, s.last)
	}
	end := 0.0
	for _, p := range list {
		if p.end-p.start > still {
			p.end, t.stood = p.start+standing, true
		}
		end = math.Max(end, p.end)
	}
	t.end = t.at(end)
	return t
}

// at is when something is shown that the file has at a time.
func (t *timeline) at(seconds float64) float64 {
	shown := seconds
	for _, c := range t.cuts {
		if seconds >= c.at {
			shown -= c.length
		}
	}
	return shown
}

// late is by how much the first picture that ffmpeg decodes may come later than
// the first one of the file, seconds.
const late = 1.0

// setpts is the filter that gives pictures their times. The first one is there
// from the beginning, when the sound may begin before it. It goes by times, not by
// what it has seen, since ffmpeg builds it anew when the picture changes its size.
func (t *timeline) setpts() string {
	if t.force > 0 {
		return fmt.Sprintf("setpts=N/%f/TB", t.force)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `setpts=if(lte(T\,%f)+eq(N\,0)*lte(T\,%f)\,0\,PTS`, t.first+0.0005, t.first+late)
	for _, c := range t.cuts {
		fmt.Fprintf(&b, `-gte(T\,%f)*%f/TB`, c.at-0.001, c.length)
	}
	return b.String() + ")"
}
