package manifest

import "diptych/player/value"

// Event is something that a manifest tells of the timeline beside its media: an Event of
// an MPD (ISO/IEC 23009-1 §5.10.2) or an EXT-X-DATERANGE (RFC 8216bis §4.4.5.1).
type Event struct {
	ID       string
	Kind     string  // "emsg" or "custom" (reference: player-api §1.8)
	Start    float64 // seconds; of a date range ms since 1970
	Duration float64 // seconds, 0 = unsaid
	Metadata value.Fields
}

// MaxEvents bounds those of one manifest.
const MaxEvents = 2000

// Dated are the date ranges of a list at their places among its segments, by their
// program time; none where the list has no such.
func (r *Rendition) Dated() []Event {
	var out []Event
	for _, s := range r.Segments {
		if s.ProgramTimeMS == 0 {
			continue
		}
		for _, x := range r.Ranges {
			x.Start = s.Start + (x.Start-s.ProgramTimeMS)/1000
			out = append(out, x)
		}
		break
	}
	return out
}
