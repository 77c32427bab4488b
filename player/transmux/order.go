package transmux

import "slices"

// settle brings the access units into the order and the times of samples.
func (v *pictures) settle() {
	v.join()
	list, key := v.units, false
	for i := range list {
		u := &list[i]
		u.key = u.key || u.intra && !v.hevc && u.recovery
		key = key || u.key
	}
	for i := range list {
		if !key && list[i].intra && !v.hevc { // an open GOP without recovery points
			list[i].key = true
			break
		}
	}
	v.order()
}

// join drops damaged units, adds second fields to their first ones and times what has
// no time stamp.
func (v *pictures) join() {
	list := v.units[:0]
	step := int64(defaultTicks)
	if v.picture != nil && v.picture.ticks > 0 {
		step = v.picture.ticks
	}
	for _, u := range v.units {
		n := len(list)
		if !u.slices || u.damaged || n == 0 && !u.timed {
			continue
		}
		if n > 0 && !u.timed {
			last := &list[n-1]
			if u.second(last) {
				last.last = u.last
				last.head.field = false
				continue
			}
			u.pts, u.dts = last.pts+step, last.dts+step
		}
		list = append(list, u)
	}
	v.units = list
}

// second tells whether a unit is the second field of the frame that another began.
func (u *unit) second(first *unit) bool {
	return u.head.field && first.head.field && u.head.last != first.head.last &&
		u.head.frame == first.head.frame && u.first == first.last
}

// defaultTicks is the duration of a picture that nothing tells of: 30000/1001 a second.
const defaultTicks = 3003

// order makes decoding times rise. Where they do not, there were none in the stream,
// or wrong ones: then they are the presentation times in order, moved to before each.
func (v *pictures) order() {
	rising := true
	for i := 1; i < len(v.units); i++ {
		rising = rising && v.units[i].dts > v.units[i-1].dts
	}
	if rising {
		return
	}
	times := make([]int64, len(v.units))
	for i := range v.units {
		times[i] = v.units[i].pts
	}
	slices.Sort(times)
	late := int64(0)
	for i := range times {
		if i > 0 {
			times[i] = max(times[i], times[i-1]+1)
		}
		late = max(late, times[i]-v.units[i].pts)
	}
	for i := range times {
		v.units[i].dts = times[i] - late
	}
}

// track makes the track; nil where nothing can be decoded.
func (v *pictures) track() *track {
	if v.settle(); len(v.units) == 0 || v.picture == nil || len(v.sets[1]) == 0 {
		return nil
	}
	t := &track{video: true, timescale: clockRate, pictures: v, samples: make([]sample, len(v.units))}
	v.entry(t)
	duration := int64(defaultTicks)
	if v.picture.ticks > 0 {
		duration = v.picture.ticks
	}
	for i := range v.units {
		u := &v.units[i]
		if i+1 < len(v.units) {
			duration = v.units[i+1].dts - u.dts
		}
		size := 0
		for _, n := range v.nals[u.first:u.last] {
			if v.kept(n) {
				size += 4 + int(n.to-n.from)
			}
		}
		t.samples[i] = sample{
			dts: u.dts, pts: u.pts, duration: uint32(min(duration, 1<<31)), size: uint32(size), key: u.key,
			from: u.first, to: u.last,
		}
	}
	return t
}
