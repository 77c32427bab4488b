package packager

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/Eyevinn/mp4ff/mp4"
)

// Lengths of stored pieces, seconds.
const (
	SegmentSeconds  = 2.0
	fragmentSeconds = 0.5
)

// Track is what a repackaged file holds.
type Track struct {
	Index
	Kind             string // "video" or "audio"
	Codec            string // RFC 6381
	Width, Height    int
	SampleRate       int
	Channels         int
	Timescale        int64 // ticks per second
	Size             int64 // bytes of the whole file
	Bandwidth        int64 // peak over segments, bit/s
	AverageBandwidth int64 // bit/s
}

// Repackage reads a fragmented MP4 with one track and writes it as a stored
// CMAF track: segments of about 2 s that begin with a key frame, in fragments of
// about half a second (ISO/IEC 23000-19 §7.3). It holds one input fragment in
// memory at a time.
func Repackage(in io.Reader, out io.Writer) (t *Track, err error) {
	defer func() { // the library takes the sizes that a fragment names for true
		if r := recover(); r != nil {
			t, err = nil, fmt.Errorf("repackage: damaged fragment: %v", r)
		}
	}()
	w := &repackager{in: bufio.NewReaderSize(in, 1<<20), out: out}
	if err := w.run(); err != nil {
		return nil, fmt.Errorf("repackage: %w", err)
	}
	return w.finish(), nil
}

type repackager struct {
	in       io.Reader
	position uint64
	out      io.Writer
	track    *Track
	trex     *mp4.TrexBox
	trackID  uint32
	sequence uint32
	pending  []mp4.FullSample
	begin    bool  // pending begins a segment
	length   int64 // ticks pending
	segment  int64 // number of the segment under way
}

func (w *repackager) run() error {
	var moof *mp4.MoofBox
	var ftyp mp4.Box
	for {
		box, err := mp4.DecodeBox(w.position, w.in)
		if errors.Is(err, io.EOF) {
			if w.track == nil {
				return errors.New("no moov box")
			}
			return w.flush()
		}
		if err != nil {
			return err
		}
		w.position += box.Size()
		switch b := box.(type) {
		case *mp4.FtypBox:
			ftyp = b
		case *mp4.MoovBox:
			if err := w.init(ftyp, b); err != nil {
				return err
			}
		case *mp4.MoofBox:
			moof = b
		case *mp4.MdatBox:
			if moof == nil || w.track == nil {
				return errors.New("media before its description")
			}
			if err := w.fragment(moof, b); err != nil {
				return err
			}
			moof = nil
		}
	}
}

func (w *repackager) init(ftyp mp4.Box, moov *mp4.MoovBox) error {
	if len(moov.Traks) != 1 || moov.Mvex == nil || moov.Mvex.Trex == nil || ftyp == nil {
		return errors.New("want a fragmented file with one track")
	}
	t, err := describe(moov.Trak)
	if err != nil {
		return err
	}
	w.track, w.trex, w.trackID = t, moov.Mvex.Trex, moov.Trak.Tkhd.TrackID
	brand := mp4.NewFtyp("cmf2", 0, []string{"iso6", "cmfc", "mp41"})
	for _, box := range []mp4.Box{brand, moov} {
		if err := box.Encode(w.out); err != nil {
			return err
		}
		t.InitSize += int64(box.Size())
	}
	t.Size = t.InitSize
	return nil
}

func (w *repackager) fragment(moof *mp4.MoofBox, mdat *mp4.MdatBox) error {
	f := mp4.NewFragment()
	f.AddChild(moof)
	f.AddChild(mdat)
	samples, err := f.GetFullSamples(w.trex)
	if err != nil {
		return err
	}
	for _, s := range samples {
		if err := w.sample(s); err != nil {
			return err
		}
	}
	return nil
}

// sample ends the pending fragment where a segment or half a second ends.
func (w *repackager) sample(s mp4.FullSample) error {
	if len(w.pending) > 0 {
		if w.beginsSegment(s) {
			if err := w.flush(); err != nil {
				return err
			}
			w.begin = true
		} else if w.fragmentEnds(s) {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	w.pending = append(w.pending, s)
	w.length += int64(s.Dur)
	return nil
}

// fragmentEnds: at the sample nearest to the next multiple of half a second
// since the segment began.
func (w *repackager) fragmentEnds(s mp4.FullSample) bool {
	var done, count int64
	if n := len(w.track.Segments); n > 0 && !w.begin {
		done, count = w.track.Segments[n-1].Duration, int64(len(w.track.Segments[n-1].Fragments))
	}
	end := float64(count+1) * fragmentSeconds * float64(w.track.Timescale)
	return float64(done+w.length+int64(s.Dur)/2) >= end
}

// beginsSegment: video at a key frame once the segment is long enough, audio at
// the frame nearest to the next multiple of the segment length.
func (w *repackager) beginsSegment(s mp4.FullSample) bool {
	if s.Flags&mp4.NonSyncSampleFlags == mp4.NonSyncSampleFlags && w.track.Kind == "video" {
		return false
	}
	at := int64(s.DecodeTime)
	if w.track.Kind == "audio" {
		at += int64(s.Dur) / 2
	} else {
		at = s.PresentationTime() + int64(s.Dur)/2
	}
	n := int64(float64(at) / float64(w.track.Timescale) / SegmentSeconds)
	if n <= w.segment {
		return false
	}
	w.segment = n
	return true
}

func (w *repackager) flush() error {
	if len(w.pending) == 0 {
		return nil
	}
	w.sequence++
	f, err := mp4.CreateFragment(w.sequence, w.trackID)
	if err != nil {
		return err
	}
	for _, s := range w.pending {
		f.AddFullSample(s)
	}
	counter := &countingWriter{w: w.out}
	if err := f.Encode(counter); err != nil {
		return err
	}
	if w.track.Size == w.track.InitSize {
		w.track.Start = int64(w.pending[0].DecodeTime)
	}
	begin := w.begin || len(w.track.Segments) == 0
	w.track.add(counter.n, w.length, w.begin)
	if begin && w.track.Kind == "video" {
		w.track.Segments[len(w.track.Segments)-1].KeySize = int64(f.Moof.Size()) + mdatHeader +
			int64(w.pending[0].Size)
	}
	w.track.Size += counter.n
	w.pending, w.length, w.begin = nil, 0, false
	return nil
}

func (w *repackager) finish() *Track {
	t := w.track
	for _, s := range t.Segments {
		t.Bandwidth = max(t.Bandwidth, s.Size*8*t.Timescale/max(1, s.Duration))
	}
	t.AverageBandwidth = (t.Size - t.InitSize) * 8 * t.Timescale / max(1, t.End()-t.Start)
	return t
}

// mdatHeader is what stands before the first sample of an mdat, bytes.
const mdatHeader = 8

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
