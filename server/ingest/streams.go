package ingest

import (
	"math"
	"strings"

	"golang.org/x/text/language"
)

// probeStream is a track as ffprobe tells of it.
type probeStream struct {
	Index       int               `json:"index"`
	CodecType   string            `json:"codec_type"`
	CodecName   string            `json:"codec_name"`
	Width       int               `json:"width"`
	Height      int               `json:"height"`
	SAR         string            `json:"sample_aspect_ratio"`
	PixelFormat string            `json:"pix_fmt"`
	FieldOrder  string            `json:"field_order"`
	SampleForm  string            `json:"sample_fmt"`
	SampleRate  string            `json:"sample_rate"`
	Channels    int               `json:"channels"`
	AvgRate     string            `json:"avg_frame_rate"`
	RealRate    string            `json:"r_frame_rate"`
	Disposition map[string]int    `json:"disposition"`
	Tags        map[string]string `json:"tags"`
	SideData    []struct {
		Rotation float64 `json:"rotation"`
	} `json:"side_data_list"`
	colour
}

// colour is how a picture's numbers are meant, in ffmpeg's words.
type colour struct {
	Matrix    string `json:"color_space"`
	Range     string `json:"color_range"`
	Transfer  string `json:"color_transfer"`
	Primaries string `json:"color_primaries"`
}

// readable tells whether a decoder is known for a track and found what it needs.
// A codec that is not known has no sample or pixel format.
func (p *probeStream) readable() bool {
	if p.CodecName == "" || p.CodecName == "none" || p.CodecName == "unknown" {
		return false
	}
	switch p.CodecType {
	case "video":
		return p.Width > 0 && p.Height > 0 && known(p.PixelFormat)
	case "audio":
		return p.Channels > 0 && number(p.SampleRate) > 0 && known(p.SampleForm)
	}
	return false
}

func known(s string) bool { return s != "" && s != "unknown" && s != "none" && s != "reserved" }

// isCover tells whether a track is a picture that goes with the media.
func (p *probeStream) isCover() bool {
	return p.Disposition["attached_pic"] != 0 || p.Disposition["timed_thumbnails"] != 0
}

// stillCodecs make pictures, as covers are.
var stillCodecs = map[string]bool{"mjpeg": true, "png": true, "bmp": true, "webp": true, "tiff": true,
	"gif": true}

// film chooses the track that is the film, nil when there is none: no cover, and
// of several the one with more of what a film has. A single JPEG or PNG beside
// sound is a cover too, whatever the file says.
func film(list []probeStream, packets func(index int) int) *probeStream {
	var best *probeStream
	sound := false
	for i := range list {
		sound = sound || list[i].CodecType == "audio" && list[i].readable()
	}
	for i := range list {
		p := &list[i]
		n := packets(p.Index)
		if p.CodecType != "video" || !p.readable() || p.isCover() || n == 0 {
			continue
		}
		if sound && stillCodecs[p.CodecName] && n == 1 {
			continue
		}
		if best == nil || score(p, n) > score(best, packets(best.Index)) {
			best = p
		}
	}
	return best
}

// score ranks tracks: real video before pictures in a row, what the file itself
// prefers, then the larger one.
func score(p *probeStream, packets int) float64 {
	s := float64(p.Width*p.Height) / 1e9
	if !stillCodecs[p.CodecName] {
		s += 4
	}
	if packets > 1 {
		s += 2
	}
	if p.Disposition["default"] != 0 {
		s++
	}
	return s
}

// shown is the size on a screen: square pixels, and turned as the file says.
func shown(p *probeStream) (width, height int) {
	w, h := float64(p.Width), float64(p.Height)
	if n := ratio(p.SAR, ":"); n > 0.01 && n < 100 {
		w *= n
	}
	for _, d := range p.SideData {
		if int(math.Round(math.Abs(d.Rotation)))%180 == 90 {
			w, h = h, w
		}
	}
	return max(1, int(math.Round(w))), max(1, int(math.Round(h)))
}

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
	"alb": "sqi", "arm": "hye", "baq": "eus", "bur": "mya", "chi": "zho", "cze": "ces", "dut": "nld",
	"fre": "fra", "geo": "kat", "ger": "deu", "gre": "ell", "ice": "isl", "mac": "mkd", "mao": "mri",
	"may": "msa", "per": "fas", "rum": "ron", "slo": "slk", "tib": "bod", "wel": "cym",
}
