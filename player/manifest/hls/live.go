package hls

import (
	"diptych/player/manifest"
)

// maxParts bounds the parts of one segment.
const maxParts = 1000

// live reads the tags of lists that grow; false for any other.
func (m *media) live(tag, v string) bool {
	l := &m.r.Live
	switch tag {
	case "#EXT-X-PROGRAM-DATE-TIME":
		if ms, ok := manifest.ParseDate(v); ok {
			m.programTimeMS = ms
		}
	case "#EXT-X-SERVER-CONTROL":
		a := attributes(v)
		l.CanBlock = a["CAN-BLOCK-RELOAD"] == "YES"
		l.HoldBack, l.PartHoldBack = number(a["HOLD-BACK"]), number(a["PART-HOLD-BACK"])
		l.SkipUntil = number(a["CAN-SKIP-UNTIL"])
	case "#EXT-X-PART-INF":
		l.PartTarget = number(attributes(v)["PART-TARGET"])
	case "#EXT-X-PART":
		m.part(attributes(v))
	case "#EXT-X-PRELOAD-HINT":
		m.hint(attributes(v))
	case "#EXT-X-SKIP":
		if n := integer(attributes(v)["SKIPPED-SEGMENTS"]); n > 0 && n < maxSegments {
			l.Skipped = n
			m.sequence += n
		}
	default:
		return false
	}
	return true
}

// part takes a partial segment of the segment that comes next (RFC 8216bis §4.4.4.9).
func (m *media) part(a map[string]string) {
	if a["URI"] == "" || len(m.parts) >= maxParts {
		return
	}
	s := manifest.Segment{
		Resource: manifest.Resource{To: -1}, Part: true, Independent: a["INDEPENDENT"] == "YES",
		Gap: a["GAP"] == "YES", Start: m.start + m.partsLength, Duration: max(0, number(a["DURATION"])),
	}
	if v := a["BYTERANGE"]; v != "" {
		s.From, s.To = byteRange(v, -1)
	}
	m.address(&s, a["URI"])
	m.add(s)
}

// add appends a part, with what is known of its segment so far.
func (m *media) add(s manifest.Segment) {
	s.ID = manifest.Whole(m.sequence) + int64(len(m.parts)) + 1
	m.stamp(&s)
	m.partsLength += s.Duration
	m.parts = append(m.parts, s)
}

// hint takes where the next part will be (RFC 8216bis §4.4.5.3).
func (m *media) hint(a map[string]string) {
	if a["TYPE"] != "PART" || a["URI"] == "" {
		return
	}
	s := manifest.Segment{Resource: manifest.Resource{URL: manifest.Resolve(m.base, a["URI"]), To: -1}, Part: true}
	if v := a["BYTERANGE-START"]; v != "" {
		s.From = integer(v)
	}
	if n := integer(a["BYTERANGE-LENGTH"]); n > 0 {
		s.To = s.From + n - 1
	}
	m.r.Live.Hint = &s
}

// flush lists the parts of a segment in its place. Discontinuities and keys may be
// told between a part and its segment, but only before the first one.
func (m *media) flush() {
	m.r.Segments = append(m.r.Segments, m.parts...)
	m.parts, m.partsLength = nil, 0
}

// running lists what is there of the segment under way, and what will come next.
func (m *media) running() {
	l := &m.r.Live
	l.NextSequence, l.NextPart = m.sequence, int64(len(m.parts))
	if hint := l.Hint; hint != nil && !m.r.EndList {
		hint.Start, hint.Duration = m.start+m.partsLength, l.PartTarget
		hint.Hinted = true
		if hint.From > 0 && hint.To < 0 { // the rest of a file that still grows: its length is not known
			l.Hint = nil
		} else {
			m.add(*hint)
		}
	}
	m.flush()
}
