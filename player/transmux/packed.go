package transmux

import "bytes"

// fromPacked turns packed audio (RFC 8216bis §3.1.3) into fragmented MP4: frames behind
// ID3 tags, of which one tells when they begin.
func fromPacked(b []byte, key *sealed) (Output, error) {
	var tags [][]byte
	start := int64(0)
	for {
		tag := tagOf(b)
		if tag == nil {
			break
		}
		if t, ok := transportTime(tag); ok {
			start = t
		}
		tags, b = append(tags, tag), b[len(tag):]
	}
	kind := packedType(b)
	if kind == 0 {
		return Output{}, ErrNoStreams
	}
	s := &stream{kind: kind, es: b, marks: []mark{{pts: start, dts: start, timed: true}}}
	if key != nil && kind != typeMPEG1Audio {
		s.es, s.key = bytes.Clone(b), key
	}
	t := newSound(s).track()
	if t == nil {
		return Output{}, ErrNoStreams
	}
	out := outputOf([]*track{t})
	for _, tag := range tags {
		out.Timed = append(out.Timed, Timed{At: out.Start, Scheme: SchemeID3, Data: tag})
	}
	return out, nil
}

// packedType is the stream type of frames, 0 for what are none.
func packedType(b []byte) byte {
	for _, kind := range [...]byte{typeADTS, typeMPEG1Audio, typeAC3} {
		read := readerOf(kind, 0)
		f, ok := read(b)
		if !ok {
			continue
		}
		if next := from(b, f.size); len(next) > 8 {
			_, ok = read(next)
		}
		if ok {
			return f.format.kind
		}
	}
	return 0
}

// tagOf is the ID3 tag that b begins with (ID3v2.4 §3.1), nil if there is none.
func tagOf(b []byte) []byte {
	if len(b) < 10 || string(b[:3]) != "ID3" {
		return nil
	}
	size := 10 + synchsafe(b[6:])
	if b[5]&0x10 != 0 {
		size += 10 // a footer
	}
	return b[:min(size, len(b))]
}

// synchsafe reads four bytes of seven bits (§6.2).
func synchsafe(b []byte) int {
	return int(b[0]&127)<<21 | int(b[1]&127)<<14 | int(b[2]&127)<<7 | int(b[3]&127)
}

// transportTime is the time stamp that a PRIV frame (§4.27) of a tag tells, 90 kHz
// (RFC 8216bis §3.1.3).
func transportTime(tag []byte) (t int64, ok bool) {
	const owner = "com.apple.streaming.transportStreamTimestamp\x00"
	for b := tag[10:]; len(b) > 10 && b[0] != 0; {
		size := synchsafe(b[4:])
		if tag[3] < 4 {
			size = int(load(b[4:]) & (1<<28 - 1))
		}
		body := b[10:]
		body = body[:min(size, len(body))]
		if string(b[:4]) == "PRIV" && len(body) == len(owner)+8 && string(body[:len(owner)]) == owner {
			at := body[len(owner):]
			return int64(load(at)&1)<<32 | int64(load(at[4:])), true
		}
		b = b[10+len(body):]
	}
	return 0, false
}
