package hls

import (
	"sort"
	"strconv"
	"strings"

	"diptych/player/manifest"
)

// IsMaster tells a multivariant playlist from a media playlist.
func IsMaster(text string) bool { return strings.Contains(text, "#EXT-X-STREAM-INF") }

// Master reads a multivariant playlist (RFC 8216bis §4.4.6). Media playlists
// are loaded later; renditions only know where theirs is.
func Master(text, base string) (*manifest.Presentation, error) {
	p := &manifest.Presentation{}
	var pending map[string]string
	err := lines(text, func(line string) {
		switch {
		case strings.HasPrefix(line, "#EXT-X-STREAM-INF:"):
			pending = attributes(line[len("#EXT-X-STREAM-INF:"):])
		case strings.HasPrefix(line, "#EXT-X-MEDIA:"):
			alternative(p, attributes(line[len("#EXT-X-MEDIA:"):]), base)
		case line[0] != '#' && pending != nil:
			variant(p, pending, manifest.Resolve(base, line))
			pending = nil
		}
	})
	if err != nil {
		return nil, err
	}
	audioOnly(p)
	sort.SliceStable(p.Video, func(i, j int) bool { return p.Video[i].Bandwidth < p.Video[j].Bandwidth })
	return p, nil
}

// variant adds a video rendition; one without picture goes with the audio.
func variant(p *manifest.Presentation, a map[string]string, url string) {
	r := &manifest.Rendition{
		ID: "v" + strconv.Itoa(len(p.Video)), Playlist: url, Codecs: a["CODECS"], Bandwidth: int(integer(a["BANDWIDTH"])), Average: int(integer(a["AVERAGE-BANDWIDTH"])),
		FrameRate: number(a["FRAME-RATE"]), AudioGroup: a["AUDIO"], Name: a["NAME"],
	}
	if w, h, ok := strings.Cut(a["RESOLUTION"], "x"); ok {
		r.Width, r.Height = int(integer(w)), int(integer(h))
	}
	for _, have := range p.Video {
		if have.Playlist == url { // the same stream with another audio group
			return
		}
	}
	p.Video = append(p.Video, r)
}

// audioOnly treats variants as audio when none of them has a picture.
func audioOnly(p *manifest.Presentation) {
	for _, r := range p.Video {
		if r.Height > 0 || r.Codecs == "" || len(p.Audio) > 0 || Split(r.Codecs, true) != "" {
			return
		}
	}
	p.Audio, p.Video = p.Video, nil
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
		Group: a["GROUP-ID"], Name: a["NAME"], Language: a["LANGUAGE"], Default: a["DEFAULT"] == "YES", Autoselect: a["AUTOSELECT"] == "YES", Forced: a["FORCED"] == "YES", Kind: "main",
	}
	if a["CHARACTERISTICS"] != "" {
		r.Kind = "description"
	}
	if uri := a["URI"]; uri != "" {
		r.Playlist = manifest.Resolve(base, uri)
	}
	switch a["TYPE"] {
	case "AUDIO":
		if r.Playlist != "" { // without URI the sound is in the variant
			r.ID = "a" + strconv.Itoa(len(p.Audio))
			p.Audio = append(p.Audio, r)
		}
	case "SUBTITLES":
		r.ID, r.Kind = "t"+strconv.Itoa(len(p.Text)), "subtitles"
		p.Text = append(p.Text, r)
	}
}
