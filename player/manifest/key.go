package manifest

// Key is how a segment is encrypted (RFC 8216bis §4.4.4.4).
type Key struct {
	Method, URI, IV, Format string
	// ID is the id of the key in DASH, 32 hexadecimal digits; in HLS what stands for it.
	ID string
	// Systems has a line for each key system that has the key, as its manifest says it:
	// the attributes of EXT-X-KEY, or of ContentProtection the scheme, the base of
	// addresses and the elements inside as JSON.
	Systems string
}

// Words are what key systems need to know of a key, as web/src/drm/keys.ts reads it: id
// and method, its systems, an empty line.
func (k *Key) Words() string { return k.ID + " " + k.Method + k.Systems + "\n\n" }

// Identity tells that the key itself is at its URI, not a licence of some system.
func (k *Key) Identity() bool { return k != nil && (k.Format == "" || k.Format == "identity") }

// Whole tells that whole segments are encrypted, not samples in them.
func (k *Key) Whole() bool {
	return k != nil && (k.Method == "AES-128" || k.Method == "AES-256" || k.Method == "AES-256-CTR")
}
