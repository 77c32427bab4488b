package server

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"diptych/server/blob/s3test"
)

// TestPlaysFromUnreliableS3: everything is kept in a bucket whose server fails
// one request in ten; a lecture is published and every byte of it is there.
func TestPlaysFromUnreliableS3(t *testing.T) {
	c := newClientWith(t, func(c *Config) {
		c.Storage = fmt.Sprintf("s3://%s:%s@%s?endpoint=%s", s3test.Key, s3test.Secret, s3test.Bucket,
			url.QueryEscape(s3test.Unreliable(t)))
	})
	film := clip(t)
	entry := c.upload("film.mp4", film)
	if e := c.settled(entry); e.num("status") != 2 {
		t.Fatalf("the entry: %v", e)
	}
	_, master := c.load("/p/101/playManifest/entryId/" + entry + "/format/applehttp/a.m3u8")
	pieces := 0
	for _, line := range strings.Split(string(master), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		_, playlist := c.load(strings.TrimPrefix(line, c.site()))
		folder := strings.TrimSuffix(strings.TrimPrefix(line, c.site()), "index.m3u8")
		for _, name := range append(strings.Fields(string(playlist)), "init.mp4") {
			if strings.HasPrefix(name, "#") || !strings.Contains(name, ".m") {
				continue
			}
			if r, data := c.load(folder + name); r.StatusCode != http.StatusOK ||
				int64(len(data)) != r.ContentLength || len(data) == 0 {
				t.Errorf("%s: %d, %d bytes", name, r.StatusCode, len(data))
			}
			pieces++
		}
	}
	if pieces < 3 {
		t.Errorf("only %d pieces in %s", pieces, master)
	}
	if r, data := c.load("/p/101/thumbnail/entry_id/" + entry + "/width/64"); r.StatusCode != http.StatusOK ||
		len(data) == 0 {
		t.Errorf("thumbnail: %d", r.StatusCode)
	}
	if r, data := c.load("/p/101/raw/entry_id/" + entry); r.StatusCode != http.StatusOK ||
		len(data) != len(film) {
		t.Errorf("source: %d, %d bytes of %d", r.StatusCode, len(data), len(film))
	}
}

// TestBucketAway: while the bucket does not answer, what is uploaded waits; when
// it is back, it goes on by itself. DIPTYCH_AWAY is how long that takes.
func TestBucketAway(t *testing.T) {
	away, err := time.ParseDuration(os.Getenv("DIPTYCH_AWAY"))
	if err != nil {
		away = 5 * time.Second
	}
	t.Parallel()
	address, turn := s3test.Switched(t)
	c := newClientWith(t, func(c *Config) {
		c.Storage = fmt.Sprintf("s3://%s:%s@%s?endpoint=%s", s3test.Key, s3test.Secret, s3test.Bucket,
			url.QueryEscape(address))
	})
	film := clip(t)
	turn(false)
	entry := c.upload("film.mp4", film)
	began := time.Now()
	for time.Since(began) < away {
		if e := c.ok("media", "get", url.Values{"entryId": {entry}}); e.num("status") < 0 ||
			e.num("status") == 2 {
			t.Fatalf("without the bucket: %v", e)
		}
		time.Sleep(200 * time.Millisecond)
	}
	// The client of the bucket tries for half a minute before it says so.
	if _, text := c.load("/healthz"); away > time.Minute &&
		!strings.Contains(string(text), "waiting: 1 for storage") {
		t.Errorf("/healthz says %s", text)
	}
	turn(true)
	if e := c.settled(entry); e.num("status") != 2 {
		t.Fatalf("with the bucket: %v", e)
	}
	if r, data := c.load("/p/101/raw/entry_id/" + entry); r.StatusCode != http.StatusOK ||
		len(data) != len(film) {
		t.Errorf("the source: %d, %d bytes of %d", r.StatusCode, len(data), len(film))
	}
}
