package player_test

import (
	"fmt"
	"testing"

	"diptych/player/playertest"
	"diptych/player/value"
)

// TestMetadataOfStreamsIsBounded: as much as a manifest may tell is kept from its beginning
// on; of a stream that never ends the earliest goes, and no cue point of the page.
func TestMetadataOfStreamsIsBounded(t *testing.T) {
	t.Parallel()
	p := playertest.NewPage(value.Map{})
	add := func(kind string, from, n int) {
		var list value.List
		for i := from; i < from+n; i++ {
			list = append(list, value.Map{"id": fmt.Sprint(kind, i), "type": kind, "startTime": float64(i)})
		}
		method := "addMetadata"
		if kind == "custom" {
			method = "addCuePoints"
		}
		p.Call(method, 0, list)
	}
	add("custom", 0, 10)
	add("emsg", 0, 2000)
	if got := len(p.Player.CuePoints()); got != 2010 {
		t.Fatalf("%d are kept", got)
	}
	add("id3", 2000, 5000)
	list := p.Player.CuePoints()
	if last := list[len(list)-1].ID; len(list) != 3010 || list[0].ID != "custom0" || last != "id36999" {
		t.Errorf("%d are kept, from %s to %s", len(list), list[0].ID, last)
	}
}
