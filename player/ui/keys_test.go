package ui

import (
	"testing"

	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/value"
)

// TestKeysGoByWhatTheyMean: key, code and shift as browsers tell them on several
// keyboards, and the key of the table that is pressed.
func TestKeysGoByWhatTheyMean(t *testing.T) {
	for _, row := range []struct {
		layout, key, code string
		shift             bool
		want              string
	}{
		{"QWERTY", "m", "KeyM", false, "M"}, {"QWERTY, caps lock", "M", "KeyM", false, "M"},
		{"QWERTY", "M", "KeyM", true, ""},
		{"AZERTY", "m", "Semicolon", false, "M"}, {"AZERTY", ",", "KeyM", false, ","},
		{"AZERTY", "?", "KeyM", true, "?"},
		{"AZERTY", ";", "Comma", false, ";"}, {"AZERTY", ".", "Comma", true, "."},
		{"AZERTY", "&", "Digit1", false, "&"}, {"AZERTY", "1", "Digit1", true, "1"},
		{"AZERTY", "é", "Digit2", false, "é"},
		{"AZERTY", "<", "IntlBackslash", false, "<"}, {"AZERTY", ">", "IntlBackslash", true, ">"},
		{"AZERTY", ":", "Period", false, ":"},
		{"QWERTZ", "j", "KeyJ", false, "J"}, {"QWERTZ", "z", "KeyY", false, "Z"},
		{"QWERTZ", ";", "Comma", true, "<"}, {"QWERTZ", ":", "Period", true, ":"},
		{"QWERTZ", "?", "Minus", true, "?"}, {"QWERTZ", "ö", "Semicolon", false, "ö"},
		{"Dvorak", "m", "KeyM", false, "M"}, {"Dvorak", "k", "KeyV", false, "K"},
		{"Dvorak", "f", "KeyY", false, "F"}, {"Dvorak", "c", "KeyI", false, "C"},
		{"Dvorak", "t", "KeyK", false, "T"}, {"Dvorak", "w", "Comma", false, "W"},
		{"Dvorak", ">", "KeyE", true, ">"}, {"Dvorak", "z", "Slash", false, "Z"},
		{"Colemak", "n", "KeyJ", false, "N"}, {"Colemak", "k", "KeyN", false, "K"},
		{"Cyrillic", "ь", "KeyM", false, "M"}, {"Cyrillic", "Ь", "KeyM", true, ""},
		{"Cyrillic", "л", "KeyK", false, "K"}, {"Cyrillic", "ю", "Period", false, "."},
		{"Cyrillic", "Ю", "Period", true, ">"}, {"Cyrillic", "ж", "Semicolon", false, ";"},
		{"Greek", "μ", "KeyM", false, "M"}, {"Hebrew", "צ", "KeyM", false, "M"},
		{"Arabic", "ة", "KeyM", false, "M"}, {"Persian", "۵", "Digit5", false, "5"},
		{"Thai", "ท", "KeyM", false, "M"}, {"Korean", "ㅡ", "KeyM", false, "M"},
		{"Turkish F", "ğ", "KeyE", false, "ğ"},
		{"QWERTY", ">", "Period", true, ">"}, {"told without shift", ".", "Period", true, ">"},
		{"told without shift", ",", "Comma", true, "<"},
		{"told without shift", ";", "Semicolon", true, ":"}, {"QWERTY", ".", "Period", false, "."},
		{"numeric pad", "7", "Numpad7", false, "7"},
		{"numeric pad without lock", "Home", "Numpad7", false, "Home"},
		{"numeric pad", "Enter", "NumpadEnter", false, "Enter"}, {"numeric pad", ".", "NumpadDecimal", false, "."},
		{"any", " ", "Space", false, "Space"}, {"any", "ArrowLeft", "ArrowLeft", false, "ArrowLeft"},
		{"any", "Dead", "BracketLeft", false, "Dead"}, {"any", "Process", "KeyM", false, "Process"},
		{"unknown", "", "KeyM", false, "M"}, {"told twice", "KeyM", "KeyM", false, "M"},
		{"told twice", "Enter", "Enter", false, "Enter"},
		{"unknown", "Unidentified", "Space", false, "Space"},
		{"unknown", "", "NumpadEnter", false, "Enter"}, {"a screen's keyboard", "m", "", false, "M"},
		{"unknown", "", "", false, ""},
	} {
		event := model.ReadObject(value.Map{"key": row.key, "code": row.code, "shift": row.shift})
		if got := keyName(event); got != row.want {
			t.Errorf("%s: %q at %s, shift %v, is %q, want %q", row.layout, row.key, row.code, row.shift,
				got, row.want)
		}
	}
}

// TestKeysAct: what each key does to a film of thirty seconds that is paused at ten.
func TestKeysAct(t *testing.T) {
	for _, row := range []struct {
		key   string
		shift bool
		want  float64 // seconds
	}{
		{"j", false, 0}, {"l", false, 20}, {"ArrowLeft", false, 9}, {"ArrowRight", false, 11},
		{"Home", false, 0}, {"0", false, 0}, {"3", false, 9}, {"9", false, 27}, {".", false, 10.04},
		{",", false, 9.96},
	} {
		p, m := paused(t)
		if !m.Key(model.ReadObject(value.Map{"key": row.key, "shift": row.shift, "focus": "player"})) {
			t.Errorf("%s is not used", row.key)
		}
		if got := p.Media.CurrentTime; got < row.want-0.001 || got > row.want+0.001 {
			t.Errorf("%s: at %v, want %v", row.key, got, row.want)
		}
	}
	p, m := paused(t)
	for _, row := range []struct {
		key  string
		rate float64
	}{{">", 1.5}, {">", 2}, {">", 2}, {"<", 1.5}, {":", 1}, {"<", 0.5}} {
		m.Key(model.ReadObject(value.Map{"key": row.key, "shift": true, "focus": "player"}))
		if p.Media.Rate != row.rate {
			t.Errorf("%s: rate %v, want %v", row.key, p.Media.Rate, row.rate)
		}
	}
	m.Key(model.ReadObject(value.Map{"key": "m", "code": "Semicolon", "focus": "player"}))
	if !p.Media.Muted {
		t.Error("M does not mute")
	}
	for _, event := range []value.Map{
		{"key": "m", "other": true}, {"key": "q"}, {"key": "Home", "focus": "slider"},
		{"key": " ", "focus": "button"}, {"key": "m", "focus": "menu"},
	} {
		if m.Key(model.ReadObject(event)) {
			t.Errorf("%v is used", event)
		}
	}
}

// TestKeysAreListed once each, every one with words.
func TestKeysAreListed(t *testing.T) {
	_, m := paused(t)
	var shown value.Map
	m.publish = func(patch value.Fields) { shown = value.Merge(shown, value.Object(playertest.Read(patch))) }
	m.Key(model.ReadObject(value.Map{"key": "?", "shift": true, "focus": "player"}))
	m.Flush()
	if value.Get(shown["keys"], "open") != true || len(value.Items(shown["keys"], "list")) == 0 {
		t.Errorf("shown %v", shown["keys"])
	}
	m.Action("keys", model.ReadObject(value.Map{"open": false}))
	m.Flush()
	if value.Get(shown["keys"], "open") != false {
		t.Error("the list stays")
	}
	seen := map[string]bool{}
	for _, row := range playertest.Read(listKeys()).(value.List) {
		for _, k := range value.Items(row, "keys") {
			if name, _ := k.(string); seen[name] || value.Str(row, "label") == "keys." {
				t.Errorf("%v", row)
			} else {
				seen[name] = true
			}
		}
	}
}

func paused(t *testing.T) (*playertest.Page, *Manager) {
	t.Helper()
	p := playertest.NewPage(value.Map{})
	m := New(p.Player, func(value.Fields) {})
	p.HLS(30, 500_000)
	p.SetMedia(value.Map{"sources": value.Map{"hls": playertest.MainPlaylist()}})
	p.Player.Play()
	p.Run(2)
	p.Player.Pause()
	p.Run(0.5)
	p.Player.Seek(10)
	p.Run(0.5)
	return p, m
}
