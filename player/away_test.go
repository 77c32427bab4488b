package player_test

import (
	"testing"

	"diptych/player"
	"diptych/player/playertest"
	"diptych/player/provider"
	"diptych/player/value"
)

// TestAwayIsWhatTheViewerWaitsFor: a request that nobody waits for says nothing of
// the network, the media's does.
func TestAwayIsWhatTheViewerWaitsFor(t *testing.T) {
	p := playertest.NewScripted(nil)
	p.Status = 0
	p.API = func(string) string { return "x" }
	p.Player.Request([]provider.Call{{Service: "system", Action: "ping"}}, func([]any, *player.Error) {})
	p.Run(5)
	if len(p.Asked) == 0 || p.Player.Away() {
		t.Errorf("after a request of a plugin: %d batches, away %v", len(p.Asked), p.Player.Away())
	}
	p.Player.CallAsync("loadMedia", value.List{value.Map{"entryId": "0_a"}}, 1)
	p.Run(5)
	if !p.Player.Away() {
		t.Error("the media does not come, and the viewer is not told")
	}
}
