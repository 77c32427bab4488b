package packager

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
)

// ErrClip says that a clip would hold nothing.
var ErrClip = errors.New("packager: empty clip")

// slack is by how much tracks are cut at other times, seconds: a frame of sound.
const slack = 0.03

// Clip is the part of the media from one time to another, milliseconds; to 0 =
// to the end. In bytes it begins with the segment that holds from, since players need a
// key frame, and ends with the half second that holds to; its times begin at 0.
// Tracks know which part of that was asked for (Skip, Shown).
func (m *Media) Clip(from, to int64) (*Media, error) {
	if from <= 0 && to <= 0 {
		return m, nil
	}
	reference := m.referenceTrack()
	if reference == nil || to > 0 && to <= from || float64(from)/1000 >= reference.Seconds() {
		return nil, ErrClip
	}
	begin := reference.at(float64(from) / 1000)
	cut := *m
	cut.clip = fmt.Sprintf("/clipFrom/%d/clipTo/%d", from, to)
	origin := begin // tracks are not cut at quite the same times: the first of them is 0
	for _, list := range [][]StoredTrack{m.Video, m.Audio} {
		for i := range list {
			if t := &list[i]; len(t.Index.Segments) > 0 {
				origin = min(origin, t.seconds(t.nearest(begin)))
			}
		}
	}
	end := math.Inf(1)
	if to > 0 {
		end = float64(to)/1000 - slack
	}
	cut.Video, cut.Audio = clipAll(m.Video, begin, end, origin), clipAll(m.Audio, begin, end, origin)
	for _, list := range [][]StoredTrack{cut.Video, cut.Audio} {
		for i := range list {
			list[i].show(from, to)
		}
	}
	cut.Captions = clipCaptions(m.Captions, origin, origin+cut.Seconds())
	return &cut, nil
}

// clipCaptions are captions for a part of the media, seconds, whose times begin at 0.
func clipCaptions(list []Caption, begin, end float64) []Caption {
	part := fmt.Sprintf("/clipFrom/%d/clipTo/%d", int64(math.Round(begin*1000)), int64(math.Round(end*1000)))
	out := make([]Caption, len(list))
	for i, c := range list {
		c.Playlist, c.WebVTT = insertBeforeName(c.Playlist, part), insertBeforeName(c.WebVTT, part)
		out[i] = c
	}
	return out
}

// show notes which part of the samples was asked for, milliseconds of the whole.
func (t *StoredTrack) show(from, to int64) {
	first := t.Index.Start + t.Shift
	end := (first + t.Index.End() - t.Index.Start) * 1000 / t.Timescale
	if to > 0 {
		end = min(end, to)
	}
	t.Skip, t.Shown = max(0, from*t.Timescale/1000-first), max(1, end-from)
}

// insertBeforeName is an address with a part before its file name.
func insertBeforeName(url, part string) string {
	i := max(0, strings.LastIndexByte(url, '/'))
	return url[:i] + part + url[i:]
}

func (m *Media) referenceTrack() *StoredTrack {
	for _, list := range [][]StoredTrack{m.Video, m.Audio} {
		if len(list) > 0 && len(list[0].Index.Segments) > 0 {
			return &list[0]
		}
	}
	return nil
}

// seconds is when a segment begins.
func (t *StoredTrack) seconds(i int) float64 {
	return float64(t.Index.Segments[i].Start) / float64(t.Timescale)
}

// at is when the segment begins that holds a time.
func (t *StoredTrack) at(seconds float64) float64 {
	start := t.seconds(0)
	for i := range t.Index.Segments {
		if s := t.seconds(i); s <= seconds {
			start = s
		}
	}
	return start
}

// nearest is the segment that begins nearest to a time.
func (t *StoredTrack) nearest(seconds float64) int {
	best := 0
	for i := range t.Index.Segments {
		if math.Abs(t.seconds(i)-seconds) < math.Abs(t.seconds(best)-seconds) {
			best = i
		}
	}
	return best
}

func clipAll(list []StoredTrack, begin, end, origin float64) []StoredTrack {
	out := make([]StoredTrack, 0, len(list))
	for i := range list {
		if t := &list[i]; len(t.Index.Segments) > 0 {
			out = append(out, t.clip(begin, end, origin))
		}
	}
	return out
}

func (t *StoredTrack) clip(begin, end, origin float64) StoredTrack {
	cut := *t
	cut.Shift = int64(math.Round(origin * float64(t.Timescale)))
	cut.Index = &Index{InitSize: t.Index.InitSize}
	for i := t.nearest(begin); i < len(t.Index.Segments) &&
		(t.seconds(i) < end || len(cut.Index.Segments) == 0); i++ {
		s := t.Index.Segments[i]
		kept := Segment{Start: s.Start - cut.Shift, Offset: s.Offset, KeySize: s.KeySize}
		for _, f := range s.Fragments {
			if len(kept.Fragments) > 0 && float64(s.Start+kept.Duration)/float64(t.Timescale) >= end {
				break
			}
			kept.Fragments = append(kept.Fragments, f)
			kept.Size, kept.Duration = kept.Size+f.Size, kept.Duration+f.Duration
		}
		cut.Index.Segments = append(cut.Index.Segments, kept)
	}
	last := cut.Index.Segments[len(cut.Index.Segments)-1]
	cut.Tail = t.fragmentAt(last.Offset + last.Size)
	cut.Index.Start = cut.Index.Segments[0].Start
	cut.Duration = cut.Index.End()
	return cut
}

// fragmentAt is the fragment at a byte, as a segment; nil when there is none.
func (t *StoredTrack) fragmentAt(offset int64) *Segment {
	for _, s := range t.Index.Segments {
		at := s.Offset
		for _, f := range s.Fragments {
			if at == offset {
				return &Segment{Offset: at, Size: f.Size, Duration: f.Duration, Fragments: []Fragment{f}}
			}
			at += f.Size
		}
	}
	return nil
}

// Rebase takes a clip's shift from the decode times in the bytes of one of its
// segments (ISO/IEC 14496-12 §8.8.12).
func (t *StoredTrack) Rebase(b []byte, s Segment) error {
	for _, f := range s.Fragments {
		if f.Size > int64(len(b)) {
			return fmt.Errorf("rebase: %w", ErrIndex)
		}
		tfdt := box(box(box(b[:f.Size], "moof"), "traf"), "tfdt")
		switch {
		case len(tfdt) >= 12 && tfdt[0] == 1:
			binary.BigEndian.PutUint64(tfdt[4:], binary.BigEndian.Uint64(tfdt[4:])-uint64(t.Shift))
		case len(tfdt) >= 8 && tfdt[0] == 0:
			binary.BigEndian.PutUint32(tfdt[4:], binary.BigEndian.Uint32(tfdt[4:])-uint32(t.Shift))
		default:
			return errors.New("rebase: stored fragment without tfdt")
		}
		b = b[f.Size:]
	}
	return nil
}

// box is the content of the first box of a kind, nil when there is none.
func box(b []byte, kind string) []byte {
	for len(b) >= 8 {
		size := int(binary.BigEndian.Uint32(b))
		if size < 8 || size > len(b) {
			return nil
		}
		if string(b[4:8]) == kind {
			return b[8:size]
		}
		b = b[size:]
	}
	return nil
}
