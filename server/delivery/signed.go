package delivery

import (
	"crypto/sha1" //nolint:gosec // the contract's own token
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"diptych/server/store"
)

// signed checks the token of a signed address: SHA-1 of the account's secret and
// the address as it was sent, with {kt} in the token's place (reference:
// backend-api §4.1, kt and expiry).
func (d *Delivery) signed(q *request, e *store.Entry) error {
	token := q.keys["kt"]
	if token == "" {
		return nil
	}
	if q.Method != http.MethodGet && q.Method != http.MethodHead {
		return invalidToken
	}
	partner, err := d.Store.Partner(q.Context(), e.PartnerID)
	if err != nil {
		return err
	}
	sum := sha1.Sum([]byte(partner.AdminSecret + strings.Replace(q.RequestURI, token, "{kt}",
		1))) //nolint:gosec // as above
	if subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(strings.ToLower(token))) != 1 {
		return invalidToken
	}
	if text := q.keys["expiry"]; text != "" {
		if at, err := strconv.ParseInt(text, 10, 64); err != nil || time.Now().Unix() >= at {
			return expiredToken
		}
	}
	return nil
}
