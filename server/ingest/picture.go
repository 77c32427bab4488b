package ingest

import (
	"fmt"
	"strconv"
	"strings"
)

// toSDR brings high dynamic range (BT.2100) down to what every screen shows
// (BT.709): in linear light, so that colours stay what they are.
const toSDR = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0," +
	"zscale=t=bt709:m=bt709:r=tv,format=yuv420p,"

// tagged is what every rendition says of its colours.
const tagged = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"

// filters decodes once and makes every rung, at a constant rate. What is done to
// whole pictures comes first, at the size of the largest rung; frames are made up
// last, so that stills cost little.
func filters(rungs []Rung, s *Source) string {
	p := &s.picture
	top := rungs[len(rungs)-1]
	rate := "fps=" + strconv.FormatFloat(s.FrameRate, 'f', 5, 64) + ","
	early, late := "", rate
	if p.quick {
		early, late = rate, ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "[0:%d]%s,%s%s%s%s,setsar=1,split=%d", p.Index, s.times.setpts(), p.fields.filter(), early,
		opaque(p.PixelFormat), colours(s, top), len(rungs))
	for i := range rungs {
		fmt.Fprintf(&b, "[s%d]", i)
	}
	for i, r := range rungs {
		fmt.Fprintf(&b, ";[s%d]", i)
		if r != top {
			fmt.Fprintf(&b, "scale=%d:%d:flags=bicubic,setsar=1,", r.Width, r.Height)
		}
		fmt.Fprintf(&b, "%s%strim=end=%.3f[v%d]", late, s.standing(), s.Duration+slack, i)
	}
	return b.String()
}

// slack is what the ends of tracks may lie behind the end of the film, seconds.
const slack = 0.1

// standing lets the last picture stay while there is sound: players wait for
// pictures that do not come.
func (s *Source) standing() string {
	tail := s.soundTo - s.picture.ends
	if tail < 0.5 {
		return ""
	}
	return fmt.Sprintf("tpad=stop_mode=clone:stop_duration=%.3f,", tail)
}

// filter makes whole pictures of halves (bwdif).
func (f fields) filter() string {
	if f.parity == "" {
		return ""
	}
	mode, which := "send_frame", "interlaced"
	if f.twice {
		mode = "send_field"
	}
	if f.all {
		which = "all"
	}
	return fmt.Sprintf("bwdif=mode=%s:parity=%s:deint=%s,", mode, f.parity, which)
}

// opaque shows what a picture lets through as black.
func opaque(format string) string {
	for _, with := range []string{"yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya8", "ya16", "pal8"} {
		if strings.HasPrefix(format, with) {
			return "format=gbrap,premultiply=inplace=1,"
		}
	}
	return ""
}

// colours scales to a rung and brings a picture's numbers to BT.709 of limited
// range, which all players take them for. What a picture does not say is what
// such pictures usually are.
func colours(s *Source, r Rung) string {
	p := &s.picture
	size := fmt.Sprintf("scale=%d:%d:flags=bicubic", r.Width, r.Height)
	if s.HDR {
		return fmt.Sprintf("%s,setparams=range=%s:color_primaries=%s:color_trc=%s:colorspace=%s,%s%s", size,
			either(p.Range, "tv", "pc"), either(p.Primaries, "bt2020", "bt709", "smpte432", "smpte431"),
			p.Transfer,
			either(p.Matrix, "bt2020nc", "bt2020c", "bt709", "gbr"), toSDR, tagged)
	}
	extent := either(p.Range, "tv", "pc")
	if strings.HasPrefix(p.PixelFormat, "yuvj") {
		extent = "pc"
	}
	return fmt.Sprintf("%s:in_color_matrix=%s:in_range=%s:out_color_matrix=bt709:out_range=tv,format=yuv420p,%s",
		size, p.matrix(), extent, tagged)
}

// either is a value if it is one of some others, else the usual one.
func either(value, usual string, others ...string) string {
	for _, other := range others {
		if value == other {
			return value
		}
	}
	return usual
}

// matrix is how luma and colour of a picture belong together, in the words of
// ffmpeg's scaler. Pictures of standard definition that do not say it are BT.601.
func (p *picture) matrix() string {
	switch p.Matrix {
	case "bt709", "fcc", "smpte240m":
		return p.Matrix
	case "bt470bg", "smpte170m":
		return "bt601"
	case "bt2020nc", "bt2020c":
		return "bt2020"
	}
	if p.Height > twiceLines || p.Width > 1024 {
		return "bt709"
	}
	return "bt601"
}
