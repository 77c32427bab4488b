package provider

import (
	"math"
	"strconv"

	"diptych/player/value"
)

// Sprite finds the picture of a moment in the strip that the server makes for
// the seek bar: {url, x, y, width, height} in pixels of the strip, or nil
// (reference: player-api §6.7). t and duration are seconds, aspect is the
// picture's width over its height.
func Sprite(config, sources value.Map, ks string, t, duration, aspect float64) any {
	raw := value.Str(sources, "rawThumbnailUrl")
	bar := value.Object(config, "ui", "components", "seekbar")
	if sprite, ok := bar["thumbsSprite"].(string); ok {
		if sprite == "" {
			return nil
		}
		raw = sprite
	}
	if raw == "" || !(duration > 0) || math.IsInf(duration, 1) || value.Str(sources, "type") == "Live" {
		return nil
	}
	width, slices := 164, 100
	if n := value.Int(bar, "thumbsWidth"); n > 0 {
		width = n
	}
	if n := value.Int(bar, "thumbsSlices"); n > 0 {
		slices = n
	}
	if !(aspect > 0) {
		aspect = 16.0 / 9
	}
	height := int(math.Round(float64(width) / aspect))
	if n := value.Int(bar, "thumbsHeight"); n > 0 {
		height = n
	}
	url := raw
	if bar["thumbsSprite"] == nil {
		url += "/width/" + strconv.Itoa(width) + "/vid_slices/" + strconv.Itoa(slices) + clip(sources)
		if ks != "" {
			url += "/ks/" + ks
		}
	}
	slice := max(0, min(slices-1, int(t/(duration/float64(slices)))))
	return value.Map{"url": url, "x": slice * width, "y": 0, "width": width, "height": height}
}

func clip(sources value.Map) string {
	path := ""
	for _, part := range [][2]string{{"seekFrom", "/start_sec/"}, {"clipTo", "/end_sec/"}} {
		if n := value.Num(sources, part[0]); n > 0 {
			path += part[1] + strconv.FormatFloat(n, 'f', -1, 64)
		}
	}
	return path
}
