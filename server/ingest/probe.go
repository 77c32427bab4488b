// Package ingest makes playable renditions of whatever was uploaded: download,
// probe, transcode, repackage, and the entry's state on the way.
package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"diptych/server/confine"

	"golang.org/x/text/language"
)

// Source is what ffprobe tells of a file.
type Source struct {
	Duration      float64 // seconds
	Width, Height int     // pixels as shown: rotated, square pixels
	FrameRate     float64
	HasVideo      bool
	Audio         []string // languages of the audio tracks, BCP 47; "" = not known
	Subtitles     []Subtitle
	IsImage       bool // one picture, no film
	HDR           bool // brighter and of more colours than our renditions are
	VideoCodec    string
	Bitrate       int    // kbit/s of the file
	Extension     string // of the file's name, or what its container is called
	Size          int64  // bytes
	Wanted        []int  // flavorParams that it is to be converted to; nil = all

	texts  int    // subtitle tracks, also those that are no text
	format string // what ffmpeg calls the container
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
	Transfer    string            `json:"color_transfer"`
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
	cmd := confine.Command(ctx, filepath.Dir(file), confine.Media, "ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", "file:"+file)
	var answer, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &answer, &complaint
	err := confine.Start(cmd, confine.Probe())
	if err == nil {
		err = cmd.Wait()
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%s)", ErrUnreadable, lastLine(complaint.String(), err))
	}
	out := answer.Bytes()
	var doc struct {
		Streams []probeStream `json:"streams"`
		Format  struct {
			Name     string `json:"format_name"`
			Duration string `json:"duration"`
			BitRate  string `json:"bit_rate"`
			Size     string `json:"size"`
		} `json:"format"`
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		return nil, fmt.Errorf("read ffprobe's answer: %w", err)
	}
	s := &Source{Duration: number(doc.Format.Duration), Bitrate: int(number(doc.Format.BitRate) / 1000), Size: int64(number(doc.Format.Size)), Extension: extension(doc.Format.Name)}
	for _, stream := range doc.Streams {
		s.add(stream)
	}
	if !s.HasVideo && len(s.Audio) == 0 {
		return nil, ErrUnreadable
	}
	s.format, _, _ = strings.Cut(doc.Format.Name, ",")
	if captioned(ctx, file, s.VideoCodec) {
		s.Subtitles = append(s.Subtitles, Subtitle{Index: inPictures, Title: "CC1"})
	}
	if strings.HasSuffix(doc.Format.Name, "_pipe") {
		s.IsImage, s.Duration = true, 0
	}
	return s, nil
}

// extension is what files of a container are called; ffmpeg names some by all
// their kin.
func extension(format string) string {
	switch first, _, _ := strings.Cut(strings.TrimSuffix(format, "_pipe"), ","); first {
	case "jpeg":
		return "jpg"
	case "mov":
		return "mp4"
	case "matroska":
		return "mkv"
	case "mpegts":
		return "ts"
	default:
		return first
	}
}

// lastLine is what a program complained about in the end, without the file's path.
func lastLine(complaint string, err error) string {
	lines := strings.Split(strings.TrimSpace(complaint), "\n")
	line := lines[len(lines)-1]
	if line == "" {
		return err.Error()
	}
	if i := strings.LastIndex(line, ": "); i >= 0 {
		line = line[i+2:]
	}
	return line
}

func (s *Source) add(p probeStream) {
	switch {
	case p.CodecType == "video" && !s.HasVideo && p.Disposition["attached_pic"] == 0 && p.Width > 0:
		s.HasVideo, s.VideoCodec = true, p.CodecName
		s.Width, s.Height = shown(p)
		s.FrameRate = rate(p)
		s.HDR = p.Transfer == "smpte2084" || p.Transfer == "arib-std-b67"
	case p.CodecType == "audio" && len(s.Audio) < mostAudio:
		s.Audio = append(s.Audio, tag(p.Tags["language"]))
	case p.CodecType == "subtitle":
		if textCodecs[p.CodecName] && len(s.Subtitles) < mostSubtitles {
			s.Subtitles = append(s.Subtitles, Subtitle{Index: s.texts, Language: tag(p.Tags["language"]), Title: p.Tags["title"]})
		}
		s.texts++
		return // its length is not the film's
	}
	s.Duration = math.Max(s.Duration, number(p.Duration))
}

// mostAudio is how many audio tracks of a file are kept.
const mostAudio = 16

// tag is the shortest code of a language that files name by three letters, as
// manifests want it (BCP 47); "" for one that is not known.
func tag(code string) string {
	if code = strings.ToLower(code); code == "und" || code == "" {
		return ""
	}
	if other, ok := bibliographic[code]; ok {
		code = other
	}
	base, err := language.ParseBase(code)
	if err != nil {
		return ""
	}
	return base.String()
}

// bibliographic are codes of ISO 639-2/B that differ from those of its part T.
var bibliographic = map[string]string{
	"alb": "sqi", "arm": "hye", "baq": "eus", "bur": "mya", "chi": "zho", "cze": "ces", "dut": "nld", "fre": "fra", "geo": "kat", "ger": "deu", "gre": "ell", "ice": "isl", "mac": "mkd", "mao": "mri",
	"may": "msa", "per": "fas", "rum": "ron", "slo": "slk", "tib": "bod", "wel": "cym",
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
