package hls

import (
	"strconv"
	"strings"

	"diptych/player/manifest"
	"diptych/player/value"
)

// IsMaster tells a multivariant playlist from a media playlist.
func IsMaster(text string) bool { return strings.Contains(text, "#EXT-X-STREAM-INF") }

// Master reads a multivariant playlist (RFC 8216bis §4.4.6). Media playlists
// are loaded later; renditions only know where theirs is.
func Master(text, base string) (*manifest.Presentation, error) {
	v := newVariables(base, nil)
	p := &manifest.Presentation{Variables: v.own}
	var pending map[string]string
	err := lines(text, v, func(line string) {
		switch {
		case strings.HasPrefix(line, "#EXT-X-STREAM-INF:"):
			pending = attributes(line[len("#EXT-X-STREAM-INF:"):])
		case strings.HasPrefix(line, "#EXT-X-START:"):
			p.Begin = number(attributes(line[len("#EXT-X-START:"):])["TIME-OFFSET"])
		case strings.HasPrefix(line, "#EXT-X-MEDIA:"):
			alternative(p, attributes(line[len("#EXT-X-MEDIA:"):]), base)
		case strings.HasPrefix(line, "#EXT-X-SESSION-KEY:"):
			p.Keys += " \n" + line[len("#EXT-X-SESSION-KEY:"):] + "\n\n"
		case line[0] != '#' && pending != nil:
			variant(p, pending, manifest.Resolve(base, line))
			pending = nil
		}
	})
	if err != nil {
		return nil, err
	}
	pictures(p)
	inVariants(p)
	for _, list := range [][]*manifest.Rendition{p.Video, p.Audio, p.Text} {
		for _, r := range list {
			r.Variables = v.own
		}
	}
	value.SortStable(p.Video, func(i, j int) bool { return p.Video[i].Bandwidth < p.Video[j].Bandwidth })
	return p, nil
}

// maxVariants bounds what a hostile playlist can ask for.
const maxVariants = 1000

// variant adds a video rendition; another address of the same is a backup of it
// (RFC 8216bis §4.4.6.2).
func variant(p *manifest.Presentation, a map[string]string, url string) {
	r := &manifest.Rendition{
		ID: "v" + strconv.Itoa(len(p.Video)), Playlist: url, Codecs: legible(a["CODECS"]),
		Bandwidth: int(integer(a["BANDWIDTH"])), Average: int(integer(a["AVERAGE-BANDWIDTH"])),
		FrameRate: number(a["FRAME-RATE"]), AudioGroup: a["AUDIO"], Name: a["NAME"],
	}
	if w, h, ok := strings.Cut(a["RESOLUTION"], "x"); ok {
		r.Width, r.Height = int(integer(w)), int(integer(h))
	}
	for _, have := range p.Video {
		if have.Playlist == url { // the same stream with another audio group
			return
		}
		if have.Bandwidth == r.Bandwidth && have.Average == r.Average && have.Width == r.Width &&
			have.Height == r.Height &&
			have.FrameRate == r.FrameRate && have.Codecs == r.Codecs && have.AudioGroup == r.AudioGroup &&
			have.Name == r.Name {
			have.Backups = append(have.Backups, url)
			return
		}
	}
	if len(p.Video) < maxVariants {
		p.Video = append(p.Video, r)
	}
}

// legible writes codecs as browsers read them: AVC profile and level were
// decimal numbers once (avc1.66.30 for avc1.42001e).
func legible(codecs string) string {
	list := strings.Split(codecs, ",")
	for i, c := range list {
		parts := strings.Split(strings.TrimSpace(c), ".")
		if len(parts) != 3 || parts[0] != "avc1" && parts[0] != "avc3" {
			continue
		}
		profile, ok := octet(parts[1])
		level, known := octet(parts[2])
		if ok && known {
			list[i] = parts[0] + "." + two(profile) + "00" + two(level)
		}
	}
	return strings.Join(list, ",")
}

// octet reads a decimal number of one byte.
func octet(s string) (int64, bool) {
	n, ok := value.ParseInt(s)
	return n, ok && n >= 0 && n <= 0xff
}

func two(n int64) string {
	s := strconv.FormatInt(n, 16)
	if len(s) < 2 {
		s = "0" + s
	}
	return s
}

// pictures leaves variants without a picture out, which are for connections that
// carry none; where no variant has one, they are the audio.
func pictures(p *manifest.Presentation) {
	var with, without []*manifest.Rendition
	for _, r := range p.Video {
		if r.Height == 0 && r.Codecs != "" && Split(r.Codecs, true) == "" {
			without = append(without, r)
		} else {
			with = append(with, r)
		}
	}
	switch {
	case len(with) > 0:
		p.Video = with
	case len(p.Audio) > 0:
		p.Video = nil
	default:
		p.Audio, p.Video = without, nil
	}
}

// inVariants finds the sound that alternatives without an address have in the
// variants; where it has no others beside it, it just comes with the picture.
func inVariants(p *manifest.Presentation) {
	var out []*manifest.Rendition
	others := false
	for _, r := range p.Audio {
		others = others || r.Playlist != ""
	}
	for _, r := range p.Audio {
		for _, v := range p.Video {
			if r.Playlist == "" && v.AudioGroup == r.Group {
				r.Playlist, r.Codecs = v.Playlist, Split(v.Codecs, false)
			}
		}
		if others && r.Playlist != "" {
			out = append(out, r)
		}
	}
	p.Audio = out
	if len(p.Video) == 0 && !others {
		p.Audio = nil
	}
}

// Split keeps the video or the audio codecs of a CODECS list.
func Split(codecs string, video bool) string {
	var out []string
	for _, c := range strings.Split(codecs, ",") {
		c = strings.TrimSpace(c)
		name, _, _ := strings.Cut(c, ".")
		isVideo := strings.Contains(" avc1 avc3 hvc1 hev1 dvh1 dvhe av01 vp08 vp09 mp4v ", " "+name+" ")
		isText := name == "stpp" || name == "wvtt"
		if c != "" && !isText && isVideo == video {
			out = append(out, c)
		}
	}
	return strings.Join(out, ",")
}

func alternative(p *manifest.Presentation, a map[string]string, base string) {
	r := &manifest.Rendition{
		Group: a["GROUP-ID"], Name: a["NAME"], Language: a["LANGUAGE"], Kind: "main",
		Default: a["DEFAULT"] == "YES", Autoselect: a["AUTOSELECT"] == "YES", Forced: a["FORCED"] == "YES",
	}
	if strings.Contains(a["CHARACTERISTICS"], "public.accessibility.describes-video") {
		r.Kind = "description"
	}
	if uri := a["URI"]; uri != "" {
		r.Playlist = manifest.Resolve(base, uri)
	}
	switch a["TYPE"] {
	case "AUDIO":
		if len(p.Audio) < maxVariants {
			r.ID = "a" + strconv.Itoa(p.Addressed())
			if r.Playlist == "" { // the sound is in the variant
				r.ID = "m" + strconv.Itoa(len(p.Audio))
			}
			p.Audio = append(p.Audio, r)
		}
	case "SUBTITLES":
		r.ID, r.Kind = "t"+strconv.Itoa(len(p.Text)), "subtitles"
		p.Text = append(p.Text, r)
	case "CLOSED-CAPTIONS":
		if c := p.AddCaptions(a["INSTREAM-ID"], r.Language, r.Name); c != nil {
			c.Default = r.Default
		}
	}
}
