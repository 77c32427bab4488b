package model

import "diptych/player/value"

// Cue is a point of a title's timeline with something to it (reference: player-api
// §1.8): TimedMetadata of the page. Times are seconds.
type Cue struct {
	ID, Kind   string // Kind is "id3", "emsg", "custom", or "" for a cue point
	Start, End float64
	Streamed   bool   // it came with the media, and nobody else keeps it
	Metadata   Object // as whoever made it says
	said       any    // metadata that is no object
}

// ReadCue reads a cue of a page or of the backend; a number must say when it begins.
// One without an end ends at least at end.
func ReadCue(v any, end float64) (*Cue, bool) {
	start, ok := value.Number(value.Get(v, "startTime"))
	if !ok {
		return nil, false
	}
	c := &Cue{
		ID: value.Str(v, "id"), Start: start, End: max(start, end), Metadata: ReadObject(value.Get(v, "metadata")),
	}
	c.said = value.Get(v, "metadata")
	if kind := value.Str(v, "type"); kind == "id3" || kind == "emsg" || kind == "custom" {
		c.Kind = kind
	}
	if to, ok := value.Number(value.Get(v, "endTime")); ok {
		c.End = to
	}
	return c, true
}

// Said gives a cue metadata that is told as it is.
func (c *Cue) Said(metadata any) { c.said = metadata }

// Type is metadata.cuePointType of the backend.
func (c *Cue) Type() string { return c.Metadata.Str("cuePointType") }

// AppendJSON implements value.Marshaler.
func (c *Cue) AppendJSON(dst []byte) []byte {
	f := value.Empty.Str("$", "TimedMetadata").Num("startTime", c.Start).Num("endTime", c.End)
	kind := c.Kind
	if kind == "" {
		kind = "cuepoint"
	}
	f = f.Str("id", c.ID).Str("type", kind)
	if c.Metadata.Given() {
		return f.Put("metadata", c.Metadata).AppendJSON(dst)
	}
	return f.Any("metadata", c.said).AppendJSON(dst)
}

// Cues is a list of cues.
type Cues []*Cue

// AppendJSON implements value.Marshaler.
func (cs Cues) AppendJSON(dst []byte) []byte {
	a := value.Array{}
	for _, c := range cs {
		a = a.Add(c)
	}
	return a.AppendJSON(dst)
}
