package store

import (
	"strings"
	"unicode"

	"github.com/uptrace/bun"
)

// Partner is one account.
type Partner struct {
	bun.BaseModel `bun:"table:partner"`
	ID            int `bun:",pk"`
	Name          string
	AdminSecret   string
	UserSecret    string
	CreatedAt     int64 // unix seconds, as all dates below
}

// Entry statuses (reference: backend-api §3.1.1).
const (
	EntryErrorConverting = -1
	EntryErrorImporting  = -2
	EntryImport          = 0
	EntryPreconvert      = 1
	EntryReady           = 2
	EntryDeleted         = 3
	EntryPending         = 4
	EntryNoContent       = 7
)

// Media types of entries that have content (KalturaMediaType).
const (
	MediaVideo = 1
	MediaImage = 2
	MediaAudio = 5
)

// Entry is one title. A child names its parent; the parent does not know its
// children.
type Entry struct {
	bun.BaseModel `bun:"table:entry"`
	ID            string `bun:",pk"`
	PartnerID     int
	Name          string
	Description   string
	Tags          string
	AdminTags     string
	UserID        string
	CreatorID     string
	ReferenceID   string
	ParentEntryID string
	PartnerData   string
	Type          int
	MediaType     int
	SourceType    string
	Status        int
	ErrorReason   string // in words for the owner
	Notes         string // what was left out of the file, a sentence a line
	Progress      int    // percent of the work on it
	DurationMS    int64  // milliseconds
	Width, Height int    // pixels of the largest rendition
	Plays, Views  int64
	Version       int
	ThumbVersion  int
	StartDate     int64 // 0 = none
	EndDate       int64
	CreatedAt     int64
	UpdatedAt     int64
	// Of content that is being replaced: the entry that it is made in, which in
	// turn names the one that it is for.
	ReplacingEntryID    string
	ReplacedEntryID     string
	ReplacementStatus   int
	ConversionProfileID int // 0 or less = the account's default
	// What searches look in: see Fold.
	FoldedName, FoldedDescription, FoldedTags, FoldedAdminTags, FoldedSearch string
}

// Replacement statuses (reference: backend-api §3.1.2).
const (
	ReplacementApproved = 1 // but not ready
	ReplacementFailed   = 4
)

// Playlist is what an entry of type playlist has beside its row: its kind is the
// entry's MediaType.
type Playlist struct {
	bun.BaseModel `bun:"table:playlist"`
	ID            string `bun:",pk"` // of the entry
	Content       string // entry ids of a fixed list, as they were sent
	Filters       string // of a rule: JSON
	TotalResults  int    // of a rule, at most
}

// EntryPlaylist is the type of entries that are playlists.
const EntryPlaylist = 5

// IDs are the entries of a fixed list, in order.
func (p *Playlist) IDs() []string {
	return strings.FieldsFunc(p.Content, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
}

// Asset statuses (reference: backend-api §3.1.1).
const (
	AssetError   = -1
	AssetQueued  = 0
	AssetConvert = 1
	AssetReady   = 2
	AssetDeleted = 3
	AssetImport  = 7
)

// FlavorAsset is one rendition as the API shows it.
type FlavorAsset struct {
	bun.BaseModel `bun:"table:flavor_asset"`
	ID            string `bun:",pk"`
	PartnerID     int
	EntryID       string
	ParamsID      int
	Tags          string
	Label         string
	Language      string
	Width, Height int
	Bitrate       int // kbit/s
	FrameRate     float64
	IsOriginal    bool
	FileExt       string
	VideoCodec    string
	Size          int64 // bytes
	Status        int
	Version       int
	BlobKey       string // of the source; renditions are in their tracks
	CreatedAt     int64
	UpdatedAt     int64
}

// Track is one stored single-track CMAF file. An audio track belongs to all
// renditions of its entry and has no flavor.
type Track struct {
	bun.BaseModel    `bun:"table:track"`
	ID               string `bun:",pk"`
	EntryID          string
	FlavorID         string
	Kind             string // "video" or "audio"
	Codec            string // RFC 6381
	Width, Height    int
	FrameRate        float64
	SampleRate       int
	Channels         int
	Language         string
	Bandwidth        int64 // peak over segments, bit/s
	AverageBandwidth int64 // bit/s
	Timescale        int64 // ticks per second
	Duration         int64 // ticks
	BlobKey          string
	Size             int64
	Segments         []byte // packager.Index
}

// CaptionAsset is one caption file, kept as it came and as WebVTT.
type CaptionAsset struct {
	bun.BaseModel `bun:"table:caption_asset"`
	ID            string `bun:",pk"`
	PartnerID     int
	EntryID       string
	Label         string
	Language      string // English name
	LanguageCode  string
	Format        int
	IsDefault     bool
	Display       bool
	Status        int
	Version       int
	Content       string
	WebVTT        string `bun:"webvtt"`
	CreatedAt     int64
	UpdatedAt     int64
}

// CuePoint is anything that happens at a time of an entry.
type CuePoint struct {
	bun.BaseModel `bun:"table:cue_point"`
	ID            string `bun:",pk"`
	PartnerID     int
	EntryID       string
	UserID        string
	Type          string // "thumbCuePoint.Thumb", ...
	SubType       int
	Status        int
	StartTime     int64  // milliseconds
	EndTime       *int64 // milliseconds
	Tags          string
	SystemName    string
	ParentID      string
	Title         string
	Description   string
	Text          string
	Code          string
	AssetID       string
	PartnerData   string
	Extra         string // JSON object: the class's properties that no column has
	ForceStop     *int   // 1 = playback pauses here
	ThumbOffset   int64
	SortValue     int64
	TriggeredAt   int64 // unix seconds
	CopiedFrom    string
	IsPublic      int // 1 = those see it too who may not edit the entry
	CreatedAt     int64
	UpdatedAt     int64
	// What searches look in: see Fold.
	FoldedTitle, FoldedDescription, FoldedText, FoldedTags string
}

// Cue point statuses (reference: backend-api §3.6).
const (
	CueReady   = 1
	CueDeleted = 2
	CueHandled = 3
	CuePending = 4
)

// ThumbAsset is one picture of an entry, or of a cue point of it.
type ThumbAsset struct {
	bun.BaseModel `bun:"table:thumb_asset"`
	ID            string `bun:",pk"`
	PartnerID     int
	EntryID       string
	CuePointID    string // "" for a picture of the entry itself
	Tags          string
	FileExt       string
	Status        int
	Version       int
	Width, Height int   // pixels
	Size          int64 // bytes
	BlobKey       string
	CreatedAt     int64
	UpdatedAt     int64
}

// Upload token statuses (reference: backend-api §3.3).
const (
	TokenPending  = 0
	TokenPartial  = 1
	TokenFull     = 2
	TokenClosed   = 3
	TokenTimedOut = 4
	TokenDeleted  = 5
)

// UploadToken is a place to put bytes.
type UploadToken struct {
	bun.BaseModel `bun:"table:upload_token"`
	ID            string `bun:",pk"`
	PartnerID     int
	UserID        string
	Status        int
	FileName      string
	FileSize      int64
	UploadedSize  int64
	Ranges        string // upload.Ranges that have come
	AutoFinalize  bool
	EntryID       string // waiting for the bytes
	BlobKey       string
	CreatedAt     int64
	UpdatedAt     int64
}

// UIConf is a player's stored configuration.
type UIConf struct {
	bun.BaseModel `bun:"table:ui_conf"`
	ID            int `bun:",pk"`
	PartnerID     int
	Name          string
	Config        string // JSON text
	Width, Height int
	CreatedAt     int64
	UpdatedAt     int64
}
