package stream

// Failure is why something of a stream does not play. Members that do not apply
// are zero.
type Failure struct {
	Op    Op
	Cause Cause
	Fatal bool // nothing more will play
	// Status is that of the response, 0 for none.
	Status  int
	URL     string
	Message string  // of the browser or of a parser
	Subject string  // a rendition's id, a container, a MIME type or a method of encryption
	At      float64 // where play stands, seconds
	Code    int     // the contract's number of a CauseKeySystem
}

// Op is what was being done.
type Op int

// The operations.
const (
	OpOpen     Op = iota // choosing what is played, opening the media source
	OpManifest           // loading the manifest
	OpPlaylist           // … the list of a rendition's segments
	OpSegment            // … a segment
	OpText               // … the list of a text rendition
	OpParse              // reading what is in a segment
	OpAppend             // giving it to the browser
	OpDecode             // finding a rendition that the browser decodes
	OpDecrypt
	OpPlay // letting the clock run
	OpEdge // going on at the end of a list that may grow
)

// Cause is what came in between.
type Cause int

// The causes.
const (
	CauseHTTP        Cause = iota // no response, or none that is a success
	CauseTimeout                  // no response in time
	CauseNotXML                   // the manifest is no XML
	CauseNoPeriods                // the MPD says nothing to play
	CauseNoPlaylist               // the playlist is none
	CauseNoSegments               // a rendition has none, or none that comes
	CauseRestricted               // restrictions leave no rendition
	CauseContainer                // media source takes no such container (MPEG-TS)
	CauseKeySystem                // the browser's key system, or its licence server
	CauseKey                      // the key does not come, or is another one's
	CauseParse                    // what came is no media
	CauseMediaSource              // the browser's media source failed
	CauseCodec                    // the browser decodes nothing of it
	CauseStalled                  // play stands and nothing will move it
	CauseLive                     // the list ends without an end
	CauseOutdated                 // a list that grew does not grow any more
)
