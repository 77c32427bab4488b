package transmux_test

import (
	"bytes"
	"runtime"
	"slices"
	"testing"
	"time"

	"diptych/player/playertest"
	"diptych/player/transmux"
)

// TestHostileSegments: what is made to need much, needs a small multiple of its size
// and a moment.
func TestHostileSegments(t *testing.T) {
	const size = 1 << 20
	es := func(kind byte, pid int, told bool, unit []byte) []byte {
		var w tsWriter
		w.tables(0, 184, entry{kind, pid})
		w.unit(pid, 184, pes(0xe0, 9000, told, append([]byte(sets), bytes.Repeat(unit, size/len(unit))...)))
		return w.b
	}
	var packets tsWriter
	packets.tables(0, 184, entry{0x1b, pidVideo})
	for i := range int64(size / 188) {
		packets.unit(pidVideo, 184, pes(0xe0, i<<20, false, []byte(sets+"\x00\x00\x01\x65\x88")))
	}
	init := playertest.InitSegment(playertest.Track{
		ID: 1, Kind: "video", Entry: "avc1", Config: playertest.AVC(1, 2, 3), Timescale: 1000,
	})
	run := playertest.Box("trun", playertest.Words(0, 1<<31))
	tfhd := playertest.Box("tfhd", playertest.Words(0x20010, 1, 1)) // one byte a sample
	runs := playertest.Box("moof", playertest.Box("traf", tfhd, bytes.Repeat(run, size/len(run))))
	nested := bytes.Repeat(playertest.Words(size, 0x6d6f6f76), size/8)
	messages := append([]byte{0, 0, 1, 6}, bytes.Repeat([]byte{6, 0}, 99)...)
	for name, in := range map[string]transmux.Input{
		"NAL units of a byte":    {Media: es(0x1b, pidVideo, false, []byte{0, 0, 1, 0x41})},
		"pictures of two bytes":  {Media: es(0x1b, pidVideo, false, []byte{0, 0, 1, 0x65, 0x88})},
		"SEI of three bytes":     {Media: es(0x1b, pidVideo, false, messages)},
		"zeros":                  {Media: es(0x1b, pidVideo, false, []byte{0, 0, 0})},
		"frames of eight bytes":  {Media: es(0x0f, pidAudio, false, adts(1, 1))},
		"sync bytes":             {Media: bytes.Repeat([]byte{0x47}, size)},
		"headers of frames":      {Media: bytes.Repeat([]byte{0xff, 0xfb, 0x10}, size/3)},
		"a PES packet in each":   {Media: packets.b},
		"runs of the same bytes": {Media: slices.Concat(runs, make([]byte, 8)), Init: init},
		"boxes in boxes":         {Media: nested, Init: nested},
		"boxes in boxes, sealed": {Media: nested, Init: nested, Key: &transmux.Key{Method: "SAMPLE-AES", Key: testKey}},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		out, err := transmux.Convert(in)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		taken := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(in.Media))
		t.Logf("%-22s %4.1f times its size, %v, %d bytes, %v", name, taken, took, len(out.Media), err)
		if taken > 48 || took > 5*time.Second {
			t.Errorf("%s: %v times its size in %v", name, taken, took)
		}
	}
}

// FuzzConvert: whatever bytes come, nothing panics, and memory stays a small multiple
// of theirs.
func FuzzConvert(f *testing.F) {
	var clear, sealed tsWriter
	clear.tables(0, 184, entry{0x1b, pidVideo}, entry{0x0f, pidAudio}, entry{0x15, 0x102})
	sound(&clear, 184, true, 0)
	clear.unit(pidVideo, 184, pesOf(3600, 0, []byte(sets+"\x00\x00\x01\x65\x88")))
	sealed.tables(0, 184, entry{0xdb, pidVideo}, entry{0xc2, pidAudio})
	sealed.unit(pidAudio, 184, pes(0xbd, 0, true, []byte("\x0b\x77\x00\x20\x3f\x80")))
	f.Add(clear.b, []byte(nil), byte(0))
	f.Add(sealed.b, []byte(nil), byte(4))
	f.Add(append(transportTag(9), adts(3, 20)...), []byte(nil), byte(4))
	f.Add(playertest.Fragment(3, map[uint32]int64{1: 1, 2: 2}), playertest.InitSegment(playertest.Track{
		ID: 1, Kind: "video", Entry: "encv", Config: playertest.AVC(1, 2, 3), Timescale: 1, Edit: 4,
	}), byte(5))
	methods := []string{"", "AES-128", "AES-256", "AES-256-CTR", "SAMPLE-AES", "SAMPLE-AES-CTR"}
	f.Fuzz(func(t *testing.T, media, init []byte, method byte) {
		key := &transmux.Key{Method: methods[int(method)%len(methods)], Key: make([]byte, 16), IV: make([]byte, 16)}
		out, err := transmux.Convert(transmux.Input{Media: media, Init: init, Key: key})
		if err == nil && len(out.Media)+len(out.Init) > 16*(len(media)+len(init))+4096 {
			t.Errorf("%d bytes of %d", len(out.Media)+len(out.Init), len(media))
		}
		_ = transmux.CaptionsOf(init, media)
	})
}
