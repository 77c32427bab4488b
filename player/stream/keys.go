package stream

import (
	"strings"

	"diptych/player/manifest"
)

// keys is what is known of the browser's key system.
type keys struct {
	asked, ready, wait bool   // wait: a licence is on its way
	told               string // the keys that it knows
	gone               string // what it does not play: ids of keys and types, a line each
	code               int    // why
}

// sealed tells that a key is one that only key systems of browsers have. Where the page
// names a ClearKey licence server, the browser's takes what media.wasm would.
func (e *Engine) sealed(k *manifest.Key) bool {
	return k != nil && (!k.Identity() || e.c.ClearKey && k.ID != "")
}

// unlocked tells whether a segment may be fetched for a SourceBuffer. The key system is
// asked before anything is: what it plays decides what is chosen.
func (e *Engine) unlocked(n *trackBuffer, k *manifest.Key, sealed bool) bool {
	if sealed && (transformed(n.r.Container) || k.Whole()) { // which no key system takes off
		k = &manifest.Key{ID: "-", Method: k.Method}
	}
	if sealed {
		e.protect(k)
	}
	if e.keys.asked && !e.keys.ready {
		return false
	}
	return !e.isGone(n.r, k) || e.leaveGone(n)
}

// protect tells the key system of a key that it does not know, nil for one that no
// manifest names; with the first one go those of all that may be played beside it.
func (e *Engine) protect(k *manifest.Key) {
	words, types := "", ""
	first := !e.keys.asked
	if first {
		e.keys.asked = true
		words = e.p.Keys
		for i, r := range append(append([]*manifest.Rendition{}, e.p.Video...), e.p.Audio...) {
			types += e.typeOf(r, i >= len(e.p.Video)) + "\n"
			if k := e.keyOf(r); e.sealed(k) {
				words += k.Words()
			}
		}
	}
	if k != nil && !strings.Contains(e.keys.told+words, k.Words()) {
		words += k.Words()
	}
	if e.keys.told += words; first || words != "" {
		e.d.Carrier.Protect(words, types)
	}
}

func (e *Engine) typeOf(r *manifest.Rendition, audio bool) string {
	if audio {
		return e.audioMIME(r)
	}
	return e.videoMIME(r)
}

// keyOf is the key of what a rendition would play now.
func (e *Engine) keyOf(r *manifest.Rendition) *manifest.Key {
	at := max(e.d.Media().CurrentTime, e.startAtSeconds)
	if i := indexOf(r.Segments, at, false); i < len(r.Segments) {
		return r.Segments[i].Key
	}
	return nil
}

func (e *Engine) isGone(r *manifest.Rendition, k *manifest.Key) bool {
	lists := func(what string) bool { return strings.Contains(e.keys.gone, "\n"+what+"\n") }
	return e.sealed(k) && (k.ID != "" && lists(k.ID) || lists(e.typeOf(r, listedAt(e.p.Audio, r) >= 0)))
}

// onKeys takes what the key system says.
func (e *Engine) onKeys(r Record) {
	switch r.Code {
	case "", "wait":
		e.keys.ready, e.keys.wait = true, r.Code == "wait"
		if e.format == Progressive && e.phase == opening {
			e.open()
		}
		e.tick()
	case "gone":
		e.keys.gone += "\n" + r.Message + "\n"
		e.keys.code = r.Status
		for _, n := range e.buffers {
			e.leaveGone(n)
		}
	default:
		e.fatal(Failure{Op: OpDecrypt, Cause: CauseKeySystem, Code: r.Status, Message: r.Message})
	}
}

// leaveGone leaves renditions of a track that the key system does not play. What is
// buffered of the one that plays would not be shown. It gives false, as there is more to
// be fetched before anything is.
func (e *Engine) leaveGone(n *trackBuffer) bool {
	list := e.p.Video
	if n.kind == Audio {
		list = e.p.Audio
	}
	for _, r := range list {
		if e.phase == closed || !e.isGone(r, e.keyOf(r)) {
			continue
		}
		if r == n.r && e.phase == open {
			e.flush(n, 0)
		}
		e.quit(n, r, Failure{Op: OpDecrypt, Cause: CauseKeySystem, Code: e.keys.code})
	}
	return false
}
