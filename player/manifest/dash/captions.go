package dash

import (
	"strings"

	"diptych/player/manifest"
)

// schemes of captions that ride in the pictures of an AdaptationSet are this and 608:2015
// or 708:2015 (SCTE 214-1 §7.3).
const schemes = "urn:scte:dash:cc:cea-"

// unnamed are the channels that languages without a channel stand for: the first one of
// each field has the main languages.
const unnamed = "1324"

// captions lists what the pictures of a set bring: CC1=eng;CC3=deu, 1=lang:eng,war:1 or
// languages alone.
func captions(access node, p *manifest.Presentation) {
	kind, ok := strings.CutPrefix(access.str("schemeIdUri"), schemes)
	if !ok {
		return
	}
	list := access.str("value")
	for i := range unnamed {
		var item string
		item, list, _ = strings.Cut(list, ";")
		name, v, named := strings.Cut(item, "=")
		if !named {
			name, v = unnamed[i:i+1], item
		}
		v, _, _ = strings.Cut(strings.TrimPrefix(v, "lang:"), ",")
		if strings.HasPrefix(kind, "7") {
			name = "SERVICE" + name
		} else if !strings.HasPrefix(name, "CC") {
			name = "CC" + name
		}
		p.AddCaptions(name, v, "")
		if list == "" {
			return
		}
	}
}
