package packager

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sort"

	"github.com/Eyevinn/mp4ff/mp4"
)

// Layout is a plain MP4 file that exists only as a header and a list of ranges of
// the stored tracks (ISO/IEC 14496-12 §8). It does not change once it is made.
type Layout struct {
	head   []byte
	chunks []chunk
	size   int64
}

// chunk is the media data of one stored fragment.
type chunk struct {
	file         int
	source, size int64 // where it is stored
	at           int64 // where it stands in the composed file
	seconds      float64
	samples      int
}

// Compose reads the sample tables out of the fragments of one or more tracks,
// whose files are given in the same order, and lays a file out, interleaved by
// time. It ends when ctx does.
func Compose(ctx context.Context, tracks []*StoredTrack, files []io.ReadSeeker) (*Layout, error) {
	c := &composer{ctx: ctx, files: files, layout: &Layout{}}
	moov, err := c.read(tracks)
	if err == nil {
		err = c.layout.layOut(moov)
	}
	if err != nil {
		return nil, fmt.Errorf("compose: %w", err)
	}
	return c.layout, nil
}

// composer is one Compose under way.
type composer struct {
	ctx    context.Context //nolint:containedctx // it is the call's
	files  []io.ReadSeeker
	layout *Layout
}

func (c *composer) read(tracks []*StoredTrack) (*mp4.MoovBox, error) {
	var moov *mp4.MoovBox
	for i, t := range tracks {
		m, err := readMoov(c.files[i])
		if err != nil {
			return nil, err
		}
		if err := c.tables(m.Trak, m.Mvex.Trex, i, t); err != nil {
			return nil, err
		}
		m.Trak.Tkhd.TrackID = uint32(i + 1)
		m.Trak.Mdia.Mdhd.Duration = uint64(t.Duration)
		if moov == nil {
			moov = mp4.NewMoovBox()
			moov.AddChild(m.Mvhd)
			m.Mvhd.Timescale, m.Mvhd.Duration = 1000, 0
		}
		ms := uint64(t.Duration * 1000 / t.Timescale)
		if t.Shown > 0 {
			ms = uint64(t.Shown)
			edit(m.Trak, t)
		}
		m.Trak.Tkhd.Duration = ms
		moov.Mvhd.Duration = max(moov.Mvhd.Duration, ms)
		moov.Mvhd.NextTrackID = uint32(i + 2)
		moov.AddChild(m.Trak)
	}
	return moov, nil
}

// edit lets a player show a clip from and to the very moments that were asked
// for, though it begins with the key frame before (ISO/IEC 14496-12 §8.6.6).
func edit(trak *mp4.TrakBox, t *StoredTrack) {
	list := &mp4.ElstBox{Entries: []mp4.ElstEntry{{
		SegmentDuration:  uint64(t.Shown),
		MediaTime:        t.Skip,
		MediaRateInteger: 1,
	}}}
	if t.Skip > math.MaxInt32 {
		list.Version = 1
	}
	edts := &mp4.EdtsBox{}
	edts.AddChild(list)
	trak.Edts = edts
	trak.Children = slices.Insert(slices.DeleteFunc(trak.Children,
		func(b mp4.Box) bool { return b.Type() == "edts" }), 1, mp4.Box(edts))
}

func readMoov(f io.ReadSeeker) (*mp4.MoovBox, error) {
	var at uint64
	for range 4 {
		box, err := mp4.DecodeBox(at, f)
		if err != nil {
			return nil, err
		}
		if m, ok := box.(*mp4.MoovBox); ok && m.Mvex != nil && m.Mvex.Trex != nil {
			return m, nil
		}
		at += box.Size()
	}
	return nil, errors.New("no moov box")
}

// tables fills the sample table of a track from its fragments.
func (c *composer) tables(trak *mp4.TrakBox, trex *mp4.TrexBox, file int, t *StoredTrack) error {
	b := tableBuilder{
		stsz: &mp4.StszBox{},
		stts: &mp4.SttsBox{},
		stss: &mp4.StssBox{},
		ctts: &mp4.CttsBox{Version: 1},
	}
	first := len(c.layout.chunks)
	segments := t.Index.Segments
	if t.Tail != nil {
		tail := *t.Tail
		tail.Start = t.Index.End()
		segments = append(slices.Clip(segments), tail)
	}
	for _, s := range segments {
		offset, ticks := s.Offset, s.Start
		for _, f := range s.Fragments {
			if err := c.ctx.Err(); err != nil { // a long film has a great many
				return err
			}
			ch, err := b.fragment(c.files[file], trex, offset, f.Size)
			if err != nil {
				return err
			}
			ch.file, ch.seconds = file, float64(ticks)/float64(t.Timescale)
			c.layout.chunks = append(c.layout.chunks, ch)
			offset, ticks = offset+f.Size, ticks+f.Duration
		}
	}
	stbl := mp4.NewStblBox()
	stbl.AddChild(trak.Mdia.Minf.Stbl.Stsd)
	stbl.AddChild(b.stts)
	if t.Kind == "video" {
		if err := b.ctts.AddSampleCountsAndOffset(b.counts, b.offsets); err != nil {
			return err
		}
		stbl.AddChild(b.ctts)
		stbl.AddChild(b.stss)
	}
	stsc := &mp4.StscBox{}
	chunks := c.layout.chunks[first:]
	for i, ch := range chunks {
		if i == 0 || ch.samples != chunks[i-1].samples {
			if err := stsc.AddEntry(uint32(i+1), uint32(ch.samples), 1); err != nil {
				return err
			}
		}
	}
	stbl.AddChild(stsc)
	stbl.AddChild(b.stsz)
	stbl.AddChild(&mp4.Co64Box{ChunkOffset: make([]uint64, len(chunks))})
	minf := trak.Mdia.Minf
	for i, child := range minf.Children {
		if child == mp4.Box(minf.Stbl) {
			minf.Children[i] = stbl
		}
	}
	minf.Stbl = stbl
	return nil
}

type tableBuilder struct {
	stsz    *mp4.StszBox
	stts    *mp4.SttsBox
	stss    *mp4.StssBox
	ctts    *mp4.CttsBox
	counts  []uint32
	offsets []int32
}

// fragment reads a moof and adds its samples.
func (b *tableBuilder) fragment(f io.ReadSeeker, trex *mp4.TrexBox, offset, size int64) (chunk, error) {
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		return chunk{}, err
	}
	box, err := mp4.DecodeBox(uint64(offset), io.LimitReader(f, size))
	if err != nil {
		return chunk{}, err
	}
	moof, ok := box.(*mp4.MoofBox)
	if !ok || moof.Traf == nil || moof.Traf.Trun == nil {
		return chunk{}, errors.New("stored fragment without moof")
	}
	trun := moof.Traf.Trun
	trun.AddSampleDefaultValues(moof.Traf.Tfhd, trex)
	for _, s := range trun.GetSamples() {
		b.sample(s)
	}
	data := offset + int64(moof.Size()) + 8 // the mdat header
	return chunk{source: data, size: size - int64(moof.Size()) - 8, samples: len(trun.GetSamples())}, nil
}

func (b *tableBuilder) sample(s mp4.Sample) {
	b.stsz.SampleSize = append(b.stsz.SampleSize, s.Size)
	b.stsz.SampleNumber++
	if s.Flags&mp4.NonSyncSampleFlags != mp4.NonSyncSampleFlags {
		b.stss.SampleNumber = append(b.stss.SampleNumber, b.stsz.SampleNumber)
	}
	if n := len(b.stts.SampleCount); n > 0 && b.stts.SampleTimeDelta[n-1] == s.Dur {
		b.stts.SampleCount[n-1]++
	} else {
		b.stts.SampleCount, b.stts.SampleTimeDelta = append(b.stts.SampleCount, 1),
			append(b.stts.SampleTimeDelta, s.Dur)
	}
	if n := len(b.counts); n > 0 && b.offsets[n-1] == s.CompositionTimeOffset {
		b.counts[n-1]++
	} else {
		b.counts, b.offsets = append(b.counts, 1), append(b.offsets, s.CompositionTimeOffset)
	}
}

// layOut puts the chunks behind the header in the order of time.
func (c *Layout) layOut(moov *mp4.MoovBox) error {
	ftyp := mp4.NewFtyp("isom", 0x200, []string{"isom", "iso6", "avc1", "mp41"})
	sort.SliceStable(c.chunks, func(i, j int) bool { return c.chunks[i].seconds < c.chunks[j].seconds })
	var data int64
	for _, ch := range c.chunks {
		data += ch.size
	}
	const mdatHeader = 16
	at := int64(ftyp.Size()+moov.Size()) + mdatHeader
	numbers := make([]int, len(moov.Traks))
	for i := range c.chunks {
		ch := &c.chunks[i]
		ch.at = at
		moov.Traks[ch.file].Mdia.Minf.Stbl.Co64.ChunkOffset[numbers[ch.file]] = uint64(at)
		numbers[ch.file]++
		at += ch.size
	}
	c.size = at
	var head bytes.Buffer
	for _, box := range []mp4.Box{ftyp, moov} {
		if err := box.Encode(&head); err != nil {
			return err
		}
	}
	head.Write([]byte{0, 0, 0, 1, 'm', 'd', 'a', 't'})
	for shift := 56; shift >= 0; shift -= 8 {
		head.WriteByte(byte((data + mdatHeader) >> shift))
	}
	c.head = head.Bytes()
	return nil
}

// Size is the length of the file, bytes.
func (c *Layout) Size() int64 { return c.size }

// Weight is about how much memory the layout takes, bytes.
func (c *Layout) Weight() int64 {
	const row = 56
	return int64(len(c.head)) + row*int64(len(c.chunks))
}

// CopyRange writes n bytes of the file from an offset on; files are those of the
// tracks.
func (c *Layout) CopyRange(w io.Writer, files []io.ReadSeeker, from, n int64) error {
	if from < int64(len(c.head)) {
		part := c.head[from:min(int64(len(c.head)), from+n)]
		if _, err := w.Write(part); err != nil {
			return err
		}
		from, n = from+int64(len(part)), n-int64(len(part))
	}
	i := sort.Search(len(c.chunks), func(i int) bool { return c.chunks[i].at+c.chunks[i].size > from })
	for ; i < len(c.chunks) && n > 0; i++ {
		ch := c.chunks[i]
		skip := from - ch.at
		length := min(n, ch.size-skip)
		file := files[ch.file]
		if _, err := file.Seek(ch.source+skip, io.SeekStart); err != nil {
			return err
		}
		if _, err := io.CopyN(w, file, length); err != nil {
			return err
		}
		from, n = from+length, n-length
	}
	return nil
}
