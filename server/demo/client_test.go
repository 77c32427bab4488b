package demo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// call is one that a server of these tests has got.
type call struct {
	action string
	form   map[string]string
	file   string
}

// server answers each action in turn with its text; the last one stays.
func server(t *testing.T, answers map[string][]string) (*Client, *[]call) {
	t.Helper()
	var calls []call
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts := strings.Split(r.URL.Path, "/") // /service/x/action/y
		c := call{action: parts[2] + "." + parts[4], form: map[string]string{}}
		_ = r.ParseMultipartForm(1 << 20) // a form is none
		for key := range r.Form {
			c.form[key] = r.Form.Get(key)
		}
		if f, _, err := r.FormFile("fileData"); err == nil {
			b, _ := io.ReadAll(f)
			c.file = string(b)
		}
		calls = append(calls, c)
		list := answers[c.action]
		if len(list) == 0 {
			list = []string{`{"id":"1_x"}`}
		} else if len(list) > 1 {
			answers[c.action] = list[1:]
		}
		_, _ = io.WriteString(w, list[0])
	}))
	t.Cleanup(s.Close)
	return &Client{HTTP: s.Client(), API: s.URL, Partner: 101, Secret: "s"}, &calls
}

const fault = `{"objectType":"KalturaAPIException","code":"MISSING_KS","message":"m"}`

// TestLogin: the session is in every call behind it.
func TestLogin(t *testing.T) {
	t.Parallel()
	c, calls := server(t, map[string][]string{"session.start": {`"token"`}})
	if err := errors.Join(c.login(t.Context()), c.call(t.Context(), "media", "get",
		map[string]string{"entryId": "0_a"}, nil)); err != nil {
		t.Fatal(err)
	}
	first, second := (*calls)[0].form, (*calls)[1].form
	if first["secret"] != "s" || first["partnerId"] != "101" || first["ks"] != "" || second["ks"] != "token" ||
		second["entryId"] != "0_a" || second["format"] != "1" {
		t.Errorf("%v\n%v", first, second)
	}
}

// TestFaults: what the API refuses is an error with its code, and so is what is no
// answer.
func TestFaults(t *testing.T) {
	t.Parallel()
	c, _ := server(t, map[string][]string{"media.get": {fault}, "media.list": {"<html>"}})
	var e apiError
	if err := c.call(t.Context(), "media", "get", nil, nil); !errors.As(err, &e) || e.Code != "MISSING_KS" ||
		!strings.Contains(err.Error(), "media.get") {
		t.Errorf("%v", err)
	}
	var out list
	if err := c.call(t.Context(), "media", "list", nil, &out); err == nil {
		t.Error("a page is an answer")
	}
	c.API = "http://127.0.0.1:1"
	if err := c.call(t.Context(), "media", "get", nil, nil); err == nil ||
		!strings.Contains(err.Error(), "media.get") {
		t.Errorf("nobody answers: %v", err)
	}
}

// TestPublishFile: a token, the bytes, an entry, and its content, in this order.
func TestPublishFile(t *testing.T) {
	t.Parallel()
	c, calls := server(t, map[string][]string{"uploadToken.add": {`{"id":"token"}`},
		"media.add": {`{"id":"0_e"}`}})
	file := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(file, []byte("bytes"), 0o600); err != nil {
		t.Fatal(err)
	}
	id, err := c.publish(t.Context(), file, map[string]string{"name": "Lecture"})
	if err != nil || id != "0_e" {
		t.Fatalf("%s, %v", id, err)
	}
	var order []string
	for _, one := range *calls {
		order = append(order, one.action)
	}
	if got := strings.Join(order, " "); got != "uploadToken.add uploadToken.upload media.add media.addContent" {
		t.Errorf("%s", got)
	}
	sent, made, given := (*calls)[1], (*calls)[2].form, (*calls)[3].form
	if sent.file != "bytes" || sent.form["uploadTokenId"] != "token" || made["entry[name]"] != "Lecture" ||
		given["entryId"] != "0_e" || given["resource[token]"] != "token" {
		t.Errorf("%+v\n%v\n%v", sent, made, given)
	}
	if _, err := c.publish(t.Context(), filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err,
		os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// TestWait: until an entry is ready, has failed, or nobody waits.
func TestWait(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answers []string
		want    string
	}{
		"at once": {[]string{`{"status":2}`}, ""},
		"later":   {[]string{`{"status":1}`, `{"status":2}`}, ""},
		"failed":  {[]string{`{"status":-1,"diptychErrorReason":"no film"}`}, "entry 0_a: no film"},
		"gone":    {[]string{fault}, "baseEntry.get: MISSING_KS: m"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := server(t, map[string][]string{"baseEntry.get": c.answers})
			err := client.wait(t.Context(), "0_a")
			if err == nil && c.want != "" || err != nil && err.Error() != c.want {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	client, _ := server(t, map[string][]string{"baseEntry.get": {`{"status":1}`}})
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if err := client.wait(ctx, "0_a"); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits: %v", err)
	}
}

// TestCues: times are milliseconds on the wire.
func TestCues(t *testing.T) {
	t.Parallel()
	c, calls := server(t, nil)
	id, err := c.cue(t.Context(), "KalturaThumbCuePoint", "0_a", 12, map[string]string{"title": "T"})
	form := (*calls)[0].form
	if err != nil || id != "1_x" || form["cuePoint[startTime]"] != "12000" || form["cuePoint[title]"] != "T" ||
		form["cuePoint[entryId]"] != "0_a" {
		t.Errorf("%s, %v, %v", id, err, form)
	}
	if err := c.caption(t.Context(), "0_a", "German", "Deutsch", "WEBVTT", "0"); err != nil {
		t.Fatal(err)
	}
	if set := (*calls)[2]; set.action != "caption_captionAsset.setContent" || set.form["id"] != "1_x" ||
		set.form["contentResource[content]"] != "WEBVTT" {
		t.Errorf("%+v", set)
	}
}

// TestRenditions: where not all are wanted, a profile of its own says which.
func TestRenditions(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(file, []byte("film"), 0o600); err != nil {
		t.Fatal(err)
	}
	for wanted, profile := range map[string]string{"": "", "0,2": "7"} {
		c, calls := server(t, map[string][]string{"conversionProfile.add": {`{"id":7}`}})
		c.Renditions = wanted
		if err := c.choose(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := c.publish(t.Context(), file, nil); err != nil {
			t.Fatal(err)
		}
		first := (*calls)[0]
		if got := first.form["conversionProfile[flavorParamsIds]"]; got != wanted {
			t.Errorf("%q: the profile has %q", wanted, got)
		}
		for _, c := range *calls {
			if got := c.form["entry[conversionProfileId]"]; c.action == "media.add" && got != profile {
				t.Errorf("%q: the entry has profile %q", wanted, got)
			}
		}
	}
}
