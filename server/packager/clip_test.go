package packager

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// starts are the segments of a track, seconds.
func starts(t *StoredTrack) []float64 {
	var list []float64
	for i := range t.Index.Segments {
		list = append(list, t.seconds(i))
	}
	return list
}

// TestClip: a clip begins with the segment that holds its start and ends with the
// half second that holds its end; times begin at 0. Segments have two seconds.
func TestClip(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to int64
		starts   []float64
		seconds  float64
		skip     int64 // ticks
		shown    int64 // milliseconds
	}{
		"from a segment's start": {4000, 8000, []float64{0, 2}, 4, 0, 4000},
		"from within":            {4500, 8000, []float64{0, 2}, 4, 45_000, 3500},
		"to within":              {4000, 6600, []float64{0, 2}, 3, 0, 2600},
		"less than a fragment":   {4100, 4200, []float64{0}, 0.5, 9000, 100},
		"from the beginning":     {0, 2000, []float64{0}, 2, 0, 2000},
		"to the end":             {16_000, 0, []float64{0, 2}, 4, 0, 4000},
		"beyond the end":         {18_000, 99_000, []float64{0}, 2, 0, 2000},
		"the last moment":        {19_999, 0, []float64{0}, 2, 179_910, 1},
		"all of it":              {0, 20_000, []float64{0, 2, 4, 6, 8, 10, 12, 14, 16, 18}, 20, 0, 20_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := shown(10, 2, 1)
			cut, err := whole.Clip(c.from, c.to)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range []*StoredTrack{&cut.Video[0], &cut.Video[1], &cut.Audio[0]} {
				if !slices.Equal(starts(one), c.starts) || one.Seconds() != c.seconds || one.Skip != c.skip ||
					one.Shown != c.shown {
					t.Errorf("%s: segments at %v, %g s, skips %d ticks, shows %d ms", one.ID, starts(one),
						one.Seconds(), one.Skip, one.Shown)
				}
			}
			if first := cut.Video[0].Index.Segments[0].Offset; first != 700+4000*(cut.Video[0].Shift/180_000) {
				t.Errorf("bytes from %d with a shift of %d", first, cut.Video[0].Shift)
			}
			if !strings.Contains(cut.FileURL(&cut.Video[0]), "/clipFrom/") ||
				strings.Contains(whole.FileURL(&whole.Video[0]), "/clipFrom/") {
				t.Error("addresses")
			}
		})
	}
}

// TestNoClip: what would hold nothing is an error, and no bounds are the whole.
func TestNoClip(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][2]int64{
		"from the end": {20_000, 0}, "behind the end": {30_000, 40_000}, "no time": {4000, 4000},
		"backwards": {4000, 3000},
	} {
		if cut, err := shown(10, 1, 1).Clip(c[0], c[1]); !errors.Is(err, ErrClip) {
			t.Errorf("%s: %v, %v", name, cut, err)
		}
	}
	if _, err := (&Media{}).Clip(1, 2); !errors.Is(err, ErrClip) {
		t.Errorf("of nothing: %v", err)
	}
	m := shown(10, 1, 1)
	if cut, err := m.Clip(0, 0); cut != m || err != nil {
		t.Errorf("the whole: %v, %v", cut, err)
	}
}

// TestClipOfOddTracks: tracks are cut where their own segments are, and the first
// of them begins at 0.
func TestClipOfOddTracks(t *testing.T) {
	t.Parallel()
	m := shown(10, 1, 1)
	odd := &Index{InitSize: 700}
	for range 10 {
		for n := range 4 {
			odd.add(1000, 45_000-int64(n)*300, n == 0) // a little less than two seconds
		}
	}
	m.Audio[0].Index = odd
	cut, err := m.Clip(8000, 12_000)
	if err != nil {
		t.Fatal(err)
	}
	video, audio := &cut.Video[0], &cut.Audio[0]
	if first := min(video.seconds(0), audio.seconds(0)); first != 0 {
		t.Errorf("they begin at %g and %g", video.seconds(0), audio.seconds(0))
	}
	if apart := video.seconds(0) - audio.seconds(0); apart < 0 || apart > 0.1 {
		t.Errorf("%g s apart, in the whole they are 0.08", apart)
	}
}

// TestClipKeepsTail: the fragment behind a clip is at hand for a file of it, whose
// last pictures may be in there.
func TestClipKeepsTail(t *testing.T) {
	t.Parallel()
	cut, err := shown(10, 1, 0).Clip(4000, 6500)
	if err != nil {
		t.Fatal(err)
	}
	v := &cut.Video[0]
	last := v.Index.Segments[len(v.Index.Segments)-1]
	if v.Tail == nil || v.Tail.Offset != last.Offset+last.Size || v.Tail.Size != 1000 {
		t.Errorf("tail %+v behind %+v", v.Tail, last)
	}
	if cut, err = shown(10, 1, 0).Clip(18_000, 0); err != nil || cut.Video[0].Tail != nil {
		t.Errorf("behind the end: %+v, %v", cut.Video[0].Tail, err)
	}
}

// TestCaptionsOfClip: captions are asked for the part that is played.
func TestCaptionsOfClip(t *testing.T) {
	t.Parallel()
	m := shown(10, 1, 0)
	m.Captions = []Caption{{ID: "c", Playlist: "http://a/b/a.m3u8", WebVTT: "http://a/b/a.vtt"}}
	cut, err := m.Clip(4500, 8000)
	if err != nil {
		t.Fatal(err)
	}
	if c := cut.Captions[0]; c.Playlist != "http://a/b/clipFrom/4000/clipTo/8000/a.m3u8" ||
		c.WebVTT != "http://a/b/clipFrom/4000/clipTo/8000/a.vtt" {
		t.Errorf("%+v", c)
	}
	if m.Captions[0].Playlist != "http://a/b/a.m3u8" {
		t.Error("the whole's captions are changed")
	}
}
