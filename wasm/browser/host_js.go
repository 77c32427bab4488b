// Package browser implements the player's ways out (player.Deps) on the page's
// host object (web/src/protocol.ts, Host). Outcomes come back through the
// instance that the page calls.
package browser

import (
	"syscall/js"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// Host is one player's page side. Nothing it calls in JavaScript calls back
// before the current call from JavaScript has returned.
type Host struct {
	object  js.Value
	media   js.Value
	carrier js.Value
	buffer  []byte // one reading of the element
	state   stream.MediaState
	readIn  int // the call in which state was read; nothing has changed it since

	lastID  int
	timers  map[int]func()
	fetches map[int]func(stream.Response)
	plays   map[int]func(string)
	autos   map[int]func(sound, muted bool)
	frames  []func(mediaTime, presentedAt float64)
	ready   map[string]func(*player.Player) // children on their way
	// requests that the carrier has under way, by ID
	requests map[int]stream.Request
}

// New wraps a host object.
func New(object js.Value) *Host {
	return &Host{
		object: object, media: object.Get("media"), carrier: object.Get("carrier"),
		buffer: make([]byte, object.Get("stateBytes").Length()),
		timers: map[int]func(){}, fetches: map[int]func(stream.Response){}, plays: map[int]func(string){},
		autos: map[int]func(bool, bool){}, ready: map[string]func(*player.Player){},
		requests: map[int]stream.Request{},
	}
}

// Deps are the host's adapters; env is JSON of what is known of the page.
func (h *Host) Deps(env string, out player.Output) player.Deps {
	facts, _ := value.Parse(env)
	e := player.Env{
		PlayerID: value.Str(facts, "id"), PageURL: value.Str(facts, "url"),
		Referrer: value.Str(facts, "referrer"), Downlink: value.Num(facts, "downlink"), Version: player.Version,
		CanAutoplay: h.canAutoplay,
		CanPlay: func(mime string) bool {
			return h.object.Call("canPlay", mime).Bool()
		},
		Label: func(track *model.Track) string {
			return h.object.Call("label", value.JSON(track)).String()
		},
		SessionID:    func() string { return h.object.Call("sessionId").String() },
		LanguageName: func(code string) string { return h.object.Call("languageName", code).String() },
		CanPlayFile:  func(mime string) bool { return mime == "" || h.object.Call("canPlayFile", mime).Bool() },
	}
	e.SaveData = h.object.Get("saveData").Truthy()
	for _, l := range value.Items(facts, "languages") {
		if s, ok := l.(string); ok {
			e.Languages = append(e.Languages, s)
		}
	}
	return player.Deps{
		Media: element{h}, Carrier: carrier{h}, Fetch: fetcher{h}, Clock: clock{h}, Out: out, Children: h,
		Log: logger{h}, Env: e,
	}
}

// callNumber counts the page's calls into Go, of all players: one player may
// read another's element.
var callNumber = 1

// Begin is to be called first in every call of the page: what was read in an
// earlier one is old.
func Begin() { callNumber++ }

func (h *Host) id() int {
	h.lastID++
	return h.lastID
}

func (h *Host) canAutoplay(answer func(sound, muted bool)) {
	id := h.id()
	h.autos[id] = answer
	h.object.Call("autoplay", id)
}

// Autoplay brings the answer to a question whether play may start by itself.
func (h *Host) Autoplay(id int, sound, muted bool) {
	if f := h.autos[id]; f != nil {
		delete(h.autos, id)
		f(sound, muted)
	}
}

// Create implements player.Children.
func (h *Host) Create(id string, config model.Object, ready func(*player.Player)) {
	h.ready[id] = ready
	h.object.Call("child", id, value.JSON(config))
}

// Remove implements player.Children.
func (h *Host) Remove(id string) {
	delete(h.ready, id)
	h.object.Call("removeChild", id)
}

// Born hands a child over to whoever waits for it.
func (h *Host) Born(id string, p *player.Player) bool {
	f := h.ready[id]
	delete(h.ready, id)
	if f == nil {
		return false
	}
	f(p)
	return true
}
