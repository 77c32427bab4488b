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
	// Begin is where play should begin, seconds; negative from the end, 0 = unsaid.
	Begin float64
	// Variables are those of EXT-X-DEFINE, for media playlists that import them.
	Variables map[string]string
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
	// Backups are further playlists of the same media, Bases the folders that its
	// addresses begin with: the one in use first.
	Backups, Bases []string
	Shifted        bool    // Shift has set times right
	Begin          float64 // as in Presentation
	Variables      map[string]string
}

// Segment is one media segment. Start and Duration are seconds of presentation.
type Segment struct {
	Resource
	Init          *Resource // nil when the segment carries its own
	Start         float64
	Duration      float64
	Offset        float64 // timestampOffset to append with, seconds
	Sequence      int64
	Discontinuity int64
	Gap           bool
	Key           *Key
	Index         *Resource // it is a whole file, to be replaced by what this sidx says
	ProgramTimeMS float64   // wall clock of the first frame, ms since 1970; 0 = unknown
}

// Key is how a segment is encrypted (RFC 8216bis §4.4.4.4).
type Key struct {
	Method, URI, IV, Format string
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
