package stream

// Waits is a Clock whose timers all go off when the network is back: for tries
// that wait.
type Waits struct {
	Clock
	last int
	list map[int]func()
}

// NewWaits makes Waits by a clock.
func NewWaits(c Clock) *Waits { return &Waits{Clock: c, list: map[int]func(){}} }

// After implements Clock.
func (w *Waits) After(ms float64, f func()) (cancel func()) {
	w.last++
	id := w.last
	stop := w.Clock.After(ms, func() {
		delete(w.list, id)
		f()
	})
	w.list[id] = func() { stop(); f() }
	return func() {
		delete(w.list, id)
		stop()
	}
}

// Over ends all waits now, the oldest first.
func (w *Waits) Over() {
	for id := 1; id <= w.last && len(w.list) > 0; id++ {
		if f := w.list[id]; f != nil {
			delete(w.list, id)
			f()
		}
	}
}
