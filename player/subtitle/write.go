package subtitle

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Cue is a WebVTT cue; times are seconds, Text has its markup.
type Cue struct {
	Start, End         float64
	ID, Settings, Text string
}

// forever is the end of what has none, seconds.
const forever = 100 * 3600.0

// Write makes a WebVTT file; clock tells that its times are those of the media. Cues of
// neighbouring samples that only go on are one.
func Write(list []Cue, clock bool) string {
	slices.SortStableFunc(list, func(a, b Cue) int { return cmp.Compare(a.Start, b.Start) })
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	if clock {
		b.WriteString("X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n")
	}
	for _, c := range joined(list) {
		text := body(c.Text)
		from, to := stamp(c.Start), stamp(c.End)
		if text == "" || c.Start < 0 || from == to {
			continue
		}
		b.WriteByte('\n')
		if c.ID != "" {
			b.WriteString(c.ID + "\n")
		}
		b.WriteString(from + " --> " + to)
		if c.Settings != "" {
			b.WriteString(" " + c.Settings)
		}
		b.WriteString("\n" + text + "\n")
	}
	return b.String()
}

// rounding is how exact times of samples are, seconds.
const rounding = 0.002

// joined makes one cue of what a cut between samples made two of.
func joined(list []Cue) (out []Cue) {
	last := map[Cue]int{} // by what does not depend on the time
	for _, c := range list {
		key := Cue{ID: c.ID, Settings: c.Settings, Text: c.Text}
		if i, ok := last[key]; ok && math.Abs(out[i].End-c.Start) < rounding {
			out[i].End = c.End
			continue
		}
		last[key] = len(out)
		out = append(out, c)
	}
	return out
}

// body keeps a text from ending its cue: no empty lines, no arrow.
func body(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(strings.ReplaceAll(text, "-->", "--&gt;"), "\n")
	kept := lines[:0]
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// oneLine makes a name or settings of a text.
func oneLine(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "-->", "")
}

// stamp writes hh:mm:ss.mmm.
func stamp(seconds float64) string {
	ms := int64(math.Round(math.Max(0, seconds) * 1000))
	return padded(ms/3_600_000, 2) + ":" + padded(ms/60_000%60, 2) + ":" + padded(ms/1000%60, 2) + "." +
		padded(ms%1000, 3)
}

func padded(n int64, width int) string {
	s := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(0, width-len(s))) + s
}
