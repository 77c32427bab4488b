package packager

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"diptych/server/packager/packagertest"
	"diptych/server/store"

	"github.com/Eyevinn/mp4ff/mp4"
)

// stored is a film as delivery has it.
func stored(t testing.TB, film packagertest.Film) (StoredTrack, []byte) {
	t.Helper()
	p, file := packed(t, film)
	return StoredTrack{Index: &p.Index, Track: store.Track{
		ID: "0_" + p.Kind, Kind: p.Kind, Codec: p.Codec, Timescale: p.Timescale, Duration: p.End(),
		Width: p.Width, Height: p.Height, FrameRate: 25,
	}}, file
}

// composed is the whole of a file.
func composed(t *testing.T, l *Layout, files []io.ReadSeeker) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := l.CopyRange(&b, files, 0, l.Size()); err != nil {
		t.Fatal(err)
	}
	if int64(b.Len()) != l.Size() {
		t.Fatalf("%d bytes of %d", b.Len(), l.Size())
	}
	return b.Bytes()
}

// sampleNumbers reads the samples of a track through its tables (ISO/IEC 14496-12
// §8.7): each holds its own number.
func sampleNumbers(t *testing.T, file []byte, trak *mp4.TrakBox) []int {
	t.Helper()
	stbl := trak.Mdia.Minf.Stbl
	var list []int
	sample := uint32(1)
	for chunk, offset := range stbl.Co64.ChunkOffset {
		at := offset
		for range stbl.Stsc.GetChunk(uint32(chunk + 1)).NrSamples {
			size := uint64(stbl.Stsz.GetSampleSize(int(sample)))
			var n int
			text := file[at : at+size]
			if _, err := fmt.Sscan(strings.TrimLeft(string(text[len(text)-100:]), " \x00\x01"), &n); err != nil {
				t.Fatalf("sample %d: %q", sample, text)
			}
			list, at, sample = append(list, n), at+size, sample+1
		}
	}
	return list
}

// TestCompose: the tables of a plain file lead to every sample of the fragments.
func TestCompose(t *testing.T) {
	t.Parallel()
	video, videoFile := stored(t, packagertest.Film{Samples: 160})
	audio, audioFile := stored(t, packagertest.Film{Audio: true, Samples: 300})
	for name, c := range map[string]struct {
		tracks  []*StoredTrack
		files   [][]byte
		samples []int
	}{
		"pictures": {[]*StoredTrack{&video}, [][]byte{videoFile}, []int{160}},
		"sound":    {[]*StoredTrack{&audio}, [][]byte{audioFile}, []int{300}},
		"both":     {[]*StoredTrack{&video, &audio}, [][]byte{videoFile, audioFile}, []int{160, 300}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var files []io.ReadSeeker
			for _, b := range c.files {
				files = append(files, bytes.NewReader(b))
			}
			layout, err := Compose(t.Context(), c.tracks, files)
			if err != nil {
				t.Fatal(err)
			}
			file := composed(t, layout, files)
			f, err := mp4.DecodeFile(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if f.Moov.Mvex != nil || len(f.Moov.Traks) != len(c.tracks) {
				t.Fatalf("%d tracks, fragmented %t", len(f.Moov.Traks), f.Moov.Mvex != nil)
			}
			for i, trak := range f.Moov.Traks {
				list := sampleNumbers(t, file, trak)
				for n, got := range list {
					if got != n {
						t.Fatalf("track %d: sample %d is number %d", i, n, got)
					}
				}
				if len(list) != c.samples[i] || trak.Mdia.Mdhd.Duration != uint64(c.tracks[i].Duration) {
					t.Errorf("track %d: %d samples, %d ticks", i, len(list), trak.Mdia.Mdhd.Duration)
				}
			}
			if stss := f.Moov.Trak.Mdia.Minf.Stbl.Stss; c.tracks[0].Kind == "video" &&
				fmt.Sprint(stss.SampleNumber) != "[1 51 101 151]" {
				t.Errorf("key frames %v", stss.SampleNumber)
			}
		})
	}
}

// TestComposedRanges: a range of a composed file is those bytes of the whole.
func TestComposedRanges(t *testing.T) {
	t.Parallel()
	video, file := stored(t, packagertest.Film{Samples: 100})
	files := []io.ReadSeeker{bytes.NewReader(file)}
	layout, err := Compose(t.Context(), []*StoredTrack{&video}, files)
	if err != nil {
		t.Fatal(err)
	}
	whole, head := composed(t, layout, files), int64(len(layout.head))
	for _, r := range [][2]int64{{0, 1}, {0, head}, {head - 1, 2}, {head, 1}, {head + 777, 5000},
		{layout.Size() - 1, 1}, {layout.Size() - 3, 3}, {5, 0}} {
		var b bytes.Buffer
		if err := layout.CopyRange(&b, files, r[0], r[1]); err != nil ||
			!bytes.Equal(b.Bytes(), whole[r[0]:r[0]+r[1]]) {
			t.Errorf("%d bytes from %d: %d, %v", r[1], r[0], b.Len(), err)
		}
	}
	if layout.Weight() < head {
		t.Errorf("weighs %d bytes", layout.Weight())
	}
}

// TestComposedClip: a file of a clip shows the very moments that were asked for
// (ISO/IEC 14496-12 §8.6.6).
func TestComposedClip(t *testing.T) {
	t.Parallel()
	video, file := stored(t, packagertest.Film{Samples: 250})
	cut, err := (&Media{Video: []StoredTrack{video}}).Clip(2500, 5000)
	if err != nil {
		t.Fatal(err)
	}
	files := []io.ReadSeeker{bytes.NewReader(file)}
	layout, err := Compose(t.Context(), []*StoredTrack{&cut.Video[0]}, files)
	if err != nil {
		t.Fatal(err)
	}
	text := composed(t, layout, files)
	f, err := mp4.DecodeFile(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	edit := f.Moov.Trak.Edts.Elst[0].Entries[0]
	if edit.MediaTime != 6400 || edit.SegmentDuration != 2500 || f.Moov.Mvhd.Duration != 2500 {
		t.Errorf("%+v, film of %d ms", edit, f.Moov.Mvhd.Duration)
	}
	list := sampleNumbers(t, text, f.Moov.Trak)
	if list[0] != 50 || list[len(list)-1] < 125 {
		t.Errorf("samples %d to %d", list[0], list[len(list)-1])
	}
}

// TestComposeRefuses: damaged files are an error.
func TestComposeRefuses(t *testing.T) {
	t.Parallel()
	video, file := stored(t, packagertest.Film{Samples: 100})
	for name, b := range map[string][]byte{
		"nothing": {}, "no moov": file[video.Index.InitSize:], "cut": file[:len(file)-500],
		"no fragment where one should be": append(bytes.Clone(file[:video.Index.InitSize]),
			make([]byte, len(file))...),
	} {
		if _, err := Compose(context.Background(), []*StoredTrack{&video},
			[]io.ReadSeeker{bytes.NewReader(b)}); err == nil && name != "cut" {
			t.Errorf("%s is taken", name)
		} else if err != nil && !strings.HasPrefix(err.Error(), "compose: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
