package captions

import (
	"regexp"
	"strings"
)

// vttTiming is the timing line of a WebVTT cue (W3C WebVTT §6.3), and of those
// that write commas or one digit.
var vttTiming = regexp.MustCompile(`^\s*` + vttTime + `\s*-->\s*` + vttTime + `(?:\s+(.*))?$`)

const vttTime = `((?:\d+:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,9})?)`

// longestHour keeps times in what a time.Duration holds.
var longestHour = regexp.MustCompile(`^\d{1,4}:`)

func isWebVTT(text string) bool { return strings.HasPrefix(strings.TrimLeft(text, " \t\n"), "WEBVTT") }

// readWebVTT reads WebVTT. A line with times begins a cue also where the empty
// line before it is missing.
func readWebVTT(text string) (*File, error) {
	if !isWebVTT(text) {
		return nil, ErrNoCues
	}
	r := &vttReader{rows: strings.Split(strings.TrimLeft(text, " \t\n"), "\n"), file: &File{}}
	for r.at = 1; r.at < len(r.rows); { // behind the header, whose further lines are metadata
		r.block()
	}
	return r.file, nil
}

type vttReader struct {
	rows []string
	at   int
	file *File
}

func timed(row string) bool { return strings.Contains(row, "-->") && vttTiming.MatchString(row) }

// block reads a cue, or what stands between two empty lines and is none.
func (r *vttReader) block() {
	first := r.rows[r.at]
	word := strings.TrimRight(first, " \t:")
	switch {
	case timed(first):
		r.cue("")
	case r.named(first):
		r.at++
		r.cue(strings.TrimSpace(first))
	case (word == "STYLE" || word == "REGION") && len(r.file.Cues) == 0:
		r.file.Head = append(r.file.Head, strings.Join(r.until(), "\n"))
	case strings.HasPrefix(first, "NOTE"):
		r.until()
	default:
		r.at++
	}
}

// named tells whether a line is the name of the cue behind it.
func (r *vttReader) named(row string) bool {
	return r.at+1 < len(r.rows) && timed(r.rows[r.at+1]) && strings.TrimSpace(row) != "" &&
		!strings.HasPrefix(row, "NOTE")
}

// until takes the lines up to an empty one or the times of a cue.
func (r *vttReader) until() []string {
	var rows []string
	for ; r.at < len(r.rows) && strings.TrimSpace(r.rows[r.at]) != "" && !timed(r.rows[r.at]); r.at++ {
		rows = append(rows, strings.ReplaceAll(r.rows[r.at], "-->", ""))
	}
	return rows
}

func (r *vttReader) cue(id string) {
	m := vttTiming.FindStringSubmatch(r.rows[r.at])
	r.at++
	rows := r.until()
	if r.at < len(r.rows) && timed(r.rows[r.at]) && len(rows) > 1 && isNumber(rows[len(rows)-1]) {
		rows = rows[:len(rows)-1] // the number of the next, where an empty line is missing
	}
	if tooLong(m[1]) || tooLong(m[2]) {
		return
	}
	c := Cue{ID: identifier(id), Start: clockTime(m[1]), End: clockTime(m[2]), Settings: settings(m[3])}
	c.Markup = marked(strings.Join(rows, "\n"), vttTags)
	r.file.Cues = append(r.file.Cues, c)
}

func tooLong(time string) bool {
	return strings.Count(time, ":") == 2 && !longestHour.MatchString(time)
}

func identifier(id string) string { return strings.ReplaceAll(id, "-->", "") }

var setting = regexp.MustCompile(`^(vertical|line|position|size|align|region):[^\s:<>&]+$`)

// settings keeps the cue settings that there are (W3C WebVTT §4.4).
func settings(text string) string {
	var kept []string
	for _, word := range strings.Fields(text) {
		if setting.MatchString(word) {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}
