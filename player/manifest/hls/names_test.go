package hls_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"diptych/player/manifest"
	"diptych/player/manifest/hls"
)

// names are what renditions are called, by the address of their playlist. The
// same files are read by web/test/foreign.test.ts and server/start/names_test.go:
// who begins a stream and who goes on with it have to call its parts alike.
type names struct {
	Video map[string]string `json:"video"`
	Audio map[string]string `json:"audio"`
}

func TestNamesAreThoseOfTheGoldenFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/names/*.m3u8")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d playlists, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		golden, err := os.ReadFile(strings.TrimSuffix(file, ".m3u8") + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var want names
		if err := json.Unmarshal(golden, &want); err != nil {
			t.Fatal(err)
		}
		p, err := hls.Master(string(text), "https://media.example/film/master.m3u8")
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if got := byName(p.Video); !maps.Equal(got, want.Video) {
			t.Errorf("%s: video is %v, want %v", file, got, want.Video)
		}
		if got := byName(p.Audio); !maps.Equal(got, want.Audio) {
			t.Errorf("%s: audio is %v, want %v", file, got, want.Audio)
		}
	}
}

func byName(list []*manifest.Rendition) map[string]string {
	out := map[string]string{}
	for _, r := range list {
		out[r.ID] = r.Playlist
	}
	return out
}
