// Package packagertest writes small fragmented MP4 files as ffmpeg hands them to
// the packager, so that tests need no encoder. Their samples say which they are and
// are no pictures.
package packagertest

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/Eyevinn/mp4ff/aac"
	"github.com/Eyevinn/mp4ff/mp4"
)

// Film is what a file holds.
type Film struct {
	Audio     bool
	Timescale uint32 // ticks per second; 0 = 12,800, of sound 48,000
	Ticks     uint32 // of a sample; 0 = 512, of sound 1024
	Samples   int
	KeyEvery  int // samples from one key frame to the next; 0 = 50
	Fragment  int // samples of a fragment; 0 = 25
	Start     int // samples that the first begins late
}

// Parameter sets of 1280 x 720 as x264 writes them, High profile.
const (
	sps = "6764001facd9405005bb011000000300100000030320f1831960"
	pps = "68ebe3cb22c0"
)

// Video is a film of 25 pictures a second with a key frame every two seconds.
func Video(seconds int) []byte { return Film{Samples: 25 * seconds}.Bytes() }

// Audio is sound of about so many seconds.
func Audio(seconds int) []byte { return Film{Audio: true, Samples: 48_000 * seconds / 1024}.Bytes() }

func (f Film) filled() Film {
	or := func(have *uint32, standard uint32) {
		if *have == 0 {
			*have = standard
		}
	}
	if f.Audio {
		or(&f.Timescale, 48_000)
		or(&f.Ticks, 1024)
	}
	or(&f.Timescale, 12_800)
	or(&f.Ticks, 512)
	f.KeyEvery, f.Fragment = max(f.KeyEvery, 0), max(f.Fragment, 0)
	if f.KeyEvery == 0 {
		f.KeyEvery = 50
	}
	if f.Fragment == 0 {
		f.Fragment = 25
	}
	return f
}

// Bytes is the file. What cannot be written is a mistake of a test.
func (f Film) Bytes() []byte {
	f = f.filled()
	var out bytes.Buffer
	must(f.init().Encode(&out))
	for from := 0; from < f.Samples; from += f.Fragment {
		fragment, err := mp4.CreateFragment(uint32(from/f.Fragment+1), mp4.DefaultTrakID)
		must(err)
		for n := from; n < min(from+f.Fragment, f.Samples); n++ {
			fragment.AddFullSample(f.sample(n))
		}
		must(fragment.Encode(&out))
	}
	return out.Bytes()
}

func (f Film) init() *mp4.InitSegment {
	init := mp4.CreateEmptyInit()
	if f.Audio {
		must(init.AddEmptyTrack(f.Timescale, "audio", "und").SetAACDescriptor(aac.AAClc, 48_000))
		return init
	}
	must(init.AddEmptyTrack(f.Timescale, "video", "und").SetAVCDescriptor("avc1", unhex(sps), unhex(pps), true))
	return init
}

// Heads of slices of those sets, which encryption reads: of a key frame, of others.
const (
	keySlice   = "\x65\x88\x84\x00\x2b\xff\xfe\xf6"
	otherSlice = "\x41\x9a\x24\x6c\x42\xbf\xfe\x38"
)

// sample is 100 bytes that end with its number, a key frame 400 more. A picture is
// one slice, with its length before it (ISO/IEC 14496-15 §5.3.2).
func (f Film) sample(n int) mp4.FullSample {
	s := mp4.FullSample{DecodeTime: uint64(f.Start+n) * uint64(f.Ticks)}
	text := fmt.Appendf(nil, "%100d", n)
	s.Flags, s.Dur = mp4.NonSyncSampleFlags, f.Ticks
	if f.Audio || n%f.KeyEvery == 0 {
		s.Flags = mp4.SyncSampleFlags
	}
	if !f.Audio {
		head := otherSlice
		if n%f.KeyEvery == 0 {
			head, text = keySlice, fmt.Appendf(nil, "%500d", n)
		}
		text = append([]byte(head), text...)
		text = append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...)
	}
	s.Data, s.Size = text, uint32(len(text))
	return s
}

func unhex(text string) [][]byte {
	b, err := hex.DecodeString(text)
	must(err)
	return [][]byte{b}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
