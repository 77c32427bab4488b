package transmux

import "diptych/player/segment"

// CaptionsOf reads the captions of fragmented MP4 in presentation order, which are in
// the SEI messages of its video.
func CaptionsOf(init, media []byte) []Captions {
	m := readMovie(init)
	described, _ := segment.ParseInit(init)
	return captionsOf(&m, described, media)
}

func captionsOf(m *movie, described segment.Init, media []byte) (list []Captions) {
	for _, t := range described.Tracks {
		if x := m.of(t.ID); x != nil {
			x.shift = t.Shift
		}
	}
	m.eachPart(media, func(p *part) {
		if p.lengthSize == 0 || p.timescale == 0 {
			return
		}
		p.eachSample(media, func(data []byte, pts int64) bool {
			if cc := captionsIn(data, p.lengthSize, p.hevc); cc != nil {
				list = append(list, Captions{float64(pts-p.shift) / float64(p.timescale), cc})
			}
			return true
		})
	})
	sortCaptions(list)
	return list
}

// captionsIn reads those of one sample, whose NAL units have their lengths before them.
func captionsIn(b []byte, lengthSize int, hevc bool) (cc []byte) {
	for len(b) > lengthSize {
		size := 0
		for _, x := range b[:lengthSize] {
			size = size<<8 | int(x)
		}
		b = b[lengthSize:]
		if size <= 0 || size > len(b) {
			return cc
		}
		nal, head, sei := b[:size], 1, b[0]&31 == 6
		if hevc {
			head, sei = 2, b[0]>>1&63 == 39
		}
		if sei {
			messages(from(nal, head), func(kind int, body []byte) {
				if kind == 4 {
					cc = append(cc, ccData(body)...)
				}
			})
		}
		b = b[size:]
	}
	return cc
}
