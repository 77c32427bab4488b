package packager

import (
	"bytes"
	"context"
	"io"
	"reflect"
	"strings"
	"testing"

	"diptych/server/store"
)

// longIndex is that of so many segments of two seconds at 90 kHz, four fragments
// each.
func longIndex(segments int) *Index {
	x := &Index{InitSize: 700}
	for range segments {
		for n := range 4 {
			x.add(1000, 45000, n == 0)
		}
	}
	return x
}

func track(kind string, x *Index) StoredTrack {
	t := StoredTrack{Track: store.Track{ID: "0_" + kind, Kind: kind, Timescale: 90000, Width: 320, Height: 180,
		FrameRate: 25, BlobKey: kind}, Index: x}
	t.Duration = x.End()
	return t
}

// FuzzIndex: damaged bytes are an error, good ones are read as they were written.
func FuzzIndex(f *testing.F) {
	f.Add(longIndex(3).Encode())
	f.Add([]byte{2, 0, 0, 255, 255, 3})
	f.Add([]byte{1, 9, 9, 1, 1, 5, 5})
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := Decode(b)
		if err != nil {
			return
		}
		for i, s := range x.Segments {
			if s.Size < 0 || s.Duration < 0 || s.Offset < 0 || len(s.Fragments) == 0 {
				t.Fatalf("segment %d: %+v", i, s)
			}
		}
		again, err := Decode(x.Encode())
		if err != nil || !reflect.DeepEqual(again, x) {
			t.Fatalf("written and read: %v", err)
		}
	})
}

// FuzzClip: a part of the media lies in it, and its lists can be written.
func FuzzClip(f *testing.F) {
	f.Add(int64(0), int64(1), uint8(3))
	f.Add(int64(4500), int64(6500), uint8(9))
	f.Add(int64(1)<<40, int64(-5), uint8(1))
	f.Fuzz(func(t *testing.T, from, to int64, segments uint8) {
		m := &Media{EntryID: "0_a", Base: "http://a/p/1/sp/100",
			Captions: []Caption{{ID: "c", Playlist: "http://a/b/a.m3u8", WebVTT: "http://a/b/a.vtt"}}}
		m.Video = []StoredTrack{track("video", longIndex(int(segments)))}
		m.Audio = []StoredTrack{track("audio", longIndex(int(segments)))}
		cut, err := m.Clip(max(0, min(from, 1<<45)), max(0, min(to, 1<<45))) // as delivery bounds them
		if err != nil || len(cut.Video) == 0 {
			return
		}
		v := &cut.Video[0]
		if cut != m && (len(v.Index.Segments) == 0 || len(v.Index.Segments) > int(segments) || v.Duration <= 0 ||
			v.Shown <= 0 || v.Skip < 0) {
			t.Fatalf("%+v", v)
		}
		if cut.Master() == "" {
			t.Fatal("no master playlist")
		}
		if _, err := cut.Playlist(v); err != nil {
			t.Fatal(err)
		}
		if _, err := cut.MPD(); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzBoxes: stored bytes that are none of ours are an error.
func FuzzBoxes(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x10moof\x00\x00\x00\x08traf"), uint16(16))
	f.Add([]byte("\x00\x00\x00\x08moov\x00\x00\x00\x08mvex"), uint16(8))
	f.Fuzz(func(t *testing.T, b []byte, size uint16) {
		x := &Index{InitSize: min(int64(size), int64(len(b)))}
		x.add(max(1, int64(len(b))-x.InitSize), 90000, true)
		one := track("video", x)
		_ = one.Rebase(bytes.Clone(b), x.Segments[0])
		if l, err := Compose(context.Background(), []*StoredTrack{&one},
			[]io.ReadSeeker{bytes.NewReader(b)}); err == nil && l.Size() < int64(len(l.head)) {
			t.Fatalf("%d bytes, head %d", l.Size(), len(l.head))
		}
	})
}

func FuzzThinVolume(f *testing.F) {
	f.Add("pts,rms_level\n0,-20\n500,-3.5\n", 1)
	f.Add("\n", -1)
	f.Fuzz(func(t *testing.T, text string, lines int) {
		var b bytes.Buffer
		if ThinVolume(&b, strings.NewReader(text), lines) == nil &&
			strings.Count(b.String(), "\n") > strings.Count(text, "\n")+2 {
			t.Fatalf("%q became %q", text, b.String())
		}
	})
}

// TestComposeEndsWithItsViewer: nothing more is read for one who has left.
func TestComposeEndsWithItsViewer(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	one := track("video", longIndex(10))
	c := &composer{ctx: ctx, files: []io.ReadSeeker{bytes.NewReader(nil)}, layout: &Layout{}}
	if err := c.tables(nil, nil, 0, &one); err == nil || ctx.Err() == nil || err.Error() != ctx.Err().Error() {
		t.Errorf("%v", err)
	}
}

// TestSubtitleNames: those of a group differ, and one of them is the default.
func TestSubtitleNames(t *testing.T) {
	m := &Media{Captions: []Caption{
		{Label: "English", Language: "en"}, {Label: "English", Language: "en", Default: true},
		{Label: "English 2", Language: "en"},
		{Label: "", Language: "de", Default: true}, {Label: " ", Language: "un"},
		{Label: "\"a\"\nb", Language: "und"}, {Label: "", Language: ""},
	}}
	var got []string
	for _, a := range m.subtitles() {
		row := a.Name + "/" + a.Language + "/" + a.Autoselect
		if a.Default {
			row += "/default"
		}
		got = append(got, row)
	}
	want := "English/en/NO, English 2/en/YES/default, English 2 2/en/NO, Deutsch/de/YES, Captions//YES, 'a' " +
		"b//NO, Captions 2//NO"
	if strings.Join(got, ", ") != want {
		t.Errorf("%s\nwant\n%s", strings.Join(got, ", "), want)
	}
}
