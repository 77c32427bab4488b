package transmux_test

import (
	"bytes"
	"math"
	"testing"

	"diptych/player/segment"
	"diptych/player/transmux"
)

const (
	pidVideo = 0x100
	pidAudio = 0x101
)

// times are the times of the frames of audio in a result, and how much they hold.
func times(t *testing.T, out transmux.Output) (list []float64, bytes int) {
	t.Helper()
	p := probe(t, put(t, "out.mp4", out.Init, out.Media), "a")
	return p.pts, len(out.Media)
}

// sound writes PES packets of two frames each, at the times given in 90 kHz.
func sound(w *tsWriter, first int, told bool, at ...int64) {
	for _, pts := range at {
		w.unit(pidAudio, first, pes(0xc0, pts, told, adts(2, 150)))
	}
}

// frames is how long n frames of 1024 samples at 48 kHz are, in 90 kHz.
func frames(n int64) int64 { return n * 1920 }

// TestShapesOfStreams: however packets are cut, the frames are the same.
func TestShapesOfStreams(t *testing.T) {
	t.Parallel()
	times90 := []int64{9000, 9000 + frames(2), 9000 + frames(4), 9000 + frames(6)}
	stream := func(table, first int, told bool) []byte {
		var w tsWriter
		w.tables(0, table, entry{0x0f, pidAudio}, entry{0x86, 0x1ff})
		sound(&w, first, told, times90[:2]...)
		w.tables(0, table, entry{0x0f, pidAudio}, entry{0x86, 0x1ff})
		sound(&w, first, told, times90[2:]...)
		return w.b
	}
	plain := stream(184, 184, true)
	want := convert(t, transmux.Input{Media: plain})
	if list, _ := times(t, want); len(list) != 8 || list[0] != 0.1 || want.Codecs != "mp4a.40.2" || want.Start != 0.1 {
		t.Fatalf("%s at %v: %v", want.Codecs, want.Start, list)
	}
	rs, garbage := []byte{}, append(bytes.Repeat([]byte{0x47, 1, 2}, 33), plain...)
	for i := 0; i < len(plain); i += 188 {
		rs = append(append(rs, plain[i:i+188]...), make([]byte, 16)...)
	}
	damaged := append(append(bytes.Clone(plain[:188*3]), make([]byte, 77)...), plain[188*3:]...)
	var twice []byte
	for i := 0; i < len(plain); i += 188 {
		twice = append(append(twice, plain[i:i+188]...), plain[i:i+188]...)
	}
	for name, in := range map[string][]byte{
		"a table in two packets":       stream(9, 184, true),
		"no lengths":                   stream(184, 184, false),
		"a header in two packets":      stream(184, 10, true),
		"a header in two, no length":   stream(184, 3, false),
		"Reed-Solomon bytes":           rs,
		"garbage before":               garbage,
		"garbage between":              damaged,
		"the rest of a packet before":  append(bytes.Clone(plain[100:188]), plain...),
		"every packet sent twice":      twice,
		"the beginning of one behind":  append(bytes.Clone(plain), plain[:50]...),
		"behind an empty packet of 47": append(bytes.Repeat([]byte{0x47, 0x1f, 0xff, 0x10}, 47), plain...),
	} {
		out, err := transmux.Convert(transmux.Input{Media: in})
		if err != nil || !bytes.Equal(out.Media, want.Media) || !bytes.Equal(out.Init, want.Init) {
			t.Errorf("%s: another result, %v", name, err)
		}
	}
}

// TestJumps: frames follow one another however their time stamps are rounded; where a
// stream jumps by more than half a frame, so do they.
func TestJumps(t *testing.T) {
	t.Parallel()
	const start = 90_000
	for name, x := range map[string]struct {
		at   []int64 // time stamps of pairs of frames, from start on
		want []int64 // the frames', in samples
	}{
		"even":               {[]int64{0, frames(2), frames(4)}, []int64{0, 1024, 2048, 3072, 4096, 5120}},
		"rounded":            {[]int64{0, frames(2) + 900, frames(4) - 900}, []int64{0, 1024, 2048, 3072, 4096, 5120}},
		"half a frame later": {[]int64{0, frames(2) + 970, frames(4) + 970}, []int64{0, 1024, 2565, 3589, 4613, 5637}},
		"a gap":              {[]int64{0, frames(5), frames(7)}, []int64{0, 1024, 5120, 6144, 7168, 8192}},
		"back by a frame":    {[]int64{0, frames(1), frames(3)}, []int64{0, 1024, 2048, 3072, 4096}},
	} {
		var w tsWriter
		w.tables(0, 184, entry{0x0f, pidAudio})
		for _, at := range x.at {
			sound(&w, 184, true, start+at)
		}
		list, _ := times(t, convert(t, transmux.Input{Media: w.b}))
		if len(list) != len(x.want) {
			t.Errorf("%s: %v", name, list)
			continue
		}
		for i, v := range list {
			if math.Abs(v-1-float64(x.want[i])/48_000) > 1e-5 {
				t.Errorf("%s: frame %d at %v, want %v samples", name, i, (v-1)*48_000, x.want[i])
			}
		}
	}
}

// TestWrap: time stamps begin anew within a segment, and before its first one.
func TestWrap(t *testing.T) {
	t.Parallel()
	const wrap = 1 << 33
	for name, at := range map[string][]int64{
		"within":           {wrap - frames(2), 0, frames(2)},
		"a frame of one":   {wrap - frames(1), frames(1), frames(3)},
		"a sound too late": {frames(2), frames(4), frames(6)},
	} {
		var w tsWriter
		w.tables(0, 184, entry{0x0f, pidAudio})
		sound(&w, 184, true, at...)
		out := convert(t, transmux.Input{Media: w.b})
		if list, _ := times(t, out); len(list) != 6 || math.Abs(list[5]-list[0]-5*1024/48_000.0) > 1e-4 ||
			math.Abs(out.Start-float64(at[0])/90_000) > 1e-4 {
			t.Errorf("%s: %v at %v", name, list, out.Start)
		}
	}
}

// TestTablesChange: a PMT of another version moves the sound to another PID, another
// program's tables and PIDs stand between.
func TestTablesChange(t *testing.T) {
	t.Parallel()
	var w tsWriter
	w.tables(0, 184, entry{0x0f, pidAudio})
	sound(&w, 184, true, 0, frames(2))
	w.unit(0x300, 184, pes(0xc0, 77, true, adts(3, 99)))
	w.tables(1, 184, entry{0x0f, 0x222})
	w.unit(0x222, 184, pes(0xc0, frames(4), true, adts(2, 150)))
	sound(&w, 184, true, frames(4)) // of the old PID, which says nothing any more
	if list, _ := times(t, convert(t, transmux.Input{Media: w.b})); len(list) != 6 {
		t.Errorf("%v", list)
	}
}

// TestSegmentReads: the player's own reader agrees with what is written.
func TestSegmentReads(t *testing.T) {
	t.Parallel()
	out := convert(t, transmux.Input{Media: film(t, append(append(x264(), aac...), "in.ts")...)})
	init, ok := segment.ParseInit(out.Init)
	begins, whole := segment.ParseMedia(out.Media)
	if !ok || !whole || len(init.Tracks) != 2 || init.Tracks[0].Codec+","+init.Tracks[1].Codec != out.Codecs {
		t.Fatalf("%+v", init)
	}
	least := math.Inf(1)
	for _, track := range init.Tracks {
		at, _ := segment.Start(begins, track)
		least = min(least, at)
	}
	if math.Abs(least-out.Start) > 1e-9 {
		t.Errorf("starts at %v and at %v", least, out.Start)
	}
}
