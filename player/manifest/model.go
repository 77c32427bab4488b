// Package manifest is the one neutral model that HLS and DASH are parsed into.
// Everything behind the parsers knows only this.
package manifest

// Resource is bytes at an absolute URL; To < 0 means the whole body.
type Resource struct {
	URL      string
	From, To int64
}

// Presentation is a whole title.
type Presentation struct {
	Live bool
	// Duration in seconds; +Inf or 0 for live without an end.
	Duration float64
	Video    []*Rendition // ascending by Bandwidth
	Audio    []*Rendition
	Text     []*Rendition
	Images   []*Rendition
	// InPictures tells that Text has captions that ride in the pictures.
	InPictures bool
	// Begin is where play should begin, seconds; negative from the end, 0 = unsaid.
	Begin float64
	// Variables are those of EXT-X-DEFINE, for media playlists that import them.
	Variables map[string]string
	Events    []Event
	// Keys are told before the lists that need them (RFC 8216bis §4.4.6.5), in words of Key.
	Keys string
}

// Rendition is one encoding of one track. For HLS its Segments may be nil until
// its media playlist, at Playlist, is loaded.
type Rendition struct {
	ID        string
	Playlist  string // absolute URL of the HLS media playlist, "" otherwise
	Container string // "mp4", "ts", "aac", "mp3", "vtt", ...
	MIME      string // full type with codecs, as MSE wants it
	Codecs    string
	// Bandwidth and Average are bit/s (peak, mean).
	Bandwidth, Average          int
	Width, Height               int
	FrameRate                   float64
	Language, Name              string
	Kind                        string // main, description, subtitles, captions
	Channels                    int
	Default, Autoselect, Forced bool
	Group                       string // HLS GROUP-ID this rendition is in
	AudioGroup                  string // HLS: audio GROUP-ID that a video rendition goes with
	Segments                    []Segment
	TargetDuration              float64
	EndList                     bool
	KeyFrames                   bool // it has nothing else (RFC 8216bis §4.4.3.6)
	Live                        Live
	// Backups are further playlists of the same media, Bases the folders that its
	// addresses begin with: the one in use first.
	Backups, Bases []string
	Shifted        bool    // Shift has set times right
	Begin          float64 // as in Presentation
	Variables      map[string]string
	Ranges         []Event // by program time
}

// Segment is one media segment. Start and Duration are seconds of presentation.
type Segment struct {
	Resource
	// ID says which segment of its rendition it is, for as long as the list lives:
	// ascending, the same after each reload, with room for the parts of a segment.
	ID            int64
	Init          *Resource // nil when the segment carries its own
	Start         float64
	Duration      float64
	Offset        float64 // timestampOffset to append with, seconds
	Sequence      int64
	Discontinuity int64
	Part          bool // it is a partial segment (RFC 8216bis §4.4.4.9)
	Independent   bool // … that begins with a key frame
	Hinted        bool // … that does not exist yet (RFC 8216bis §4.4.5.3)
	Gap           bool
	Key, InitKey  *Key
	Index         *Resource // it is a whole file, to be replaced by what this sidx says
	ProgramTimeMS float64   // wall clock of the first frame, ms since 1970; 0 = unknown
}

// Live is what a list that still grows says of how it is to be read (RFC 8216bis
// §4.4.3.7, §4.4.3.8; ISO/IEC 23009-1 §5.3.1.2, Annex K). Zero means unsaid.
type Live struct {
	// PartTarget is the longest partial segment, HoldBack and PartHoldBack how far from
	// the end of the list is played, SkipUntil from where on a delta lists, seconds.
	PartTarget, HoldBack, PartHoldBack, SkipUntil float64
	CanBlock                                      bool  // requests may wait for what is to come
	NextSequence, NextPart                        int64 // what comes next
	// Hint is where the next partial segment will be.
	Hint    *Segment
	Skipped int64 // segments that a delta leaves out
	// Jump is what has to be added to numbers of a server that began anew.
	Jump, JumpDiscontinuity int64
}

// Trim takes out what ends before a moment, seconds.
func (r *Rendition) Trim(before float64) {
	i := 0
	for i < len(r.Segments)-1 && r.Segments[i].End() <= before {
		i++
	}
	r.Segments = r.Segments[i:]
}

// Move shifts a list that was just read, seconds.
func (r *Rendition) Move(by float64) {
	for i := range r.Segments {
		r.Segments[i].Start += by
		r.Segments[i].Offset += by
	}
}

// At finds a segment by its ID, -1 for one that is not (or no longer) listed.
func (r *Rendition) At(id int64) int {
	i := r.From(id)
	if i < len(r.Segments) && r.Segments[i].ID == id {
		return i
	}
	return -1
}

// From is the index of the first segment whose ID is at least id.
func (r *Rendition) From(id int64) int {
	lo, hi := 0, len(r.Segments)
	for lo < hi {
		if mid := (lo + hi) / 2; r.Segments[mid].ID < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// End is where the list ends, seconds; 0 when it is empty.
func (r *Rendition) End() float64 {
	if n := len(r.Segments); n > 0 {
		return r.Segments[n-1].End()
	}
	return 0
}

// End is where a segment ends, seconds.
func (s *Segment) End() float64 { return s.Start + s.Duration }

// idStep is the room between the IDs of two segments, for parts.
const idStep = 1 << 12

// Whole is the ID of a segment by its number, and of the first with that number.
func Whole(sequence int64) int64 { return sequence * idStep }

// Number gives IDs to segments in the order of their list.
func (r *Rendition) Number() {
	for i := range r.Segments {
		r.Segments[i].ID = Whole(int64(i))
	}
}

// All are the renditions of all kinds.
func (p *Presentation) All() []*Rendition {
	out := append([]*Rendition{}, p.Video...)
	return append(append(append(out, p.Audio...), p.Text...), p.Images...)
}

// Addressed is how many audio renditions have playlists of their own.
func (p *Presentation) Addressed() int {
	n := 0
	for _, r := range p.Audio {
		if r.Playlist != "" {
			n++
		}
	}
	return n
}
