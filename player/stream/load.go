package stream

import (
	"diptych/player/manifest"
	"diptych/player/manifest/dash"
	"diptych/player/manifest/hls"
	"diptych/player/value"
)

// Contract numbers of failures (reference: player-api §4.2, §4.3).
const (
	categoryNetwork  = 1
	categoryMedia    = 3
	categoryManifest = 4
	categoryDRM      = 6

	codeHTTP          = 1002
	codeTimeout       = 1003
	codeSourceThrew   = 3015
	codeMediaFatal    = 3018 // what is inside cannot be played here
	codeStalled       = 3023
	codeInvalidXML    = 4001
	codeNoSegmentInfo = 4002
	codeRestrictions  = 4012
	codeNoPeriods     = 4014
	codeHeaderMissing = 4015
	codeUnsupported   = 4006 // container that MSE does not take (MPEG-TS)
	codeLive          = 4029
	codeEncrypted     = 6010 // and there are no keys
)

// maxTries of a manifest.
const maxTries = 4

// Load fetches a manifest and reports it. startAt is where play will begin,
// seconds.
func (e *Engine) Load(url string, f Format, startAt float64) {
	e.url, e.format, e.startAt, e.phase = url, f, startAt, loading
	if f == Progressive {
		e.p = &manifest.Presentation{}
		e.manifestReady(0)
		return
	}
	e.fetchManifest(url, 1)
}

func (e *Engine) fetchManifest(url string, try int) {
	e.fetch(FetchRequest{URL: url, XML: e.format == DASH}, func(r Response) {
		if r.Status < 200 || r.Status > 299 {
			e.manifestFailed(url, try, r)
			return
		}
		e.heard()
		e.parse(r)
	})
}

// manifestFailed tells of the first failure as of one that is got over, and
// tries again: once what the server refuses, more often what a server in trouble
// does (reference: player-api §4.4), for as long as the network is away.
func (e *Engine) manifestFailed(url string, try int, r Response) {
	if r.URL == "" {
		r.URL = url
	}
	if try == 1 {
		e.failHTTP("manifestLoadError", r, false)
	}
	if ms, again := e.again(try, r); again {
		e.after(ms, func() { e.fetchManifest(url, try+1) })
		return
	}
	e.failHTTP("manifestLoadError", r, true)
}

// again tells whether a small request is made once more, and after how long, ms.
// One without an answer means that the network is away, unless others had one
// meanwhile: then it is the host that fails.
func (e *Engine) again(try int, r Response) (ms float64, again bool) {
	others := e.heardAt > e.d.Clock.Now()-r.TookMS || e.unanswered[r.URL] > 0 && e.awayAt == 0
	if r.Status == 0 && others {
		e.unanswered[r.URL]++
		n := e.unanswered[r.URL]
		return backoff(n), n < maxTries
	}
	if r.Status == 0 {
		if e.awayAt == 0 {
			e.awayAt, e.awayTries = e.d.Clock.Now()-r.TookMS, 0
		}
		e.tell()
		return min(backoff(try), 2000), !e.gaveUp()
	}
	e.heard()
	tries := maxTries
	if r.Status >= 400 && r.Status < 500 {
		tries = 2
	}
	return backoff(try), try < tries
}

// failHTTP tells of an answer that was not one. Its data have the names that
// hls.js gives them.
func (e *Engine) failHTTP(name string, r Response, fatal bool) {
	e.l.Failed(codeHTTP, categoryNetwork, fatal, value.Map{"name": name, "url": r.URL, "responseCode": r.Status})
}

// backoff before try n+1, milliseconds.
func backoff(n int) float64 {
	ms := 250.0
	for range n {
		ms *= 2
	}
	return min(ms, 4000)
}

func (e *Engine) parse(r Response) {
	var err error
	if e.format == DASH {
		var tree any
		if tree, err = value.Parse(r.Body); err != nil {
			e.l.Failed(codeInvalidXML, categoryManifest, true, value.Map{"url": r.URL})
			return
		}
		e.p, err = dash.Parse(tree, r.URL)
	} else if hls.IsMaster(r.Body) {
		e.p, err = hls.Master(r.Body, r.URL)
	} else {
		only := &manifest.Rendition{ID: "v0", Playlist: r.URL}
		err = hls.Media(r.Body, r.URL, only)
		e.p = &manifest.Presentation{Video: []*manifest.Rendition{only}, Duration: length(only), Live: !only.EndList}
	}
	if err != nil {
		code := codeHeaderMissing
		if e.format == DASH {
			code = codeNoPeriods
		}
		e.l.Failed(code, categoryManifest, true, value.Map{"url": r.URL, "message": err.Error()})
		return
	}
	e.manifestReady(r.TookMS)
}

func length(r *manifest.Rendition) float64 {
	if n := len(r.Segments); n > 0 {
		return r.Segments[n-1].Start + r.Segments[n-1].Duration
	}
	return 0
}

func (e *Engine) manifestReady(tookMS float64) {
	e.phase = loaded
	e.playable()
	e.l.ManifestLoaded(e.p, tookMS)
	if e.wanted && e.phase == loaded {
		e.open()
	}
}

// playable drops video renditions whose codecs the browser does not take.
func (e *Engine) playable() {
	var kept []*manifest.Rendition
	for _, r := range e.p.Video {
		if e.d.CanPlay(e.videoMIME(r)) {
			kept = append(kept, r)
		}
	}
	if len(kept) > 0 {
		e.p.Video = kept
	}
}

// videoMIME is the type of the buffer that a video rendition goes to; one that
// carries its own sound names both codecs.
func (e *Engine) videoMIME(r *manifest.Rendition) string {
	if r.MIME != "" {
		return r.MIME
	}
	codecs := r.Codecs
	if len(e.p.Audio) > 0 && codecs != "" {
		codecs = hls.Split(codecs, true)
	}
	if codecs == "" {
		codecs = "avc1.64001f"
		if len(e.p.Audio) == 0 {
			codecs += ",mp4a.40.2"
		}
	}
	return `video/mp4; codecs="` + codecs + `"`
}

func (e *Engine) audioMIME(r *manifest.Rendition) string {
	if r.MIME != "" {
		return r.MIME
	}
	codecs := r.Codecs
	if codecs == "" {
		codecs = "mp4a.40.2"
		for _, v := range e.p.Video {
			if c := hls.Split(v.Codecs, false); c != "" {
				codecs = c
				break
			}
		}
	}
	return `audio/mp4; codecs="` + codecs + `"`
}

// playlist makes sure that an HLS rendition has its segments, then goes on.
func (e *Engine) playlist(r *manifest.Rendition, try int, done func()) {
	if i := unread(r); i >= 0 {
		e.index(r, i, 0, 1, done)
		return
	}
	if listed(r) {
		done()
		return
	}
	e.fetch(FetchRequest{URL: r.Playlist}, func(answer Response) {
		if answer.Status < 200 || answer.Status > 299 {
			e.playlistFailed(r, try, answer, done)
			return
		}
		e.heard()
		err := hls.Media(answer.Body, answer.URL, r)
		if err != nil && e.find(e.p.Text, r.ID) == r {
			e.textFailed(r, answer)
			return
		}
		if err != nil {
			e.l.Failed(codeHeaderMissing, categoryManifest, true, value.Map{"url": answer.URL})
			return
		}
		if e.p.Duration == 0 && r.EndList {
			e.p.Duration = length(r)
		}
		done()
	})
}

// playlistFailed asks again, or at another address of the same, or goes on with
// another rendition.
func (e *Engine) playlistFailed(r *manifest.Rendition, try int, answer Response, done func()) {
	if ms, again := e.again(try, answer); again {
		for _, n := range e.lanes {
			n.late = n.late || n.coming == r
		}
		e.after(ms, func() { e.playlist(r, try+1, done) })
		return
	}
	if r.Elsewhere() {
		e.playlist(r, 1, done)
		return
	}
	if e.find(e.p.Text, r.ID) == r {
		e.textFailed(r, answer)
		return
	}
	wanted := false
	for _, n := range e.lanes {
		if n.r != r && n.coming != r {
			continue
		}
		if n.kind == Video {
			if e.manual == r.ID {
				e.manual = ""
			}
			e.avoided[r.ID] = e.d.Clock.Now() + avoidMS
			if other := e.chooseVideo(nil, 0); other != nil && e.d.Clock.Now() >= e.avoided[other.ID] {
				e.instead(n, r, other, done)
				return
			}
		}
		if n.r != r && n.r.Segments != nil {
			e.stay(n, answer)
			return
		}
		wanted = true
	}
	if !wanted { // whoever asked has gone
		return
	}
	e.Close()
	e.failHTTP("levelLoadError", answer, true)
}

// stay keeps a lane on its rendition, as the one that was asked for does not come.
func (e *Engine) stay(n *lane, answer Response) {
	n.arrived()
	e.failHTTP("levelLoadError", answer, false)
	if n.kind == Audio {
		e.l.AudioSwitched(n.r)
	}
	e.tick()
}

// instead goes on with another rendition than the one that was to come.
func (e *Engine) instead(n *lane, r, other *manifest.Rendition, done func()) {
	if n.r == r {
		n.r = other
		e.playlist(other, 1, done)
		return
	}
	n.arrived() // and stays with what it has
	if n.r.Segments == nil || e.d.Clock.Now() < e.avoided[n.r.ID] {
		e.switchTo(n, other)
	}
	e.tick()
}

func (e *Engine) fetch(r FetchRequest, done func(Response)) {
	asked := e.d.Clock.Now()
	e.cancels = append(e.cancels, e.d.Fetch.Fetch(r, func(answer Response) {
		if e.phase == closed {
			return
		}
		if answer.Status == 0 {
			answer.URL, answer.TookMS = r.URL, e.d.Clock.Now()-asked
		} else {
			delete(e.unanswered, r.URL)
		}
		done(answer)
	}))
}

func (e *Engine) after(ms float64, f func()) {
	e.cancels = append(e.cancels, e.waits.After(ms, func() {
		if e.phase != closed {
			f()
		}
	}))
	if len(e.cancels) > 100 { // those long done
		e.cancels = append([]func(){}, e.cancels[50:]...)
	}
}

// open takes over what was begun before, or loads the playlists of the first
// renditions and opens the Carrier.
func (e *Engine) open() {
	e.phase = opening
	if e.format == Progressive {
		e.d.Carrier.SetSource(e.url)
		e.phase = open
		return
	}
	if log := e.d.Carrier.Log(); len(log) > 0 && e.adopt(log) {
		return
	}
	e.lanes = nil
	if r := e.chooseVideo(nil, 0); r != nil {
		e.lanes = append(e.lanes, newLane(Video, r))
	}
	if r := e.firstAudio(); r != nil {
		e.lanes = append(e.lanes, newLane(Audio, r))
	}
	if len(e.lanes) == 0 {
		e.l.Failed(codeRestrictions, categoryManifest, true, nil)
		return
	}
	waiting := len(e.lanes)
	for _, n := range e.lanes {
		e.playlist(n.r, 1, func() {
			if waiting--; waiting == 0 {
				e.openCarrier()
			}
		})
	}
}

func (e *Engine) openCarrier() {
	for _, n := range e.lanes {
		if c := n.r.Container; c != "mp4" && c != "webm" && c != "" {
			e.fatal(codeUnsupported, categoryManifest, value.Map{"container": c})
			return
		}
		if len(n.r.Segments) == 0 {
			code := codeNoSegmentInfo
			if e.p.Live {
				code = codeLive
			}
			e.fatal(code, categoryManifest, value.Map{"rendition": n.r.ID})
			return
		}
	}
	if e.startAt == 0 {
		e.startAt = e.begin()
	}
	e.clampStart()
	e.knock()
}

// clampStart keeps a start before the end: there is nothing behind it.
func (e *Engine) clampStart() {
	end := 0.0
	for _, n := range e.lanes {
		if !n.r.EndList {
			return
		}
		end = max(end, length(n.r))
	}
	e.startAt = min(e.startAt, max(0, end-endMargin))
}

// begin is where the manifest wants play to begin, seconds (RFC 8216bis §4.4.2.2).
func (e *Engine) begin() float64 {
	r := e.lanes[0].r
	at := r.Begin
	if at == 0 {
		at = e.p.Begin
	}
	end := length(r)
	if at < 0 {
		at += end
	}
	return max(0, min(at, end-tolerance))
}

// knock opens the source and asks for the first segments: what their init
// segments say is inside gives the types of the SourceBuffers. Only media that
// nobody here looks into is taken at its manifest's word.
func (e *Engine) knock() {
	e.declared = false
	m := e.d.Media()
	if n := e.barren(&m); n != nil {
		e.leave(n)
		return
	}
	tracks := make([]SourceTrack, 0, len(e.lanes))
	for _, n := range e.lanes {
		t := SourceTrack{Kind: n.kind}
		if n.r.Container == "webm" {
			t.MIME = e.mime(n)
			e.declared = true
		}
		tracks = append(tracks, t)
	}
	if e.declared {
		for i, n := range e.lanes {
			tracks[i].MIME = e.mime(n)
		}
	}
	e.openedAt = e.d.Clock.Now()
	e.d.Carrier.Open(tracks)
	if !e.declared {
		e.tick()
		e.keepTicking()
	}
}

// barren finds a lane without anything to ask for, which would keep the source
// from opening: its media ends before the start, or is a gap, or did not come.
func (e *Engine) barren(m *MediaState) *lane {
	if e.declared || e.phase != opening {
		return nil
	}
	for _, n := range e.lanes {
		if len(n.sent) > 0 || len(n.first) > 0 || n.switching || !n.r.EndList {
			continue
		}
		at, joined := e.position(n, m)
		if e.next(n, at, joined) >= len(n.r.Segments) {
			return n
		}
	}
	return nil
}

// leave goes on without a barren lane, where there is another one.
func (e *Engine) leave(n *lane) {
	switch {
	case len(e.lanes) > 1:
		e.knockWithout(n)
	case n.vain != nil:
		n.halted = n.vain
		m := e.d.Media()
		e.halt(&m)
	default:
		e.fatal(codeNoSegmentInfo, categoryManifest, value.Map{"rendition": n.r.ID})
	}
}

// knockWithout opens the source once more, for the other lanes only.
func (e *Engine) knockWithout(n *lane) {
	var left []*lane
	for _, each := range e.lanes {
		if each != n {
			left = append(left, newLane(each.kind, each.r))
		}
	}
	e.lanes = left
	e.knock()
}

// knocking tells that the source is about to open, and segments may be asked for.
func (e *Engine) knocking() bool {
	return e.phase == opening && e.format != Progressive && e.openedAt > 0
}

func (e *Engine) firstAudio() *manifest.Rendition {
	group := ""
	if v := e.lane(Video); v != nil {
		group = v.r.AudioGroup
	}
	var first *manifest.Rendition
	for _, r := range e.p.Audio {
		if group != "" && r.Group != "" && r.Group != group {
			continue
		}
		if first == nil || r.Default && !first.Default {
			first = r
		}
	}
	return first
}
