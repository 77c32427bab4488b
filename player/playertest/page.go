package playertest

import (
	"strconv"
	"strings"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// Page is the surroundings of one player in virtual time: an element that plays
// what the carrier got, the page that is told, and a backend.
type Page struct {
	*World
	Player *player.Player
	Events []string                 // types, in order
	Told   map[string]any           // the last payload by type
	Known  value.Map                // what the page reads
	Kept   map[int]value.Map        // promises that were settled: {"ok", "value"}
	Asked  []value.List             // batches that the backend was sent
	Held   []Held                   // actions that plugins of the page look at
	API    func(call value.Map) any // answers one call; nil is a lost connection

	opened, started, known, running, over bool
	played                                float64 // ms, when timeupdate was told
}

// Held is an action that waits for Player.Proceed.
type Held struct {
	ID     int
	Action string
	Args   value.List
}

// MainPlaylist is the list of sources whose one stream is that of World.HLS.
func MainPlaylist() value.List {
	return value.List{value.Map{"id": "h", "url": "http://x/main.m3u8", "mimetype": "application/x-mpegURL"}}
}

// NewPage makes a player with a config; its streams are those of World.HLS.
func NewPage(config value.Map) *Page {
	p := &Page{World: NewWorld(), Told: map[string]any{}, Known: value.Map{}, Kept: map[int]value.Map{}}
	p.Speed = func(float64) float64 { return 20_000_000 }
	p.Media.Paused = true
	all := value.Merge(player.Defaults(), value.Map{
		"provider": value.Map{
			"partnerId": 101, "env": value.Map{"serviceUrl": "http://x/api_v3", "cdnUrl": "http://x"},
		},
	})
	p.Player = player.New(model.ReadObject(value.Merge(all, config)), player.Deps{
		Media: (*element)(p), Carrier: (*source)(p), Fetch: (*backend)(p), Clock: p.Clock,
		Out: (*output)(p), Log: Log{},
		Env: player.Env{
			PlayerID: "player", PageURL: "http://page/", CanPlay: func(string) bool { return true },
			CanPlayFile: func(string) bool { return true },
			CanAutoplay: func(answer func(sound, muted bool)) { answer(true, true) },
		},
	})
	p.Record = p.Player.OnRecord
	p.Player.Start()
	return p
}

// Call calls a method of the player as a page does; promise 0 = none.
func (p *Page) Call(method string, promise int, args ...any) {
	if promise > 0 {
		p.Player.CallAsync(method, args, promise)
	} else {
		_, _ = p.Player.Call(method, args)
	}
}

// Run lets seconds pass; the element tells what happens to it.
func (p *Page) Run(seconds float64) {
	for range int(seconds * 1000 / step) {
		p.World.Run(step / 1000.0)
		p.element()
	}
}

// Until lets time pass until something is so; it tells whether it came to be.
func (p *Page) Until(seconds float64, so func() bool) bool {
	for range int(seconds * 1000 / step) {
		if so() {
			return true
		}
		p.Run(step / 1000.0)
	}
	return so()
}

// Since is what was told after the first n events, without those that depend
// on how fast things load.
func (p *Page) Since(n int) string {
	var out []string
	for _, e := range p.Events[n:] {
		const untold = " timeupdate fragloaded progress videotrackchanged audiotrackchanged "
		if !strings.Contains(untold, " "+e+" ") && !strings.HasPrefix(e, "playreached") {
			out = append(out, strings.TrimPrefix(e, "kaltura-player-"))
		}
	}
	return strings.Join(out, " ")
}

func (p *Page) element() {
	m := &p.Media
	tell := p.Player.OnElement
	if p.opened && !p.started {
		p.started = true
		tell("loadstart")
	}
	if p.started && !p.known && m.Duration > 0 && len(m.Buffered) > 0 {
		p.known = true
		for _, e := range []string{"loadedmetadata", "loadeddata", "canplay"} {
			tell(e)
		}
	}
	if p.known && !p.running && !m.Paused && m.ReadyState == 4 {
		p.running = true
		tell("playing")
	}
	if p.running && p.Clock.Now()-p.played >= 250 {
		p.played = p.Clock.Now()
		tell("timeupdate")
	}
	if m.Ended && !p.over {
		p.over, p.running, m.Paused = true, false, true
		for _, e := range []string{"timeupdate", "pause", "ended"} {
			tell(e)
		}
	}
}

type element Page

func (e *element) State() stream.MediaState { return e.Media }
func (e *element) Play(func(errName string)) {
	if !e.Media.Paused {
		return
	}
	e.Media.Paused = false
	e.Clock.After(0, func() { e.Player.OnElement("play") })
}
func (e *element) Pause() {
	if !e.Media.Paused {
		e.Media.Paused, e.running = true, false
		e.Clock.After(0, func() { e.Player.OnElement("pause") })
	}
}
func (e *element) SetCurrentTime(t float64) {
	e.Seek(t)
	e.Media.Ended, e.over = false, false
	for _, event := range []string{"seeking", "seeked"} {
		e.Clock.After(0, func() { e.Player.OnElement(event) })
	}
}
func (e *element) SetPlaybackRate(rate float64)            { e.Media.Rate = rate }
func (e *element) SetVolume(v float64)                     { e.Media.Volume = v }
func (e *element) SetMuted(muted bool)                     { e.Media.Muted = muted }
func (e *element) OnNextFrame(func(at, presented float64)) {}

// source is the world's carrier; a new source starts with an empty element.
type source Page

func (s *source) Open(tracks []stream.SourceTrack)    { s.opened = true; s.World.Open(tracks) }
func (s *source) Declare(tracks []stream.SourceTrack) { s.World.Declare(tracks) }
func (s *source) Place(id int, how stream.Placement)  { s.World.Place(id, how) }
func (s *source) Protect(keys, types string)          { s.World.Protect(keys, types) }
func (s *source) Close() {
	s.World.Close()
	s.opened, s.started, s.known, s.running, s.over, s.Ended = false, false, false, false, false, false
	m := &s.Media
	m.ByKind, m.Buffered = map[stream.Kind][]stream.Range{}, nil
	m.CurrentTime, m.Duration, m.Ended, m.ReadyState = 0, 0, false, 0
}
func (s *source) SetSource(url string)                        { s.World.SetSource(url) }
func (s *source) Fetch(r stream.Request)                      { s.World.Fetch(r) }
func (s *source) Abort(id int)                                { s.World.Abort(id) }
func (s *source) Remove(kind stream.Kind, start, end float64) { s.World.Remove(kind, start, end) }
func (s *source) SetDuration(seconds float64)                 { s.World.SetDuration(seconds) }
func (s *source) EndOfStream()                                { s.World.EndOfStream() }
func (s *source) Log() []stream.Record                        { return nil }

type backend Page

// Fetch answers batches by API, any manifest with that of World.HLS.
func (b *backend) Fetch(r stream.FetchRequest, done func(stream.Response)) (cancel func()) {
	if r.Body == "" {
		if strings.Contains(r.URL, "/playManifest/") {
			r.URL = "http://x/main.m3u8"
		}
		return Requests{b.World}.Fetch(r, done)
	}
	body, _ := value.Parse(r.Body)
	var batch, results value.List
	lost := false
	for i := 1; value.Get(body, strconv.Itoa(i)) != nil; i++ {
		call := value.Object(body, strconv.Itoa(i))
		batch = append(batch, call)
		answer := b.API(call)
		lost = lost || answer == nil
		results = append(results, answer)
	}
	b.Asked = append(b.Asked, batch)
	return b.Clock.After(20, func() {
		if lost {
			done(stream.Response{URL: r.URL})
			return
		}
		done(stream.Response{URL: r.URL, Status: 200, Body: value.JSON(results), TookMS: 20})
	})
}

type output Page

func (o *output) Dispatch(event string, payload value.Marshaler) {
	o.Events = append(o.Events, event)
	o.Told[event] = Read(payload)
}
func (o *output) Facts(patch value.Fields) {
	for k, v := range value.Object(Read(patch)) {
		o.Known[k] = v
	}
}
func (o *output) View(value.Fields) {}
func (o *output) Settle(id int, ok bool, v any) {
	o.Kept[id] = value.Map{"ok": ok, "value": Read(v)}
}
func (o *output) Captions(value.Array) {}
func (o *output) Ask(id int, action string, args value.List) {
	o.Held = append(o.Held, Held{id, action, args})
}

// Read is what a page gets of a value; it panics on what is no JSON.
func Read(v any) any {
	if v == nil {
		return nil
	}
	read, err := value.Parse(value.JSON(v))
	if err != nil {
		panic("no JSON: " + value.JSON(v))
	}
	return read
}

// SetMedia plays sources as a page does.
func (p *Page) SetMedia(m value.Map) { p.Call("setMedia", 0, m) }

// AddCuePoints puts cue points on the timeline as a page does.
func (p *Page) AddCuePoints(list value.List) { p.Call("addCuePoints", 0, list) }

// Tracks and CuePoints are what a page reads.
func (p *Page) Tracks() value.List    { return Read(p.Player.Tracks()).(value.List) }
func (p *Page) CuePoints() value.List { return Read(p.Player.CuePoints()).(value.List) }
