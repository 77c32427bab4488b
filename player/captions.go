package player

import (
	"diptych/player/caption"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// captions shows the cues of one text track.
type captions struct {
	id     string // of the track shown
	wanted string // of the one that shall be shown
	beside bool   // it stands beside the manifest
	cues   []caption.Cue
	seen   map[cueKey]bool // segments overlap: a cue may come twice
	loaded map[string][]caption.Cue
	now    string // ids of what is on screen, to notice change
	timer  func() // stops the wait for the next change
}

type cueKey struct {
	start, end float64
	text       string
}

func (c *captions) stop() {
	if c.timer != nil {
		c.timer()
		c.timer = nil
	}
}

func (c *captions) reset(p *Player) {
	c.clear(p)
	c.loaded = nil
}

// clear takes cues off the screen.
func (c *captions) clear(p *Player) {
	had := c.id != ""
	c.stop()
	c.id, c.beside, c.cues, c.seen, c.now = "", false, nil, nil, ""
	if had {
		p.d.Out.Captions(value.Array{})
	}
}

// show begins with a track whose cues are there, or come with the stream.
func (c *captions) show(p *Player, t *model.Track) {
	c.id, c.cues, c.seen = t.ID, nil, map[cueKey]bool{}
	if t.IsOff() {
		c.id = ""
	} else if t.URL != "" {
		c.beside = true
		c.take(p, c.loaded[t.URL])
	}
}

const (
	categoryText       = 2
	codeHTTPError      = 1002
	codeUnknownCaption = 2011
	codeNoLanguage     = 2012
)

// fetch makes sure of the cues of a track, then goes on unless another one is
// wanted by then; a file beside the manifest is downloaded, once (reference:
// player-api §5.4).
func (c *captions) fetch(p *Player, t *model.Track, then func()) {
	c.wanted = t.ID
	if _, ok := c.loaded[t.URL]; ok || t.URL == "" {
		then()
		return
	}
	fail := func(code int, data value.Fields) {
		p.Fail(&Error{Severity: Recoverable, Category: categoryText, Code: code, Data: data})
	}
	if t.Format != "" && t.Format != "vtt" && t.Format != "srt" {
		fail(codeUnknownCaption, value.Empty.Str("captionType", t.Format))
		return
	}
	request := p.media.request
	p.d.Fetch.Fetch(stream.FetchRequest{URL: t.URL}, func(r stream.Response) {
		if request != p.media.request || p.destroyed {
			return
		}
		if r.Status < 200 || r.Status > 299 {
			fail(codeHTTPError, value.Empty.Str("url", t.URL).Int("status", r.Status))
			return
		}
		cues, err := caption.Parse(r.Body)
		if err != nil {
			fail(codeUnknownCaption, value.Empty.Str("url", t.URL))
			return
		}
		if c.loaded == nil {
			c.loaded = map[string][]caption.Cue{}
		}
		c.loaded[t.URL] = clipped(cues, p.media.title)
		if c.wanted == t.ID {
			then()
		}
	})
}

// clipped moves cues into a clip of the media (reference: player-api §5.4).
func clipped(cues []caption.Cue, title *model.Media) []caption.Cue {
	from, to := title.Clip()
	if from <= 0 && to <= 0 {
		return cues
	}
	var out []caption.Cue
	for _, c := range cues {
		if c.End <= from || to > 0 && c.Start >= to {
			continue
		}
		c.Start, c.End = max(0, c.Start-from), c.End-from
		out = append(out, c)
	}
	return out
}

// add takes a piece of a text rendition; by is added to its times, seconds.
func (c *captions) add(p *Player, id, vtt string, by float64) {
	if c.id != id {
		return
	}
	cues, err := caption.Parse(vtt)
	if err != nil {
		return
	}
	for i := range cues {
		cues[i].Start, cues[i].End = cues[i].Start+by, cues[i].End+by
	}
	c.take(p, cues)
}

func (c *captions) take(p *Player, cues []caption.Cue) {
	for _, cue := range cues {
		key := cueKey{cue.Start, cue.End, cue.Text}
		if !c.seen[key] {
			c.seen[key] = true
			c.cues = append(c.cues, cue)
		}
	}
	value.SortStable(c.cues, func(i, j int) bool { return c.cues[i].Start < c.cues[j].Start })
	c.tick(p)
}

// tick puts on the screen what belongs there now, and comes back at the next
// change.
func (c *captions) tick(p *Player) {
	if c.id == "" || p.media.element < elementReady {
		return
	}
	state := p.Media()
	now, next, active := state.CurrentTime, state.CurrentTime+3600, value.Array{}
	shown := ""
	for i, cue := range c.cues {
		if cue.Start > now {
			next = min(next, cue.Start)
			break
		}
		if cue.End <= now {
			continue
		}
		next = min(next, cue.End)
		shown += itoa(i) + "@" + value.JSON(cue.Start) + " "
		active = active.Add(cueFields(cue))
	}
	if shown != c.now {
		c.now = shown
		p.d.Out.Captions(active)
		p.Dispatch(EventTextCueChanged, value.Empty.Put("cues", active))
	}
	c.stop()
	if !state.Paused && state.Rate > 0 && next-now < 60 {
		c.timer = p.d.Clock.After((next-now)/state.Rate*1000+5, func() { c.tick(p) })
	}
}

func cueFields(c caption.Cue) value.Fields {
	f := value.Empty.Str("$", "TextCue").Str("id", c.ID).Num("startTime", c.Start).Num("endTime", c.End).
		Str("text", c.Text)
	settings := value.Empty
	for _, name := range value.SortedKeys(c.Settings) {
		settings = settings.Str(name, c.Settings[name])
	}
	f = f.Put("settings", settings)
	if r := c.Region; r != nil {
		region := value.Empty.Str("id", r.ID).Num("width", r.Width).Int("lines", r.Lines)
		region = region.Num("regionAnchorX", r.RegionAnchorX).Num("regionAnchorY", r.RegionAnchorY)
		region = region.Num("viewportAnchorX", r.ViewportAnchorX).Num("viewportAnchorY", r.ViewportAnchorY)
		f = f.Put("region", region.Any("scroll", r.Scroll))
	}
	return f
}
