package stream

import (
	"strings"

	"diptych/player/value"
)

// line is a text with numbers behind it, by spaces.
func line(text string, numbers ...float64) string {
	for _, n := range numbers {
		text += " " + value.FormatFloat(n)
	}
	return text
}

// told logs what an Engine is told by its owner: "engine", the name of the method and what
// it takes, by spaces, numbers behind texts. With what passes through Deps that is all that
// it decides by, so that a recorded session can be told to another one (playertest.Replay).
func told(l Logger, method string, numbers ...float64) {
	l.Log(Debug, line("engine "+method, numbers...))
}

func (e *Engine) told(method string) { told(e.d.Log, method) }

func number(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

func (x *Restrictions) told(l Logger) {
	told(l, "bounds", float64(x.MinHeight), float64(x.MaxHeight), float64(x.MinWidth), float64(x.MaxWidth),
		float64(x.MinBitrate), float64(x.MaxBitrate))
}

// told logs a Config with the bandwidth that it begins with.
func (c *Config) told(l Logger, bandwidth float64) {
	told(l, "new", bandwidth, number(c.ABR), number(c.CapToSize), number(c.Companion), number(c.NoCaptions),
		float64(c.MaxStale), c.Frames.IntervalMS, c.Frames.Share, number(c.Frames.Cap), number(c.SaveData),
		number(c.Licensed != ""), number(strings.Contains(c.Licensed, clearKeySystem)))
	c.Restrictions.told(l)
}
