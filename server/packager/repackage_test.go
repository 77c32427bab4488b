package packager

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"diptych/server/packager/packagertest"

	"github.com/Eyevinn/mp4ff/mp4"
)

// packed is a film as it is stored.
func packed(t testing.TB, film packagertest.Film) (*Track, []byte) {
	t.Helper()
	var out bytes.Buffer
	track, err := Repackage(bytes.NewReader(film.Bytes()), &out)
	if err != nil {
		t.Fatal(err)
	}
	return track, out.Bytes()
}

// TestSegmentBoundaries: segments begin at the key frame, or at the frame of sound,
// that two seconds call for (ISO/IEC 23000-19 §7.3).
func TestSegmentBoundaries(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		film      packagertest.Film
		durations []int64 // of the segments, ticks
		fragments []int   // in them
	}{
		"a key frame in two seconds": {packagertest.Film{Samples: 150}, []int64{25600, 25600, 25600},
			[]int{4, 4, 4}},
		"a rest": {packagertest.Film{Samples: 160}, []int64{25600, 25600, 25600, 5120},
			[]int{4, 4, 4, 1}},
		"a key frame in one second": {packagertest.Film{Samples: 100, KeyEvery: 25}, []int64{25600, 25600},
			[]int{4, 4}},
		"a key frame in four": {packagertest.Film{Samples: 200, KeyEvery: 100}, []int64{51200, 51200},
			[]int{8, 8}},
		"one key frame in all": {packagertest.Film{Samples: 120, KeyEvery: 500}, []int64{61440},
			[]int{10}},
		"one picture": {packagertest.Film{Samples: 1}, []int64{512}, []int{1}},
		"one fragment of ffmpeg's": {packagertest.Film{Samples: 100, Fragment: 100}, []int64{25600, 25600},
			[]int{4, 4}},
		"a picture a fragment": {packagertest.Film{Samples: 100, Fragment: 1}, []int64{25600, 25600},
			[]int{4, 4}},
		"sound": {packagertest.Film{Audio: true, Samples: 200},
			[]int64{96256, 95232, 13312}, []int{4, 4, 1}},
		"slow pictures": {packagertest.Film{Samples: 4, KeyEvery: 1, Timescale: 1000, Ticks: 3000},
			[]int64{3000, 3000, 3000, 3000}, []int{1, 1, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			track, _ := packed(t, c.film)
			var durations []int64
			var fragments []int
			for _, s := range track.Segments {
				durations, fragments = append(durations, s.Duration), append(fragments, len(s.Fragments))
			}
			if !slices.Equal(durations, c.durations) || !slices.Equal(fragments, c.fragments) {
				t.Errorf("segments of %v ticks in %v fragments, want %v in %v", durations, fragments,
					c.durations, c.fragments)
			}
		})
	}
}

// TestIndexMatchesFile: every byte and tick that an index names is in the file.
func TestIndexMatchesFile(t *testing.T) {
	t.Parallel()
	for name, film := range map[string]packagertest.Film{
		"video": {Samples: 160}, "audio": {Audio: true, Samples: 200}, "late": {Samples: 100, Start: 7},
		"late audio": {Audio: true, Samples: 100, Start: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			track, file := packed(t, film)
			if track.Size != int64(len(file)) {
				t.Errorf("%d bytes, file has %d", track.Size, len(file))
			}
			samples := 0
			offset, time := track.InitSize, track.Start
			for i, s := range track.Segments {
				if s.Offset != offset || s.Start != time {
					t.Fatalf("segment %d is at byte %d, tick %d; the one before ends at %d, %d", i, s.Offset,
						s.Start, offset, time)
				}
				f, err := mp4.DecodeFile(bytes.NewReader(file[s.Offset : s.Offset+s.Size]))
				if err != nil {
					t.Fatal(err)
				}
				first := f.Segments[0].Fragments[0]
				if got := int64(first.Moof.Traf.Tfdt.BaseMediaDecodeTime()); got != s.Start {
					t.Errorf("segment %d decodes from %d, index says %d", i, got, s.Start)
				}
				if n := len(f.Segments[0].Fragments); n != len(s.Fragments) {
					t.Errorf("segment %d has %d fragments, index says %d", i, n, len(s.Fragments))
				}
				for _, one := range f.Segments[0].Fragments {
					samples += len(one.Moof.Traf.Trun.Samples)
				}
				if track.Kind == "video" {
					end := file[s.Offset+s.KeySize-3 : s.Offset+s.KeySize]
					if string(end) != string(lastOf(first)) {
						t.Errorf("segment %d: the key frame does not end at %d: %q", i, s.KeySize, end)
					}
				}
				offset, time = offset+s.Size, time+s.Duration
			}
			if offset != track.Size || time != track.End() || samples != film.Samples {
				t.Errorf("index ends at byte %d, tick %d with %d samples", offset, time, samples)
			}
		})
	}
}

// lastOf are the last bytes of a fragment's first sample.
func lastOf(f *mp4.Fragment) []byte {
	size := f.Moof.Traf.Trun.Samples[0].Size
	return f.Mdat.Data[size-3 : size]
}

// TestTrackDescription: what manifests say of a track is what its boxes say.
func TestTrackDescription(t *testing.T) {
	t.Parallel()
	video, _ := packed(t, packagertest.Film{Samples: 100})
	if video.Kind != "video" || video.Codec != "avc1.64001f" || video.Width != 1280 || video.Height != 720 ||
		video.Timescale != 12_800 {
		t.Errorf("video: %+v", video)
	}
	audio, _ := packed(t, packagertest.Film{Audio: true, Samples: 100})
	if audio.Kind != "audio" || audio.Codec != "mp4a.40.2" || audio.SampleRate != 48_000 || audio.Channels != 2 {
		t.Errorf("audio: %+v", audio)
	}
	peak, sum := int64(0), int64(0)
	for _, s := range video.Segments {
		peak, sum = max(peak, s.Size*8/2), sum+s.Size
	}
	if video.Bandwidth != peak || video.AverageBandwidth != sum*8/4 {
		t.Errorf("%d and %d bit/s, want %d and %d", video.Bandwidth, video.AverageBandwidth, peak, sum*8/4)
	}
}

// TestRepackageRefuses: what is no file of ours is an error, in time and without
// an index.
func TestRepackageRefuses(t *testing.T) {
	t.Parallel()
	video, audio := packagertest.Video(2), packagertest.Audio(2)
	head := bytes.Index(video, []byte("moof")) - 4
	long := bytes.Clone(video)
	trun := bytes.Index(long, []byte("trun"))
	// its duration is the same number
	copy(long[trun+bytes.Index(long[trun:], []byte{0, 0, 2, 0})+4:], []byte{0, 2, 0, 0})
	for name, file := range map[string][]byte{
		"nothing":             {},
		"text":                []byte("this is no film of any kind"),
		"cut in a box":        video[:head+30],
		"cut in the moov":     video[:head-10],
		"no description":      video[head:],
		"a box of zero bytes": append(bytes.Clone(video[:head]), 0, 0, 0, 0, 'm', 'o', 'o', 'f'),
		"a box of most bytes": append(bytes.Clone(video[:head]), 0xff, 0xff, 0xff, 0xff, 'm', 'o', 'o', 'f'),
		"media alone":         append(bytes.Clone(video[:head]), 0, 0, 0, 8, 'm', 'd', 'a', 't'),
		"two moofs' worth": append(bytes.Clone(video[:head]),
			audio[bytes.Index(audio, []byte("mdat"))-4:]...),
		"a sample too long":  long,
		"no kind of picture": bytes.Replace(video, []byte("avc1"), []byte("xvc1"), 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if track, err := Repackage(bytes.NewReader(file), io.Discard); err == nil {
				t.Errorf("it is taken: %+v", track)
			}
		})
	}
}

// errFull is a disk's.
var errFull = errors.New("disk full")

type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestRepackageOnAFullDisk: the cause is known to whoever decides what it means.
func TestRepackageOnAFullDisk(t *testing.T) {
	t.Parallel()
	for _, room := range []int{0, 100, 2000, 10_000} {
		if _, err := Repackage(bytes.NewReader(packagertest.Video(6)), &fullDisk{left: room}); !errors.Is(err,
			errFull) {
			t.Errorf("room for %d bytes: %v", room, err)
		}
	}
}

// FuzzRepackage: a damaged file is an error, and what is taken has an index that
// fits the file.
func FuzzRepackage(f *testing.F) {
	f.Add(packagertest.Film{Samples: 2}.Bytes())
	f.Add(packagertest.Film{Audio: true, Samples: 2}.Bytes())
	f.Add([]byte("\x00\x00\x00\x08moov"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<16 {
			return
		}
		var out bytes.Buffer
		track, err := Repackage(bytes.NewReader(file), &out)
		if err != nil {
			return
		}
		if track.Size != int64(out.Len()) || track.Timescale <= 0 {
			t.Fatalf("%d bytes of %d, timescale %d", track.Size, out.Len(), track.Timescale)
		}
	})
}
