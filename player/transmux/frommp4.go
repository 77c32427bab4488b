package transmux

import (
	"bytes"
	"strings"

	"diptych/player/segment"
)

// fromMP4 takes the encryption of fragmented MP4 off and reads what is beside the
// media. Where there is no init segment the media may have one.
func fromMP4(media, init []byte, key *sealed) (out Output, err error) {
	if init == nil && find(media, "moov") != nil {
		init, media = splitInit(media)
	}
	media = clipped(media)
	m := readMovie(init)
	out.Init, out.Media = init, media
	if key != nil {
		out.Init = clearInit(init)
		if out.Media, err = m.unseal(media, key); err != nil {
			return Output{}, err
		}
	}
	if len(media) > 0 && find(media, "moof") == nil && find(media, "mdat") == nil && init == nil {
		return Output{}, ErrTruncated
	}
	described, _ := segment.ParseInit(init)
	out.Codecs = codecsOf(described)
	begins, _ := segment.ParseMedia(media)
	known := false
	for _, t := range described.Tracks {
		if s, ok := segment.Start(begins, t); ok && (!known || s < out.Start) {
			known, out.Start = true, s
		}
	}
	out.Captions = captionsOf(&m, described, out.Media)
	out.Timed = events(media, out.Start)
	return out, nil
}

// splitInit cuts a file before its first fragment.
func splitInit(b []byte) (init, media []byte) {
	cut, found := len(b), false
	boxes(b, func(kind string, at, _, _ int) {
		switch kind {
		case "moof", "styp", "sidx", "emsg", "prft":
			if !found {
				cut, found = at, true
			}
		}
	})
	return b[:cut:cut], b[cut:]
}

// codecsOf leaves out what a SourceBuffer is not asked about, such as captions.
func codecsOf(init segment.Init) string {
	var list []string
	for _, kind := range [...]string{"video", "audio"} {
		for _, t := range init.Tracks {
			if t.Kind == kind {
				list = append(list, t.Codec)
			}
		}
	}
	return strings.Join(list, ",")
}

// unseal gives media whose samples are in the clear and whose moofs say nothing of
// encryption any more: the boxes that did are free space, so that nothing moves.
func (m *movie) unseal(media []byte, key *sealed) (out []byte, err error) {
	out = bytes.Clone(media)
	m.eachPart(out, func(p *part) {
		if p.scheme != "" && err == nil {
			err = p.unseal(out, key)
		}
	})
	boxes(out, func(kind string, _, head, end int) {
		if kind == "moof" {
			freeProtection(out[head:end])
		}
	})
	return out, err
}

func freeProtection(b []byte) {
	boxes(b, func(kind string, at, head, end int) {
		free := false
		switch kind {
		case "traf":
			freeProtection(b[head:end])
		case "senc", "saiz", "saio", "pssh":
			free = true
		case "sbgp", "sgpd":
			free = end-head >= 8 && string(b[head+4:head+8]) == "seig"
		case "uuid":
			free = end-head >= 16 && string(b[head:head+16]) == piff
		}
		if free {
			copy(b[at+4:], "free")
		}
	})
}
