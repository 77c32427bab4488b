// Package limits is the one table of what a request, a session or a file may
// cost. Nothing else in the server decides how much is too much.
package limits

import "time"

// What a request may bring.
const (
	BodyAnonymous = 1 << 20  // bytes of everything that is no file, without a valid session
	Body          = 10 << 20 // the same with one
	StartBody     = 64 << 10 // bytes of a start request: a session is most of it
	LicenseBody   = 16 << 10 // bytes of a request for keys
	Fields        = 20_000   // parameters, nodes of JSON included
	Parts         = 1000     // of a multipart body
	Key           = 1 << 10  // bytes of a parameter's name
	Depth         = 32       // of nested parameters
	KS            = 8 << 10  // bytes of a session's text
	KSEcho        = 64       // bytes of it that an error repeats
	Batch         = 50       // calls of a multirequest without a valid session
	BatchSlots    = 500      // the same with one, and how many get an answer at all, if only an error
	Echo          = 1 << 10  // bytes of an argument that an error repeats
	BatchAnswer   = 16 << 20 // bytes that a multirequest answers at most
	Page          = 500      // rows of a page
	Reachable     = 10_000   // rows of a list that its pages reach
	Header        = 64 << 10 // bytes of a request's head
	EarlyFile     = 16 << 20 // bytes of a file that comes before the session it belongs to
	EarlyFiles    = 256 << 20
)

// How long a request may take.
const (
	HeadTime  = 20 * time.Second // until its head is there
	StallTime = 30 * time.Second // without a byte, either way
	IdleTime  = 2 * time.Minute  // of a connection between requests
	BodyTime  = 2 * time.Minute  // for a body, and a second more for each SlowestBody that has come
	CallTime  = 2 * time.Minute  // of work for one call of the API, not counting its body
	PieceTime = 3 * time.Minute  // for a piece of an answer to be taken
	GraceTime = 15 * time.Second // that requests have to end when the server stops

	SlowestBody = 4 << 10 // bytes a second
	Piece       = 4 << 20 // bytes: a segment goes in one
)

// What uploads and accounts may hold.
const (
	Upload          = 64 << 30 // bytes of a file
	Import          = 64 << 30
	ImportTime      = 6 * time.Hour
	FreeSpace       = 1 << 30 // bytes of the disk that uploads leave free
	UploadsOfUser   = 1000    // unfinished ones of a user
	UploadsOfAll    = 10_000  // unfinished ones of an account
	GuessesPerMin   = 10      // wrong secrets, of an address for an account
	CaptionFile     = 8 << 20 // bytes
	PictureFile     = 16 << 20
	PictureSide     = 16384       // pixels of an uploaded picture
	DrawnSide       = 5000        // pixels of a picture that is drawn
	DrawnPixels     = 3840 * 2160 // a poster that fills a screen of that size
	SpritePixels    = 8 << 20     // a hundred of 320 x 180 are 5.8 million
	SpriteSlices    = 1000
	SpriteFrames    = 2000             // frames that are decoded for a sprite; of a longer film, key frames only
	DrawTime        = 10 * time.Second // of processor
	DrawWait        = 30 * time.Second // that drawing takes at most by the clock
	DrawMemory      = 2 << 30          // bytes of address space of the program that draws
	DrawsWaiting    = 64
	DrawsAtOnce     = 2
	DrawnKept       = 2 << 30 // bytes of drawn pictures on disk
	SourcePixels    = 70_000_000
	SourceHours     = 24               // of a film
	SourceTracks    = 64               // of a file that are looked at
	Stillness       = 10 * time.Minute // without a packet of any track, before a film is shortened
	MadeUpFrames    = 3000             // frames of a rendition that its source does not have,
	MadeUpPerShown  = 300              // and more of them for each picture that it has
	FramesPerSecond = 60               // of a rendition
	ConvertMemory   = 16 << 30         // bytes of address space of a conversion
	ConvertOutput   = 512 << 30        // bytes of a file it writes
	ConvertOpen     = 512              // files it has open
	ConvertTime     = 24 * time.Hour
	ProbeMemory     = 2 << 30
	ProbeTime       = time.Minute
	ProbeAnswer     = 16 << 20        // bytes
	ScanTime        = 5 * time.Minute // of processor, to read the times of all packets
)
