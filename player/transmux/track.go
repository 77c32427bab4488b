package transmux

// sample is one sample of a track; times are in units of the track's timescale.
type sample struct {
	dts, pts       int64
	duration, size uint32
	from, to       int32 // bytes of the stream; of video its NAL units
	key            bool
}

// track is one track of what is written.
type track struct {
	id            uint32
	video         bool
	timescale     uint32
	width, height uint32 // as shown, pixels
	codec         string // RFC 6381
	entry         []byte // the sample entry box
	samples       []sample
	es            []byte    // the bytes of the samples of audio
	pictures      *pictures // those of video
}

// size is how many bytes the samples take.
func (t *track) size() (n int) {
	for i := range t.samples {
		n += int(t.samples[i].size)
	}
	return n
}

// data appends the bytes of the samples.
func (t *track) data(b []byte) []byte {
	if !t.video {
		for _, s := range t.samples {
			b = append(b, t.es[s.from:s.to]...)
		}
		return b
	}
	v := t.pictures
	for _, s := range t.samples {
		for _, n := range v.nals[s.from:s.to] {
			if v.kept(n) {
				b = append32(b, uint32(n.to-n.from))
				b = append(b, v.es[n.from:n.to]...)
			}
		}
	}
	return b
}

// start is the earliest presentation time, in units of the timescale.
func (t *track) start() int64 {
	least := t.samples[0].pts
	for i := range t.samples {
		least = min(least, t.samples[i].pts)
	}
	return least
}

// move moves all times by 90 kHz units.
func (t *track) move(by int64) {
	by = by * int64(t.timescale) / clockRate
	for i := range t.samples {
		t.samples[i].dts += by
		t.samples[i].pts += by
	}
}

// lift moves decoding times up to 0, for tfdt takes none below. Presentation times
// stay.
func (t *track) lift() {
	if by := -t.samples[0].dts; by > 0 {
		for i := range t.samples {
			t.samples[i].dts += by
		}
	}
}
