package transmux

import "slices"

// fromTS turns a transport stream into fragmented MP4.
func fromTS(b []byte, at, step int, key *sealed) (Output, error) {
	d, err := demux(b, at, step)
	if err != nil {
		return Output{}, err
	}
	for _, s := range []*stream{d.video, d.audio} {
		if s != nil && isSealed(s.kind) {
			if key == nil {
				return Output{}, ErrKey
			}
			s.key = key
		}
	}
	var tracks []*track
	var v *pictures
	if d.video != nil {
		v = newPictures(d.video)
		if t := v.track(); t != nil {
			tracks = append(tracks, t)
		}
	}
	if d.audio != nil {
		if t := newSound(d.audio).track(); t != nil {
			tracks = append(tracks, t)
		}
	}
	if len(tracks) == 0 {
		if a := d.audio; a != nil && (a.kind == typeMPEG1Audio || a.kind == typeMPEG2Audio) {
			return Output{}, streamTypeError(a.kind) // of layers I and II
		}
		return Output{}, ErrNoStreams
	}
	shift := unwrap(tracks)
	out := outputOf(tracks)
	if v != nil {
		out.Captions = v.captions(shift)
	}
	if d.timed != nil {
		out.Timed = d.timed.tags(shift)
	}
	return out, nil
}

// unwrap moves what begins before 0 to the end of the time stamps' range, and tells by
// how much, in 90 kHz.
func unwrap(tracks []*track) (shift int64) {
	for _, t := range tracks {
		if t.start() < 0 {
			shift = wrap
		}
	}
	for _, t := range tracks {
		if shift > 0 {
			t.move(shift)
		}
		t.lift()
	}
	return shift
}

func outputOf(tracks []*track) (out Output) {
	for i, t := range tracks {
		t.id = uint32(i + 1)
		if i > 0 {
			out.Codecs += ","
		}
		out.Codecs += t.codec
		if s := float64(t.start()) / float64(t.timescale); i == 0 || s < out.Start {
			out.Start = s
		}
	}
	out.Init = initSegment(tracks)
	out.Media = fragment(tracks)
	return out
}

// tags lists the payloads of PES packets with a time (Apple's "Timed Metadata for HTTP
// Live Streaming").
func (s *stream) tags(shift int64) (list []Timed) {
	for i, m := range s.marks {
		end := len(s.es)
		if i+1 < len(s.marks) {
			end = s.marks[i+1].at
		}
		if m.timed && end > m.at {
			list = append(list, Timed{
				At: float64(m.pts+shift) / clockRate, Scheme: SchemeID3, Data: s.es[m.at:end:end],
			})
		}
	}
	slices.SortStableFunc(list, func(a, b Timed) int { return order(a.At, b.At) })
	return list
}
