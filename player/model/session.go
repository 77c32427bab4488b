package model

import "diptych/player/value"

// Session is what a title is played with: player.session of the page.
type Session struct {
	said   Object
	ID, KS string
}

// ReadSession reads what a provider or a page say.
func ReadSession(said Object) Session {
	return Session{said: said, ID: said.Str("id"), KS: said.Str("ks")}
}

// Named is the session under an id of its own.
func (s Session) Named(id string) Session {
	return ReadSession(s.said.Over(Object{tree{"id": id}}))
}

// AppendJSON implements value.Marshaler.
func (s Session) AppendJSON(dst []byte) []byte { return s.said.AppendJSON(dst) }

// Said is the session as the page reads it.
func (s Session) Said() Object { return s.said }

// Info is what loadMedia is asked for (reference: player-api §1.5).
type Info struct {
	said                     Object
	EntryID, ReferenceID, KS string
	Exact                    bool // the entry itself, not the one it was replaced by
}

// ReadInfo reads an argument of loadMedia; nil where it is none.
func ReadInfo(v any) *Info {
	said := ReadObject(v)
	if !said.Given() {
		return nil
	}
	return &Info{
		said: said, EntryID: said.Str("entryId"), ReferenceID: said.Str("referenceId"), KS: said.Str("ks"),
		Exact: !said.Flag(true, "redirectFromEntryId"),
	}
}

// NewInfo asks for an entry; ks may be "".
func NewInfo(entryID, ks string) *Info {
	said := tree{"entryId": entryID}
	if ks != "" {
		said["ks"] = ks
	}
	return ReadInfo(said)
}

// ListEntry reads an entry of a list, an id or an object; nil where it names none.
func ListEntry(v any) *Info {
	if id, ok := v.(string); ok && id != "" {
		return NewInfo(id, "")
	}
	if value.Str(v, "entryId") == "" && value.Str(v, "referenceId") == "" {
		return nil
	}
	return ReadInfo(v)
}

// With is the question asked with a KS, unless it has one.
func (i *Info) With(ks string) *Info {
	if i == nil || ks == "" || i.said.Has("ks") {
		return i
	}
	return ReadInfo(i.said.Over(Object{tree{"ks": ks}}).tree)
}

// AppendJSON implements value.Marshaler.
func (i *Info) AppendJSON(dst []byte) []byte {
	if i == nil {
		return append(dst, "{}"...)
	}
	return i.said.AppendJSON(dst)
}

// MediaConfig is the provider's answer for a title, as loadMedia's promise gives it.
type MediaConfig struct {
	Session Session
	Sources Object
}

// AppendJSON implements value.Marshaler.
func (m *MediaConfig) AppendJSON(dst []byte) []byte {
	return value.Empty.Put("session", m.Session).Put("sources", m.Sources).Put("plugins", value.Empty).
		AppendJSON(dst)
}
