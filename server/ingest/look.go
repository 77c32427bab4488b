package ingest

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"diptych/server/confine"
)

// fields says how a picture is to be taken apart into its halves.
type fields struct {
	parity string // "tff", "bff" or "auto"; "" = whole pictures
	all    bool   // also pictures that do not say that they are halves
	twice  bool   // each half becomes a picture
}

// firstPictures is how many packets are decoded to see what they hold.
const firstPictures = 60

// frames is what ffprobe tells of the first pictures.
type frames struct {
	Frames []struct {
		At         string `json:"best_effort_timestamp_time"`
		Interlaced int    `json:"interlaced_frame"`
		colour
	} `json:"frames"`
	Streams []struct {
		Captions int `json:"closed_captions"`
	} `json:"streams"`
}

// look decodes the first pictures: what they say of themselves is more than what
// the container does. What cannot be decoded here says so later.
func (s *Source) look(ctx context.Context, file string, v *packets) error {
	var seen frames
	_, err := ask(ctx, file, &seen, "-count_frames", "-show_frames", "-read_intervals",
		"%+#"+strconv.Itoa(firstPictures),
		"-select_streams", strconv.Itoa(s.picture.Index), "-show_entries",
		"frame=best_effort_timestamp_time,interlaced_frame,color_space,color_range,color_transfer,"+
			"color_primaries:stream=closed_captions")
	if sorted(ctx, err) {
		return err
	}
	p := &s.picture
	p.ends, s.times.first = s.times.at(v.end), v.first
	halves := 0
	for i, f := range seen.Frames {
		if i == 0 {
			p.colour.fill(f.colour)
			if at, ok := moment([]byte(f.At)); ok && !v.untimed {
				s.times.first = math.Max(v.first, at-s.times.zero)
			}
		}
		halves += f.Interlaced
	}
	if len(seen.Streams) > 0 && seen.Streams[0].Captions != 0 {
		s.Subtitles = append(s.Subtitles, Subtitle{Index: inPictures, Title: "CC1"})
	}
	s.HDR = p.Transfer == "smpte2084" || p.Transfer == "arib-std-b67"
	s.untimed(v)
	sound := math.Min(s.soundTo, s.Duration)
	s.FrameRate = frameRate(&p.probeStream, v, s.Duration, sound)
	p.quick = v.motion.rate() > s.FrameRate*1.1
	return s.halves(ctx, file, halves)
}

// fill takes what a picture says where it says something.
func (c *colour) fill(f colour) {
	for _, x := range [][2]*string{{&c.Matrix, &f.Matrix}, {&c.Range, &f.Range}, {&c.Transfer, &f.Transfer},
		{&c.Primaries, &f.Primaries}} {
		if known(*x[1]) {
			*x[0] = *x[1]
		}
	}
}

// Pictures that may be in halves: no film of more lines or of a higher rate is.
const (
	mostHalfLines  = 1088
	leastHalfLines = 400 // fewer need a flag: patterns of small pictures look like halves
	mostHalfRate   = 31
	twiceLines     = 576 // up to here both halves become pictures
)

// halves finds out whether pictures are interlaced. The pictures themselves are
// judged (idet), since flags are often wrong either way; where they show too
// little motion, the flags count.
//
// A picture of standard definition becomes two, at 50 or 60 a second, as it was
// meant to be seen: that costs little. For high definition the number stays: twice
// as many would take twice the work and a third more of the viewers' lines.
func (s *Source) halves(ctx context.Context, file string, flagged int) error {
	p := &s.picture
	if p.Height > mostHalfLines || p.Height < 32 || s.FrameRate > mostHalfRate && flagged == 0 || s.HDR ||
		stillCodecs[p.CodecName] && flagged == 0 {
		return nil
	}
	says := flagged > 0 || p.FieldOrder == "tt" || p.FieldOrder == "bb" || p.FieldOrder == "tb" ||
		p.FieldOrder == "bt"
	if !says && p.Height < leastHalfLines {
		return nil
	}
	var top, bottom, whole int
	places := []float64{0}
	if s.Duration > 30 {
		places = []float64{s.Duration / 5, s.Duration * 3 / 5}
	}
	for _, at := range places {
		t, b, w, err := detect(ctx, file, p.Index, at)
		if err != nil {
			return err
		}
		top, bottom, whole = top+t, bottom+b, whole+w
	}
	judged := top+bottom+whole >= 20
	combed := top+bottom >= 10 && top+bottom > 4*whole && (top > 8*bottom || bottom > 8*top)
	switch {
	case judged && !combed && whole > 9*(top+bottom), !judged && !says, judged && !combed && !says:
		return nil
	case top > 4*bottom && judged:
		p.fields.parity = "tff"
	case bottom > 4*top && judged:
		p.fields.parity = "bff"
	default:
		p.fields.parity = "auto"
	}
	p.fields.all = combed
	if p.fields.twice = p.Height <= twiceLines && s.FrameRate <= mostHalfRate; p.fields.twice {
		s.FrameRate *= 2
	}
	return nil
}

var idet = regexp.MustCompile(`Multi frame detection: TFF: *(\d+) BFF: *(\d+) Progressive: *(\d+)`)

// detect counts pictures by how they look: the top half first, the bottom half
// first, or whole.
func detect(ctx context.Context, file string, index int, at float64) (top, bottom, whole int, err error) {
	cmd := confine.Command(ctx, filepath.Dir(file), confine.Media, "ffmpeg", "-nostdin", "-hide_banner", "-v",
		"info",
		"-nostats", "-ss", fmt.Sprintf("%.3f", at), "-i", "file:"+file, "-map", fmt.Sprintf("0:%d", index),
		"-frames:v", "100", "-vf", "idet", "-f", "null", "-")
	var complaint tail
	if verdict, _ := run(ctx, cmd, confine.Probe(), &complaint); sorted(ctx, verdict) {
		return 0, 0, 0, verdict
	}
	for _, m := range idet.FindAllStringSubmatch(complaint.String(), -1) {
		top, bottom, whole = top+int(number(m[1])), bottom+int(number(m[2])), whole+int(number(m[3]))
	}
	return top, bottom, whole, nil
}

// untimed gives pictures of a stream without times a rate, where what it claims
// is none.
func (s *Source) untimed(v *packets) {
	if r := ratio(s.picture.RealRate, "/"); v.untimed && (r < 1 || r > 240) &&
		!strings.Contains(s.picture.CodecName, "gif") {
		v.motion = motion{}
		v.start, v.first = float64(v.count-1)/25, 0
		s.times = timeline{zero: s.times.zero, end: float64(v.count) / 25, force: 25}
		s.Duration, s.picture.ends = s.times.end, s.times.end
	}
}
