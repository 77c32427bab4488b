package dash

import (
	"math"
	"strconv"
	"strings"

	"diptych/player/manifest"
	"diptych/player/value"
)

// addressing is a segment description with what it inherits from the levels
// above (ISO/IEC 23009-1 §5.3.9.1).
type addressing []node

func (a addressing) str(name string) string {
	for _, n := range a {
		if s := n.str(name); s != "" {
			return s
		}
	}
	return ""
}

func (a addressing) integer(name string, fallback int64) int64 {
	if n, ok := value.ParseInt(a.str(name)); ok {
		return n
	}
	return fallback
}

func (a addressing) child(name string) (node, bool) {
	for _, n := range a {
		if c, ok := n.child(name); ok {
			return c, true
		}
	}
	return node{}, false
}

// initialization is the init segment that an element names: a file beside the
// media, or bytes of either (§5.3.9.2.2). nil where it names nothing.
func (a addressing) initialization(base string) *manifest.Resource {
	n, _ := a.child("Initialization")
	from, to, ranged := byteRange(n.str("range"))
	if n.str("sourceURL") == "" && !ranged {
		return nil
	}
	init := &manifest.Resource{URL: manifest.Resolve(base, n.str("sourceURL")), To: -1}
	if ranged {
		init.From, init.To = from, to
	}
	return init
}

func levels(from []node, name string) addressing {
	var out addressing
	for _, n := range from {
		if c, ok := n.child(name); ok {
			out = append(out, c)
		}
	}
	return out
}

func (x *period) segments(r *manifest.Rendition, from []node, base string) {
	if a := levels(from, "SegmentTemplate"); len(a) > 0 {
		x.template(r, a, base)
		return
	}
	if a := levels(from, "SegmentList"); len(a) > 0 {
		x.list(r, a, base)
		return
	}
	// One file: the whole, or what its index says once that is read.
	s := manifest.Segment{Resource: manifest.Resource{URL: base, To: -1}, Start: x.start, Duration: x.length}
	a := levels(from, "SegmentBase")
	s.Offset = x.start - float64(a.integer("presentationTimeOffset", 0))/float64(max(1, a.integer("timescale", 1)))
	if from, to, ok := byteRange(a.str("indexRange")); ok {
		s.Index = &manifest.Resource{URL: base, From: from, To: to}
	} else if strings.HasPrefix(r.MIME, "video/mp4") || strings.HasPrefix(r.MIME, "audio/mp4") {
		s.Index = &manifest.Resource{URL: base, To: firstLook} // it may begin with one
	}
	s.Init = a.initialization(base)
	if x.room() {
		r.Segments = []manifest.Segment{s}
	}
}

// firstLook is the last byte of what is read of a file to find its index.
const firstLook = 1<<16 - 1

func byteRange(s string) (from, to int64, ok bool) {
	a, b, found := strings.Cut(s, "-")
	from, known := value.ParseInt(a)
	to, bounded := value.ParseInt(b)
	return from, to, found && known && bounded && from >= 0 && to >= from
}

// template makes the segments of a SegmentTemplate.
func (x *period) template(r *manifest.Rendition, a addressing, base string) {
	scale := float64(max(1, a.integer("timescale", 1)))
	offset := float64(a.integer("presentationTimeOffset", 0)) / scale
	number := a.integer("startNumber", 1)
	shift := x.start - offset
	init := a.initialization(base)
	if u := a.str("initialization"); u != "" {
		init = &manifest.Resource{URL: manifest.Resolve(base, fill(u, r, 0, 0)), To: -1}
	}
	add := func(time int64, start, length float64) {
		if !x.room() {
			return
		}
		r.Segments = append(r.Segments, manifest.Segment{
			Resource: manifest.Resource{
				URL: manifest.Resolve(base, fill(a.str("media"), r, number, time)), To: -1,
			},
			Init: init, Start: start, Duration: length, Offset: shift, Sequence: number,
		})
		number++
	}
	early := 0.0
	if f, ok := value.ParseFloat(a.str("availabilityTimeOffset")); ok {
		early = f
	} else if a.str("availabilityTimeOffset") == "INF" {
		early = math.Inf(1)
	}
	if timeline, ok := a.child("SegmentTimeline"); ok {
		x.timeline(timeline, scale, shift, add)
		if n := len(r.Segments); x.live != nil && n > 0 {
			x.hold(r, r.Segments[n-1].Duration, 0)
		}
		return
	}
	length := float64(a.integer("duration", 0)) / scale
	if length <= 0 || x.length <= 0 && x.live == nil {
		return
	}
	first, end := int64(0), int64(math.Min(maxSegments, math.Ceil(x.length/length-1e-6)))
	if x.live != nil {
		x.live.ByClock = true
		x.hold(r, length, early)
		first, end = x.numbers(length, early)
	}
	if last := a.integer("endNumber", 0); last > 0 {
		end = min(end, last-number+1)
	}
	number += first
	for i := first; i < end && *x.left > 0; i++ {
		at := float64(i) * length
		long := length
		if x.length > 0 {
			long = math.Min(length, x.length-at)
		}
		add(int64(math.Round((at+offset)*scale)), x.start+at, long)
	}
}

// timeline runs through S elements (§5.3.9.6): r = -1 repeats to the next S, or
// to the end of the period.
func (x *period) timeline(n node, scale, shift float64, add func(time int64, start, length float64)) {
	var time int64
	runs := n.all("S")
	count := 0
	for i, s := range runs {
		if *x.left <= 0 {
			return
		}
		time = s.integer("t", time)
		d := s.integer("d", 0)
		if d <= 0 {
			continue
		}
		repeat := s.integer("r", 0)
		if repeat < 0 {
			end := int64((x.start + x.length - shift) * scale)
			if x.live != nil && x.length == 0 {
				x.live.ByClock = true
				end = int64((x.live.now - shift) * scale)
			}
			if i+1 < len(runs) {
				end = runs[i+1].integer("t", end)
			}
			repeat = (end-time+d-1)/d - 1
		}
		for k := int64(0); k <= repeat && count < maxSegments && *x.left > 0; k++ {
			if x.live == nil || float64(time+d)/scale+shift > x.live.at.From {
				add(time, float64(time)/scale+shift, float64(d)/scale)
			}
			time += d
			count++
		}
	}
}

// list makes the segments of a SegmentList.
func (x *period) list(r *manifest.Rendition, a addressing, base string) {
	scale := float64(max(1, a.integer("timescale", 1)))
	length := float64(a.integer("duration", 0)) / scale
	init := a.initialization(base)
	shift := x.start - float64(a.integer("presentationTimeOffset", 0))/scale
	urls := a.all("SegmentURL")
	add := func(_ int64, start, length float64) {
		i := len(r.Segments)
		if i >= len(urls) || !x.room() {
			return
		}
		s := manifest.Segment{
			Resource: manifest.Resource{URL: manifest.Resolve(base, urls[i].str("media")), To: -1},
			Init:     init, Start: start, Duration: length, Sequence: int64(i), Offset: shift,
		}
		if from, to, ok := byteRange(urls[i].str("mediaRange")); ok {
			s.From, s.To = from, to
		}
		r.Segments = append(r.Segments, s)
	}
	if timeline, ok := a.child("SegmentTimeline"); ok {
		x.timeline(timeline, scale, shift, add)
		return
	}
	if length <= 0 { // one segment for all of the period
		length = x.length
	}
	for i := range urls {
		at := float64(i) * length
		add(0, x.start+at, length)
	}
}

// room tells whether another segment may be made.
func (x *period) room() bool {
	*x.left--
	return *x.left >= 0
}

// all are the children of the innermost level that has some.
func (a addressing) all(name string) []node {
	for _, n := range a {
		if list := n.all(name); len(list) > 0 {
			return list
		}
	}
	return nil
}

// fill replaces $…$ in a template (§5.3.9.4.4), with %0nd widths.
func fill(s string, r *manifest.Rendition, number, time int64) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "$")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, ok := strings.Cut(rest, "$")
		if !ok {
			b.WriteString("$" + rest)
			return b.String()
		}
		name, format, _ := strings.Cut(name, "%")
		switch name {
		case "":
			b.WriteByte('$')
		case "RepresentationID":
			b.WriteString(r.ID)
		case "Bandwidth":
			b.WriteString(padded(int64(r.Bandwidth), format))
		case "Number":
			b.WriteString(padded(number, format))
		case "Time":
			b.WriteString(padded(time, format))
		}
		s = after
	}
}

func padded(n int64, format string) string {
	s := strconv.FormatInt(n, 10)
	width, ok := value.ParseInt(strings.TrimSuffix(strings.TrimPrefix(format, "0"), "d"))
	if !ok || width > 32 {
		return s
	}
	for len(s) < int(width) {
		s = "0" + s
	}
	return s
}
