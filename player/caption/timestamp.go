package caption

import (
	"strings"

	"diptych/player/value"
)

// clockRate of MPEG-2 time stamps, Hz.
const clockRate = 90_000

// TimestampMap reads the X-TIMESTAMP-MAP of a WebVTT header (RFC 8216bis
// §3.1.4): local seconds of the text are media seconds of the other tracks.
func TimestampMap(text string) (local, media float64, ok bool) {
	for n := 0; n < 16 && text != ""; n++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimSpace(line)
		if line == "" || strings.Contains(line, "-->") {
			return 0, 0, false
		}
		list, found := strings.CutPrefix(line, "X-TIMESTAMP-MAP=")
		if !found {
			continue
		}
		var okLocal, okMedia bool
		for _, item := range strings.Split(list, ",") {
			name, v, _ := strings.Cut(strings.TrimSpace(item), ":")
			switch name {
			case "LOCAL":
				local, okLocal = Time(v)
			case "MPEGTS":
				ticks, ok := value.ParseInt(strings.TrimSpace(v))
				media, okMedia = float64(ticks)/clockRate, ok && ticks >= 0
			}
		}
		return local, media, okLocal && okMedia
	}
	return 0, 0, false
}

// First is when the first cue of a text begins, seconds.
func First(text string) (seconds float64, ok bool) {
	before, _, found := strings.Cut(text, "-->")
	if !found {
		return 0, false
	}
	return Time(before[strings.LastIndexAny(before, "\r\n")+1:])
}
