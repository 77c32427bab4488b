package model

import (
	"diptych/player/stream"
	"diptych/player/value"
)

// Off is id and language of the text track that stands for no captions (reference:
// player-api §5.3).
const Off = "off"

// Track is one choice that the viewer has (reference: player-api §5.1). Which
// members mean something depends on the kind.
type Track struct {
	Kind            stream.Kind
	ID              string
	Index           int
	Label, Language string
	Role            string // the contract's kind: main, description, subtitles, captions
	Active          bool

	Bandwidth     int // of video, bit/s
	Width, Height int // of video, pixels
	Unavailable   bool
	Restricted    bool // whether restrictions were looked at

	ManifestName string // of audio
	FlavorID     string // of audio

	Default     bool // of text
	External    bool // a text beside the manifest, with this URL and Format
	URL, Format string
}

// IsOff tells the choice of no captions.
func (t *Track) IsOff() bool { return t.Kind == stream.Text && t.ID == Off }

// AppendJSON implements value.Marshaler: the track as the page gets it, which makes
// an object of class "$" of it.
func (t *Track) AppendJSON(dst []byte) []byte {
	f := value.Empty.Str("$", class(t.Kind)).Bool("active", t.Active).Str("id", t.ID).Int("index", t.Index)
	switch t.Kind {
	case stream.Audio:
		f = f.Some("language", t.Language).Str("label", t.Label).Str("kind", t.Role)
		f = f.Str("manifestName", t.ManifestName).Some("flavorId", t.FlavorID)
	case stream.Video:
		f = f.Int("bandwidth", t.Bandwidth).Int("width", t.Width).Int("height", t.Height)
		f = f.Some("label", t.Label).Str("language", "")
		if t.Restricted {
			f = f.Bool("available", !t.Unavailable)
		}
	case stream.Text:
		f = f.Str("language", t.Language).Str("label", t.Label).Str("kind", t.Role).Bool("default", t.Default)
		if t.External {
			f = f.Bool("external", true)
		}
	}
	return f.AppendJSON(dst)
}

func class(k stream.Kind) string {
	switch k {
	case stream.Audio:
		return "AudioTrack"
	case stream.Video:
		return "VideoTrack"
	}
	return "TextTrack"
}

// Tracks is a list of tracks.
type Tracks []*Track

// AppendJSON implements value.Marshaler.
func (ts Tracks) AppendJSON(dst []byte) []byte {
	a := value.Array{}
	for _, t := range ts {
		a = a.Add(t)
	}
	return a.AppendJSON(dst)
}

// Of are the tracks of a kind.
func (ts Tracks) Of(kind stream.Kind) Tracks {
	var out Tracks
	for _, t := range ts {
		if t.Kind == kind {
			out = append(out, t)
		}
	}
	return out
}

// Find is the track of a kind and id, nil for none.
func (ts Tracks) Find(kind stream.Kind, id string) *Track {
	for _, t := range ts {
		if t.Kind == kind && t.ID == id {
			return t
		}
	}
	return nil
}

// Active is the track of a kind that plays, nil for none.
func (ts Tracks) Active(kind stream.Kind) *Track {
	for _, t := range ts {
		if t.Kind == kind && t.Active {
			return t
		}
	}
	return nil
}

// Shown is the text track that is shown, nil for none.
func (ts Tracks) Shown() *Track {
	if t := ts.Active(stream.Text); t != nil && !t.IsOff() {
		return t
	}
	return nil
}
