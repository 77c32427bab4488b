package packager

import (
	"errors"
	"fmt"

	"github.com/Eyevinn/mp4ff/mp4"
)

// describe reads codec and shape from a track's sample description.
func describe(trak *mp4.TrakBox) (*Track, error) {
	t := &Track{Timescale: int64(trak.Mdia.Mdhd.Timescale)}
	stsd := trak.Mdia.Minf.Stbl.Stsd
	switch {
	case stsd.AvcX != nil:
		sps := stsd.AvcX.AvcC.SPSnalus
		if len(sps) == 0 || len(sps[0]) < 4 {
			return nil, errors.New("H.264 without parameter sets")
		}
		t.Kind, t.Codec = "video", fmt.Sprintf("avc1.%02x%02x%02x", sps[0][1], sps[0][2], sps[0][3])
		t.Width, t.Height = int(stsd.AvcX.Width), int(stsd.AvcX.Height)
	case stsd.Mp4a != nil:
		t.Kind, t.Codec = "audio", "mp4a.40.2"
		t.SampleRate, t.Channels = int(stsd.Mp4a.SampleRate), int(stsd.Mp4a.ChannelCount)
	default:
		return nil, errors.New("codec is neither H.264 nor AAC")
	}
	if t.Timescale == 0 {
		return nil, errors.New("track without a timescale")
	}
	return t, nil
}
