// Package subtitle makes WebVTT of text that streams bring in other forms: WebVTT and
// TTML in fragmented MP4 (ISO/IEC 14496-30) and TTML documents (W3C TTML2, the text
// profile of IMSC 1.1). It reads what strangers send: what is damaged is left out, and
// what is made is bounded by what came.
package subtitle

import (
	"bytes"
	"errors"
	"unicode/utf16"

	"diptych/player/transmux"
)

// ErrNoText says that a segment is no text of a known kind.
var ErrNoText = errors.New("subtitle: no text of a known kind")

// ToVTT gives a segment as WebVTT; init is its init segment, nil where it has none of
// its own. Times of fragmented MP4 are those of the media's clock, which the header says
// (RFC 8216bis §3.1.4).
func ToVTT(init, media []byte) (vtt string, err error) {
	if transmux.IsMP4(media) {
		return fromMP4(init, media)
	}
	text := plain(media)
	if bytes.HasPrefix(text, []byte("WEBVTT")) {
		return string(text), nil
	}
	doc, ok := readTTML(text)
	if !ok {
		return "", ErrNoText
	}
	return Write(doc.cues(0, forever), false), nil
}

// plain is a text in UTF-8 without a byte order mark.
func plain(b []byte) []byte {
	if len(b) < 2 || b[0]^b[1] != 0xfe^0xff || b[0] != 0xfe && b[0] != 0xff {
		return bytes.TrimPrefix(b, []byte("\ufeff"))
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 2; i+1 < len(b); i += 2 {
		if b[0] == 0xfe {
			units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
		} else {
			units = append(units, uint16(b[i+1])<<8|uint16(b[i]))
		}
	}
	return []byte(string(utf16.Decode(units)))
}

// fromMP4 reads samples of WebVTT and TTML; a segment without any is an empty text, if
// there may be some.
func fromMP4(init, media []byte) (string, error) {
	var list []Cue
	known := false
	transmux.EachSample(init, media, func(s transmux.Sample) {
		switch s.Entry {
		case "wvtt":
			known = true
			list = append(list, sampleCues(s)...)
		case "stpp":
			known = true
			if doc, ok := readTTML(plain(s.Data)); ok {
				list = append(list, doc.within(s.Start, s.Duration)...)
			}
		}
	})
	if !known {
		return "", ErrNoText
	}
	return Write(list, true), nil
}

// sampleCues reads the cues of a sample (ISO/IEC 14496-30 §7.5). An empty one has a vtte
// box only.
func sampleCues(s transmux.Sample) (list []Cue) {
	transmux.EachBox(s.Data, func(kind string, body []byte) {
		if kind != "vttc" || len(list) >= mostAtOnce {
			return
		}
		c := Cue{Start: s.Start, End: s.Start + s.Duration}
		transmux.EachBox(body, func(kind string, body []byte) {
			switch kind {
			case "iden":
				c.ID = oneLine(string(body))
			case "sttg":
				c.Settings = oneLine(string(body))
			case "payl":
				c.Text = string(body)
			}
		})
		list = append(list, c)
	})
	return list
}

// mostAtOnce bounds the cues of one sample.
const mostAtOnce = 100
