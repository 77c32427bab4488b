package stream

import (
	"math"

	"diptych/player/manifest"
	"diptych/player/stream/abr"
)

// Deps is what an Engine needs.
type Deps struct {
	Carrier Carrier
	Fetch   Fetcher
	Clock   Clock
	Media   func() MediaState
	SetTime func(seconds float64) // moves the element's clock, over gaps
	SetRate func(rate float64)    // the element's speed, to keep up with a live stream; may be nil
	CanPlay func(mime string) bool
	Log     Logger
}

// Restrictions bound the renditions that are chosen; zero means no bound.
type Restrictions struct {
	MinHeight, MaxHeight, MinWidth, MaxWidth int
	MinBitrate, MaxBitrate                   int // bit/s
}

// Allow tells whether a rendition is within the bounds; bounds of the size make
// those of the bit rate moot.
func (x Restrictions) Allow(r *manifest.Rendition) bool {
	within := func(v, low, high int) bool { return v >= low && (high <= 0 || v <= high) }
	if x.MinHeight > 0 || x.MaxHeight > 0 || x.MinWidth > 0 || x.MaxWidth > 0 {
		return within(r.Height, x.MinHeight, x.MaxHeight) && within(r.Width, x.MinWidth, x.MaxWidth)
	}
	return within(r.Bandwidth, x.MinBitrate, x.MaxBitrate)
}

// Config sets an Engine up.
type Config struct {
	DefaultBandwidth float64 // bit/s to begin with; 0 = our own guess
	ABR              bool    // choose by throughput; off = the lowest
	CapToSize        bool    // no more pixels than are shown
	// Companion lets the buffer grow while it plays, so that the stream leaves the
	// connection to the one that it goes with.
	Companion  bool
	NoCaptions bool // those in the pictures are not looked for
	// Licensed is the source with the licence servers that the page names, JSON; "" = none.
	Licensed     string
	MaxStale     int // reloads in a row that may bring nothing, 0 = DefaultStale
	Restrictions Restrictions
	Frames       FrameRule
	SaveData     bool // the viewer wants little to be loaded
	CMCD         *CMCD
}

// Format is a kind of manifest.
type Format string

// The formats.
const (
	HLS         Format = "hls"
	DASH        Format = "dash"
	Progressive Format = "progressive"
)

// Listener hears what the Engine finds out.
type Listener interface {
	ManifestLoaded(p *manifest.Presentation, tookMS float64)
	VideoSwitched(r *manifest.Rendition)
	AudioSwitched(r *manifest.Rendition)
	FragLoaded(kind Kind, url string, bytes int64, tookMS float64)
	// TextCues brings a piece of a WebVTT rendition; by is to be added to its times,
	// seconds.
	TextCues(renditionID, vtt string, by float64)
	// TextFound tells that the presentation has more text renditions now.
	TextFound()
	// Edge tells how far a stream has grown that does, and when it stops to.
	Edge(w Window)
	// Events tells of what the manifest says beside the media, once play can begin.
	Events(list []manifest.Event)
	// FramesDropped tells that of the pictures of an interval some came too late, and how
	// many did so far.
	FramesDropped(dropped, decoded, all int)
	// Away tells whether the viewer waits for a network that does not answer.
	Away(on bool)
	// Failed tells of an error.
	Failed(f Failure)
}

// Buffer lengths, seconds.
const (
	goal           = 30.0
	backgroundGoal = 4.0
	companionGoal  = 8.0  // to begin with; a second more for each that passes
	keepBack       = 30.0 // at least

	keepBytes = 24 << 20 // of what has been played, to jump back to
	mostBack  = 900.0
)

type phase int

const (
	idle phase = iota
	loading
	loaded  // manifest known
	opening // MediaSource asked for
	open
	closed
)

// Engine plays one manifest through a Carrier.
type Engine struct {
	d                Deps
	c                Config
	l                Listener
	phase            phase
	format           Format
	url              string
	startAtSeconds   float64
	wanted           bool // Start was called
	p                *manifest.Presentation
	buffers          []*trackBuffer
	text             *textTrack
	captions         captions
	events           events
	frames           frames
	estimate         *abr.Estimator
	manual           string // id of a video rendition chosen by hand
	goalSeconds      float64
	background       bool
	limitSeconds     float64 // see Limit
	lastID           int
	ended            bool
	cancels          []func()
	tickStop         func()
	tickedMS         float64 // Clock.Now when it last looked, ms
	openedAtMS       float64 // Clock.Now, ms
	clock            watchdog
	noPictureSinceMS float64            // Clock.Now since when there is sound but no picture, ms; 0 = not
	backlog          []Record           // loads before this Engine was there
	avoidedUntilMS   map[string]float64 // renditions whose segments do not come, until Clock.Now
	waits            *Waits             // tries that wait
	tries            map[spot]int       // in vain
	inits            map[Resource]inside
	offsets          map[int64]float64 // timestamp offsets by discontinuity, seconds
	declared         bool              // the Carrier knows the types of all tracks
	// awayAtMS is since when the network does not answer, dryAtMS since when the viewer
	// waits for it, heardAtMS when it answered last; Clock.Now, ms, 0 = not.
	awayAtMS, dryAtMS, heardAtMS float64
	awayTries                    int
	unanswered                   map[string]int // small requests while others had answers, by URL
	away                         bool           // as the listener was told
	reloads                      map[*manifest.Rendition]*reload
	follow                       follower
	mpd                          document
	empty                        int // reloads of a list that has nothing yet
	counts                       counts
	keys                         keys
}

// New makes an Engine.
func New(d Deps, c Config, l Listener) *Engine {
	start := c.DefaultBandwidth
	if start <= 0 {
		start = 2_000_000
	}
	c.told(d.Log, start)
	return &Engine{
		d: d, c: c, l: l, goalSeconds: goal, estimate: abr.New(start), avoidedUntilMS: map[string]float64{},
		clock: watchdog{sinceMS: d.Clock.Now()},
		waits: NewWaits(d.Clock), tries: map[spot]int{}, inits: map[Resource]inside{},
		offsets:    map[int64]float64{},
		unanswered: map[string]int{}, reloads: map[*manifest.Rendition]*reload{},
	}
}

// Presentation is the parsed manifest, nil before it is loaded.
func (e *Engine) Presentation() *manifest.Presentation { return e.p }

// Start opens the media source and begins to fetch, once the manifest is there.
func (e *Engine) Start() {
	e.told("start")
	e.wanted = true
	if e.phase == loaded {
		e.open()
	}
}

// Close stops everything. The Carrier is left to its owner.
func (e *Engine) Close() {
	e.told("close")
	e.phase = closed
	for _, cancel := range e.cancels {
		cancel()
	}
	if e.tickStop != nil {
		e.tickStop()
	}
}

// SelectVideo chooses a rendition by hand; "" lets the Engine choose again.
func (e *Engine) SelectVideo(id string) {
	e.told("video " + id)
	e.manual = id
	n := e.buffer(Video)
	if n == nil || e.p == nil {
		return
	}
	if r := e.find(e.p.Video, id); r != nil && r != n.r {
		// Fetched but unplayed pictures of the old rendition make way, but for
		// what plays before the new ones can be there.
		if n.switching { // and then to this one
			e.flush(n, 3)
		}
		e.switchThen(n, r, reason{why: whyHand}, func() { e.flush(n, 3) })
	}
	e.tick()
}

// SelectAudio chooses an audio rendition.
func (e *Engine) SelectAudio(id string) {
	e.told("audio " + id)
	n := e.buffer(Audio)
	if n == nil || e.p == nil {
		return
	}
	if r := e.find(e.p.Audio, id); r != nil && r != n.r {
		e.switchThen(n, r, reason{why: whyHand}, func() { e.flush(n, 0.5) })
		e.l.AudioSwitched(r)
	}
	e.tick()
}

// Restrict bounds the choice from now on.
func (e *Engine) Restrict(r Restrictions) {
	r.told(e.d.Log)
	e.c.Restrictions = r
	e.tick()
}

// Background keeps only a small buffer of the smallest rendition: for a stream
// that nobody sees.
func (e *Engine) Background(on bool) {
	if e.background == on {
		return
	}
	told(e.d.Log, "background", number(on))
	e.background, e.goalSeconds = on, goal
	if on {
		e.goalSeconds = backgroundGoal
	}
	e.tick()
}

// Limit lets the Engine fetch no further ahead than so many seconds, for the
// sake of another stream on the same link; 0 lifts it.
func (e *Engine) Limit(seconds float64) {
	if seconds != e.limitSeconds {
		told(e.d.Log, "limit", seconds)
	}
	e.limitSeconds = seconds
}

// CapToSize bounds the rendition by the size that the stream is shown at.
func (e *Engine) CapToSize(on bool) {
	if on != e.c.CapToSize {
		told(e.d.Log, "size", number(on))
	}
	e.c.CapToSize = on
}

// soon is how far from the clock a better rendition takes over, seconds: time to
// fetch a segment.
const soon = 4.0

// Enlarged gives up what lies ahead in a rendition that is too small for a stream
// shown larger now. What is shown goes on meanwhile.
func (e *Engine) Enlarged() {
	e.told("enlarged")
	n := e.buffer(Video)
	if e.phase != open || n == nil || n.switching {
		return
	}
	m := e.d.Media()
	before := n.r
	end, _ := e.position(n, &m)
	if r := e.chooseVideo(before, end-m.CurrentTime); r == nil || r.Height <= before.Height {
		return
	}
	from := m.CurrentTime + soon
	for _, s := range before.Segments {
		if s.Start >= from && s.Start < end {
			e.remove(n, s.Start, math.Inf(1))
			n.last, n.pendingEndSeconds, n.floorSeconds, e.ended = Resource{}, 0, 0, false
			n.pauseUntilMS = e.d.Clock.Now() + tickMS // until it is gone
			break
		}
	}
	e.tick()
}

func (e *Engine) buffer(kind Kind) *trackBuffer {
	for _, n := range e.buffers {
		if n.kind == kind {
			return n
		}
	}
	return nil
}

func (e *Engine) find(list []*manifest.Rendition, id string) *manifest.Rendition {
	for _, r := range list {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// flush drops what is buffered beyond now+keep and what is on its way.
func (e *Engine) flush(n *trackBuffer, keep float64) {
	e.drop(n)
	n.pendingEndSeconds, n.last = 0, Resource{}
	now := e.d.Media().CurrentTime
	e.remove(n, now+keep, math.Inf(1))
	n.floorSeconds = now + keep
}

// drop gives up what is on its way.
func (e *Engine) drop(n *trackBuffer) {
	if n.flight != nil {
		e.d.Carrier.Abort(n.flight.ID)
		e.counts.bytes += n.flight.came
		delete(n.held, n.flight.ID)
		delete(n.sent, n.flight.ID)
		n.flight = nil
	}
}

// bufferTarget is how far ahead of the clock is fetched now, seconds.
func (e *Engine) bufferTarget() float64 {
	target := e.goalSeconds
	if e.c.Companion {
		target = min(target, companionGoal+(e.d.Clock.Now()-e.openedAtMS)/1000)
	}
	if e.limitSeconds > 0 {
		target = min(target, e.limitSeconds)
	}
	return target
}

// ahead is how long a clock at t can run, seconds.
func ahead(ranges []Range, t float64) float64 {
	end := t
	for _, r := range ranges {
		if r.Start <= end+tolerance && r.End > end {
			end = r.End
		}
	}
	return end - t
}

// tolerance bridges gaps that no browser stops at, seconds.
const tolerance = 0.1

// rounding is how exact the times of manifests are, seconds.
const rounding = 0.001
