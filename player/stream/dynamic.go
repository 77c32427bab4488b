package stream

import (
	"math"
	"strings"

	"diptych/player/manifest"
	"diptych/player/manifest/dash"
	"diptych/player/value"
)

// document is an MPD that grows. Its clock is the server's.
type document struct {
	tree    any
	url     string
	d       *dash.Dynamic
	zero    float64 // what play calls 0, seconds of the presentation
	shiftMS float64 // the server's clock less ours, ms
	synced  bool
	asking  bool
	nextMS  float64 // Clock.Now of the next look at the document, …
	askMS   float64 // … and at the server's
	stale   int
	tries   int
}

// How often a document is looked at, at most, seconds, and as a share of what it grows by.
const (
	shortestPeriod = 0.5
	looks          = 0.5
)

// nowMS is the server's clock, ms since 1970.
func (x *document) nowMS(e *Engine) float64 { return e.d.Clock.Wall() + x.shiftMS }

// parseMPD reads a document, for one that grows once it is known what time it is.
func (e *Engine) parseMPD(r Response, try int) {
	tree, err := value.Parse(r.Body)
	if err != nil && e.unreadable(try) {
		return
	}
	if err != nil {
		e.l.Failed(Failure{Cause: CauseNotXML, Fatal: true, URL: r.URL})
		return
	}
	x := &e.mpd
	x.tree, x.url = tree, r.URL
	p, d, err := dash.ParseAt(tree, r.URL, dash.At{NowMS: x.nowMS(e)})
	if err != nil {
		e.l.Failed(Failure{Cause: CauseNoPeriods, Fatal: true, URL: r.URL, Message: err.Error()})
		return
	}
	if x.d = d; d == nil {
		e.p = p
		e.events.note(p.Events, 0)
		e.manifestReady(r.TookMS)
		return
	}
	if d.ByClock && !x.synced {
		e.sync(d.Timing, func() { e.parseMPD(r, try) })
		return
	}
	e.rebase(p)
	e.p = p
	e.events.note(p.Events, -x.zero)
	e.due()
	e.manifestReady(r.TookMS)
}

// rebase lets play begin at 0: the beginning of the window.
func (e *Engine) rebase(p *manifest.Presentation) {
	first := -1.0
	for _, r := range p.All() {
		if len(r.Segments) > 0 && (first < 0 || r.Segments[0].Start < first) {
			first = r.Segments[0].Start
		}
	}
	e.mpd.zero = max(0, first)
	for _, r := range p.All() {
		r.Move(-e.mpd.zero)
	}
}

// sync asks what time it is, where somebody says who knows (ISO/IEC 23009-1 §5.8.4.11);
// without an answer our own clock has to do.
func (e *Engine) sync(list []dash.Timing, done func()) {
	e.mpd.synced = true
	for i, t := range list {
		switch kind := timing(t.Scheme); kind {
		case "direct":
			if ms, ok := manifest.ParseDate(t.Value); ok {
				e.mpd.shiftMS = ms - e.d.Clock.Wall()
				done()
				return
			}
		case "http-iso", "http-xsdate", "http-head":
			url, _, _ := strings.Cut(t.Value, " ")
			e.fetch(FetchRequest{URL: manifest.Resolve(e.mpd.url, url), TimeoutMS: 5000}, func(r Response) {
				ms, ok := manifest.ParseDate(r.Body)
				if kind == "http-head" {
					ms, ok = manifest.ParseHTTPDate(r.Headers["date"])
				}
				if !ok || r.Status < 200 || r.Status > 299 {
					e.sync(list[i+1:], done)
					return
				}
				e.mpd.shiftMS = ms - e.d.Clock.Wall() + r.TookMS/2
				done()
			})
			return
		}
	}
	done()
}

// timing is the way in which a UTCTiming scheme tells the time: urn:mpeg:dash:utc:way:2014.
func timing(scheme string) string {
	if fields := strings.Split(scheme, ":"); len(fields) > 4 {
		return fields[4]
	}
	return ""
}

// due sets when the document is looked at again, and when the server's is.
func (e *Engine) due() {
	e.lookAgain()
	e.mpd.askMS = e.d.Clock.Now() + 1000*max(shortestPeriod, e.mpd.d.Period)
}

func (e *Engine) lookAgain() {
	x, now := &e.mpd, e.d.Clock.Now()
	x.nextMS = now + 1000*shortestPeriod
	for _, n := range e.buffers {
		x.nextMS = now + 1000*max(shortestPeriod/2, looks*piece(n.r))
	}
}

// renewMPD looks at a document that grows again: at the server's when its time has come,
// else at what the clock has brought.
func (e *Engine) renewMPD() {
	x, now := &e.mpd, e.d.Clock.Now()
	if x.d == nil || !e.p.Live || x.asking {
		return
	}
	if x.d.Period >= 0 && now >= x.askMS {
		x.asking = true
		url := e.url
		if x.d.Location != "" {
			url = x.d.Location
		}
		e.fetch(FetchRequest{URL: url, XML: true}, func(r Response) {
			x.asking = false
			e.newMPD(r)
		})
		return
	}
	if x.d.ByClock && now >= x.nextMS {
		x.nextMS = now + 1000*shortestPeriod
		if e.growMPD(true) {
			x.stale = 0
		}
	}
}

func (e *Engine) newMPD(r Response) {
	x := &e.mpd
	tree, err := value.Parse(r.Body)
	if r.Status < 200 || r.Status > 299 || err != nil {
		if _, again := e.again(x.tries+1, r); !again {
			x.stale++
		}
		x.tries++
		x.askMS = e.d.Clock.Now() + backoff(x.tries)
		return
	}
	e.heard()
	x.tree, x.url, x.tries = tree, r.URL, 0
	e.due()
	if e.growMPD(x.d.ByClock) {
		x.stale = 0
	} else {
		x.stale++
	}
}

// growMPD takes what the document says now into the lists that are in use; short leaves
// out what they have.
func (e *Engine) growMPD(short bool) (changed bool) {
	x := &e.mpd
	at := dash.At{NowMS: x.nowMS(e), Only: func(id string) bool { return e.usesID(id) }}
	if short {
		at.From = e.known()
	}
	p, d, err := dash.ParseAt(x.tree, x.url, at)
	if err != nil {
		return false
	}
	if d == nil { // it is finished
		e.finished(p)
		return true
	}
	x.d = d
	e.events.note(p.Events, -x.zero)
	if at.From > 0 {
		for _, r := range p.All() {
			r.Live.Skipped = allBefore
		}
	}
	for _, n := range e.buffers {
		changed = e.takeIn(n.r, p) || changed
	}
	if e.text != nil {
		e.takeIn(e.text.r, p)
	}
	e.lookAgain()
	if changed {
		e.prune()
		e.edge()
	}
	return changed
}

// known is up to where the lists in use go on from what they have, seconds of the
// presentation; 0 = they do not.
func (e *Engine) known() float64 {
	from := math.Inf(1)
	for _, n := range e.buffers {
		if len(n.r.Segments) <= knownSegments {
			return 0
		}
		from = min(from, n.r.End()-(knownSegments-1)*target(n.r))
	}
	if e.text != nil || math.IsInf(from, 1) {
		return 0
	}
	return max(0, from+e.mpd.zero)
}

const (
	knownSegments = 4
	allBefore     = 1 << 40 // is left out of a list
)

func (e *Engine) usesID(id string) bool {
	for _, n := range e.buffers {
		if n.r.ID == id || n.coming != nil && n.coming.ID == id {
			return true
		}
	}
	return e.text != nil && e.text.r.ID == id
}

// takeIn merges what a document says of a rendition.
func (e *Engine) takeIn(r *manifest.Rendition, p *manifest.Presentation) bool {
	fresh := e.find(p.All(), r.ID)
	if fresh == nil {
		return false
	}
	fresh.Move(-e.mpd.zero)
	changed, err := manifest.Merge(r, fresh)
	if err != nil {
		e.growOne(r)
		return true
	}
	if w := e.mpd.d.Window; w > 0 && e.mpd.d.ByClock {
		r.Trim(e.there(math.Inf(1)) - w)
	}
	e.reload(r).atMS = e.d.Clock.Now()
	if changed {
		e.reload(r).changeMS = e.d.Clock.Now()
	}
	return changed
}

// finished takes the last reading of a document, which does not grow any more.
func (e *Engine) finished(p *manifest.Presentation) {
	x := &e.mpd
	for _, r := range e.p.All() {
		fresh := e.find(p.All(), r.ID)
		if fresh == nil {
			r.EndList = true
			continue
		}
		for i := range fresh.Segments {
			s := &fresh.Segments[i]
			s.Sequence = int64(s.Start*1000 + 0.5)
			s.ID = manifest.Whole(s.Sequence)
			s.ProgramTimeMS = x.d.BeginMS + s.Start*1000
		}
		fresh.Move(-x.zero)
		end := fresh.End()
		_, _ = manifest.Merge(r, fresh)
		for n := len(r.Segments); n > 0 && end > 0 && r.Segments[n-1].Start > end-tolerance; n-- {
			r.Segments = r.Segments[:n-1] // the clock had promised more
		}
		r.EndList = true
	}
	e.p.Live, x.d = false, nil
	e.edge()
}

// there is where what a document by the clock announces exists, seconds of play.
func (e *Engine) there(end float64) float64 {
	if x := &e.mpd; x.d != nil && x.d.BeginMS > 0 && x.synced {
		return min(end, (x.nowMS(e)-x.d.BeginMS)/1000-x.zero)
	}
	return end
}

// growOne brings the list of a rendition up to date that was not in use.
func (e *Engine) growOne(r *manifest.Rendition) {
	at := dash.At{NowMS: e.mpd.nowMS(e), Only: func(id string) bool { return id == r.ID }}
	if p, d, err := dash.ParseAt(e.mpd.tree, e.mpd.url, at); err == nil && d != nil {
		e.takeIn(r, p)
	}
}
