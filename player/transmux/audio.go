package transmux

// sound makes samples of a stream of frames.
type sound struct {
	*stream
	read    reader
	format  format
	samples []sample
	marks   []mark
	gaps    []int
	next    int64 // where the next frame begins, in samples
	known   bool  // next is set
}

// minFrame is how many bytes most frames have at least; it sizes the list of samples.
const minFrame = 128

func newSound(s *stream) *sound {
	a := &sound{stream: s, read: readerOf(s.kind, s.channels), marks: s.marks, gaps: s.gaps}
	a.samples = make([]sample, 0, len(s.es)/minFrame+1)
	synced := false
	for at := 0; at < len(s.es); {
		f, ok := a.read(s.es[at:])
		if ok && !synced {
			ok = a.follows(at + f.size)
		}
		if !ok {
			synced = false
			at = a.search(at + 1)
			continue
		}
		if gap := a.gapWithin(at, at+f.size); gap > at {
			synced, at = false, gap
			continue
		}
		if at+f.size > len(s.es) {
			break
		}
		synced = true
		a.add(at, f)
		at += f.size
	}
	return a
}

// follows tells whether a frame, or the end, is at a place: what looks like a frame
// without one behind it is chance.
func (a *sound) follows(at int) bool {
	if at >= len(a.es) {
		return at == len(a.es)
	}
	_, ok := a.read(a.es[at:])
	return ok || len(a.es)-at < 8
}

// search finds the next byte that a frame may begin with.
func (a *sound) search(at int) int {
	for at < len(a.es) && a.es[at] != 0xff && a.es[at] != 0x0b && a.es[at] != 0x56 &&
		a.es[at] != 0x7f {
		at++
	}
	return at
}

// gapWithin is the first gap inside of a frame, or 0.
func (a *sound) gapWithin(begin, end int) int {
	for len(a.gaps) > 0 && a.gaps[0] <= begin {
		a.gaps = a.gaps[1:]
	}
	if len(a.gaps) > 0 && a.gaps[0] < end {
		return a.gaps[0]
	}
	return 0
}

// add adds a frame. Frames follow one another without gaps from the first time stamp
// on, for time stamps are rounded; only where they are off by more than half a frame
// does the stream jump. Then the frame before lasts until here, or frames that would
// begin before it ends are left out.
func (a *sound) add(at int, f frame) {
	n := len(a.samples)
	if n == 0 {
		a.format = f.format
	}
	if f.format != a.format || f.size <= f.head {
		return
	}
	if a.key != nil {
		a.key.unsealFrame(a.es[at+f.head : at+f.size])
	}
	if f.joins {
		if n > 0 && int(a.samples[n-1].to) == at {
			a.samples[n-1].to = int32(at + f.size)
			a.samples[n-1].size += uint32(f.size)
		}
		return
	}
	if t, ok := a.stamp(at); ok {
		if off := t - a.next; !a.known || off > int64(f.samples/2) || -off > int64(f.samples/2) {
			a.next, a.known = t, true
		}
	}
	if !a.known {
		return
	}
	begin := a.next
	a.next += int64(f.samples)
	if n > 0 {
		last := &a.samples[n-1]
		if begin < last.dts+int64(last.duration) {
			return
		}
		last.duration = uint32(min(begin-last.dts, 1<<31))
	}
	from, to := at+f.head, at+f.size
	if f.payload > 0 {
		f.align(a.es[at:to])
		from, to = at, at+f.payload
	}
	a.samples = append(roomy(a.samples), sample{
		dts: begin, pts: begin, duration: uint32(f.samples), size: uint32(to - from), key: true,
		from: int32(from), to: int32(to),
	})
}

// stamp is the time of the frame at a place, in samples, if a time stamp is its own.
func (a *sound) stamp(at int) (t int64, ok bool) {
	for len(a.marks) > 0 && a.marks[0].at <= at {
		if a.marks[0].timed {
			t, ok = rescale(a.marks[0].pts, a.format.rate), true
		}
		a.marks = a.marks[1:]
	}
	return t, ok
}

// rescale turns 90 kHz into samples, to the nearest one.
func rescale(t int64, rate int) int64 {
	v := 2*t*int64(rate) + clockRate
	if v < 0 {
		v -= 2*clockRate - 1
	}
	return v / (2 * clockRate)
}

func (a *sound) track() *track {
	if len(a.samples) == 0 {
		return nil
	}
	t := &track{timescale: uint32(a.format.rate), samples: a.samples, es: a.es}
	a.format.entry(t)
	return t
}
