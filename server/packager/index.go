// Package packager turns ffmpeg's output into stored CMAF tracks, and stored
// tracks into what players ask for. A segment is one byte range of one file.
package packager

import (
	"encoding/binary"
	"errors"
)

// Index tells where the segments of a stored track are. Segments follow one
// another without gaps, in time and in the file, right behind the init segment.
type Index struct {
	InitSize int64 // bytes
	Start    int64 // ticks: decode time of the first segment
	Segments []Segment
}

// Segment is one media segment: fragments (moof and mdat) in a row, the first
// of which begins with a key frame.
type Segment struct {
	Start, Duration int64 // ticks
	Offset, Size    int64 // bytes
	KeySize         int64 // bytes from its beginning to the end of its key frame; 0 = not known
	Fragments       []Fragment
}

// Fragment is one moof with its mdat.
type Fragment struct {
	Size     int64 // bytes
	Duration int64 // ticks
}

// ErrIndex says that stored index bytes are damaged.
var ErrIndex = errors.New("packager: damaged index")

// indexVersion 1 knew no key frames.
const indexVersion = 2

// mostNumber bounds what is a byte or a tick, so that sums do not overflow.
const mostNumber = 1 << 50

// maxSegments bounds an index: a hundred hours of 2 s segments.
const maxSegments = 180_000

// Encode packs the index: a version, then unsigned varints.
func (x *Index) Encode() []byte {
	b := []byte{indexVersion}
	b = binary.AppendUvarint(b, uint64(x.InitSize))
	b = binary.AppendUvarint(b, uint64(x.Start))
	b = binary.AppendUvarint(b, uint64(len(x.Segments)))
	for _, s := range x.Segments {
		b = binary.AppendUvarint(b, uint64(s.KeySize))
		b = binary.AppendUvarint(b, uint64(len(s.Fragments)))
		for _, f := range s.Fragments {
			b = binary.AppendUvarint(b, uint64(f.Size))
			b = binary.AppendUvarint(b, uint64(f.Duration))
		}
	}
	return b
}

// Decode unpacks an index.
func Decode(b []byte) (*Index, error) {
	if len(b) == 0 || b[0] < 1 || b[0] > indexVersion {
		return nil, ErrIndex
	}
	keys := b[0] >= 2
	r := reader{b: b[1:]}
	x := &Index{InitSize: r.next(), Start: r.next()}
	n := r.next()
	if n < 0 || n > maxSegments {
		return nil, ErrIndex
	}
	offset, start := x.InitSize, x.Start
	for range n {
		s := Segment{Start: start, Offset: offset}
		if keys {
			s.KeySize = r.next()
		}
		count := r.next()
		if count <= 0 || count > int64(len(r.b)) {
			return nil, ErrIndex
		}
		for range count {
			f := Fragment{Size: r.next(), Duration: r.next()}
			s.Fragments = append(s.Fragments, f)
			s.Size += f.Size
			s.Duration += f.Duration
			if r.bad || s.Size > mostNumber || s.Duration > mostNumber {
				return nil, ErrIndex
			}
		}
		if offset, start = offset+s.Size, start+s.Duration; offset > mostNumber || start > mostNumber {
			return nil, ErrIndex
		}
		x.Segments = append(x.Segments, s)
	}
	if r.bad {
		return nil, ErrIndex
	}
	return x, nil
}

type reader struct {
	b   []byte
	bad bool
}

func (r *reader) next() int64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > mostNumber {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return int64(v)
}

// End is the time behind the last segment, ticks.
func (x *Index) End() int64 {
	if len(x.Segments) == 0 {
		return x.Start
	}
	last := x.Segments[len(x.Segments)-1]
	return last.Start + last.Duration
}

// add appends a fragment, to a new segment when begin is set.
func (x *Index) add(size, duration int64, begin bool) {
	if begin || len(x.Segments) == 0 {
		s := Segment{Start: x.End(), Offset: x.InitSize}
		if n := len(x.Segments); n > 0 {
			s.Offset = x.Segments[n-1].Offset + x.Segments[n-1].Size
		}
		x.Segments = append(x.Segments, s)
	}
	s := &x.Segments[len(x.Segments)-1]
	s.Fragments = append(s.Fragments, Fragment{Size: size, Duration: duration})
	s.Size += size
	s.Duration += duration
}
