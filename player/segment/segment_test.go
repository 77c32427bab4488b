package segment_test

import (
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"diptych/player/playertest"
	"diptych/player/segment"
)

// TestCodecs: the codecs parameter of sample entries.
func TestCodecs(t *testing.T) {
	esds := func(object byte, special ...byte) []byte {
		config := append([]byte{4, byte(15 + len(special)), object}, make([]byte, 12)...)
		config = append(append(config, 5, byte(len(special))), special...)
		es := append([]byte{0, 1, 0}, config...)
		return playertest.Box("esds", []byte{0, 0, 0, 0, 3, 0x80, 0x80, byte(len(es))}, es)
	}
	hvcC := append([]byte{1, 0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93}, make([]byte, 10)...)
	for _, x := range []struct {
		kind, entry string
		config      []byte
		want        string
	}{
		{"video", "avc1", playertest.AVC(0x64, 0, 0x1f), "avc1.64001f"},
		{"video", "avc3", playertest.AVC(0x42, 0xc0, 0x1e), "avc3.42c01e"},
		{"video", "hvc1", playertest.Box("hvcC", hvcC), "hvc1.1.6.L93.90"},
		{"video", "vp09", playertest.Box("vpcC", []byte{1, 0, 0, 0, 0, 31, 0x80}), "vp09.00.31.08"},
		{"video", "av01", playertest.Box("av1C", []byte{0x81, 0x08, 0x4c}), "av01.0.08M.10"},
		{"audio", "mp4a", esds(0x40, 0x11, 0x90), "mp4a.40.2"},
		{"audio", "mp4a", esds(0x40, 0x2b, 0x11), "mp4a.40.5"},
		{"audio", "mp4a", esds(0x6b), "mp4a.6b"},
		{"audio", "mp4a", nil, "mp4a.40.2"},
		{"audio", "Opus", nil, "opus"},
		{"audio", "ec-3", nil, "ec-3"},
	} {
		init, ok := segment.ParseInit(playertest.InitSegment(playertest.Track{
			ID: 7, Kind: x.kind, Entry: x.entry, Config: x.config, Timescale: 90_000,
		}))
		if !ok || len(init.Tracks) != 1 {
			t.Fatalf("%s: %+v", x.want, init)
		}
		if got := init.Tracks[0]; got.Codec != x.want || got.ID != 7 || got.Kind != x.kind ||
			got.Timescale != 90_000 || got.Encrypted {
			t.Errorf("%+v, want %s", got, x.want)
		}
	}
}

// TestStart: decode time, composition offset and edit list make the time.
func TestStart(t *testing.T) {
	init, _ := segment.ParseInit(playertest.InitSegment(
		playertest.Track{ID: 1, Kind: "video", Entry: "avc1", Timescale: 1000, Edit: 80},
		playertest.Track{ID: 2, Kind: "audio", Entry: "mp4a", Timescale: 48_000}))
	list, ok := segment.ParseMedia(playertest.Fragment(80, map[uint32]int64{1: 5000, 2: -48_000}))
	video, ok1 := segment.Start(list, init.Tracks[0])
	audio, ok2 := segment.Start(list, init.Tracks[1])
	if !ok || !ok1 || !ok2 || video != 5 || audio != -1+80.0/48_000 {
		t.Errorf("picture %v, sound %v, %+v", video, audio, list)
	}
	if _, ok := segment.Start(list, segment.Track{ID: 3, Timescale: 1}); ok {
		t.Error("a track that is not there has a time")
	}
}

// TestCutOff: nothing is said of what has not come whole.
func TestCutOff(t *testing.T) {
	whole := playertest.InitSegment(playertest.Track{ID: 1, Kind: "video", Entry: "avc1", Timescale: 1000})
	for n := range whole {
		if _, ok := segment.ParseInit(whole[:n]); ok {
			t.Fatalf("%d of %d bytes are enough", n, len(whole))
		}
	}
}

func sidx(count uint16, entries ...uint32) []byte {
	return playertest.Box("sidx", playertest.Words(0, 1, 1000, 10_000, 4, uint32(count)),
		playertest.Words(entries...))
}

func TestIndex(t *testing.T) {
	b := append(playertest.Box("free", make([]byte, 12)), sidx(2, 500, 2000, 1<<31, 1<<31|300, 4000, 0)...)
	list, at, err := segment.ParseIndex(b, 100)
	end := int64(100 + len(b) + 4)
	if err != nil || at != 120 || len(list) != 2 ||
		list[0] != (segment.Reference{From: end, Size: 500, Start: 10, Duration: 2}) ||
		list[1] != (segment.Reference{From: end + 500, Size: 300, Start: 12, Duration: 4, Index: true}) {
		t.Errorf("%+v at %d, %v", list, at, err)
	}
	// One that claims more than there is gives what there is.
	if list, _, _ = segment.ParseIndex(sidx(65535, 500, 2000, 0), 0); len(list) != 1 {
		t.Errorf("%d references", len(list))
	}
	if _, _, err = segment.ParseIndex(playertest.Box("moov"), 0); !errors.Is(err, segment.ErrNoIndex) {
		t.Error(err)
	}
}

// TestHostileSizes: boxes that claim to be huge, or nothing, take no time.
func TestHostileSizes(t *testing.T) {
	began := time.Now()
	for _, size := range []uint32{0, 1, 7, 8, 1 << 31, 1<<32 - 1} {
		b := make([]byte, 1<<20)
		for i := 0; i+8 < len(b); i += 8 {
			binary.BigEndian.PutUint32(b[i:], size)
			copy(b[i+4:], []string{"moov", "trak", "moof", "traf", "sidx"}[i/8%5])
		}
		segment.ParseInit(b)
		segment.ParseMedia(b)
		_, _, _ = segment.ParseIndex(b, 0)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("%v", took)
	}
}

// TestSilence: what is written is read again, whatever the sample entry says of
// channels.
func TestSilence(t *testing.T) {
	esds := playertest.Box("esds", []byte{
		0, 0, 0, 0, 3, 22, 0, 1, 0, 4, 17, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 2, 0x11, 0x88,
	})
	init, _ := segment.ParseInit(playertest.InitSegment(playertest.Track{
		ID: 5, Kind: "audio", Entry: "mp4a", Config: esds, Timescale: 48_000,
	}))
	track := init.Tracks[0]
	if !track.CanBeSilent() || track.Channels != 1 {
		t.Fatalf("%+v", track)
	}
	b := segment.Silence(track, 3.5, 2)
	list, ok := segment.ParseMedia(b)
	if at, known := segment.Start(list, track); !ok || !known || at != 3.5 {
		t.Errorf("it begins at %v", at)
	}
	if len(segment.Silence(track, 0, 1e12)) > 1<<20 {
		t.Error("endless silence takes endless room")
	}
}

func FuzzSegment(f *testing.F) {
	f.Add(playertest.InitSegment(playertest.Track{
		ID: 1, Kind: "video", Entry: "encv", Config: playertest.AVC(1, 2, 3), Timescale: 1, Edit: 4,
	}))
	f.Add(playertest.Fragment(3, map[uint32]int64{1: 1, 2: 2}))
	f.Add(sidx(2, 500, 2000, 0, 1<<31|300, 4000, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		init, _ := segment.ParseInit(b)
		list, _ := segment.ParseMedia(b)
		for _, track := range init.Tracks {
			_, _ = segment.Start(list, track)
		}
		if refs, _, err := segment.ParseIndex(b, 0); err == nil && len(refs) > len(b)/12 {
			t.Errorf("%d references of %d bytes", len(refs), len(b))
		}
	})
}
