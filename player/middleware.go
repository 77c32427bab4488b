package player

import "diptych/player/value"

// middleware holds what the page has been asked about: plugins written in
// JavaScript may hold an action, change it or drop it (reference: player-api §1.9).
type middleware struct {
	actions map[string]bool
	waiting map[int]func(args value.List)
	last    int
}

// Intercept names the actions that the page wants to be asked about: load, play,
// pause, setCurrentTime.
func (p *Player) Intercept(actions value.List) {
	p.middleware = middleware{actions: map[string]bool{}, waiting: map[int]func(value.List){}}
	for _, a := range actions {
		if name, ok := a.(string); ok {
			p.middleware.actions[name] = true
		}
	}
}

// through does an action, now or once the page has let it through. An answer
// that comes after other media was set is dropped.
func (p *Player) through(action string, args value.List, do func(args value.List)) {
	m := &p.middleware
	if !m.actions[action] {
		do(args)
		return
	}
	m.last++
	request := p.media.request
	m.waiting[m.last] = func(args value.List) {
		if request == p.media.request && !p.destroyed {
			do(args)
		}
	}
	p.d.Out.Ask(m.last, action, args)
}

// Proceed lets an action through, with the arguments that the page has made of it.
func (p *Player) Proceed(id int, args value.List) {
	do := p.middleware.waiting[id]
	delete(p.middleware.waiting, id)
	if do != nil {
		do(args)
	}
}
