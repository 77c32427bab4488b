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
			data, server := system(base, p)
			key.Systems += "\n" + scheme + " " + data + " " + server
			if scheme == clearKeySystem {
				license = server
			} else if key.Method == "" {
				key.Method = "cenc"
			}
		}
	}
	if key.Method == "" {
		return nil
	}
	if len(license) > 1 && key.ID != "" {
		key.URI, key.Format = ClearKey+license+"#"+key.ID, ""
	}
	return key
}

// system reads what a descriptor says of its key system: the initialization data (ISO/IEC
// 23001-7 §11.3) or a PlayReady object, and the licence server (DASH-IF §5, "Laurl").
func system(base string, p node) (data, server string) {
	data, server = "-", "-"
	for _, v := range p.children {
		c, _ := asNode(v)
		switch c.name {
		case "pssh", "pro":
			data = strings.Join(strings.Fields(c.text()), "")
		case "Laurl", "laurl":
			server = manifest.Resolve(base, c.text())
		}
	}
	return data, server
}
