package dash

import (
	"strings"

	"diptych/player/manifest"
	"diptych/player/value"
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

// protection is how the segments of a representation are encrypted, nil for not. A
// ClearKey licence server gives the key itself; else systems of browsers have it.
func protection(base string, levels ...node) *manifest.Key {
	key := &manifest.Key{Format: commonEncryption}
	license := ""
	for _, n := range levels {
		for _, p := range n.all("ContentProtection") {
			scheme := strings.ToLower(p.str("schemeIdUri"))
			if scheme == commonEncryption {
				key.Method = "SAMPLE-AES-CTR"
				if p.str("value") == "cbcs" {
					key.Method = "SAMPLE-AES"
				}
				key.ID = strings.ToLower(strings.ReplaceAll(p.str("cenc:default_KID"), "-", ""))
				continue
			}
			key.Systems += "\n" + scheme + " " + base + " " + value.JSON(p.children)
			for _, name := range []string{"Laurl", "laurl"} {
				if l, ok := p.child(name); ok && scheme == clearKeySystem {
					license = manifest.Resolve(base, l.text())
				}
			}
			if scheme != clearKeySystem && key.Method == "" {
				key.Method = "cenc"
			}
		}
	}
	if key.Method == "" {
		return nil
	}
	if license != "" && key.ID != "" {
		key.URI, key.Format = ClearKey+license+"#"+key.ID, ""
	}
	return key
}
