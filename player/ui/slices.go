package ui

import (
	"sort"
	"strconv"
	"strings"

	"diptych/player"
	"diptych/player/value"
)

// loading tells whether the spinner turns (reference: player-api §3.7).
func (m *Manager) loading() bool {
	if m.preset == "Error" {
		return false
	}
	s := m.p.State()
	return m.p.Loading() || s == player.Buffering || s == player.Loading && !m.before
}

func (m *Manager) engine() value.Map {
	ended := m.p.Ended()
	return value.Map{
		"state": string(m.p.State()), "prePlayback": m.before || m.byItself && m.p.Media().Paused, "ended": ended, "title": m.title(), "poster": m.p.Poster(), "live": m.p.Live(), "unmute": m.unmute, "away": m.p.Away(),
		"pip": value.Get(m.p.Config(), "playback", "pictureInPicture") != false, "audio": value.Str(m.p.Sources(), "type") == "Audio", "image": m.p.Image(),
	}
}

func (m *Manager) title() string { return value.Str(m.p.Sources(), "metadata", "name") }

// settings are the choices of the menus (reference: player-api §8.7).
func (m *Manager) settings() value.Map {
	quality, captions, audio := []value.Map{}, []value.Map{}, []value.Map{}
	for _, item := range m.p.Tracks() {
		t, _ := item.(value.Map)
		choice := value.Map{"id": t["id"], "label": t["label"], "active": t["active"], "language": t["language"], "height": t["height"], "bandwidth": t["bandwidth"]}
		switch value.Str(t, "$") {
		case "VideoTrack":
			quality = append(quality, choice)
		case "TextTrack":
			captions = append(captions, choice)
		case "AudioTrack":
			audio = append(audio, choice)
		}
	}
	ui := value.Object(m.p.Config(), "ui")
	return value.Map{
		"quality": qualities(quality), "captions": sorted(captions), "audio": audio, "auto": m.p.Adaptive(), "speeds": m.p.Rates(), "speed": m.p.Media().Rate, "captionsOn": m.p.SelectedText() != "",
		"showCC": value.Get(ui, "showCCButton") != false, "showAudio": value.Get(ui, "showAudioButton") != false, "showSpeed": value.Get(ui, "showSpeedButton") == true, "showQuality": value.Get(ui, "showQualityButton") == true,
		"menus": value.Object(ui, "settings"), "seekSeconds": m.seekSeconds(),
	}
}

// qualities are the renditions by height, highest first; of two with one label
// the better one stays.
func qualities(list []value.Map) []value.Map {
	best := map[string]value.Map{}
	for _, q := range list {
		label := value.Str(q, "label")
		if label == "" {
			label = strconv.Itoa(value.Int(q, "bandwidth")/1000) + " kbps"
			q["label"] = label
		}
		have := best[label]
		if have == nil || value.Num(q, "bandwidth") > value.Num(have, "bandwidth") {
			q["active"] = q["active"] == true || have["active"] == true
			best[label] = q
		} else if q["active"] == true {
			have["active"] = true
		}
	}
	out := []value.Map{}
	for _, q := range best {
		out = append(out, q)
	}
	sort.Slice(out, func(i, j int) bool {
		if a, b := value.Num(out[i], "height"), value.Num(out[j], "height"); a != b {
			return a > b
		}
		return value.Num(out[i], "bandwidth") > value.Num(out[j], "bandwidth")
	})
	return out
}

// sorted orders captions by label, Off last.
func sorted(list []value.Map) []value.Map {
	sort.SliceStable(list, func(i, j int) bool {
		if a, b := value.Str(list[i], "id") == "off", value.Str(list[j], "id") == "off"; a != b {
			return b
		}
		return strings.ToLower(value.Str(list[i], "label")) < strings.ToLower(value.Str(list[j], "label"))
	})
	return list
}

func (m *Manager) seekSeconds() int {
	if n := value.Num(m.p.Config(), "ui", "seekSeconds"); n >= 1 && n == float64(int(n)) {
		return int(n)
	}
	return 10
}

// failures have a sentence of their own, by code.
var failures = map[int]string{1003: "timeout", 3018: "codec", 3023: "stalled", 4006: "container", 4029: "liveStream", 6010: "encrypted"}

// failureText is what the error view says: a key of the page's dictionary by
// the kind of failure, and what a person at the help desk needs.
func (m *Manager) failureText() value.Map {
	if m.failure == nil {
		return value.Map{}
	}
	category, code := value.Int(m.failure, "category"), value.Int(m.failure, "code")
	kind := map[int]string{player.CategoryNetwork: "network", player.CategoryMedia: "media", 4: "manifest", 12: "notReady", 13: "geo", 14: "unavailable", 15: "ip", 16: "site", 17: "scheduled", 18: "access", 19: "deleted"}[category]
	if own := failures[code]; own != "" {
		kind = own
	}
	return value.Map{
		"kind": kind, "code": strconv.Itoa(category) + "-" + strconv.Itoa(code), "session": value.Str(m.p.Session(), "id"),
		"title": value.Str(m.failure, "errorDetails", "errorTitle"), "message": value.Str(m.failure, "errorDetails", "errorMessage"), "retry": m.p.CanRetry(),
	}
}

// playlist is what the buttons, the countdown and the next screen show.
func (m *Manager) playlist() value.Map {
	l := m.p.Playlist()
	c := l.CountdownNow()
	out := value.Map{"count": len(l.Items), "continues": m.p.Continues(), "duration": c["duration"], "showing": c["showing"] != false, "timeToShow": c["timeToShow"]}
	for key, i := range map[string]int{"next": l.Next(), "prev": l.Prev()} {
		if i >= 0 {
			s := l.Items[i].Sources
			out[key] = value.Map{"title": value.Str(s, "metadata", "name"), "poster": listed(s)}
		}
	}
	return out
}

// listed is the picture of an item in a small size, where the server draws it.
func listed(sources value.Map) string {
	poster := value.Str(sources, "poster")
	if poster != "" && poster == value.Str(sources, "rawThumbnailUrl") && strings.Contains(poster, "/thumbnail/entry_id/") {
		return poster + "/width/384"
	}
	return poster
}
