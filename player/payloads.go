package player

import (
	"diptych/player/model"
	"diptych/player/value"
)

// The payloads of events that Go reads too, or that several places tell
// (reference: player-api §3). Others are written where they are told.

// Reset is the payload of EventReset.
type Reset struct{ ChangeMedia bool }

// AppendJSON implements value.Marshaler.
func (r Reset) AppendJSON(dst []byte) []byte {
	return value.Empty.Bool("isChangeMedia", r.ChangeMedia).AppendJSON(dst)
}

// StateChange is the payload of EventStateChanged; FromFor is how long the player
// was in the state that it leaves, seconds.
type StateChange struct {
	From, To StateType
	FromFor  float64
}

// AppendJSON implements value.Marshaler.
func (c StateChange) AppendJSON(dst []byte) []byte {
	state := func(s StateType, seconds float64) value.Fields {
		return value.Empty.Str("$", "State").Str("type", string(s)).Num("duration", seconds)
	}
	return value.Empty.Put("oldState", state(c.From, c.FromFor)).Put("newState", state(c.To, 0)).AppendJSON(dst)
}

// Muted is the payload of EventMuteChange.
type Muted bool

// AppendJSON implements value.Marshaler.
func (m Muted) AppendJSON(dst []byte) []byte {
	return value.Empty.Bool("mute", bool(m)).AppendJSON(dst)
}

// CueList is the payload of EventMetadataAdded and EventMetadataChange.
type CueList struct{ Cues model.Cues }

// AppendJSON implements value.Marshaler.
func (l CueList) AppendJSON(dst []byte) []byte {
	return value.Empty.Put("cues", l.Cues).AppendJSON(dst)
}

// NewKS is the payload of EventThumbnailKS.
type NewKS string

// AppendJSON implements value.Marshaler.
func (k NewKS) AppendJSON(dst []byte) []byte {
	return value.Empty.Str("newKs", string(k)).AppendJSON(dst)
}

// selected is the payload of events that tell of a chosen track, below a name.
func selected(name string, t *model.Track) value.Marshaler { return value.Empty.Put(name, t) }

func abrMode(mode string) value.Marshaler { return value.Empty.Str("mode", mode) }

func trackList(ts model.Tracks) value.Marshaler { return value.Empty.Put("tracks", ts) }
