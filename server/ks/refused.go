package ks

import "diptych/server/limits"

// The words for why a session is not taken (reference: backend-api §2.5).
const (
	Expired         = "EXPIRED"
	LoggedOut       = "LOGOUT"
	WrongIP         = "EXCEEDED_RESTRICTED_IP"
	WrongURI        = "EXCEEDED_RESTRICTED_URI"
	TooManyActions  = "EXCEEDED_ACTIONS_LIMIT"
	NotHeld         = "INVALID_TYPE" // it names a restriction that this server cannot hold it to
	WrongForPartner = "INVALID_PARTNER"
)

// Refused is the error of a session that is not taken. Reason is one of the
// words above, or what there is of a string that is no session at all.
type Refused struct{ Reason string }

func (r *Refused) Error() string { return "ks: refused: " + r.Reason }

// Unreadable refuses a string that no secret of the account has signed. The
// contract repeats it; we repeat its beginning.
func Unreadable(text string) error {
	if len(text) > limits.KSEcho {
		text = text[:limits.KSEcho] + "…"
	}
	return &Refused{Reason: text}
}
