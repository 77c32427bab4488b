package ui

import (
	"strings"

	"diptych/player/model"
)

// keyName says which key of the table an event {key, code, shift} is (W3C UI
// Events §4.3: key is what the key means in the viewer's layout, code is where
// it lies). A letter is what stands on the key; in a script without Latin
// letters it is what stands there on an English keyboard. Everything else goes
// by what it means too, "" for what no table has.
func keyName(event model.Object) string {
	name, code, shift := event.Str("key"), event.Str("code"), event.Bool("shift")
	switch runes := []rune(name); {
	case name == "" || name == "Unidentified" || name == code && len(runes) > 1:
		return lies(code, shift)
	case name == " ":
		return "Space"
	case len(runes) > 1:
		return name
	case latin(runes[0]):
		if shift {
			return ""
		}
		return strings.ToUpper(name)
	case runes[0] >= otherScripts:
		return lies(code, shift)
	}
	of, _ := shifted(code)
	if shift && (of[0] == name || find(name) == nil) { // told without what shift makes of it
		return of[1]
	}
	return name
}

// otherScripts is where the alphabets behind Latin, its extensions and the
// phonetic signs begin (Unicode, block Greek and Coptic).
const otherScripts = 0x370

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// shifted are places of an English keyboard: what stands there, and above it.
func shifted(code string) (of [2]string, ok bool) {
	switch code {
	case "Period":
		return [2]string{".", ">"}, true
	case "Comma":
		return [2]string{",", "<"}, true
	case "Semicolon":
		return [2]string{";", ":"}, true
	case "Slash":
		return [2]string{"/", "?"}, true
	}
	return of, false
}

// lies says what is at a place of an English keyboard.
func lies(code string, shift bool) string {
	if of, ok := shifted(code); ok {
		if shift {
			return of[1]
		}
		return of[0]
	}
	for _, prefix := range []string{"Key", "Digit", "Numpad"} {
		if rest, ok := strings.CutPrefix(code, prefix); ok && len(rest) == 1 {
			if shift {
				return ""
			}
			return rest
		}
	}
	if strings.HasPrefix(code, "Numpad") {
		return strings.TrimPrefix(code, "Numpad") // NumpadEnter
	}
	return code
}
