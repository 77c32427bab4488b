package provider

import (
	"cmp"
	"math"
	"strconv"

	"diptych/player/model"
	"diptych/player/value"
)

// Slice is a picture within a strip of pictures, in pixels of the strip.
type Slice struct {
	URL                 string
	X, Y, Width, Height int
}

// AppendJSON implements value.Marshaler.
func (s *Slice) AppendJSON(dst []byte) []byte {
	f := value.Empty.Str("url", s.URL).Int("x", s.X).Int("y", s.Y)
	return f.Int("width", s.Width).Int("height", s.Height).AppendJSON(dst)
}

// Sprite finds the picture of a moment in the strip that the server makes for the
// seek bar, or nil (reference: player-api §6.7). t and duration are seconds, aspect
// is the picture's width over its height.
func Sprite(c model.Preview, m *model.Media, ks string, t, duration, aspect float64) *Slice {
	raw := m.RawThumbnail
	if c.Sprite != nil {
		raw = *c.Sprite
	}
	if raw == "" || !(duration > 0) || math.IsInf(duration, 1) || m.Live() {
		return nil
	}
	width, slices := positive(c.Width, 164), positive(c.Slices, 100)
	if !(aspect > 0) {
		aspect = 16.0 / 9
	}
	height := positive(c.Height, int(math.Round(float64(width)/aspect)))
	url := raw
	if c.Sprite == nil {
		url += "/width/" + strconv.Itoa(width) + "/vid_slices/" + strconv.Itoa(slices) + clip(m)
		if ks != "" {
			url += "/ks/" + ks
		}
	}
	slice := max(0, min(slices-1, int(t/(duration/float64(slices)))))
	return &Slice{URL: url, X: slice * width, Width: width, Height: height}
}

func positive(n, otherwise int) int { return cmp.Or(max(0, n), otherwise) }

func clip(m *model.Media) string {
	return seconds("/start_sec/", m.SeekFrom) + seconds("/end_sec/", m.ClipTo)
}

func seconds(path string, s *float64) string {
	if s == nil || *s <= 0 {
		return ""
	}
	return path + value.FormatFloat(*s)
}
