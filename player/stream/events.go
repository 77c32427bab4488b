package stream

import "diptych/player/manifest"

// events is what manifests tell beside media.
type events struct {
	waiting []manifest.Event
	told    map[string]float64 // durations by ID
}

// note takes those that are new, or whose length has become known; by is what their
// times are moved by, seconds.
func (x *events) note(list []manifest.Event, by float64) {
	if x.told == nil || len(x.told) > 2*manifest.MaxEvents {
		x.told = map[string]float64{}
	}
	for _, e := range list {
		if length, known := x.told[e.ID]; known && length == e.Duration {
			continue
		}
		x.told[e.ID] = e.Duration
		e.Start += by
		x.waiting = append(x.waiting, e)
	}
}

// tellEvents gives the listener what has been noted.
func (e *Engine) tellEvents() {
	if list := e.events.waiting; len(list) > 0 {
		e.events.waiting = nil
		e.l.Events(list)
	}
}
