package player

import (
	"strings"

	"diptych/player/provider"
	"diptych/player/value"
)

// signURLs adds what play URLs carry (reference: player-api §6.5).
func (p *Player) signURLs() {
	m := &p.media
	m.title.Sign(func(url string) string {
		if !strings.Contains(url, "playManifest/") {
			return url
		}
		return provider.PlayURL(url, m.session.ID, p.d.Env.PageURL, Version, m.title)
	})
}

// poster asks for a picture of the size that is shown (reference: player-api §6.7).
func (p *Player) poster() {
	url, raw := p.media.title.Poster, p.media.title.RawThumbnail
	if url != "" && url == raw && strings.Contains(url, "/thumbnail/entry_id/") {
		m := p.Media()
		if w, h := posterSize(m.ViewWidth, m.ViewHeight); w > 0 {
			url = raw + "/height/" + itoa(h) + "/width/" + itoa(w)
		}
	}
	p.media.poster = url
	p.d.Out.Facts(value.Empty.Str("poster", url))
}

// posterHeights are the sizes that posters are asked for in, 16:9: a few
// pictures serve players of all sizes, so that most are there already. The page
// asks for the same before the engine is there (web/src/ui/early.ts).
var posterHeights = []int{180, 360, 540, 720, 1080}

// posterSize is the smallest of them that fills a view, pixels; 0 for no view.
func posterSize(width, height float64) (w, h int) {
	if width <= 0 || height <= 0 {
		return 0, 0
	}
	for _, h = range posterHeights {
		if w = h * 16 / 9; float64(w) >= width && float64(h) >= height {
			break
		}
	}
	return w, h
}
