// Package ingest makes playable renditions of whatever was uploaded: download,
// probe, transcode, repackage, and the entry's state on the way.
package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Source is what ffprobe tells of a file.
type Source struct {
	Duration      float64 // seconds
	Width, Height int     // pixels as shown: rotated, square pixels
	FrameRate     float64
	HasVideo      bool
	HasAudio      bool
	VideoCodec    string
	Language      string // of the first audio track
	Bitrate       int    // kbit/s of the file
}

// ErrUnreadable says that a file holds nothing that can be played.
var ErrUnreadable = errors.New("the file holds no video or audio that can be read")

type probeStream struct {
	CodecType   string            `json:"codec_type"`
	CodecName   string            `json:"codec_name"`
	Width       int               `json:"width"`
	Height      int               `json:"height"`
	SAR         string            `json:"sample_aspect_ratio"`
	AvgRate     string            `json:"avg_frame_rate"`
	RealRate    string            `json:"r_frame_rate"`
	Duration    string            `json:"duration"`
	Disposition map[string]int    `json:"disposition"`
	Tags        map[string]string `json:"tags"`
	SideData    []struct {
		Rotation float64 `json:"rotation"`
	} `json:"side_data_list"`
}

// Probe reads a local file with ffprobe. Only files may be opened: a playlist
// must not make the server fetch what it names.
func Probe(ctx context.Context, file string) (*Source, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "ffprobe", "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", formats, "-show_format", "-show_streams", "-of", "json", "file:"+file)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w (%s)", ErrUnreadable, lastLine(err))
	}
	var doc struct {
		Streams []probeStream `json:"streams"`
		Format  struct {
			Duration string `json:"duration"`
			BitRate  string `json:"bit_rate"`
		} `json:"format"`
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		return nil, fmt.Errorf("read ffprobe's answer: %w", err)
	}
	s := &Source{Duration: number(doc.Format.Duration), Bitrate: int(number(doc.Format.BitRate) / 1000)}
	for _, stream := range doc.Streams {
		s.add(stream)
	}
	if !s.HasVideo && !s.HasAudio {
		return nil, ErrUnreadable
	}
	return s, nil
}

// formats are the containers that are taken: media files, nothing that refers
// to other files, and no text.
const formats = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpegts,mpeg,mpegvideo,ogg,wav,mp3,aac,flac,asf,mxf,gif,h264,hevc,ac3,aiff,w64,caf,dv,m4v,ivf,rm,nut,amr"

func lastLine(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		lines := strings.Split(strings.TrimSpace(string(exit.Stderr)), "\n")
		line := lines[len(lines)-1]
		if i := strings.LastIndex(line, ": "); i >= 0 { // without the file's path
			line = line[i+2:]
		}
		return line
	}
	return err.Error()
}

func (s *Source) add(p probeStream) {
	switch {
	case p.CodecType == "video" && !s.HasVideo && p.Disposition["attached_pic"] == 0 && p.Width > 0:
		s.HasVideo, s.VideoCodec = true, p.CodecName
		s.Width, s.Height = shown(p)
		s.FrameRate = rate(p)
	case p.CodecType == "audio" && !s.HasAudio:
		s.HasAudio, s.Language = true, p.Tags["language"]
	}
	s.Duration = math.Max(s.Duration, number(p.Duration))
}

// shown is the size on a screen: square pixels, and turned as the file says.
func shown(p probeStream) (width, height int) {
	w, h := float64(p.Width), float64(p.Height)
	if n := ratio(p.SAR, ":"); n > 0 {
		w *= n
	}
	for _, d := range p.SideData {
		if int(math.Abs(d.Rotation))%180 == 90 {
			w, h = h, w
		}
	}
	return int(math.Round(w)), int(math.Round(h))
}

// rate is the frame rate to encode at, 60 at most.
func rate(p probeStream) float64 {
	r := ratio(p.AvgRate, "/")
	if r <= 0 {
		r = ratio(p.RealRate, "/")
	}
	if r <= 0 {
		r = 25
	}
	return math.Min(60, math.Max(1, r))
}

func ratio(s, sep string) float64 {
	a, b, ok := strings.Cut(s, sep)
	if !ok || number(b) == 0 {
		return 0
	}
	return number(a) / number(b)
}

func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}
