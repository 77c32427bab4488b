package access

import (
	"net/netip"
	"strconv"
	"strings"

	"diptych/server/ks"
)

// unheld are privileges that narrow what a session may see or do and that this
// server cannot hold it to: a session that names one is not taken (reference:
// backend-api §2.6). Taking it would give more than its maker meant.
var unheld = []string{
	"enableentitlement", "privacycontext", "preview", "enablecategorymoderation", "enablecaptionmoderation",
	"restrictexplicitliveview", "virtualeventid",
}

// holds tells whether a session can be held to all that narrows it.
func holds(p ks.Privileges) bool {
	for _, name := range unheld {
		if _, named := p[name]; named {
			return false
		}
	}
	return Malformed(p) == ""
}

// Malformed names the first restriction that says nothing that can be held to;
// "" when there is none.
func Malformed(p ks.Privileges) string {
	if text, ok := p["actionslimit"]; ok {
		if n, err := strconv.Atoi(text); err != nil || n <= 0 {
			return "actionslimit"
		}
	}
	for _, name := range []string{"setrole", "restrictingrole"} {
		if text, ok := p[name]; ok && !knownRole(text) {
			return name
		}
	}
	if text, ok := p["iprestrict"]; ok && !addresses(text) {
		return "iprestrict"
	}
	for _, name := range []string{"urirestrict", "limitentry"} {
		if text, ok := p[name]; ok && text == "" {
			return name
		}
	}
	return ""
}

func addresses(list string) bool {
	for _, one := range strings.Split(list, "/") {
		if _, err := netip.ParseAddr(one); err != nil && one != "*" {
			return false
		}
	}
	return true
}

// Entry tells whether a session that is restricted to one entry may see another:
// that entry, and those that belong to it as a second stream does.
func Entry(k *ks.Session, id, parent string) bool {
	if k == nil {
		return true
	}
	only, limited := k.Privileges["limitentry"]
	return !limited || id == only || parent == only && parent != ""
}
