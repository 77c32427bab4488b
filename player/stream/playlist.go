package stream

import (
	"diptych/player/manifest"
	"diptych/player/manifest/hls"
)

// playlist makes sure that an HLS rendition has its segments, then goes on.
func (e *Engine) playlist(r *manifest.Rendition, try int, done func()) {
	if i := unread(r); i >= 0 {
		e.index(r, i, 0, 1, done)
		return
	}
	if e.fresh(r) {
		done()
		return
	}
	if e.dynamic() { // the document says it all
		e.growOne(r)
		done()
		return
	}
	e.fetch(FetchRequest{URL: r.Playlist}, func(answer Response) {
		if answer.Status < 200 || answer.Status > 299 {
			e.playlistFailed(r, try, answer, done)
			return
		}
		e.heard()
		err := e.readList(r, answer)
		if err != nil && e.find(e.p.Text, r.ID) == r {
			e.textFailed(r, answer)
			return
		}
		if err != nil && try < triesRefused {
			e.after(backoff(try), func() { e.playlist(r, try+1, done) })
			return
		}
		if err != nil {
			e.fatal(Failure{Op: OpPlaylist, Cause: CauseNoPlaylist, URL: answer.URL})
			return
		}
		if e.p.Duration == 0 && r.EndList {
			e.p.Duration = r.End()
		}
		done()
	})
}

// readList takes a media playlist: a first one, or what it has become.
func (e *Engine) readList(r *manifest.Rendition, answer Response) error {
	x, now := e.reload(r), e.d.Clock.Now()
	x.atMS, x.changeMS, x.stale, x.tries = now, now, 0, 0
	if r.Segments == nil {
		err := hls.Media(answer.Body, answer.URL, r)
		if e.p != nil {
			e.p.Live = err == nil && !r.EndList
		}
		x.nextMS = now + step(r)
		e.events.note(r.Dated(), 0)
		return err
	}
	list := &manifest.Rendition{Variables: r.Variables}
	if err := hls.Media(answer.Body, answer.URL, list); err != nil {
		return err
	}
	_, err := manifest.Merge(r, list)
	x.nextMS = now + step(r)
	e.events.note(r.Dated(), 0)
	return err
}

// playlistFailed asks again, or at another address of the same, or goes on with
// another rendition.
func (e *Engine) playlistFailed(r *manifest.Rendition, try int, answer Response, done func()) {
	if ms, again := e.again(try, answer); again {
		for _, n := range e.buffers {
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
	for _, n := range e.buffers {
		if n.r != r && n.coming != r {
			continue
		}
		if n.kind == Video {
			if e.manual == r.ID {
				e.manual = ""
			}
			e.avoidedUntilMS[r.ID] = e.d.Clock.Now() + avoidMS
			if other := e.chooseVideo(nil, 0); other != nil && e.d.Clock.Now() >= e.avoidedUntilMS[other.ID] {
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
	e.failHTTP(OpPlaylist, answer, true)
}

// stay keeps a track on its rendition, as the one that was asked for does not come.
func (e *Engine) stay(n *trackBuffer, answer Response) {
	n.arrived()
	e.failHTTP(OpPlaylist, answer, false)
	if n.kind == Audio {
		e.l.AudioSwitched(n.r)
	}
	e.tick()
}

// instead goes on with another rendition than the one that was to come.
func (e *Engine) instead(n *trackBuffer, r, other *manifest.Rendition, done func()) {
	if n.r == r {
		n.r = other
		e.playlist(other, 1, done)
		return
	}
	n.arrived() // and stays with what it has
	if n.r.Segments == nil || e.d.Clock.Now() < e.avoidedUntilMS[n.r.ID] {
		e.switchTo(n, other, reason{why: whyFailed})
	}
	e.tick()
}
