package main

import "math"

// history keeps means of what came over the last 3 and 8 seconds of download, and
// believes the worse; latencies count by segments.
type history struct {
	bitrate, latency [2]float64
	seconds, count   float64
}

var halfLives = [2]float64{3, 8}

func (h *history) add(d download, segment float64) {
	if d.givenUp {
		return
	}
	for i, half := range halfLives {
		keep := math.Pow(0.5, d.took/half)
		h.bitrate[i] = keep*h.bitrate[i] + (1-keep)*d.came/d.took
		keep = math.Pow(0.5, segment/half)
		h.latency[i] = keep*h.latency[i] + (1-keep)*d.latency
	}
	h.seconds += d.took
	h.count += segment
}

func (h *history) read() (bitrate, latency float64) {
	bitrate = math.Inf(1)
	for i, half := range halfLives {
		bitrate = math.Min(bitrate, h.bitrate[i]/(1-math.Pow(0.5, h.seconds/half)))
		latency = math.Max(latency, h.latency[i]/(1-math.Pow(0.5, h.count/half)))
	}
	return bitrate, latency
}

// within is the highest rendition whose segments come as quickly as they play.
func within(f film, bitrate, latency float64) int {
	best := 0
	for best+1 < len(f.rates) && latency+f.segment*float64(f.rates[best+1])/bitrate <= f.segment {
		best++
	}
	return best
}
