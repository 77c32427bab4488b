package player_test

import (
	"fmt"
	"math"
	"testing"

	"diptych/player/value"
)

// TestWherePlayBegins: startTime of a film of eight seconds, as pages write it.
func TestWherePlayBegins(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		start any
		want  float64
	}{
		{nil, 0}, {0, 0}, {3, 3}, {2.5, 2.5}, {"3", 3}, {" 2.5 ", 2.5}, {"", 0}, {"soon", 0}, {-1, 0},
		{-100, 0}, {"-1", 0}, {true, 0}, {value.Map{}, 0},
		{7.95, 7.9}, {8, 7.9}, {100, 7.9}, {"100", 7.9}, {math.MaxFloat64, 7.9}, {"Infinity", 0}, {"NaN", 0},
	} {
		p := page(&shop{}, nil)
		began := -1.0
		p.Call("loadMedia", 1, value.Map{"entryId": "a"}, value.Map{"startTime": row.start})
		p.Until(5, func() bool {
			if p.Told["playing"] != nil || contains(p.Events, "playing") {
				began = p.Media.CurrentTime
			}
			return began >= 0
		})
		if math.Abs(began-row.want) > 0.15 {
			t.Errorf("startTime %v: begins at %.2f, want %.2f", row.start, began, row.want)
		}
		if row.want > 7 && !p.Until(3, func() bool { return contains(p.Events, "playbackended") }) {
			t.Errorf("startTime %v: does not end", row.start)
		}
	}
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}

// TestNumbersAsStrings: what pages write as text counts as the number it is.
func TestNumbersAsStrings(t *testing.T) {
	t.Parallel()
	p := page(&shop{}, value.Map{
		"provider": value.Map{"partnerId": "101", "uiConfId": "7"},
		"playback": value.Map{"volume": "0.4", "muted": false, "playbackRates": value.List{"0.5", 1, "3"}},
		"abr": value.Map{
			"defaultBandwidthEstimate": "900000", "restrictions": value.Map{"maxHeight": "5000"},
		},
	})
	p.Call("loadMedia", 1, value.Map{"entryId": "a"}, value.Map{"seekFrom": "1", "clipTo": "7"})
	p.Run(2)
	if p.Media.Volume != 0.4 {
		t.Errorf("volume %v", p.Media.Volume)
	}
	got := fmt.Sprint(p.Known["playbackRates"], " ", value.Get(p.Known["selectedSource"], "url"))
	if want := "[0.5 1 3] http://x/p/101/sp/10100/playManifest/entryId/a/protocol/http/format/applehttp/" +
		"flavorIds/f/a.m3u8?uiConfId=7&referrer=aHR0cDovL3BhZ2Uv&clientTag=html5:v3.17.95&seekFrom=1000&" +
		"clipTo=7000"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
