// Package stream decides what to fetch next: buffers, gaps, quality. It commands
// a Carrier, which owns MediaSource and all media bytes, and learns everything
// it knows of the past from the Carrier's records, so that it can take over a
// playback that something else has begun.
package stream

import "diptych/player/value"

// Kind is the kind of a track.
type Kind string

// The kinds.
const (
	Video Kind = "video"
	Audio Kind = "audio"
	Text  Kind = "text"
)

// Range is a half-open range of seconds on the presentation timeline.
type Range struct{ Start, End float64 }

// MediaState is one reading of the media element.
type MediaState struct {
	CurrentTime, Duration      float64 // seconds; Duration NaN before metadata
	Paused, Ended, Seeking     bool
	ReadyState                 int
	Rate, Volume               float64
	Muted                      bool
	VideoWidth, VideoHeight    int     // pixels of the picture
	ViewWidth, ViewHeight      float64 // device pixels of the element's box
	Buffered                   []Range // element.buffered: where all tracks overlap
	ByKind                     map[Kind][]Range
	DroppedFrames, TotalFrames int
	Hidden                     bool // the page is in the background
}

// Resource is bytes at a URL; To < 0 means the whole body, else From..To
// inclusive, as in an HTTP Range header.
type Resource struct {
	URL      string
	From, To int64
}

// SourceTrack is one SourceBuffer to open: MIME type with codecs parameter.
type SourceTrack struct {
	Kind Kind
	MIME string
}

// Request asks the Carrier for one media segment (or part of one).
type Request struct {
	ID        int
	Kind      Kind
	Rendition string // our name of the rendition, kept in the log for adoption
	Segment   Resource
	Init      Resource // appended before, when it is not the last one appended
	MIME      string   // changeType when it differs from the open one
	// Start and Duration place the segment on the timeline, seconds.
	Start, Duration float64
	// Offset is SourceBuffer.timestampOffset, seconds.
	Offset float64
	// WindowEnd cuts off frames behind it (appendWindowEnd), seconds; 0 = none.
	WindowEnd float64
	// Inspect holds the segment back until Place says how it is appended: Head
	// records bring what it begins with.
	Inspect bool
	Data    []byte       // the media itself, instead of a Segment
	CMCD    value.Fields // what the server is told with it, nil = nothing
	// Captions asks for Captions records of what is in the pictures. Discontinuity is that
	// of the segment, which they come back with.
	Captions      bool
	Discontinuity int64
	// Transform is done to the bytes when all are here; nil where they are what a
	// SourceBuffer takes.
	Transform *Transform
}

// Transform makes fragmented MP4 of other containers, and takes encryption off.
type Transform struct {
	Cipher, Init *Cipher // of the segment, of its init segment; nil = in the clear
}

// Cipher is how bytes are encrypted (RFC 8216bis §4.4.4.4): Key is an address, IV
// hexadecimal.
type Cipher struct{ Method, Key, IV string }

// Placement is how a segment is appended that was looked into.
type Placement struct {
	MIME   string  // as in Request
	Offset float64 // as in Request
	// Drop lists tracks of the media that do not go into this SourceBuffer, by ID.
	Drop []uint32
}

// RecordState is how far a request got.
type RecordState string

// The record states. Progress comes at most every 200 ms.
const (
	Sent     RecordState = "sent"
	Progress RecordState = "progress"
	Loaded   RecordState = "loaded"   // all bytes here
	Appended RecordState = "appended" // all bytes in the SourceBuffer
	Failed   RecordState = "failed"   // network, status or append failed: see Code
	Aborted  RecordState = "aborted"
	Opened   RecordState = "opened"   // MediaSource open, SourceBuffers there (ID 0)
	Removed  RecordState = "removed"  // a Remove is done (ID 0, Kind set)
	Evicted  RecordState = "evicted"  // QuotaExceeded: nothing was appended, make room
	Caption  RecordState = "captions" // of some segment, by Discontinuity (ID 0, Found set)
	Head     RecordState = "head"     // how a request with Inspect begins; comes again with more
	// Keys tells of the browser's key system (ID 0): Code is "" when it is there, "wait"
	// while it waits for a licence too, "gone" for all ids of keys and types that it does
	// not play, lines of Message with one behind each and before the first; else it failed.
	// Status is then the contract's number (reference: player-api §4.3).
	Keys RecordState = "keys"
)

// Record is one line of the Carrier's log. Times are ms of the page's
// monotonic clock (performance.now).
type Record struct {
	Request
	State RecordState
	Bytes int64 // bytes of body so far, without init
	// Network is what all downloads of the page brought since this one's first
	// byte: several at once share the connection. 0 = unknown, -1 = other things
	// came too, so that this download tells nothing.
	Network                        int64
	Status                         int // HTTP status, 0 when there was no answer
	SentAtMS, FirstByteAtMS, NowMS float64
	Code                           string // "network", "status", "timeout", "append", "decode", "codec", "key", "parse"
	Message                        string
	// Init and Head are the init segment, where it was not told before, and the
	// first bytes of the media; Whole tells that no more of them will be shown.
	Init, Head []byte
	Whole      bool
	Found      []Captions // by channel
}

// Captions are those of one segment and channel, by the times of its media.
type Captions struct{ Channel, VTT string }

// Carrier owns MediaSource, SourceBuffers, the append queue and every media
// fetch of one player (web/src/carrier.ts). Commands never fail at once;
// outcomes arrive as records.
type Carrier interface {
	// Open makes a new MediaSource on the element; an Opened record follows, once
	// all tracks have a type: here, or by Declare.
	Open(tracks []SourceTrack)
	Declare(tracks []SourceTrack)
	// Place lets a request with Inspect be appended.
	Place(id int, p Placement)
	// Protect makes a key system of the browser ready for keys (manifest.Key.Words) and for
	// the types of all that is encrypted, a line each. Keys records follow. It is called
	// again for more keys, until the Carrier is closed.
	Protect(keys, types string)
	// SetSource puts a plain URL on the element (progressive play).
	SetSource(url string)
	// Fetch loads and appends. Requests of one kind are appended in the order asked.
	Fetch(r Request)
	// Abort drops a request that is not yet appended.
	Abort(id int)
	// Discard is Abort for bytes that are not to be used again.
	Discard(id int)
	// Remove takes [start, end) out of one SourceBuffer.
	Remove(kind Kind, start, end float64)
	SetDuration(seconds float64)
	EndOfStream()
	// Close aborts everything and takes the source off the element.
	Close()
	// Log hands over what another driver has begun: its records since it opened the
	// source. It is empty when there is nothing to take over.
	Log() []Record
}

// Response is what a Fetcher got.
type Response struct {
	URL     string // after redirects
	Status  int    // 0: no answer at all
	Body    string
	Headers map[string]string // names in lower case
	// TookMS is the time from asking to the last byte, milliseconds.
	TookMS float64
}

// FetchRequest is a small request: API, manifest, captions.
type FetchRequest struct {
	URL string
	// Key names the question where the page may know the answer already, as
	// "media:0_abc": it came with the first pictures.
	Key       string
	Body      string // POST when not empty
	MIME      string // Content-Type of Body
	Headers   map[string]string
	TimeoutMS float64 // 0 = 30 s
	// XML asks that Body come back as the JSON form of the document that
	// web/src/xml.ts makes with DOMParser: ["name", {attributes}, child or text, ...].
	XML bool
	// Bytes asks for From..To of a binary body, inclusive; Body then has one rune a byte.
	Bytes       bool
	From, To    int64
	Credentials bool
	// Text asks that Body come as WebVTT, whatever text is at URL, or between From and To
	// of it where To is above 0.
	Text *TextSource
}

// TextSource is what a piece of text needs to be read.
type TextSource struct {
	Init Resource // its init segment; without URL where there is none
	Transform
}

// Fetcher does small requests. done is called exactly once unless cancelled.
type Fetcher interface {
	Fetch(r FetchRequest, done func(Response)) (cancel func())
}

// Clock is time from outside, so that tests own it.
type Clock interface {
	// Now is milliseconds on a monotonic clock (performance.now).
	Now() float64
	// Wall is milliseconds since 1970.
	Wall() float64
	// After calls f once, unless cancelled.
	After(ms float64, f func()) (cancel func())
}

// Logger takes key-value lines; log/slog would link encoding/json into the
// player, so the host puts one behind this.
type Logger interface {
	Log(level Level, msg string, keyvals ...any)
}

// Level is the weight of a log line.
type Level int

// The levels.
const (
	Debug Level = iota
	Info
	Warn
	Error
)
