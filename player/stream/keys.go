package stream

import (
	"strings"

	"diptych/player/manifest"
)

// keys is what is known of the browser's key system.
type keys struct {
	asked, ready, wait bool   // wait: a licence is on its way
	told               string // the keys that it knows
	gone               string // what it does not play: ids of keys and types, each a line
	code               int    // why
}

// clearKeySystem is what browsers call their own key system (W3C Encrypted Media Extensions §9.1).
const clearKeySystem = "org.w3.clearkey"

// sealed tells that a key is one that only key systems of browsers have. Where the page
// names a ClearKey licence server, the browser's takes what media.wasm would.
func (e *Engine) sealed(k *manifest.Key) bool {
	return k != nil && (!k.Identity() ||
		strings.HasPrefix(k.URI, "clearkey:") && strings.Contains(e.c.Licensed, clearKeySystem))
}

// unlocked tells whether a segment may be fetched for a SourceBuffer. The key system is
// asked before anything is: what it plays decides what is chosen.
func (e *Engine) unlocked(n *trackBuffer, k *manifest.Key) bool {
	if n.key = k; k != nil {
		if transformed(n.r.Container) || k.Whole() { // which no key system takes off
			k = &manifest.Key{ID: "-", Method: k.Method}
		}
		e.protect(k.Words())
	}
	return (e.keys.ready || !e.keys.asked) && e.keeps(n)
}

// protect tells the key system of a key that it does not know, "" for one that no
// manifest names; with the first one go the types of all that may be played.
func (e *Engine) protect(words string) {
	types := ""
	if !e.keys.asked {
		for _, r := range e.p.Video {
			types += e.videoMIME(r) + "\n"
		}
		for _, r := range e.p.Audio {
			types += e.audioMIME(r) + "\n"
		}
	}
	if !e.keys.asked || !strings.Contains(e.keys.told, words) {
		e.keys.asked = true
		e.keys.told += words
		e.d.Carrier.Protect(e.p.Keys+words, types)
	}
}

// keeps tells whether a track can go on with its rendition. Where the key system does not
// play it another one is chosen, and what is buffered makes way.
func (e *Engine) keeps(n *trackBuffer) bool {
	if n.key == nil || !strings.Contains(e.keys.gone, "\n"+n.key.ID+"\n") &&
		!strings.Contains(e.keys.gone, "\n"+e.mime(n)+"\n") {
		return true
	}
	n.key = nil
	if e.phase == open {
		e.flush(n, 0)
	}
	e.quit(n, n.r, Failure{Op: OpDecrypt, Cause: CauseKeySystem, Code: e.keys.code})
	return false
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
		e.keys.gone, e.keys.code = r.Message, r.Status
		for _, n := range e.buffers {
			if e.phase != closed {
				e.keeps(n)
			}
		}
	default:
		e.fatal(Failure{Op: OpDecrypt, Cause: CauseKeySystem, Code: r.Status, Message: r.Message})
	}
}
