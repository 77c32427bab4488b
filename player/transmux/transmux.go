// Package transmux turns one segment of an MPEG-2 transport stream or of packed audio
// into fragmented MP4, which is what browsers take, and takes the encryption of HLS and
// of MPEG Common Encryption off. It keeps nothing between segments and reads what
// strangers send: what is damaged is left out, and nothing makes it need more than a
// small multiple of the input's memory.
package transmux

import (
	"errors"
	"strconv"
)

// What can go wrong with a segment.
var (
	ErrNoStreams = errors.New("transmux: no streams that play")
	ErrKey       = errors.New("transmux: not the key of this segment")
	ErrCodec     = errors.New("transmux: unsupported codec")
	ErrTruncated = errors.New("transmux: truncated segment")
	ErrMethod    = errors.New("transmux: unsupported encryption")
)

// codecError is ErrCodec with the stream type (ISO/IEC 13818-1 table 2-34) or the
// sample entry that is not supported.
type codecError string

func (e codecError) Error() string { return ErrCodec.Error() + ": " + string(e) }
func (e codecError) Unwrap() error { return ErrCodec }

func streamTypeError(kind byte) error {
	return codecError("stream type 0x" + strconv.FormatUint(uint64(kind), 16))
}

// Input is one segment, whole.
type Input struct {
	Media []byte
	Init  []byte // init segment of encrypted fMP4, nil otherwise
	Key   *Key   // nil = in the clear
}

// Key is what a segment is encrypted with (RFC 8216bis §4.4.4.4). Method AES-128,
// AES-256 and AES-256-CTR cover the whole segment. SAMPLE-AES covers samples: of
// transport streams and packed audio by Apple's "MPEG-2 Stream Encryption Format for
// HTTP Live Streaming", of fMP4 by scheme cbcs. SAMPLE-AES-CTR is fMP4 by scheme cenc.
type Key struct {
	Method  string
	Key, IV []byte
}

// Output is what goes into a SourceBuffer.
type Output struct {
	Init     []byte     // ftyp + moov; of fMP4 input the init segment without protection
	Media    []byte     // moof + mdat, once or more
	Codecs   string     // RFC 6381, comma separated, video first
	Start    float64    // seconds: earliest presentation time on the segment's own timeline
	Captions []Captions // CEA-608/708 in presentation order
	Timed    []Timed    // timed metadata in presentation order
}

// Captions is the cc_data of one picture (CTA-708 §4.3): triplets of a byte of flags and
// two of data, at a time in seconds on the timeline of Output.Start.
type Captions struct {
	At   float64
	Data []byte
}

// Timed is a piece of timed metadata: At and Duration in seconds, Duration 0 where it
// is not known.
type Timed struct {
	At, Duration  float64
	Scheme, Value string
	Data          []byte
}

// SchemeID3 names ID3 tags as the scheme of an emsg box does (AOM "Carriage of ID3 Timed
// Metadata in CMAF").
const SchemeID3 = "https://aomedia.org/emsg/ID3"

// Convert turns one segment into what a SourceBuffer takes. It is stateless. What it
// gives may share memory with the input, which it does not write to.
func Convert(in Input) (Output, error) {
	media, key := in.Media, in.Key
	if key != nil && (key.Method == methodNone || key.Method == "") {
		key = nil
	}
	if len(media) == 0 {
		return Output{}, ErrTruncated
	}
	if key == nil || !key.isWhole() {
		return convert(media, in.Init, key)
	}
	media, err := key.unsealWhole(media)
	if err != nil {
		return Output{}, err
	}
	out, err := convert(media, in.Init, nil)
	if errors.Is(err, ErrNoStreams) { // the wrong bytes look like nothing
		err = ErrKey
	}
	return out, err
}

// convert does so with what samples may be encrypted with.
func convert(media, init []byte, key *Key) (Output, error) {
	var opened *sealed
	if key != nil {
		var err error
		if opened, err = key.open(); err != nil {
			return Output{}, err
		}
	}
	if isMP4(media) {
		return fromMP4(media, init, opened)
	}
	if tagOf(media) != nil || packedType(media) != 0 {
		return fromPacked(media, opened)
	}
	step, at := findSync(media)
	if step == 0 {
		return Output{}, ErrNoStreams
	}
	return fromTS(media, at, step, opened)
}
