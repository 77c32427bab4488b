package manifest

// Key is how a segment is encrypted (RFC 8216bis §4.4.4.4).
type Key struct {
	Method, URI, IV, Format string
	// ID is the id of the key, 32 hexadecimal digits, where the manifest tells it.
	ID string
	// Systems has a line for each key system that has the key: what the manifest calls the
	// system, then what its module begins with (an initialization data box or an object of
	// the system in base64, or an address) and where its licences are; "-" is unsaid.
	Systems string
}

// Words are what key systems need to know of a key, as web/src/drm reads it: id and
// method, its systems, an empty line.
func (k *Key) Words() string { return k.ID + " " + k.Method + k.Systems + "\n\n" }

// Identity tells that the key itself is at its URI, not a licence of some system.
func (k *Key) Identity() bool { return k != nil && (k.Format == "" || k.Format == "identity") }

// Whole tells that whole segments are encrypted, not samples in them.
func (k *Key) Whole() bool {
	return k != nil && (k.Method == "AES-128" || k.Method == "AES-256" || k.Method == "AES-256-CTR")
}
