package segment

import "math"

// frame is how many samples of sound an AAC frame holds.
const frame = 1024

// maxFrames bounds a piece of silence: ten minutes at 48 kHz.
const maxFrames = 30_000

// CanBeSilent tells whether Silence knows how a track is written.
func (t Track) CanBeSilent() bool {
	return t.Codec == "mp4a.40.2" && t.Rate > 0 && t.Timescale > 0 && (t.Channels == 1 || t.Channels == 2)
}

// Silence writes a segment of silent AAC for a track, from start for a duration,
// seconds: where the other tracks go on, and this one has nothing.
func Silence(t Track, start, duration float64) []byte {
	n := int(math.Min(maxFrames, math.Ceil(duration*float64(t.Rate)/frame)))
	data := quiet(t.Channels)
	length := uint32(uint64(frame) * uint64(t.Timescale) / uint64(t.Rate))
	time := uint64(start * float64(t.Timescale))
	// duration, size and flags of all samples are told once (§8.8.7, §8.8.8)
	tfhd := boxOf("tfhd", words(0x020038, t.ID, length, uint32(len(data)), 0x02000000))
	tfdt := boxOf("tfdt", words(1<<24, uint32(time>>32), uint32(time)))
	moof := func(offset int) []byte {
		trun := boxOf("trun", words(1, uint32(n), uint32(offset)))
		return boxOf("moof", boxOf("mfhd", words(0, 1)), boxOf("traf", tfhd, tfdt, trun))
	}
	var samples []byte
	for range n {
		samples = append(samples, data...)
	}
	return append(moof(len(moof(0))+8), boxOf("mdat", samples)...)
}

// quiet is a frame of one or two channels without a spectrum (ISO/IEC 14496-3
// §4.4.2.1).
func quiet(channels int) []byte {
	var w bits
	if channels == 2 {
		w.put(1, 3) // channel pair element
		w.put(0, 4) // its tag
		w.put(0, 1) // no common window
	} else {
		w.put(0, 3)
		w.put(0, 4)
	}
	for range channels {
		w.put(0, 8)     // gain
		w.put(0, 1+2+1) // reserved, one long window, its shape
		w.put(0, 6+1)   // no bands, no prediction
		w.put(0, 1+1+1) // no pulses, noise shaping, gain control
	}
	w.put(7, 3) // end
	return w.bytes
}

type bits struct {
	bytes []byte
	n     int
}

func (w *bits) put(v uint, count int) {
	for i := count - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.bytes = append(w.bytes, 0)
		}
		w.bytes[w.n/8] |= byte(v>>uint(i)&1) << uint(7-w.n%8)
		w.n++
	}
}

func boxOf(kind string, parts ...[]byte) []byte {
	out := append(make([]byte, 4), kind...)
	for _, p := range parts {
		out = append(out, p...)
	}
	copy(out, words(uint32(len(out))))
	return out
}

func words(list ...uint32) []byte {
	var out []byte
	for _, n := range list {
		out = append(out, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return out
}
