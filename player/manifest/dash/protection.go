package dash

import (
	"strings"

	"diptych/player/manifest"
)

// Schemes of ContentProtection (ISO/IEC 23001-7 §11, DASH-IF "Content Protection and
// Security" §5).
const (
	commonEncryption = "urn:mpeg:dash:mp4protection:2011"
	clearKeySystem   = "urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e"
)

// ClearKey begins the URI of a key that a ClearKey licence server has: its address
// follows, and behind # the id of the key as 32 hexadecimal digits.
const ClearKey = "clearkey:"

// protection is how the segments of a representation are encrypted, nil for not. A key
// that only systems of browsers have keeps their name as its format.
func protection(base string, levels ...node) *manifest.Key {
	var key *manifest.Key
	license, id, others := "", "", ""
	for _, n := range levels {
		for _, p := range n.all("ContentProtection") {
			switch scheme := strings.ToLower(p.str("schemeIdUri")); scheme {
			case commonEncryption:
				key = &manifest.Key{Method: "SAMPLE-AES-CTR", Format: scheme}
				if p.str("value") == "cbcs" {
					key.Method = "SAMPLE-AES"
				}
				id = strings.ReplaceAll(p.str("cenc:default_KID"), "-", "")
			case clearKeySystem:
				for _, name := range []string{"Laurl", "laurl"} {
					if l, ok := p.child(name); ok {
						license = manifest.Resolve(base, l.text())
					}
				}
			default:
				others = scheme
			}
		}
	}
	switch {
	case key == nil && others != "":
		return &manifest.Key{Method: "cenc", Format: others}
	case key != nil && license != "" && id != "":
		key.URI, key.Format = ClearKey+license+"#"+id, ""
	case key != nil && others != "":
		key.Format = others
	}
	return key
}
