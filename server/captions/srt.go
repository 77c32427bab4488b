package captions

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// timing is the line of a SubRip cue that tells its times: with hours or without,
// with a comma or a point. What follows are coordinates, which are left out.
var timing = regexp.MustCompile(`^\s*` + srtTime + `\s*-->\s*` + srtTime)

const srtTime = `((?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:[,.:]\d{1,9})?)`

// placing is what some programs write at the beginning of a text: "{\an8}".
var placing = regexp.MustCompile(`\{\\[^{}]*\}`)

// readSRT reads SubRip, of which there is no specification: a cue is what stands
// between two lines with times, without the number before the second.
func readSRT(text string) (*File, error) {
	rows := strings.Split(text, "\n")
	var at []int
	for i, row := range rows {
		if timing.MatchString(row) {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return nil, ErrNoCues
	}
	numbered := at[0] > 0 && isNumber(rows[at[0]-1])
	f := &File{}
	for n, i := range at {
		end := len(rows)
		if n+1 < len(at) {
			end = at[n+1]
			if end-1 > i && isNumber(rows[end-1]) && (numbered || strings.TrimSpace(rows[end-2]) == "") {
				end--
			}
		}
		m := timing.FindStringSubmatch(rows[i])
		body := placing.ReplaceAllString(strings.Join(rows[i+1:end], "\n"), "")
		f.Cues = append(f.Cues, Cue{
			Start:  clockTime(m[1]),
			End:    clockTime(m[2]),
			Markup: marked(body, htmlTags),
		})
	}
	return f, nil
}

func isNumber(row string) bool {
	row = strings.TrimSpace(row)
	_, err := strconv.ParseUint(row, 10, 31)
	return err == nil
}

// clockTime is a time such as 01:02:03,456 or 02:03.4.
func clockTime(text string) time.Duration {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ':' || r == ',' || r == '.' })
	fraction := ""
	if i := strings.LastIndexAny(text, ",."); i >= 0 || strings.Count(text, ":") == 3 {
		fraction = parts[len(parts)-1]
		parts = parts[:len(parts)-1]
	}
	var total time.Duration
	for _, p := range parts {
		n, _ := strconv.Atoi(p) // digits, by the pattern
		total = total*60 + time.Duration(n)
	}
	return total*time.Second + thousandths(fraction)
}

// thousandths is a fraction of a second, of which three digits count.
func thousandths(digits string) time.Duration {
	digits = (digits + "000")[:3]
	n, _ := strconv.Atoi(digits)
	return time.Duration(n) * time.Millisecond
}
