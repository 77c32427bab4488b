package stream

import (
	"diptych/player/manifest"
	"diptych/player/manifest/hls"
)

// maxTries of a manifest.
const maxTries = 4

// Load fetches a manifest and reports it. startAt is where play will begin,
// seconds.
func (e *Engine) Load(url string, f Format, startAt float64) {
	told(e.d.Log, "load "+string(f)+" "+url, startAt)
	e.url, e.format, e.startAtSeconds, e.phase = url, f, startAt, loading
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
		e.parse(r, try)
	})
}

// unreadable asks once more for a manifest that is none, such as a page in its place;
// false when that was the second time.
func (e *Engine) unreadable(try int) bool {
	if try >= triesRefused {
		return false
	}
	e.after(backoff(try), func() { e.fetchManifest(e.url, try+1) })
	return true
}

// manifestFailed tells of the first failure as of one that is got over, and
// tries again: once what the server refuses, more often what a server in trouble
// does (reference: player-api §4.4), for as long as the network is away.
func (e *Engine) manifestFailed(url string, try int, r Response) {
	if r.URL == "" {
		r.URL = url
	}
	if try == 1 {
		e.failHTTP(OpManifest, r, false)
	}
	if ms, again := e.again(try, r); again {
		e.after(ms, func() { e.fetchManifest(url, try+1) })
		return
	}
	e.failHTTP(OpManifest, r, true)
}

// again tells whether a small request is made once more, and after how long, ms.
// One without an answer means that the network is away, unless others had one
// meanwhile: then it is the host that fails.
func (e *Engine) again(try int, r Response) (ms float64, again bool) {
	others := e.heardAtMS > e.d.Clock.Now()-r.TookMS || e.unanswered[r.URL] > 0 && e.awayAtMS == 0
	if r.Status == 0 && others {
		e.unanswered[r.URL]++
		n := e.unanswered[r.URL]
		return backoff(n), n < maxTries
	}
	if r.Status == 0 {
		if e.awayAtMS == 0 {
			e.awayAtMS, e.awayTries = e.d.Clock.Now()-r.TookMS, 0
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

// failHTTP tells of an answer that was not one.
func (e *Engine) failHTTP(op Op, r Response, fatal bool) {
	e.l.Failed(Failure{Op: op, Cause: CauseHTTP, Fatal: fatal, URL: r.URL, Status: r.Status})
}

// backoff before try n+1, milliseconds.
func backoff(n int) float64 {
	ms := 250.0
	for range n {
		ms *= 2
	}
	return min(ms, 4000)
}

func (e *Engine) parse(r Response, try int) {
	if e.format == DASH {
		e.parseMPD(r, try)
		return
	}
	var err error
	if hls.IsMaster(r.Body) {
		e.p, err = hls.Master(r.Body, r.URL)
	} else {
		only := &manifest.Rendition{ID: "v0", Playlist: r.URL}
		err = e.readList(only, r)
		e.p = &manifest.Presentation{
			Video: []*manifest.Rendition{only}, Duration: only.End(), Live: !only.EndList,
		}
	}
	if err != nil && e.unreadable(try) {
		return
	}
	if err != nil {
		e.l.Failed(Failure{Cause: CauseNoPlaylist, Fatal: true, URL: r.URL, Message: err.Error()})
		return
	}
	e.manifestReady(r.TookMS)
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

func (e *Engine) fetch(r FetchRequest, done func(Response)) (cancel func()) {
	asked := e.d.Clock.Now()
	e.counts.requests++
	cancel = e.d.Fetch.Fetch(r, func(answer Response) {
		if e.phase == closed {
			return
		}
		if answer.Status < 200 || answer.Status > 299 {
			e.counts.failed++
		}
		if answer.Status == 0 {
			answer.URL, answer.TookMS = r.URL, e.d.Clock.Now()-asked
		} else {
			delete(e.unanswered, r.URL)
		}
		done(answer)
	})
	e.later(cancel)
	return cancel
}

// later keeps what is to be cancelled when the Engine closes.
func (e *Engine) later(cancel func()) {
	e.cancels = append(e.cancels, cancel)
	if len(e.cancels) > 100 { // those long done
		e.cancels = append([]func(){}, e.cancels[50:]...)
	}
}

func (e *Engine) after(ms float64, f func()) {
	e.later(e.waits.After(ms, func() {
		if e.phase != closed {
			f()
		}
	}))
}
