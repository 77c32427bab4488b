package stream

import (
	"math"
	"strconv"
	"strings"

	"diptych/player/manifest"
	"diptych/player/manifest/hls"
)

// reload is how the list of a rendition that grows is kept up to date.
type reload struct {
	asking   bool
	whole    bool    // the next one may be no delta
	atMS     float64 // Clock.Now of the last answer
	changeMS float64 // … of the last one that brought something
	nextMS   float64 // … when it is asked for again
	stale    int     // answers in a row that brought nothing
	tries    int     // failures in a row
	cancel   func()
}

// DefaultStale is how many reloads in a row may bring nothing (reference: player-api
// §2.5, network.maxStaleLevelReloads).
const DefaultStale = 20

// Waits between reloads (RFC 8216bis §6.3.4), as shares of the target duration, and
// the shortest of all, seconds.
const (
	unchangedShare = 0.5
	shortestReload = 0.2
	moment         = 50.0 // ms, before a server that waits is asked again
	usualTarget    = 6.0  // where a list does not say
)

// grows tells that the list of a rendition is to be read again.
func grows(r *manifest.Rendition) bool { return r.Playlist != "" && r.Segments != nil && !r.EndList }

func (e *Engine) reload(r *manifest.Rendition) *reload {
	x := e.reloads[r]
	if x == nil {
		x = &reload{}
		e.reloads[r] = x
	}
	return x
}

// fresh tells that the list of a rendition is new enough to go on with.
func (e *Engine) fresh(r *manifest.Rendition) bool {
	if !listed(r) || !grows(r) && !e.dynamic() {
		return listed(r)
	}
	x := e.reloads[r]
	return x != nil && e.d.Clock.Now()-x.atMS < 1000*target(r)
}

// target is the target duration of a list, seconds.
func target(r *manifest.Rendition) float64 {
	if r.TargetDuration > 0 {
		return r.TargetDuration
	}
	return usualTarget
}

// refresh reads the lists again that are in use and due.
func (e *Engine) refresh() {
	now := e.d.Clock.Now()
	for r, x := range e.reloads {
		if x.asking && !e.uses(r) {
			x.cancel()
			x.asking = false
		}
	}
	e.renewMPD()
	for _, n := range e.buffers {
		if grows(n.r) && !n.switching {
			e.renew(n.r, now)
		}
	}
	if e.text != nil && grows(e.text.r) {
		e.renew(e.text.r, now)
	}
}

func (e *Engine) uses(r *manifest.Rendition) bool {
	for _, n := range e.buffers {
		if n.r == r || n.coming == r {
			return true
		}
	}
	return e.text != nil && e.text.r == r
}

func (e *Engine) renew(r *manifest.Rendition, now float64) {
	x := e.reload(r)
	if x.asking || now < x.nextMS {
		return
	}
	x.asking = true
	url := e.address(r, x)
	x.cancel = e.fetch(FetchRequest{URL: url, TimeoutMS: max(10_000, 4000*target(r))}, func(answer Response) {
		x.asking = false
		e.renewed(r, x, answer)
	})
}

// address asks for what the server can do: wait for what comes next, and leave out
// what is known (RFC 8216bis §6.2.5).
func (e *Engine) address(r *manifest.Rendition, x *reload) string {
	l := &r.Live
	url := r.Playlist
	add := func(name, v string) {
		between := "?"
		if strings.Contains(url, "?") {
			between = "&"
		}
		url += between + name + "=" + v
	}
	if l.CanBlock && x.tries == 0 {
		add("_HLS_msn", strconv.FormatInt(l.NextSequence-l.Jump, 10))
		if l.PartTarget > 0 {
			add("_HLS_part", strconv.FormatInt(l.NextPart, 10))
		}
	}
	if l.SkipUntil > 0 && !x.whole && e.d.Clock.Now()-x.atMS < 500*l.SkipUntil {
		add("_HLS_skip", "YES")
	}
	return url
}

func (e *Engine) renewed(r *manifest.Rendition, x *reload, answer Response) {
	now := e.d.Clock.Now()
	if answer.Status < 200 || answer.Status > 299 {
		e.notRenewed(r, x, answer)
		return
	}
	e.heard()
	list := &manifest.Rendition{Variables: r.Variables}
	err := hls.Media(answer.Body, answer.URL, list)
	if err != nil { // half a list, or an error page with a good status
		e.wait(x, r)
		return
	}
	changed, err := manifest.Merge(r, list)
	if err != nil && x.whole { // a whole list was asked for, and this leaves something out
		e.wait(x, r)
		return
	}
	if err != nil {
		x.whole, x.nextMS = true, now
		e.renew(r, now)
		return
	}
	x.whole, x.tries, x.atMS = false, 0, now
	e.events.note(r.Dated(), 0)
	e.grown(r, x, changed)
	e.tick()
}

// grown notes what a reload brought and when the next is due.
func (e *Engine) grown(r *manifest.Rendition, x *reload, changed bool) {
	now := e.d.Clock.Now()
	if !changed {
		x.stale++
		x.nextMS = now + 1000*max(shortestReload, piece(r)*unchangedShare)
		return
	}
	x.nextMS, x.stale, x.changeMS = now+step(r), 0, now
	e.prune()
	e.edge()
}

// piece is how long what a list grows by is, seconds.
func piece(r *manifest.Rendition) float64 {
	if r.Live.PartTarget > 0 {
		return r.Live.PartTarget
	}
	return target(r)
}

// step is how long to wait before a list that has just changed is read again, ms: not
// more than a moment where the server waits.
func step(r *manifest.Rendition) float64 {
	if r.Live.CanBlock {
		return moment
	}
	return 1000 * max(shortestReload, piece(r))
}

// notRenewed asks again, at another address where there is one.
func (e *Engine) notRenewed(r *manifest.Rendition, x *reload, answer Response) {
	if _, again := e.again(x.tries+1, answer); !again && answer.Status != 0 && r.Elsewhere() {
		x.tries, x.nextMS, x.whole = 0, 0, true
		e.tick()
		return
	}
	x.whole = true
	e.wait(x, r)
}

// wait lets some time pass before a list that did not come is asked for again.
func (e *Engine) wait(x *reload, r *manifest.Rendition) {
	x.tries++
	ms := min(backoff(x.tries), max(1000, 500*target(r)))
	x.nextMS = e.d.Clock.Now() + ms
	e.after(ms, e.tick)
}

// outdated tells that a list has brought nothing for too long.
func (e *Engine) outdated() bool {
	most := e.mostStale()
	if e.mpd.stale >= most {
		return true
	}
	for _, n := range e.buffers {
		if x := e.reloads[n.r]; x != nil && (x.stale >= most || x.tries >= most) {
			return true
		}
	}
	return false
}

func (e *Engine) mostStale() int {
	if e.c.MaxStale > 0 {
		return e.c.MaxStale
	}
	return DefaultStale
}

// prune forgets what is known of segments that are no longer listed.
func (e *Engine) prune() {
	for s := range e.tries {
		if s.segment() == nil {
			delete(e.tries, s)
		}
	}
	for _, n := range e.buffers {
		for s := range n.have {
			if s.segment() == nil {
				delete(n.have, s)
			}
		}
	}
	e.pruneOffsets()
	if len(e.inits) > maxInits {
		e.forgetInits()
	}
}

func (e *Engine) pruneOffsets() {
	oldest := int64(math.MaxInt64)
	for _, n := range e.buffers {
		if len(n.r.Segments) > 0 {
			oldest = min(oldest, n.r.Segments[0].Discontinuity)
		}
	}
	lists := []map[int64]float64{e.offsets}
	for _, n := range e.buffers {
		lists = append(lists, n.offsets)
	}
	for _, list := range lists {
		for key := range list {
			if key < oldest-1 {
				delete(list, key)
			}
		}
	}
}

// maxInits is how many init segments are remembered that no list names any more.
const maxInits = 64

func (e *Engine) forgetInits() {
	named := map[Resource]bool{}
	for _, n := range e.buffers {
		for i := range n.r.Segments {
			if init := n.r.Segments[i].Init; init != nil {
				named[Resource(*init)] = true
			}
		}
		for _, f := range n.sent {
			named[f.Init] = true
		}
	}
	for r := range e.inits {
		if !named[r] {
			delete(e.inits, r)
		}
	}
}

// Size counts what the Engine keeps for each segment or list, for tests of long plays.
func (e *Engine) Size() int {
	n := len(e.tries) + len(e.inits) + len(e.offsets) + len(e.reloads) + len(e.unanswered)
	for _, b := range e.buffers {
		n += len(b.have) + len(b.sent) + len(b.held) + len(b.offsets) + len(b.r.Segments)
	}
	return n
}
