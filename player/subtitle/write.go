package subtitle

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// cue is a WebVTT cue; times are seconds, text has its markup.
type cue struct {
	start, end         float64
	id, settings, text string
}

// forever is the end of what has none, seconds.
const forever = 100 * 3600.0

// write makes a WebVTT file. Cues of neighbouring samples that only go on are one.
func write(list []cue, clock bool) string {
	slices.SortStableFunc(list, func(a, b cue) int { return cmp.Compare(a.start, b.start) })
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	if clock {
		b.WriteString("X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n")
	}
	for _, c := range joined(list) {
		text := body(c.text)
		from, to := stamp(c.start), stamp(c.end)
		if text == "" || c.start < 0 || from == to {
			continue
		}
		b.WriteByte('\n')
		if c.id != "" {
			b.WriteString(c.id + "\n")
		}
		b.WriteString(from + " --> " + to)
		if c.settings != "" {
			b.WriteString(" " + c.settings)
		}
		b.WriteString("\n" + text + "\n")
	}
	return b.String()
}

// rounding is how exact times of samples are, seconds.
const rounding = 0.002

// joined makes one cue of what a cut between samples made two of.
func joined(list []cue) (out []cue) {
	last := map[cue]int{} // by what does not depend on the time
	for _, c := range list {
		key := cue{id: c.id, settings: c.settings, text: c.text}
		if i, ok := last[key]; ok && math.Abs(out[i].end-c.start) < rounding {
			out[i].end = c.end
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
