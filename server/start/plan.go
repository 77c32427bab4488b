package start

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"diptych/server/api"
	"diptych/server/packager"
)

// Plan tells a loader what the answer brings and how to go on from there by
// itself. URLs begin with Base, which the loader exchanges for the origin that
// it reaches the server by.
type Plan struct {
	Base     string  `json:"base"`
	EntryID  string  `json:"entryId"`
	Playable bool    `json:"playable"` // the playback context gives something to play
	Title    string  `json:"title,omitempty"`
	Poster   string  `json:"poster,omitempty"`
	Duration float64 `json:"duration,omitempty"` // seconds
	At       float64 `json:"at"`                 // seconds: where play begins
	Tracks   []Track `json:"tracks,omitempty"`   // in the order of the wire's track numbers
}

// Track is one SourceBuffer with its renditions.
type Track struct {
	Kind       string      `json:"kind"` // video, audio
	Renditions []Rendition `json:"renditions"`
	// Segments are runs of segments of one duration: [count, seconds].
	Segments [][2]float64 `json:"segments"`
	Opening  Opening      `json:"opening"`
}

// Rendition is one encoding. Its init segment is URL + "init.mp4", segment n,
// from 1, is URL + "seg-n.m4s".
type Rendition struct {
	ID        string `json:"id"` // the player's name for it: v0, v1 … by the manifest's order
	MIME      string `json:"mime"`
	URL       string `json:"url"`
	Bandwidth int64  `json:"bandwidth"` // bit/s, peak, with the sound that goes with it
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
	// Sizes of the segments behind the opening one, bytes; null when this
	// rendition is cut at other times than the opening's.
	Sizes []int64 `json:"sizes"`
}

// Opening is the segment that the answer carries.
type Opening struct {
	Rendition int   `json:"rendition"` // index
	Segment   int   `json:"segment"`   // from 0
	Size      int64 `json:"size"`      // bytes
}

// endMargin keeps a start from being the end, seconds.
const endMargin = 0.1

// sizesAhead is how many segments a loader may have to choose before the engine
// takes over.
const sizesAhead = 6

func newPlan(q *Request, base string, answers api.List, m *packager.Media) *Plan {
	p := &Plan{Base: base, EntryID: q.EntryID}
	if e, c := entryOf(q, answers), contextOf(q, answers); e != nil && c != nil &&
		c.Get("objectType") != exception {
		p.EntryID, _ = e.Get("id").(string)
		p.Title, _ = e.Get("name").(string)
		p.Poster, _ = e.Get("thumbnailUrl").(string)
	}
	if m == nil || len(m.Video)+len(m.Audio) == 0 || anyEmpty(m.Video) || anyEmpty(m.Audio) {
		return p
	}
	p.Playable, p.Duration = true, m.Seconds()
	if q.At > 0 { // at most just before the end
		p.At = max(0, min(q.At, p.Duration-endMargin))
	}
	if len(m.Video) > 0 {
		p.Tracks = append(p.Tracks, newTrack(m, m.Video, "video", "v", p.At, openingRendition(m.Video, q)))
	}
	if len(m.Audio) > 0 {
		prefix := "a"
		if len(m.Video) == 0 { // then its playlists are the variants
			prefix = "v"
		}
		p.Tracks = append(p.Tracks, newTrack(m, m.Audio[:1], "audio", prefix, p.At, 0))
	}
	return p
}

// anyEmpty tells whether one of some tracks has no segment to begin with.
func anyEmpty(list []packager.StoredTrack) bool {
	return slices.ContainsFunc(list, func(t packager.StoredTrack) bool { return len(t.Index.Segments) == 0 })
}

const exception = "KalturaAPIException"

func newTrack(m *packager.Media, list []packager.StoredTrack, kind, prefix string, at float64,
	chosen int) Track {
	index := segmentAt(&list[chosen], at)
	t := Track{
		Kind:     kind,
		Segments: segmentRuns(&list[chosen]),
		Opening:  Opening{Rendition: chosen, Segment: index, Size: list[chosen].Index.Segments[index].Size},
	}
	for i := range list {
		s := &list[i]
		r := Rendition{
			ID:        fmt.Sprintf("%s%d", prefix, i),
			MIME:      kind + `/mp4; codecs="` + s.Codec + `"`,
			URL:       strings.TrimSuffix(m.URL(s, "init.mp4"), "init.mp4"),
			Bandwidth: s.Bandwidth,
			Width:     s.Width,
			Height:    s.Height,
			Sizes:     []int64{},
		}
		if kind == "video" && len(m.Audio) > 0 {
			r.Bandwidth += m.Audio[0].Bandwidth
		}
		for n := index + 1; n < len(s.Index.Segments) && n <= index+sizesAhead; n++ {
			r.Sizes = append(r.Sizes, s.Index.Segments[n].Size)
		}
		t.Renditions = append(t.Renditions, r)
		if i != chosen && !sameSegments(s, &list[chosen]) {
			t.Renditions[i].Sizes = nil // left to the engine
		}
	}
	return t
}

// sameSegments tells whether two renditions are cut at the same times.
func sameSegments(a, b *packager.StoredTrack) bool {
	if len(a.Index.Segments) != len(b.Index.Segments) || a.Timescale != b.Timescale {
		return false
	}
	for i := range a.Index.Segments {
		if a.Index.Segments[i].Duration != b.Index.Segments[i].Duration {
			return false
		}
	}
	return true
}

func segmentRuns(t *packager.StoredTrack) [][2]float64 {
	var out [][2]float64
	for _, s := range t.Index.Segments {
		d := seconds(t, s.Duration)
		if n := len(out); n > 0 && out[n-1][1] == d {
			out[n-1][0]++
			continue
		}
		out = append(out, [2]float64{1, d})
	}
	return out
}

// seconds is a duration as a media playlist writes it: three decimals, or the
// engine and the loader would place segments apart.
func seconds(t *packager.StoredTrack, ticks int64) float64 {
	return math.Round(float64(ticks)/float64(t.Timescale)*1000) / 1000
}

func segmentAt(t *packager.StoredTrack, at float64) int {
	end := 0.0
	for i, s := range t.Index.Segments {
		end += seconds(t, s.Duration)
		if at < end-0.001 {
			return i
		}
	}
	return max(0, len(t.Index.Segments)-1)
}

// Shares of the connection that the opening segment may take. Its first half
// second is on the way of the first picture, so it stays well below what plays
// without a pause.
const (
	openingShare = 0.2
	openingMost  = 2_500_000 // bit/s: what was fast yesterday may be slow today
	unknown      = 8_000_000 // bit/s, when nothing is known of the connection
)

// openingRendition chooses the first rendition.
func openingRendition(list []packager.StoredTrack, q *Request) int {
	rate := q.Bitrate
	if rate <= 0 {
		rate = unknown
	}
	best := -1
	for i := range list {
		if !q.Limits.allow(&list[i]) {
			continue
		}
		if best < 0 || float64(list[i].Bandwidth) <= min(rate*openingShare, openingMost) {
			best = i
		}
	}
	return max(0, best) // limits that nothing meets are ignored
}

func (l Limits) allow(t *packager.StoredTrack) bool {
	within := func(v, low, high int64) bool { return v >= low && (high <= 0 || v <= high) }
	// sizes win (reference: player-api §5.7)
	if l.MinHeight > 0 || l.MaxHeight > 0 || l.MinWidth > 0 || l.MaxWidth > 0 {
		return within(int64(t.Height), int64(l.MinHeight), int64(l.MaxHeight)) &&
			within(int64(t.Width), int64(l.MinWidth), int64(l.MaxWidth))
	}
	return within(t.Bandwidth, l.MinBitrate, l.MaxBitrate)
}
