package playertest

import (
	"fmt"
	"math"
	"strings"

	"diptych/player/stream"
	"diptych/player/value"
)

// line is one of a recorded session (web/src/record/record.ts): what the engine was told,
// or what it said.
type line struct {
	at   float64 // ms
	told bool
	name string
	rest value.List
}

// entry is a call from the page and what the engine said before it returned.
type entry struct {
	line
	said []line
}

// readSession reads a recorded file.
func readSession(file []byte) (entries []entry, wall float64, err error) {
	v, err := value.Parse(string(file))
	if err != nil {
		return nil, 0, fmt.Errorf("read the session: %w", err)
	}
	if value.Str(v, "format") != "diptych-session" {
		return nil, 0, fmt.Errorf("read the session: format %q", value.Str(v, "format"))
	}
	entries = []entry{{}} // what was said while it was made
	for _, x := range value.Items(v, "lines") {
		list, _ := x.(value.List)
		if len(list) < 2 {
			return nil, 0, fmt.Errorf("read the session: line %v", x)
		}
		l := line{rest: list[2:]}
		l.at, _ = value.Number(list[0])
		l.name, _ = list[1].(string)
		l.name, l.told = strings.CutPrefix(l.name, ">")
		if last := &entries[len(entries)-1]; l.told || last.at != l.at {
			entries = append(entries, entry{line: l})
			if l.told {
				continue
			}
			entries[len(entries)-1].line = line{at: l.at}
		}
		last := &entries[len(entries)-1]
		last.said = append(last.said, l)
	}
	return entries, value.Num(v, "wall"), nil
}

func (l *line) get(i int) any {
	if i < len(l.rest) {
		return l.rest[i]
	}
	return nil
}
func (l *line) text(i int) string { s, _ := l.get(i).(string); return s }
func (l *line) num(i int) float64 { n, _ := value.Number(l.get(i)); return n }

// decision is what a line says of media, "" for nothing.
func (l *line) decision() string {
	x := l.get(0)
	switch l.name {
	case "carrier.open", "carrier.declare":
		var types []string
		for _, t := range value.Items(x) {
			types = append(types, value.Str(t, "kind")+" "+value.Str(t, "mime"))
		}
		return l.name[len("carrier."):] + " " + strings.Join(types, ", ")
	case "carrier.source":
		return "source " + l.text(0)
	case "carrier.fetch":
		return fetches(readRequest(x))
	case "carrier.abort", "carrier.discard":
		return fmt.Sprintf("%s %.0f", l.name[len("carrier."):], l.num(0))
	case "carrier.place":
		return fmt.Sprintf("place %.0f at %.3f s", l.num(0), value.Num(l.get(1), "offset"))
	case "carrier.remove":
		return removes(stream.Kind(l.text(0)), l.num(1), endOf(l.get(2)))
	case "carrier.duration":
		return fmt.Sprintf("duration %.3f s", l.num(0))
	case "carrier.end":
		return "end of stream"
	}
	return ""
}

// endOf is an end, which JSON has no word for where it is infinite.
func endOf(v any) float64 {
	if n, ok := value.Number(v); ok {
		return n
	}
	return math.Inf(1)
}

func fetches(r stream.Request) string {
	where := r.Segment.URL
	if r.Segment.To >= 0 {
		where += fmt.Sprintf(" %d-%d", r.Segment.From, r.Segment.To)
	}
	return fmt.Sprintf("fetch %d, %s %s from %.3f s: %s", r.ID, r.Kind, r.Rendition, r.Start, where)
}

func removes(kind stream.Kind, start, end float64) string {
	return fmt.Sprintf("remove %s %.3f–%.3f s", kind, start, end)
}
