// Package delivery gives out what players play: manifests, segments, files,
// pictures (reference: backend-api §4).
package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"diptych/server/blob"
	"diptych/server/ks"
	"diptych/server/store"
)

// Delivery answers /p/{pid}/… requests.
type Delivery struct {
	Store *store.Store
	Blobs blob.Store
	// Session reads a session; one that is refused is a *ks.Refused.
	Session func(r *http.Request, text string) (*ks.Session, error)
	// MayPlay is the decision that the API makes too; a code means no.
	MayPlay func(ctx context.Context, e *store.Entry, k *ks.Session) (code string, err error)
	BaseURL func(r *http.Request) string
	// ContentSecret is what keys of encrypted media come from.
	ContentSecret string
	// IP is whom drawing counts as one client.
	IP  func(r *http.Request) string
	Log *slog.Logger

	// Drawn is the folder of pictures that were drawn; "" = a temporary one.
	Drawn string

	studio studio
	once   sync.Once
	kept   memory
}

// scheduled is MayPlay's code for an entry whose time has not come, or is over.
const scheduled = "SCHEDULED_RESTRICTED"

// Fault is an error by the contract's number (reference: backend-api §4.6).
type Fault struct {
	Number int
	Name   string
}

func (f *Fault) Error() string { return fmt.Sprintf("%d %s", f.Number, f.Name) }

// The faults.
var (
	entryNotFound      = &Fault{1, "ENTRY_NOT_FOUND"}
	notScheduled       = &Fault{2, "NOT_SCHEDULED_NOW"}
	fileNotFound       = &Fault{5, "FILE_NOT_FOUND"}
	flavorNotFound     = &Fault{6, "FLAVOR_NOT_FOUND"}
	invalidKS          = &Fault{7, "INVALID_KS"}
	entryDeleted       = &Fault{9, "ENTRY_DELETED_MODERATED"}
	noThumbnail        = &Fault{10, "MISSING_THUMBNAIL_FILESYNC"}
	deliveryNotAllowed = &Fault{18, "DELIVERY_METHOD_NOT_ALLOWED"}
	badMaxBitrate      = &Fault{19, "INVALID_MAX_BITRATE"}
	missingParameter   = &Fault{20, "MISSING_PARAMETER"}
	badQuery           = &Fault{25, "BAD_QUERY"}
	invalidToken       = &Fault{27, "INVALID_TOKEN"}
	expiredToken       = &Fault{28, "EXPIRED_TOKEN"}
	ksExpired          = &Fault{31, "KS_EXPIRED"}
	tooBusy            = &Fault{46, "TOO_MANY_PROCESSES"}
	badMinBitrate      = &Fault{49, "INVALID_MIN_BITRATE"}
	badParameter       = &Fault{50, "INVALID_PARAMETER"}
)

// request is a parsed delivery path: its verb and its keys.
type request struct {
	*http.Request
	verb   string
	keys   map[string]string
	file   string // what follows the name: "index.m3u8", "seg-3.m4s"
	prefix string // "/p/101/sp/10100"
}

// Verbs that this handler answers.
var verbs = map[string]bool{"playManifest": true, "serveManifest": true, "serveFlavor": true, "thumbnail": true,
	"raw": true, "download": true, "license": true}

// parse takes /[s/]p/{pid}/[sp/{spid}/]{verb}/{key}/{value}/…/{file} apart.
func parse(r *http.Request) (*request, bool) {
	if !safeText(r.URL.Path) {
		return nil, false
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(parts) > 0 && parts[0] == "s" {
		parts = parts[1:]
	}
	if len(parts) < 3 || parts[0] != "p" {
		return nil, false
	}
	partner := parts[1]
	q := &request{Request: r, keys: map[string]string{}, prefix: "/p/" + partner + "/sp/" + partner + "00"}
	parts = parts[2:]
	if len(parts) > 2 && parts[0] == "sp" {
		parts = parts[2:]
	}
	q.verb, parts = parts[0], parts[1:]
	if _, err := strconv.Atoi(partner); err != nil || !verbs[q.verb] {
		return nil, false
	}
	for i := 0; i < len(parts); i += 2 {
		if i+1 == len(parts) {
			q.file = parts[i]
			break
		}
		q.keys[canonicalKey(parts[i])] = parts[i+1]
		if parts[i] == "name" && i+2 < len(parts) {
			q.file = strings.Join(parts[i+2:], "/")
			break
		}
	}
	for key, list := range r.URL.Query() {
		if _, given := q.keys[canonicalKey(key)]; !given && safeText(list[0]) {
			q.keys[canonicalKey(key)] = list[0]
		}
	}
	return q, true
}

// safeText tells whether text may reach a database.
func safeText(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

// shortNames of playManifest's keys (reference: backend-api §4.1).
var shortNames = map[string]string{
	"e": "entryId", "fi": "flavorId", "fs": "flavorIds", "fp": "flavorParamId", "fps": "flavorParamIds",
	"f": "format", "pt": "protocol", "t": "tags",
	"r": "referrer", "sf": "seekFrom", "ct": "clipTo", "mb": "maxBitrate", "mib": "minBitrate",
	"pb": "preferredBitrate", "ex": "expiry", "ui": "uiConfId", "entry_id": "entryId",
}

func canonicalKey(key string) string {
	if name, ok := shortNames[key]; ok {
		return name
	}
	return key
}

// Match tells whether a request is for this handler.
func (d *Delivery) Match(r *http.Request) bool {
	_, ok := parse(r)
	return ok
}

func (d *Delivery) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Server,range,Content-Length,Content-Range")
	h.Set("Timing-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Headers", "Origin, Range, X-Kaltura-Ks, Authorization, Content-Type")
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS")
		h.Set("Access-Control-Max-Age", "86400")
		return
	}
	q, ok := parse(r)
	asks := r.Method == http.MethodGet || r.Method == http.MethodHead
	if ok && q.verb == "license" {
		asks = r.Method == http.MethodPost
	}
	if !ok || !asks {
		d.fault(w, badQuery)
		return
	}
	var err error
	switch q.verb {
	case "playManifest", "serveManifest":
		err = d.playManifest(w, q)
	case "thumbnail":
		err = d.thumbnail(w, q)
	case "license":
		err = d.license(w, q)
	default:
		err = d.serveFlavor(w, q)
	}
	if err != nil {
		d.fault(w, err)
	}
}

// fault answers an error in delivery's way: 404, the number in a header.
func (d *Delivery) fault(w http.ResponseWriter, err error) {
	var f *Fault
	if errors.Is(err, context.Canceled) { // the viewer has left: nobody reads this
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if !errors.As(err, &f) {
		d.Log.Error("delivery failed", "error", err)
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Kaltura", "error-"+strconv.Itoa(f.Number))
	w.Header().Set("X-Kaltura-App", fmt.Sprintf("exiting on error %d - %s", f.Number, f.Name))
	if f == tooBusy { // not a fault of the address: it is good in a while
		w.Header().Set("Retry-After", retryAfter)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNotFound)
}

// retryAfter is when a picture may be asked for again, seconds.
const retryAfter = "2"

// entry reads the entry that a request names.
func (d *Delivery) entry(q *request) (*store.Entry, error) {
	id := q.keys["entryId"]
	if id == "" {
		return nil, missingParameter
	}
	e, err := d.Store.RecentEntry(q.Context(), id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, entryNotFound
	case err != nil:
		return nil, err
	case q.prefix != fmt.Sprintf("/p/%d/sp/%d00", e.PartnerID, e.PartnerID):
		return nil, entryNotFound
	case e.Status == store.EntryDeleted:
		return nil, entryDeleted
	}
	return e, nil
}

// permitted asks the one decision, with the session of the request if it has one.
func (d *Delivery) permitted(q *request, e *store.Entry) error {
	var session *ks.Session
	text := q.keys["ks"]
	if text == "" {
		text = q.Header.Get("X-Kaltura-Ks")
	}
	if text != "" {
		s, err := d.Session(q.Request, text)
		var refused *ks.Refused
		switch {
		case errors.As(err, &refused) && refused.Reason == ks.Expired:
			return ksExpired
		case errors.As(err, &refused):
			return invalidKS
		case err != nil:
			return err
		}
		session = s
	}
	code, err := d.MayPlay(q.Context(), e, session)
	if err != nil {
		return err
	}
	if code != "" {
		return notScheduled
	}
	return nil
}
