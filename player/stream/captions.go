package stream

// captions is the captions that were found in the pictures. They come with segments, whatever
// is shown, and stay for who chooses them later.
type captions struct {
	list  []captionPiece
	shown string // id of the rendition whose pieces the listener has, "" = none
}

type captionPiece struct {
	Captions
	discontinuity int64
	told          bool
}

// mostCaptions is how many pieces are kept: an hour of segments of a channel or two.
const mostCaptions = 2000

// takeCaptions keeps what a segment has, by channel; what the manifest does not name is
// offered from now on. The services of 708 mostly say what 608 says already.
func (e *Engine) takeCaptions(r Record) {
	if e.p == nil {
		return
	}
	c, before := &e.captions, len(e.p.Text)
	for _, x := range r.Found {
		if x.Channel < "S" || !e.p.InPictures {
			e.p.AddCaptions(x.Channel, "", x.Channel)
		}
		c.list = append(c.list, captionPiece{x, r.Discontinuity, false})
		c.list = c.list[max(0, len(c.list)-mostCaptions):]
	}
	if len(e.p.Text) > before {
		e.l.TextFound()
	}
	e.tellCaptions()
}

// selectCaptions shows what is and will be here of a channel.
func (e *Engine) selectCaptions(channel string) {
	e.captions.shown = channel
	for i := range e.captions.list {
		e.captions.list[i].told = false
	}
}

// tellCaptions gives the listener pieces whose place is known.
func (e *Engine) tellCaptions() {
	for i := range e.captions.list {
		x := &e.captions.list[i]
		if x.Channel != e.captions.shown || x.told {
			continue
		}
		if by, known := e.offsets[x.discontinuity]; known {
			x.told = true
			e.l.TextCues(x.Channel, x.VTT, by)
		}
	}
}
