package ingest

import (
	"math"
	"slices"
)

// Rung is one rendition to make.
type Rung struct {
	ParamsID      int // flavorParams id (reference: backend-api §3.4)
	Width, Height int // pixels, even
	Bitrate       int // kbit/s of video
}

// steps are the heights of the ladder, of the shorter side for portrait, with
// the flavorParams id of each.
var steps = []struct{ height, params int }{{240, 100}, {360, 2}, {480, 3}, {720, 5}, {1080, 7}, {1440, 101},
	{2160, 102}}

// Step is a height of the ladder.
type Step struct{ Height, ParamsID, Bitrate int }

// Steps are all heights with the bitrate of a picture of 16:9, kbit/s.
func Steps() []Step {
	out := make([]Step, len(steps))
	for i, s := range steps {
		out[i] = Step{s.height, s.params, rung(s.height*16/9, s.height, 1, s.params).Bitrate}
	}
	return out
}

// chosen keeps the rungs that are wanted; nil = all. There is always one left:
// the largest where only the source is wanted, else the smallest.
func chosen(rungs []Rung, wanted []int) []Rung {
	if wanted == nil {
		return rungs
	}
	var kept []Rung
	for _, r := range rungs {
		if slices.Contains(wanted, r.ParamsID) {
			kept = append(kept, r)
		}
	}
	if len(kept) > 0 {
		return kept
	}
	if !slices.ContainsFunc(wanted, func(id int) bool { return id != 0 }) {
		return rungs[len(rungs)-1:]
	}
	return rungs[:1]
}

// longest is the longer side of a rendition, pixels: decoders take no more (H.264
// table A-1, level 6.2, is 16,880 for the flattest picture; programs stop before).
const longest = 8192

// Ladder chooses renditions for a picture: all steps below it, and its own
// size; never larger than the source.
func Ladder(width, height int) []Rung {
	if long := max(width, height); long > longest {
		width, height = max(1, width*longest/long), max(1, height*longest/long)
	}
	short := min(width, height)
	var rungs []Rung
	for _, s := range steps {
		if s.height < short*95/100 {
			rungs = append(rungs, rung(width, height, float64(s.height)/float64(short), s.params))
		}
	}
	params := 7
	for _, s := range steps {
		if s.height >= short*95/100 {
			params = s.params
			break
		}
	}
	return append(rungs, rung(width, height, 1, params))
}

func rung(width, height int, scale float64, params int) Rung {
	w, h := even(float64(width)*scale), even(float64(height)*scale)
	// 400 kbit/s at 426×240, growing a little slower than the picture:
	// about 780 at 360p, 2400 at 720p, 4700 at 1080p.
	kbit := 400 * math.Pow(float64(w*h)/102240, 0.82)
	return Rung{ParamsID: params, Width: w, Height: h, Bitrate: max(80, int(kbit))}
}

func even(f float64) int { return max(2, int(math.Round(f/2))*2) }
