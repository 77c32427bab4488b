package server

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// spoken is a film with a sound and two subtitle tracks.
func spoken(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"a.srt": "Good morning", "b.srt": "Guten Morgen"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("1\n00:00:00,500 --> 00:00:01,500\n"+text+"\n"),
			0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "film.mkv")
	out, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i",
		"testsrc2=size=320x180:rate=25:duration=3", "-f", "lavfi", "-i", "sine=duration=3", "-i",
		filepath.Join(dir, "a.srt"), "-i", filepath.Join(dir, "b.srt"),
		"-map", "0", "-map", "1", "-map", "2", "-map", "3", "-c:v", "libx264", "-preset", "ultrafast", "-c:a",
		"aac", "-c:s", "srt", "-metadata:s:s:0", "language=eng", "-metadata:s:s:1", "language=ger",
		file).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v %s", err, out)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestWhatComesWithAFilm: its subtitles are captions of the entry, unless it has
// some; and how loud it is when can be asked for.
func TestWhatComesWithAFilm(t *testing.T) {
	c := newClient(t)
	film := spoken(t)
	entry := c.upload("film.mkv", film)
	c.settled(entry)
	list := c.ok("caption_captionAsset", "list", url.Values{"filter[entryIdEqual]": {entry}})
	captions := map[string]map[string]any{}
	for _, o := range list["objects"].([]any) {
		k := o.(map[string]any)
		captions[k["languageCode"].(string)] = k
	}
	if len(captions) != 2 || captions["en"]["label"] != "English" || captions["de"]["language"] != "German" ||
		captions["de"]["isDefault"] != false {
		t.Fatalf("captions %v", list)
	}
	_, master := c.get("/p/101/sp/10100/playManifest/entryId/"+entry+"/format/applehttp/a.m3u8", nil)
	if strings.Count(master, "TYPE=SUBTITLES") != 2 || !strings.Contains(master, "CLOSED-CAPTIONS=NONE") {
		t.Errorf("captions are not in the manifest: %s", master)
	}
	if _, text := c.get("/api_v3/service/caption_captionAsset/action/serveWebVTT/captionAssetId/"+
		captions["de"]["id"].(string)+"/segmentIndex/-1", nil); !strings.Contains(text, "Guten Morgen") {
		t.Errorf("served %s", text)
	}
	for lines, want := range map[string]int{"": 6, "3": 3, "150": 6, "-1": 6} {
		a, text := c.get("/api_v3/service/media/action/getVolumeMap?ks="+c.ks+"&entryId="+entry+"&desiredLines="+
			lines, nil)
		rows := strings.Split(strings.TrimSpace(text), "\n")
		if a.Header.Get("Content-Type") != "text/csv; charset=utf-8" || rows[0] != "pts,rms_level" ||
			len(rows)-1 < want || len(rows)-1 > want+1 {
			t.Errorf("%q lines: %s %s", lines, a.Header.Get("Content-Type"), text)
		}
	}
	_, again := c.get("/p/101/sp/10100/playManifest/entryId/"+entry+"/format/applehttp/a.m3u8", nil)
	base := strings.TrimPrefix(strings.TrimSuffix(lists(again)[0], "index.m3u8"),
		strings.TrimSuffix(c.base, "/api_v3/service/"))
	if a, text := c.get(base+"volume_map.csv", nil); a.StatusCode != http.StatusOK ||
		!strings.HasPrefix(text, "pts,rms_level\n0,") {
		t.Errorf("beside the rendition: %d %s", a.StatusCode, text)
	}
	if got := c.call("media", "getVolumeMap", url.Values{"entryId": {"0_nothing0"}}); got.str(
		"code") != "ENTRY_ID_NOT_FOUND" {
		t.Errorf("of nothing: %v", got)
	}
}

// TestPosterOfAFilm: a film has a picture of its own after its conversion, a
// recording of sound has none.
func TestPosterOfAFilm(t *testing.T) {
	c := newClient(t)
	film := c.upload("film.mp4", clip(t))
	c.settled(film)
	list := c.ok("thumbAsset", "list", url.Values{"filter[entryIdEqual]": {film}})["objects"].([]any)
	if len(list) != 1 {
		t.Fatalf("pictures: %v", list)
	}
	thumb := answer(list[0].(map[string]any))
	if thumb.str("tags") != "default_thumb" || thumb.num("status") != 2 || thumb.num("width") != 320 ||
		thumb.num("height") != 180 {
		t.Errorf("the picture: %v", thumb)
	}
	r, data := c.load("/api_v3/service/thumbAsset/action/serve/thumbAssetId/" + thumb.str("id"))
	if config, err := jpeg.DecodeConfig(bytes.NewReader(data)); err != nil || config.Width != 320 {
		t.Errorf("served: %d, %v, %v", r.StatusCode, config, err)
	}
}
