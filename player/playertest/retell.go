package playertest

import (
	"strconv"
	"strings"

	"diptych/player/stream"
)

// tell repeats what the engine was told by its owner (player/stream/told.go).
func (r *replay) tell(text string) {
	words := strings.Fields(text)
	method, words := words[0], append(words[1:], "", "") // texts may be empty
	var n [12]float64
	numbers := words
	if method == "load" { // behind format and URL
		numbers = words[2:]
	}
	for i := range min(len(n), len(numbers)) {
		n[i], _ = strconv.ParseFloat(numbers[i], 64) // 0 for a name
	}
	if method == "new" {
		r.engine = stream.New(r.deps(), stream.Config{
			DefaultBandwidth: n[0], ABR: n[1] > 0, CapToSize: n[2] > 0, Companion: n[3] > 0, NoCaptions: n[4] > 0,
			MaxStale: int(n[5]), Frames: stream.FrameRule{IntervalMS: n[6], Share: n[7], Cap: n[8] > 0},
			SaveData: n[9] > 0, Licensed: servers(n[10] > 0, n[11] > 0),
		}, deaf{})
	}
	if r.engine != nil {
		tellEngine(r.engine, method, words, n)
	}
}

// servers are licence servers of a kind.
func servers(some, clearKey bool) string {
	switch {
	case clearKey:
		return "org.w3.clearkey"
	case some:
		return "some"
	}
	return ""
}

func tellEngine(e *stream.Engine, method string, words []string, n [12]float64) {
	switch method {
	case "load":
		e.Load(words[1], stream.Format(words[0]), n[0])
	case "start":
		e.Start()
	case "close":
		e.Close()
	case "video":
		e.SelectVideo(words[0])
	case "audio":
		e.SelectAudio(words[0])
	case "text":
		e.SelectText(words[0])
	case "bounds":
		e.Restrict(stream.Restrictions{
			MinHeight: int(n[0]), MaxHeight: int(n[1]), MinWidth: int(n[2]), MaxWidth: int(n[3]), MinBitrate: int(n[4]),
			MaxBitrate: int(n[5]),
		})
	case "background":
		e.Background(n[0] > 0)
	case "limit":
		e.Limit(n[0])
	case "size":
		e.CapToSize(n[0] > 0)
	case "enlarged":
		e.Enlarged()
	}
}
