package e2e

import (
	"slices"
	"strings"
)

// What is not order is taken out before two tapes are compared. Each rule is
// here because the real player itself tells these things now sooner, now later.

// noise comes as often as network, screen and decoder please: it has no place
// in an order.
var noise = map[string]bool{
	"timeupdate": true, "progress": true, "fragloaded": true, "suspend": true, "stalled": true, "waiting": true,
	"resize": true, "canplaythrough": true, "usergesture": true,
	"playkit-ui-guiresize": true, "playkit-ui-playerresize": true, "playkit-ui-videoresize": true,
	"playkit-ui-resize":               true,
	"playkit-ui-bottombarneedsresize": true, "playkit-ui-bottombarclientrectchanged": true,
	"playkit-ui-uivisibilitychanged": true,
	// The engine of the real player draws captions through native text tracks and
	// tells of those that it makes, at any time. Ours makes none; tracks that a
	// page adds are told of.
	"texttrackadded": true,
}

// stall are the changes of state that a wait for bytes brings.
var stall = []string{"playing>buffering", "buffering>playing", "playing>loading", "loading>playing"}

// races are told by one source while another tells the rest: such a line is put
// right in front of the first of the others.
var races = []struct {
	line   string
	before []string
}{
	// the network's answer; the element's loadstart
	{"manifestloaded", []string{"texttrackchanged", "medialoaded", "trackschanged"}},
	// it grows with every segment; the element's play
	{"durationchange", []string{"audiotrackchanged"}},
}

// normal is a tape in the order that counts.
func normal(tape []string) []string {
	begins := at(tape, "loadstart") >= 0
	out := once(tape)
	for _, r := range races {
		out = moved(out, r.line, r.before)
	}
	// The rendition shown is told with the picture; throughput chooses later ones.
	out = last(out, "videotrackchanged", begins)
	if begins { // captions are a file of their own, which comes when the network pleases
		out = last(out, "textcuechanged", true)
	}
	if at(out, "playerreset") < 0 { // the first time the browser has to look
		out = last(out, "visibilitychange", true)
	}
	if at(out, "changesourceended") >= 0 { // of the volume that media begins with
		out = last(out, "volumechange", false)
	}
	if !begins {
		out = last(out, "durationchange", false)
	}
	return out
}

// once drops noise, and what comes again for no other reason than that bytes
// were missing: canplay and playing count once behind a play, a seek or new
// media, a growing duration once, a seek once: the next one in a step is a jump
// over a hole in what is buffered.
func once(tape []string) []string {
	var out []string
	open := map[string]bool{"durationchange": true, "seeking": true, "seeked": true}
	for _, line := range tape {
		name, detail, _ := strings.Cut(line, " ")
		switch {
		case noise[name], name == "playerstatechanged" && slices.Contains(stall, detail):
			continue
		case name == "canplay", name == "playing", name == "durationchange", name == "seeking", name == "seeked":
			if !open[name] {
				continue
			}
			open[name] = false
		}
		if name == "play" || name == "seeked" || name == "loadedmetadata" {
			open["canplay"], open["playing"] = true, true
		}
		out = append(out, line)
	}
	return out
}

// moved puts the first line of a name right in front of the first of some
// others behind it.
func moved(tape []string, name string, before []string) []string {
	from := at(tape, name)
	if from < 0 {
		return tape
	}
	for to := from + 1; to < len(tape); to++ {
		for _, b := range before {
			if strings.HasPrefix(tape[to], b) {
				out := slices.Delete(slices.Clone(tape), from, from+1)
				return slices.Insert(out, to-1, tape[from])
			}
		}
	}
	return tape
}

// last takes the lines of a name out, and keeps the last one at the end or none.
func last(tape []string, name string, keep bool) []string {
	var out []string
	line := ""
	for _, have := range tape {
		if strings.HasPrefix(have, name) {
			line = have
		} else {
			out = append(out, have)
		}
	}
	if line != "" && keep {
		out = append(out, line)
	}
	return out
}

// at is where the first line of a name stands, -1 when there is none.
func at(tape []string, name string) int {
	return slices.IndexFunc(tape, func(line string) bool {
		return line == name ||
			strings.HasPrefix(line, name+" ")
	})
}
