package transmux

import "diptych/player/segment"

// Sample is one sample of fragmented MP4. Its times are seconds of the media's own
// clock, behind edit lists.
type Sample struct {
	Entry           string // type of the sample entry, such as "stpp"
	Start, Duration float64
	Data            []byte
}

// EachSample calls f for the samples of all tracks of a segment, fragment by fragment.
// Media may bring its init segment itself.
func EachSample(init, media []byte, f func(s Sample)) {
	if len(init) == 0 {
		init, media = splitInit(media)
	}
	m := readMovie(init)
	described, _ := segment.ParseInit(init)
	for _, t := range described.Tracks {
		if x := m.of(t.ID); x != nil {
			x.shift = t.Shift
		}
	}
	m.eachPart(media, func(p *part) {
		if p.timescale == 0 {
			return
		}
		scale := float64(p.timescale)
		p.eachSample(media, func(data []byte, pts int64) bool {
			f(Sample{p.entry, float64(pts-p.shift) / scale, float64(p.long) / scale, data})
			return true
		})
	})
}

// EachBox calls f for each box of b that is whole, with what is in it.
func EachBox(b []byte, f func(kind string, body []byte)) {
	boxes(b, func(kind string, _, head, end int) { f(kind, b[head:end]) })
}

// IsMP4 tells whether b begins with a box of a segment.
func IsMP4(b []byte) bool { return isMP4(b) }

// Unseal takes the encryption of a whole segment off; nil keys, and those for samples,
// leave it as it is.
func (k *Key) Unseal(media []byte) ([]byte, error) {
	if k == nil || !k.isWhole() {
		return media, nil
	}
	return k.unsealWhole(media)
}
