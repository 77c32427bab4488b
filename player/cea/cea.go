// Package cea decodes the closed captions that ride in pictures: CTA-608 (formerly CEA-608,
// 47 CFR §79.101) and CTA-708 (47 CFR §79.102), into WebVTT. What viewers would see grow
// letter by letter is shown by the line. A Decoder keeps what is on the screen from one
// segment to the next.
package cea

import (
	"math"

	"diptych/player/subtitle"
)

// Packet is the cc_data of one picture (CTA-708 §4.3): triplets of a byte of flags and two
// of data, at a time in seconds.
type Packet struct {
	At   float64
	Data []byte
}

// Text is what a segment has of one channel: CC1 to CC4 (608), SERVICE1 to SERVICE6 (708).
type Text struct{ Channel, VTT string }

const (
	services = 6
	// picture is how long the last picture of a segment is taken to last, seconds.
	picture = 1.0 / 30
	// apart is how far the next segment may be from where the last one ended, seconds.
	apart = 0.5
)

// Decoder decodes one stream. Its zero value is ready.
type Decoder struct {
	fields   [2]field
	packet   dtvcc
	services [services]service
	end      float64 // of the last segment, seconds
	begun    bool
}

// Decode takes the captions of a segment in the order of their presentation. What is on the
// screen at its end goes on in the next one, if that begins there; times are seconds.
func (d *Decoder) Decode(start, duration float64, list []Packet) (out []Text) {
	if !d.begun || math.Abs(start-d.end) > max(apart, duration/4) {
		*d = Decoder{begun: true}
		d.each(func(_ string, s *shown) { s.since = start })
	}
	end := start + max(0, duration)
	for _, p := range list {
		end = max(end, p.At+picture)
		d.take(p)
	}
	d.finish(end)
	d.end = end
	d.each(func(name string, s *shown) {
		if len(s.cues) > 0 {
			out = append(out, Text{name, subtitle.Write(s.cues, false)})
			s.cues = nil
		}
	})
	return out
}

// take sorts the triplets of a picture by what they are of (CTA-708 table 3).
func (d *Decoder) take(p Packet) {
	for b := p.Data; len(b) >= 3; b = b[3:] {
		if b[0]&4 == 0 { // not valid
			continue
		}
		switch kind := b[0] & 3; kind {
		case 0, 1:
			d.fields[kind].pair(p.At, int(kind), b[1]&0x7f, b[2]&0x7f)
		default:
			if block := d.packet.add(kind == 3, b[1], b[2]); block != nil {
				d.blocks(p.At, block)
			}
		}
	}
}

func (d *Decoder) finish(end float64) {
	for i := range d.fields {
		for k := range d.fields[i].channels {
			d.fields[i].channels[k].flush(end)
		}
	}
	for i := range d.services {
		d.services[i].flush(end)
	}
}

// each calls f for all channels by their names (RFC 8216bis §4.4.6.1.1).
func (d *Decoder) each(f func(name string, s *shown)) {
	for i, name := range [...]string{"CC1", "CC2", "CC3", "CC4"} {
		f(name, &d.fields[i/2].channels[i%2].shown)
	}
	for i, name := range [...]string{"SERVICE1", "SERVICE2", "SERVICE3", "SERVICE4", "SERVICE5", "SERVICE6"} {
		f(name, &d.services[i].shown)
	}
}

// shown is how long something has been on the screen, and the cues that were.
type shown struct {
	since   float64 // seconds
	written bool    // there is text since then
	cues    []subtitle.Cue
}

// mostCues of a segment and channel.
const mostCues = 1000

// show ends what is on the screen: cues have places and texts.
func (s *shown) show(t float64, cues []subtitle.Cue) {
	for _, c := range cues {
		if c.Text != "" && t > s.since && len(s.cues) < mostCues {
			c.Start, c.End = s.since, t
			s.cues = append(s.cues, c)
		}
	}
	s.since, s.written = max(s.since, t), false
}

// pause is what may pass between lines before text that begins later is shown later, seconds.
const pause = 0.4

// late tells that text which begins now belongs to a time of its own.
func (s *shown) late(t float64) bool { return !s.written && t > s.since+pause }
