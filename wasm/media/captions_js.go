package main

import (
	"syscall/js"

	"diptych/player/cea"
	"diptych/player/segment"
	"diptych/player/transmux"
)

// mostStreams is how many decoders are kept; the one that was made first goes.
const mostStreams = 8

// streams are decoders by the names that the page gives.
type streams struct {
	names []string
	list  map[string]*cea.Decoder
}

func (s *streams) of(name string) *cea.Decoder {
	if d := s.list[name]; d != nil {
		return d
	}
	if s.list == nil {
		s.list = map[string]*cea.Decoder{}
	}
	if len(s.names) >= mostStreams {
		delete(s.list, s.names[0])
		s.names = s.names[1:]
	}
	d := &cea.Decoder{}
	s.names, s.list[name] = append(s.names, name), d
	return d
}

// captions looks into fragmented MP4.
func (c *converter) captions(in transmux.Input, o js.Value) (js.Value, error) {
	init, ok := segment.ParseInit(in.Init)
	begins, _ := segment.ParseMedia(in.Media)
	track, _ := init.First("video")
	start, placed := segment.Start(begins, track)
	if !ok || !placed {
		return js.Value{}, transmux.ErrNoStreams
	}
	found := c.found(o, start, transmux.CaptionsOf(in.Init, in.Media))
	return c.members(member{"found", found}), nil
}

// found decodes the captions of a segment that begins at start, seconds.
func (c *converter) found(o js.Value, start float64, list []transmux.Captions) js.Value {
	out := js.Global().Get("Array").New()
	name := o.Get("stream")
	if name.Type() != js.TypeString {
		return out
	}
	duration := 0.0
	if v := o.Get("duration"); v.Type() == js.TypeNumber {
		duration = v.Float()
	}
	packets := make([]cea.Packet, len(list))
	for i, x := range list {
		packets[i] = cea.Packet(x)
	}
	for i, x := range c.streams.of(name.String()).Decode(start, duration, packets) {
		out.SetIndex(i, c.members(member{"channel", x.Channel}, member{"vtt", x.VTT}))
	}
	return out
}
