package stream

import (
	"strconv"
	"strings"

	"diptych/player/manifest"
)

// transformed are the containers that become fragmented MP4 before a SourceBuffer has
// them. What is in one tells its first bytes; names of files are often no help.
func transformed(container string) bool {
	switch container {
	case "ts", "aac", "mp3", "ac3", "ec3":
		return true
	}
	return false
}

// transform is what has to be done to a segment; nil for nothing.
func transform(r *manifest.Rendition, s *manifest.Segment) *Transform {
	if !transformed(r.Container) && s.Key == nil && s.InitKey == nil && !r.KeyFrames {
		return nil
	}
	number := s.Sequence - r.Live.Jump
	return &Transform{Cipher: cipher(s.Key, number), Init: cipher(s.InitKey, number)}
}

// cipher names a key. Without an IV of its own a segment is encrypted with its number
// (RFC 8216bis §5.2).
func cipher(k *manifest.Key, number int64) *Cipher {
	if k == nil {
		return nil
	}
	iv := k.IV
	if iv == "" {
		digits := strconv.FormatInt(number, 16)
		iv = "0x" + strings.Repeat("0", max(0, 32-len(digits))) + digits
	}
	return &Cipher{Method: k.Method, Key: k.URI, IV: iv}
}

// notTransformed answers a segment of which nothing could be made.
func (e *Engine) notTransformed(n *trackBuffer, f *flight, r Record) {
	if r.Code == "codec" {
		e.refuse(n, f, r.Message)
		return
	}
	most := triesNoMedia
	if r.Status >= 400 && r.Status < 500 {
		most = triesRefused
	}
	if r.Code == "key" && e.failed(f.spot, most) {
		e.fatal(Failure{Op: OpDecrypt, Cause: CauseKey, URL: f.Segment.URL, Status: r.Status, Message: r.Message})
		return
	}
	if r.Code == "parse" && e.failed(f.spot, triesNoMedia) {
		e.missing(n, f.spot, r)
		return
	}
	e.pauseFor(n, backoff(e.tries[f.spot]))
}

// bareMP3 is the type of MP3 without a container (W3C "MPEG Audio Byte Stream Format"):
// some browsers take it so, and not in MP4.
const bareMP3 = "audio/mpeg"

func isMP3(mime string) bool {
	return strings.HasSuffix(mime, `"mp4a.6b"`) || strings.HasSuffix(mime, `"mp4a.69"`)
}

// notMedia answers bytes that are none, such as a page in place of a segment.
func (e *Engine) notMedia(n *trackBuffer, f *flight, r Record) {
	n.without(f)
	if n.flight == f {
		n.flight = nil
	}
	e.d.Carrier.Discard(f.ID)
	r.Code = "parse"
	e.notTransformed(n, f, r)
}
