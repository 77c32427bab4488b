package dash

import (
	"math"

	"diptych/player/manifest"
)

// At is the moment that a dynamic MPD is read for.
type At struct {
	NowMS float64 // of the server's clock, since 1970
	// From leaves out what ends before, seconds since the availability start, where a
	// list goes on that is there; 0 = all of the window.
	From float64
	// Only tells which representations are wanted, by id; nil = all.
	Only func(id string) bool
}

// Dynamic is what an MPD says of its growth (ISO/IEC 23009-1 §5.3.1.2, §5.8.4.11, Annex K).
type Dynamic struct {
	BeginMS  float64 // availabilityStartTime, ms since 1970
	Period   float64 // minimumUpdatePeriod, seconds; < 0 where it will not change
	Window   float64 // timeShiftBufferDepth, seconds; 0 = all
	Delay    float64 // suggestedPresentationDelay, seconds
	Latency  float64 // Latency@target of the service description, seconds
	Location string
	Timing   []Timing // UTCTiming
	ByClock  bool     // what there is says the clock, not the document
	Ended    bool
}

// Timing is a UTCTiming element.
type Timing struct{ Scheme, Value string }

// live is what the periods of a dynamic MPD are read with.
type live struct {
	*Dynamic
	now float64 // seconds since the availability start
	at  At
}

func readDynamic(root node, url string, p *manifest.Presentation, at At) *live {
	d := &Dynamic{
		Period: -1, Window: duration(root.str("timeShiftBufferDepth")),
		Delay: duration(root.str("suggestedPresentationDelay")),
	}
	d.BeginMS, _ = manifest.ParseDate(root.str("availabilityStartTime"))
	if s := root.str("minimumUpdatePeriod"); s != "" {
		d.Period = duration(s)
	}
	if n, ok := root.child("Location"); ok {
		d.Location = manifest.Resolve(url, n.text())
	}
	for _, n := range root.all("UTCTiming") {
		d.Timing = append(d.Timing, Timing{n.str("schemeIdUri"), n.str("value")})
	}
	if n, ok := root.child("ServiceDescription"); ok {
		if l, ok := n.child("Latency"); ok {
			d.Latency = float64(l.integer("target", 0)) / 1000
		}
	}
	l := &live{Dynamic: d, now: (at.NowMS - d.BeginMS) / 1000, at: at}
	if p.Duration > 0 {
		d.Ended = d.Period < 0 && l.now > p.Duration
	}
	return l
}

// wants tells whether the segments of a representation are to be listed.
func (l *live) wants(id string) bool { return l == nil || l.at.Only == nil || l.at.Only(id) }

// oldest is where the window begins, seconds of the presentation.
func (l *live) oldest() float64 {
	from := 0.0
	if l.Window > 0 && l.BeginMS > 0 {
		from = l.now - l.Window
	}
	return max(from, l.at.From)
}

// numbers are the first and the last but one of the segments of a duration that can be
// asked for in a period: those that are whole, or have begun and come in pieces (offset
// is availabilityTimeOffset, seconds; §5.3.9.5.3, Annex K.4).
func (x *period) numbers(length, offset float64) (first, end int64) {
	const nearly = 1e-6
	there := x.live.now - x.start + offset
	last := math.Inf(1)
	if x.length > 0 {
		last = math.Ceil(x.length/length - nearly)
	}
	whole := math.Floor(there/length + nearly)
	from := math.Floor((x.live.oldest()-x.start)/length + nearly)
	end = int64(max(0, min(whole, last, 1e15)))
	return max(int64(max(0, min(from, 1e15))), end-maxWindow), end
}

// maxWindow is how many segments of a window without bounds are listed.
const maxWindow = 20_000

// stamp gives to the segments of a list that grows numbers and wall times that stay the
// same in every reading: those of the moment at which they begin.
func (x *period) stamp(r *manifest.Rendition) {
	for i := range r.Segments {
		s := &r.Segments[i]
		s.Sequence = int64(math.Round(s.Start * 1000))
		s.ID = manifest.Whole(s.Sequence)
		s.Discontinuity = int64(math.Round(x.start * 1000))
		s.ProgramTimeMS = x.live.BeginMS + s.Start*1000
	}
}

// hold says how far behind the end a rendition is played, and in what pieces it grows.
func (x *period) hold(r *manifest.Rendition, length, offset float64) {
	l := x.live
	r.TargetDuration = length
	r.Live.HoldBack = l.Delay
	if piece := length - offset; offset > 0 && !math.IsInf(offset, 1) && piece > 0 {
		r.Live.PartTarget, r.Live.PartHoldBack = piece, l.Latency
		if l.Latency == 0 {
			r.Live.PartHoldBack = max(usualLatency, holdPieces*piece)
		}
	}
}

// Low latency where the document does not say how low, seconds and pieces.
const (
	usualLatency = 3.0
	holdPieces   = 3
)
