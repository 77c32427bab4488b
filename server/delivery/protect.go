package delivery

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"

	"diptych/server/limits"
	"diptych/server/packager"
)

// protections are the delivery profiles whose segments are encrypted. Manifests
// are asked for with deliveryProfileId (docs/delivery.md).
var protections = map[string]string{"1011": packager.AES128, "1012": packager.CBCS, "1013": packager.CENC,
	"1014": packager.CBCS}

// profileFormats are what each of them is written in.
var profileFormats = map[string]string{"1011": "applehttp", "1012": "applehttp", "1013": "mpegdash",
	"1014": "mpegdash"}

// protect encrypts what the manifest of a request leads to, if its delivery
// profile says so.
func (d *Delivery) protect(q *request, m *packager.Media) error {
	profile := cmp.Or(q.keys["deliveryProfileId"], q.keys["deliveryProfileIds"])
	scheme, ok := protections[profile]
	if !ok {
		return nil
	}
	if profileFormats[profile] != q.keys["format"] {
		return deliveryNotAllowed
	}
	p := d.protection(m.EntryID, scheme)
	m.Protect = p
	p.License = m.Base + "/license/entryId/" + m.EntryID
	if m.KS != "" {
		p.License += "/ks/" + m.KS
	}
	p.License += "/a.json"
	return nil
}

// protection is how an entry is encrypted; nil for an unknown scheme.
func (d *Delivery) protection(entryID, scheme string) *packager.Protection {
	return packager.NewProtection(scheme, d.ContentSecret, entryID)
}

// key gives out the key of an entry; whoever gets here may play it.
func (d *Delivery) key(w http.ResponseWriter, q *request, p *packager.Protection) error {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "private, no-store")
	return d.send(w, q, int64(len(p.Key)), rangeOf(bytes.NewReader(p.Key)))
}

// encrypted sends an init segment (n < 0) or the n-th segment, from 0.
func (d *Delivery) encrypted(w http.ResponseWriter, q *request, t *packager.StoredTrack, p *packager.Protection,
	n int) error {
	file, err := d.stored(q, t)
	if err != nil {
		return err
	}
	defer file.Close()
	init, err := bytesAt(file, 0, t.Index.InitSize)
	if err != nil {
		return err
	}
	kind, tag, text := "video/mp4", "init", []byte(nil)
	if n < 0 {
		text, err = p.Init(init)
	} else {
		s := t.Index.Segments[n]
		kind, tag = "video/iso.segment", fmt.Sprintf("%d-%d-%d", s.Offset, s.Size, t.Shift)
		if text, err = segment(file, t, s); err == nil {
			text, err = p.Segment(t, s, n, init, text)
		}
	}
	if err != nil {
		return err
	}
	setImmutable(w, q, t, kind)
	w.Header().Set("ETag", fmt.Sprintf(`"%s-%s-%s"`, t.ID, p.Scheme, tag))
	return d.send(w, q, int64(len(text)), rangeOf(bytes.NewReader(text)))
}

// license answers a ClearKey licence request (W3C Encrypted Media Extensions
// §9.1.3, §9.1.4) from whoever may play the entry.
func (d *Delivery) license(w http.ResponseWriter, q *request) error {
	e, err := d.entry(q)
	if err != nil {
		return err
	}
	if err := d.permitted(q, e); err != nil {
		return err
	}
	var asked struct {
		KIDs []string `json:"kids"`
		Type string   `json:"type"`
	}
	if err := json.NewDecoder(io.LimitReader(q.Body, limits.LicenseBody)).Decode(&asked); err != nil {
		return badQuery
	}
	p := d.protection(e.ID, packager.CENC)
	text := base64.RawURLEncoding
	id := text.EncodeToString(p.KeyID)
	if !slices.Contains(asked.KIDs, id) {
		return badParameter
	}
	if asked.Type == "" {
		asked.Type = "temporary"
	}
	answer, err := json.Marshal(map[string]any{"type": asked.Type,
		"keys": []map[string]string{{"kty": "oct", "kid": id, "k": text.EncodeToString(p.Key)}}})
	if err != nil {
		return fmt.Errorf("write a licence: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	if _, err := w.Write(answer); err != nil {
		d.Log.Debug("viewer went away", "error", err)
	}
	return nil
}
