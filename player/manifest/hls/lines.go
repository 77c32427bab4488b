// Package hls reads HLS playlists into the neutral model (RFC 8216bis).
package hls

import (
	"errors"
	"strings"

	"diptych/player/value"
)

// ErrNoPlaylist says that a text does not begin with #EXTM3U.
var ErrNoPlaylist = errors.New("hls: not a playlist")

// maxLines bounds a playlist: a week of 2 s segments has 600,000 lines.
const maxLines = 2_000_000

// attributes reads an attribute list (RFC 8216bis §4.2): names to values, the
// quotes of quoted strings taken off.
func attributes(s string) map[string]string {
	out := map[string]string{}
	for s != "" {
		name, rest, ok := strings.Cut(s, "=")
		if !ok {
			break
		}
		var v string
		if strings.HasPrefix(rest, `"`) {
			if v, rest, ok = strings.Cut(rest[1:], `"`); !ok {
				break
			}
			_, rest, _ = strings.Cut(rest, ",")
		} else {
			v, rest, _ = strings.Cut(rest, ",")
		}
		out[strings.TrimSpace(name)] = v
		s = rest
	}
	return out
}

func number(s string) float64 {
	f, ok := value.ParseFloat(strings.TrimSpace(s))
	if !ok || f > 1e15 || f < -1e15 {
		return 0
	}
	return f
}

func integer(s string) int64 {
	n, _ := value.ParseInt(strings.TrimSpace(s))
	return n
}

// lines calls f for every line that is not empty, with its variables replaced.
func lines(text string, v *variables, f func(line string)) error {
	text = strings.TrimPrefix(text, "\ufeff")
	if !strings.HasPrefix(text, "#EXTM3U") {
		return ErrNoPlaylist
	}
	for n := 0; text != "" && n < maxLines; n++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if list, ok := strings.CutPrefix(line, "#EXT-X-DEFINE:"); ok {
			v.define(attributes(list))
			continue
		}
		f(v.replace(line))
	}
	return nil
}
