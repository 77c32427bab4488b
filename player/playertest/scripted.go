package playertest

import (
	"fmt"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// Scripted is a player on a page in virtual time whose element says only what
// the test lets it say.
type Scripted struct {
	*World
	Player *player.Player
	Tape   []string                 // events, with what tells states and errors apart
	Errors []value.Map              // payloads of error events
	Asked  []string                 // bodies of API batches
	API    func(body string) string // answers a batch; "" = never
	Status int                      // of the API's answers
	Sound  bool                     // whether sound may start by itself
	Muted  bool                     // … and play without sound
	Refuse string                   // the exception of element.play(), "" = it plays
	// Settled are the outcomes of promises, by number.
	Settled map[int]any
}

// NewScripted makes a player with a config over the defaults, its API at http://x.
func NewScripted(config value.Map) *Scripted {
	w := NewWorld()
	w.Media.Paused = true
	p := &Scripted{World: w, Status: 200, Sound: true, Muted: true, Settled: map[int]any{}}
	all := value.Merge(player.Defaults(), value.Map{
		"provider": value.Map{
			"partnerId": 101, "env": value.Map{"serviceUrl": "http://x/api_v3", "cdnUrl": "http://x"},
		},
	})
	p.Player = player.New(model.ReadObject(value.Merge(all, config)), player.Deps{
		Media: scriptedElement{p}, Carrier: w, Fetch: scriptedFetcher{p}, Clock: w.Clock,
		Out: scriptedOutput{p}, Log: Log{},
		Env: player.Env{
			PageURL: "http://page/", CanPlay: func(string) bool { return true },
			CanPlayFile: func(mime string) bool { return mime != "video/xyz" },
			CanAutoplay: func(answer func(sound, muted bool)) {
				w.Clock.After(1, func() { answer(p.Sound, p.Muted) })
			},
		},
	})
	w.Record = p.Player.OnRecord
	return p
}

// Say lets the element tell events, in order.
func (p *Scripted) Say(events ...string) {
	for _, e := range events {
		p.Player.OnElement(e)
	}
}

// SetMedia plays sources as a page does.
func (p *Scripted) SetMedia(m value.Map) { _, _ = p.Player.Call("setMedia", value.List{m}) }

// Take gives the tape since the last call.
func (p *Scripted) Take() []string {
	tape := p.Tape
	p.Tape = nil
	return tape
}

type scriptedOutput struct{ p *Scripted }

func (o scriptedOutput) Dispatch(event string, body value.Marshaler) {
	payload := Read(body)
	switch event {
	case player.EventStateChanged:
		event = value.Str(payload, "oldState", "type") + ">" + value.Str(payload, "newState", "type")
	case player.EventError:
		o.p.Errors = append(o.p.Errors, value.Object(payload))
		event = fmt.Sprintf("error %d/%d/%d", value.Int(payload, "severity"),
			value.Int(payload, "category"), value.Int(payload, "code"))
	case player.EventMuteChange:
		event += fmt.Sprint(" ", value.Get(payload, "mute"))
	}
	o.p.Tape = append(o.p.Tape, event)
}
func (scriptedOutput) Facts(value.Fields)             {}
func (scriptedOutput) View(value.Fields)              {}
func (o scriptedOutput) Settle(id int, _ bool, v any) { o.p.Settled[id] = Read(v) }
func (scriptedOutput) Captions(value.Array)           {}
func (scriptedOutput) Ask(int, string, value.List)    {}

// element does what it is told; it does not tell of it.
type scriptedElement struct{ p *Scripted }

func (e scriptedElement) State() stream.MediaState { return e.p.Media }
func (e scriptedElement) Play(done func(string)) {
	e.p.Media.Paused = e.p.Refuse != ""
	e.p.Clock.After(1, func() { done(e.p.Refuse) })
}
func (e scriptedElement) Pause()                                  { e.p.Media.Paused = true }
func (e scriptedElement) SetCurrentTime(t float64)                { e.p.Seek(t) }
func (e scriptedElement) SetPlaybackRate(r float64)               { e.p.Media.Rate = r }
func (e scriptedElement) SetVolume(v float64)                     { e.p.Media.Volume = v }
func (e scriptedElement) SetMuted(m bool)                         { e.p.Media.Muted = m }
func (e scriptedElement) OnNextFrame(func(mediaTime, at float64)) {}

// fetcher answers the API, and manifests as Requests does.
type scriptedFetcher struct{ p *Scripted }

func (f scriptedFetcher) Fetch(r stream.FetchRequest, done func(stream.Response)) (cancel func()) {
	if r.Body == "" {
		return Requests{f.p.World}.Fetch(r, done)
	}
	f.p.Asked = append(f.p.Asked, r.Body)
	body := ""
	if f.p.API != nil {
		body = f.p.API(r.Body)
	}
	if body == "" { // the host gives up
		return f.p.Clock.After(r.TimeoutMS, func() { done(stream.Response{URL: r.URL, TookMS: r.TimeoutMS}) })
	}
	return f.p.Clock.After(20, func() {
		done(stream.Response{URL: r.URL, Status: f.p.Status, Body: body, TookMS: 20})
	})
}
