package player

import (
	"diptych/player/stream"
	"diptych/player/value"
)

// failures are the contract's numbers and words for what the engine meets
// (reference: player-api §4.2–4.4), by cause.
var failures = [...]struct {
	category, code int
	subject        string // what the contract calls Failure.Subject
}{
	stream.CauseHTTP:        {CategoryNetwork, 1002, ""},
	stream.CauseTimeout:     {CategoryNetwork, 1003, ""},
	stream.CauseMediaSource: {CategoryMedia, 3015, ""},
	stream.CauseCodec:       {CategoryMedia, 3018, "mimeType"},
	stream.CauseStalled:     {CategoryMedia, 3023, ""},
	stream.CauseNotXML:      {categoryManifest, 4001, ""},
	stream.CauseNoSegments:  {categoryManifest, 4002, "rendition"},
	stream.CauseContainer:   {categoryManifest, 4006, "container"},
	stream.CauseRestricted:  {categoryManifest, 4012, ""},
	stream.CauseNoPeriods:   {categoryManifest, 4014, ""},
	stream.CauseNoPlaylist:  {categoryManifest, 4015, ""},
	stream.CauseLive:        {categoryManifest, 4029, "rendition"},
	stream.CauseOutdated:    {CategoryNetwork, 1008, ""},
	stream.CauseKey:         {CategoryMedia, 3019, ""},
	stream.CauseParse:       {CategoryMedia, 3019, ""},
	stream.CauseKeySystem:   {categoryDRM, 6000, ""},
}

// operations have the names that hls.js gives to their errors; pages look for these.
var operations = [...]string{
	stream.OpOpen: "", stream.OpManifest: "manifestLoadError", stream.OpPlaylist: "levelLoadError",
	stream.OpSegment: "fragLoadError", stream.OpText: "subtitleTrackLoadError", stream.OpParse: "fragParsingError",
	stream.OpAppend: "bufferAppendError", stream.OpDecode: "manifestIncompatibleCodecsError",
	stream.OpDecrypt: "keySystemNoKeys", stream.OpPlay: "bufferStalledError", stream.OpEdge: "liveManifestRefreshError",
}

// failureError is a failure of the engine as the page is told of it.
func failureError(f stream.Failure) *Error {
	known := failures[f.Cause]
	e := &Error{Severity: Recoverable, Category: known.category, Code: known.code}
	if f.Code > 0 { // which is the category, and what of it
		e.Category, e.Code = f.Code/1000, f.Code
	}
	if f.Fatal {
		e.Severity = Critical
	}
	data := value.Empty
	if name := operations[f.Op]; name != "" {
		data = data.Str("name", name)
	}
	if f.URL != "" {
		data = data.Str("url", f.URL)
	}
	if known.category == CategoryNetwork || f.Op == stream.OpSegment || f.Op == stream.OpParse {
		data = data.Int("responseCode", f.Status)
	}
	if f.Message != "" {
		data = data.Str("message", f.Message)
	}
	if f.Subject != "" {
		data = data.Str(known.subject, f.Subject)
	}
	if f.Op == stream.OpPlay || f.Op == stream.OpEdge {
		data = data.Num("at", f.At)
	}
	e.Data = data
	return e
}
