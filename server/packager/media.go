package packager

import (
	"fmt"
	"math"

	"diptych/server/store"
)

// Media is an entry with everything that its manifests need.
type Media struct {
	EntryID  string
	Version  int
	Base     string // absolute URL up to and with "/p/{pid}/sp/{pid}00"
	KS       string // session that the URLs carry; "" = none is needed
	Video    []StoredTrack
	Audio    []StoredTrack
	Captions []Caption
	Protect  *Protection // nil = segments are not encrypted
	clip     string      // path of a clip
}

// StoredTrack is a track row with its index read.
type StoredTrack struct {
	store.Track
	Index *Index
	Shift int64 // ticks that a clip's times are less than the stored ones
	Skip  int64 // ticks from a clip's first sample to the moment that was asked for
	Shown int64 // milliseconds from there to its end; 0 = the whole is shown
	// Tail is the fragment behind a clip: frames are stored in the order that they
	// are decoded in, so that the last ones to be shown may be there.
	Tail *Segment
}

// Caption is one caption as manifests name it.
type Caption struct {
	ID, Label, Language string
	Default             bool
	Playlist, WebVTT    string // absolute URLs
}

// NewMedia reads the indexes of an entry's tracks. Renditions keep the order of
// their bandwidth.
func NewMedia(e *store.Entry, tracks []store.Track) (*Media, error) {
	m := &Media{EntryID: e.ID, Version: e.Version}
	for _, t := range tracks {
		x, err := Decode(t.Segments)
		if err != nil {
			return nil, fmt.Errorf("track %s: %w", t.ID, err)
		}
		st := StoredTrack{Track: t, Index: x}
		if t.Kind == "video" {
			m.Video = append(m.Video, st)
		} else {
			m.Audio = append(m.Audio, st)
		}
	}
	return m, nil
}

// Find returns the track with an id, nil when there is none.
func (m *Media) Find(id string) *StoredTrack {
	for _, list := range [][]StoredTrack{m.Video, m.Audio} {
		for i := range list {
			if list[i].ID == id {
				return &list[i]
			}
		}
	}
	return nil
}

// Seconds is the duration of the longest track.
func (m *Media) Seconds() float64 {
	var longest float64
	for _, list := range [][]StoredTrack{m.Video, m.Audio} {
		for _, t := range list {
			longest = math.Max(longest, t.Seconds())
		}
	}
	return longest
}

// Seconds is the duration of a track.
func (t *StoredTrack) Seconds() float64 { return float64(t.Duration) / float64(t.Timescale) }

// FileURL is where a track stands as one file, with the sound that goes with it;
// it lacks the name.
func (m *Media) FileURL(t *StoredTrack) string {
	return fmt.Sprintf("%s/serveFlavor/entryId/%s%s/v/%d/flavorId/%s", m.Base, m.EntryID, m.clip, m.Version,
		t.ID)
}

// URL is where the pieces of a track are; names are "index.m3u8", "init.mp4",
// "seg-1.m4s".
func (m *Media) URL(t *StoredTrack, name string) string {
	session := ""
	if m.KS != "" {
		session = "/ks/" + m.KS
	}
	protection := ""
	if m.Protect != nil {
		protection = "/protection/" + m.Protect.Scheme
	}
	return m.FileURL(t) + protection + session + "/name/a.mp4/" + name
}

// Weight is about how much memory the indexes take, bytes.
func (m *Media) Weight() int64 {
	const row, segment, fragment = 1000, 80, 16
	var sum int64
	for _, list := range [][]StoredTrack{m.Video, m.Audio} {
		for i := range list {
			sum += row
			for _, s := range list[i].Index.Segments {
				sum += segment + fragment*int64(cap(s.Fragments))
			}
		}
	}
	return sum + row
}
