package server

import (
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/Eyevinn/mp4ff/mp4"
)

// frames decodes a file or an address into the checksums of its pictures and
// sounds.
func frames(t *testing.T, input string) string {
	t.Helper()
	args := []string{"-v", "error", "-allowed_extensions", "ALL"}
	if !strings.Contains(input, ".m3u8") {
		args = args[:2]
	}
	out, err := exec.Command("ffmpeg", append(args, "-i", input, "-map", "0", "-f", "framemd5",
		"-")...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg reads %s: %v\n%s", input, err, out)
	}
	var sums []string
	for _, line := range strings.Split(string(out), "\n") {
		if fields := strings.Split(line, ","); !strings.HasPrefix(line, "#") && len(fields) == 6 {
			sums = append(sums, fields[0]+fields[5])
		} else if line != "" && !strings.HasPrefix(line, "#") {
			t.Errorf("ffmpeg says of %s: %s", input, line)
		}
	}
	return strings.Join(sums, "\n")
}

// TestEncrypted: each delivery profile that encrypts gives what, opened with the
// key that viewers get, is the film as it is, and is not that without.
func TestEncrypted(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	entry := c.upload("film.mp4", clip(t))
	c.settled(entry)
	root := strings.TrimSuffix(c.base, "/api_v3/service/")
	manifest := "/p/101/sp/10100/playManifest/entryId/" + entry + "/protocol/http/format/"
	for _, cut := range []string{"", "/clipTo/2500"} {
		_, clear := c.get(manifest+"applehttp"+cut+"/a.m3u8", nil)
		for _, list := range lists(clear) {
			plain := frames(t, list)
			for profile, method := range map[string]string{"1011": "AES-128", "1012": "SAMPLE-AES", "1013": "",
				"1014": ""} {
				scheme := map[string]string{"1011": "aes-128", "1012": "cbcs", "1013": "cenc",
					"1014": "cbcs"}[profile]
				base := strings.Replace(strings.TrimSuffix(list, "index.m3u8"), "/name/",
					"/protection/"+scheme+"/name/", 1)
				if method != "" {
					_, master := c.get(manifest+"applehttp/deliveryProfileId/"+profile+cut+"/a.m3u8", nil)
					if !strings.Contains(master, base) || strings.Contains(master, "I-FRAME") {
						t.Fatalf("%s leads elsewhere than to %s:\n%s", profile, base, master)
					}
				}
				_, playlist := c.get(strings.TrimPrefix(base, root)+"index.m3u8", nil)
				if !strings.Contains(playlist, "#EXT-X-KEY:METHOD="+method) ||
					strings.Index(playlist, "EXT-X-MAP") > strings.Index(playlist, "EXT-X-KEY") {
					t.Errorf("%s: %s", profile, playlist)
				}
				if scheme == "aes-128" {
					if frames(t, base+"index.m3u8") != plain {
						t.Errorf("%s%s: not the same film", profile, cut)
					}
					continue
				}
				whole, key := c.whole(strings.TrimPrefix(base, root)), c.key(strings.TrimPrefix(base, root))
				if frames(t, decrypted(t, whole, key)) != plain {
					t.Errorf("%s%s: not the same film", profile, cut)
				}
				if err := exec.Command("ffmpeg", "-v", "error", "-xerror", "-i", whole, "-f", "null",
					"-").Run(); err == nil {
					t.Errorf("%s%s: plays without the key", profile, cut)
				}
			}
		}
	}
}

// decrypted is a copy of a file with its samples in the clear.
func decrypted(t *testing.T, file, key string) string {
	t.Helper()
	f, err := mp4.ReadMP4File(file)
	if err != nil {
		t.Fatal(err)
	}
	info, err := mp4.DecryptInit(f.Init)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range f.Segments {
		if err := mp4.DecryptSegment(s, info, []byte(key)); err != nil {
			t.Fatal(err)
		}
	}
	name := strings.TrimSuffix(file, ".mp4") + "-clear.mp4"
	if err := mp4.WriteToFile(f, name); err != nil {
		t.Fatal(err)
	}
	return name
}

func lists(master string) []string {
	return regexp.MustCompile(`http://[^"\s]+/index\.m3u8`).FindAllString(master, -1)
}

func (c *client) key(base string) string {
	a, key := c.get(base+"encryption.key", nil)
	if a.StatusCode != http.StatusOK || len(key) != 16 || a.Header.Get("Cache-Control") != "private, no-store" {
		c.t.Fatalf("key: %d, %d bytes, %s", a.StatusCode, len(key), a.Header.Get("Cache-Control"))
	}
	return key
}

// whole is a file of the init segment and all segments.
func (c *client) whole(base string) string {
	c.t.Helper()
	_, playlist := c.get(base+"index.m3u8", nil)
	_, text := c.get(base+"init.mp4", nil)
	for i := range extInf.FindAllString(playlist, -1) {
		a, segment := c.get(base+"seg-"+strconv.Itoa(i+1)+".m4s", nil)
		if a.StatusCode != http.StatusOK {
			c.t.Fatalf("segment %d: %d", i+1, a.StatusCode)
		}
		text += segment
	}
	name := filepath.Join(c.t.TempDir(), "whole.mp4")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return name
}

// TestLicense: the MPD names who gives the key, who gives it to those who may
// play, for the key id that the media names.
func TestLicense(t *testing.T) {
	c := newClient(t)
	entry := c.upload("film.mp4", clip(t))
	c.settled(entry)
	_, mpd := c.get("/p/101/sp/10100/playManifest/entryId/"+entry+
		"/format/mpegdash/deliveryProfileId/1013/a.mpd", nil)
	at := regexp.MustCompile(`<dashif:Laurl[^>]*>([^<]+)`).FindStringSubmatch(mpd)
	id := regexp.MustCompile(`cenc:default_KID="([0-9a-f-]{36})"`).FindStringSubmatch(mpd)
	if at == nil || id == nil || strings.Count(mpd, "mp4protection") != 2 {
		t.Fatal(mpd)
	}
	raw, err := hex.DecodeString(strings.ReplaceAll(id[1], "-", ""))
	if err != nil {
		t.Fatal(err)
	}
	kid := base64.RawURLEncoding.EncodeToString(raw)
	ask := func(url, body string) (*http.Response, map[string]any) {
		a, err := http.Post(url, "application/json", bytes.NewReader([]byte(body)))
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		var out map[string]any
		_ = json.NewDecoder(a.Body).Decode(&out) // an error has no body
		return a, out
	}
	_, got := ask(at[1], `{"kids":["AAAA","`+kid+`"],"type":"temporary"}`)
	keys, _ := got["keys"].([]any)
	if len(keys) != 1 || got["type"] != "temporary" || keys[0].(map[string]any)["kid"] != kid ||
		len(keys[0].(map[string]any)["k"].(string)) != 22 {
		t.Errorf("licence %v", got)
	}
	for _, x := range []struct{ url, body, want string }{
		{at[1], `{"kids":["AAAA"]}`, "error-50"}, {at[1], `nonsense`, "error-25"},
		{strings.Replace(at[1], entry, "0_nothing0", 1), `{"kids":["` + kid + `"]}`, "error-1"},
	} {
		if a, _ := ask(x.url, x.body); a.StatusCode != http.StatusNotFound ||
			a.Header.Get("X-Kaltura") != x.want {
			t.Errorf("%s: %d %s, want %s", x.body, a.StatusCode, a.Header.Get("X-Kaltura"), x.want)
		}
	}
	for path, want := range map[string]string{"/format/applehttp/deliveryProfileId/1013/a.m3u8": "error-18",
		"/format/mpegdash/deliveryProfileId/1011/a.mpd": "error-18"} {
		if a, _ := c.get("/p/101/sp/10100/playManifest/entryId/"+entry+path,
			nil); a.Header.Get("X-Kaltura") != want {
			t.Errorf("%s: %s, want %s", path, a.Header.Get("X-Kaltura"), want)
		}
	}
}

// TestSignedManifest: a token holds for its address and its time.
func TestSignedManifest(t *testing.T) {
	c := newClient(t)
	entry := c.upload("film.mp4", clip(t))
	c.settled(entry)
	sign := func(secret string, expiry int64) string {
		path := "/p/101/sp/10100/playManifest/entryId/" + entry + "/format/applehttp/expiry/" +
			strconv.FormatInt(expiry, 10) + "/kt/{kt}/a.m3u8"
		sum := sha1.Sum([]byte(secret + path))
		return strings.Replace(path, "{kt}", hex.EncodeToString(sum[:]), 1)
	}
	soon, past := time.Now().Unix()+60, time.Now().Unix()-60
	for path, want := range map[string]string{
		sign("admin-secret", soon): "", sign("admin-secret", past): "error-28",
		sign("another", soon): "error-27",
		strings.Replace(sign("admin-secret", past), strconv.FormatInt(past, 10), strconv.FormatInt(soon, 10),
			1): "error-27",
	} {
		if a, _ := c.get(path, nil); a.Header.Get("X-Kaltura") != want {
			t.Errorf("%s: %q, want %q", path, a.Header.Get("X-Kaltura"), want)
		}
	}
}
