package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"diptych/server/store"
)

// TestDemoIsFollowed: the start page and what it asks for tell how far the lecture
// has come, in words and percent.
func TestDemoIsFollowed(t *testing.T) {
	c := newClientWith(t, func(c *Config) { c.Demo = true })
	c.server.ready.Store(false)
	entry := func(id, parent string, status, percent int) *store.Entry {
		e := &store.Entry{ID: id, PartnerID: 101, ParentEntryID: parent, Name: "Slides", Status: status,
			Progress: percent, CreatedAt: time.Now().Unix()}
		if parent == "" {
			e.ReferenceID = demoReference
		}
		return e
	}
	put := func(e *store.Entry, f func(*store.Entry)) {
		f(e)
		if err := c.server.store.Update(t.Context(), nil, e, "status", "progress", "error_reason"); err != nil {
			t.Fatal(err)
		}
	}
	add := func(e *store.Entry) *store.Entry {
		if err := c.server.store.Insert(t.Context(), nil, e); err != nil {
			t.Fatal(err)
		}
		return e
	}
	expect := func(want making) {
		t.Helper()
		var got making
		_, text := c.get("/player/demo.json", nil)
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("told %s %v, want %+v", text, err, want)
		}
		if _, page := c.get("/", nil); !want.Ready && !strings.Contains(page, want.Step) {
			t.Errorf("the page does not say %q", want.Step)
		}
	}
	expect(making{Step: "The slides are being drawn."})
	parent := add(entry("0_parent01", "", store.EntryPreconvert, 30))
	expect(making{Step: "Stream 1 of 3 is being converted.", Percent: 10})
	room := add(entry("0_room0001", parent.ID, store.EntryPreconvert, 0))
	put(parent, func(e *store.Entry) { e.Status, e.Progress = store.EntryReady, 100 })
	put(room, func(e *store.Entry) { e.Progress = 50 })
	expect(making{Step: "Stream 2 of 3 is being converted.", Percent: 50})
	put(room, func(e *store.Entry) { e.Status = store.EntryReady })
	slides := add(entry("0_slides01", parent.ID, store.EntryReady, 100))
	expect(making{Step: "Captions, chapters and slides are being added.", Percent: 99})
	put(slides, func(e *store.Entry) { e.Status, e.ErrorReason = -1, "no disk" })
	expect(making{Failed: true, Step: "“Slides” could not be prepared."})
	c.server.ready.Store(true)
	expect(making{Ready: true, Step: "The demo lecture is ready.", Percent: 100})
	if r, _ := newClient(t).get("/player/demo.json", nil); r.StatusCode != http.StatusNotFound {
		t.Errorf("status %d where there is no demo", r.StatusCode)
	}
}

// TestNewAccountHasTwoPlayers: the second has what every player has, so that a
// page's own plugins decide.
func TestNewAccountHasTwoPlayers(t *testing.T) {
	c := newClient(t)
	for id, want := range map[string]string{
		"1": "dualscreen kalturaCuepoints navigation playkit-js-transcript timeline uiManagers",
		"2": "kalturaCuepoints timeline uiManagers"} {
		e := c.embed("/p/101/embedPlaykitJs/uiconf_id/" + id)
		plugins, _ := e.data.at("plugins").(map[string]any)
		names := ""
		for _, name := range strings.Fields(
			"dualscreen kalturaCuepoints navigation playkit-js-transcript timeline uiManagers") {
			if plugins[name] != nil {
				names += " " + name
			}
		}
		if strings.TrimSpace(names) != want || len(plugins) != len(strings.Fields(want)) {
			t.Errorf("player %s has %v, want %s", id, plugins, want)
		}
	}
}
