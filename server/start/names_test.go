package start

import (
	"encoding/json"
	"os"
	"testing"

	"diptych/server/packager"
	"diptych/server/store"
)

const goldenNames = "../../player/manifest/hls/testdata/names/ours"

// TestPlanNamesRenditionsAsItsPlaylist: the playlist that the server writes is
// one of the golden files that the player reads, and the plan calls renditions
// as the player calls those of the playlist.
func TestPlanNamesRenditionsAsItsPlaylist(t *testing.T) {
	video := func(id string, bandwidth int64, width, height int) packager.StoredTrack {
		s := stored("video", 5)
		s.Track = store.Track{
			ID: id, Kind: "video", Codec: "avc1.64001f", Timescale: 1000, Duration: 10_000,
			BlobKey: id, Bandwidth: bandwidth, Width: width, Height: height,
		}
		return s
	}
	audio := stored("audio", 5)
	audio.Codec = "mp4a.40.2"
	m := &packager.Media{
		EntryID: "0_a", Base: "https://media.example/p/101/sp/10100", Audio: []packager.StoredTrack{audio},
	}
	m.Video = []packager.StoredTrack{
		video("0_low", 400_000, 640, 360), video("0_mid", 1_200_000, 1280, 720),
		video("0_top", 4_000_000, 1920, 1080),
	}

	text, err := os.ReadFile(goldenNames + ".m3u8")
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Master(); got != string(text) {
		t.Errorf("the server writes\n%s\nthe golden file has\n%s", got, text)
	}
	golden, err := os.ReadFile(goldenNames + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]map[string]string // by kind: name, playlist
	if err := json.Unmarshal(golden, &want); err != nil {
		t.Fatal(err)
	}
	for _, track := range newPlan(&Request{EntryID: "0_a"}, "https://media.example", nil, m).Tracks {
		if len(track.Renditions) != len(want[track.Kind]) {
			t.Errorf("%s has %d renditions, want %d", track.Kind, len(track.Renditions), len(want[track.Kind]))
		}
		for _, r := range track.Renditions {
			if playlist := want[track.Kind][r.ID]; r.URL+"index.m3u8" != playlist {
				t.Errorf("%s is at %s, its playlist at %s", r.ID, r.URL, playlist)
			}
		}
	}
}
