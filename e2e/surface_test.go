package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// The public surface of the player that the contract was taken from, and ours
// beside it, in the same browser on the same entry. What differs stands in
// surface/known.txt with its reason; what stands there has to differ.

// surfacePage embeds one of the players, or serves what the lines ask for.
func surfacePage(w http.ResponseWriter, r *http.Request) {
	files := map[string][2]string{
		"/surface/hello.json": {"application/json", `{"hello":1}`},
		"/surface/hello.js":   {"text/javascript", "window.hello=1"}, "/surface/hello.css": {"text/css", "x{}"},
	}
	if f, ok := files[r.URL.Path]; ok {
		w.Header().Set("Content-Type", f[0])
		fmt.Fprint(w, f[1])
		return
	}
	switch r.URL.Path {
	case "/surface/jsonp.js":
		callback := r.URL.Query().Get("callback")
		w.Header().Set("Content-Type", "text/javascript")
		url, _ := json.Marshal(strings.ReplaceAll(r.URL.String(), callback, "CB"))
		fmt.Fprintf(w, `%s({"u":%s})`, callback, url)
	case "/surface/real", "/surface/ours":
		script := site.base + "/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js"
		if r.URL.Path == "/surface/real" {
			script = "/npm/@playkit-js/kaltura-player-js/dist/kaltura-ovp-player.js"
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w,
			`<!DOCTYPE html><html lang="en"><title>Surface</title><body><div id="player" style="width:640px;`+
				`height:360px"></div><script src="%s"></script></body></html>`, script)
	default:
		http.NotFound(w, r)
	}
}

// both runs an expression on a page of each player, with the helpers loaded.
func both[T any](t *testing.T, helpers []string, expression string) (real, ours T) {
	t.Helper()
	run := func(t *testing.T, page string) T {
		b := open(t, site.pages.URL+"/surface/"+page)
		for _, name := range append([]string{"describe.js"}, helpers...) {
			text, err := os.ReadFile(filepath.Join("surface", name))
			if err != nil {
				t.Fatal(err)
			}
			b.do(string(text))
		}
		b.do("localStorage.clear(); sessionStorage.clear();") // one origin serves both, and other tests
		return eval[T](b, expression)
	}
	t.Run("both", func(t *testing.T) {
		t.Run("real", func(t *testing.T) { t.Parallel(); real = run(t, "real") })
		t.Run("ours", func(t *testing.T) { t.Parallel(); ours = run(t, "ours") })
	})
	if t.Failed() {
		t.FailNow()
	}
	return real, ours
}

// lines reads a file of the folder surface without what is empty.
func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("surface", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, line := range strings.Split(string(text), "\n") {
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

// report compares two tables by key and prints what differs; share is the least
// part of the keys that has to be equal.
type report struct {
	t     *testing.T
	scope string
	keys  []string
	same  int
	diffs map[string]string
}

func compare(t *testing.T, scope string, keys []string, real, ours func(key string) string) report {
	r := report{t: t, scope: scope, keys: keys, diffs: map[string]string{}}
	for _, key := range keys {
		if a, b := real(key), ours(key); a == b {
			r.same++
		} else {
			r.diffs[key] = fmt.Sprintf("theirs %s\n        ours   %s", a, b)
		}
	}
	return r
}

// check holds the differences against the known ones.
func (r report) check(share float64) {
	r.t.Helper()
	known := map[string]string{}
	for _, line := range lines(r.t, "known.txt") {
		scope, rest, _ := strings.Cut(line, "\t")
		key, reason, ok := strings.Cut(rest, "\t")
		if scope == r.scope && ok {
			known[key] = reason
		}
	}
	part := float64(r.same) / float64(len(r.keys))
	r.t.Logf("%s: %d of %d equal (%.2f %%), %d differ", r.scope, r.same, len(r.keys), 100*part, len(r.diffs))
	names := make([]string, 0, len(r.diffs))
	for key := range r.diffs {
		names = append(names, key)
	}
	sort.Strings(names)
	for _, key := range names {
		reason, ok := known[key]
		if !ok {
			r.t.Errorf("%s differs without a reason: %s\n        %s", r.scope, key, r.diffs[key])
			continue
		}
		r.t.Logf("%s: %s\n        %s\n        because %s", r.scope, key, r.diffs[key], reason)
	}
	for key := range known {
		if _, ok := r.diffs[key]; !ok {
			r.t.Errorf("%s no longer differs: %s", r.scope, key)
		}
	}
	if part < share {
		r.t.Errorf("%s: %.2f %% equal, want %.0f %%", r.scope, 100*part, 100*share)
	}
}

func TestSurfaceNames(t *testing.T) {
	real, ours := both[map[string]string](t, []string{"walk.js"}, "whole().then(walk)")
	keys := make([]string, 0, len(real))
	for key := range real {
		keys = append(keys, key)
	}
	compare(t, "names", keys, func(k string) string { return real[k] },
		func(k string) string { return ours[k] }).check(0.98)
}

// TestSurfaceUI compares KalturaPlayer.ui, with what plugins build on: components,
// store, texts. Class names are made by rule here and are no list, so ours are
// asked for by theirs.
func TestSurfaceUI(t *testing.T) {
	real, ours := both[map[string]string](t, []string{"ui.js"}, `(async () => {
		const out = await walkUI();
		if (Object.keys(KalturaPlayer.ui.style).length) out["style names"] = Object.keys(KalturaPlayer.ui.style)
			.join(" ");
		return out;
	})()`)
	names := strings.Fields(real["style names"])
	delete(real, "style names")
	values := eval[[]string](open(t, site.pages.URL+"/surface/ours"),
		fmt.Sprintf(`%q.split(" ").map((name) => KalturaPlayer.ui.style[name])`, strings.Join(names, " ")))
	for i, name := range names {
		ours["ui.style."+name] = values[i]
	}
	keys := make([]string, 0, len(real))
	for key := range real {
		keys = append(keys, key)
	}
	compare(t, "ui", keys, func(k string) string { return real[k] },
		func(k string) string { return ours[k] }).check(0.98)
}

func TestSurfaceCore(t *testing.T) {
	list := lines(t, "core.txt")
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	real, ours := both[[]string](t, nil, fmt.Sprintf(`(async () => {
		await whole();
		const K = KalturaPlayer, C = K.core, U = C.utils, BASE = %q, out = [];
		for (const line of %s) out.push(await tryLine(line, {K, C, U, BASE}));
		return out;
	})()`, site.base, text))
	at := map[string]int{}
	for i, line := range list {
		at[line] = i
	}
	compare(t, "core", list, func(k string) string { return real[at[k]] },
		func(k string) string { return ours[at[k]] }).check(0.95)
}

func TestSurfacePlayer(t *testing.T) {
	type scene struct {
		name  string
		lines []string
	}
	var scenes []scene
	for _, line := range lines(t, "player.txt") {
		if name, ok := strings.CutPrefix(line, "# "); ok {
			scenes = append(scenes, scene{name: name})
		} else {
			last := &scenes[len(scenes)-1]
			last.lines = append(last.lines, line)
		}
	}
	list := make([][2]any, len(scenes))
	for i, s := range scenes {
		list[i] = [2]any{s.name, s.lines}
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf(
		`{targetId: "player", provider: {partnerId: 101, uiConfId: 1, ignoreServerConfig: true, env: `+
			`{serviceUrl: %[1]q + "/api_v3", cdnUrl: %[1]q}}, disableUserCache: true, plugins: {timeline: `+
			`{disable: true}}}`, site.base)
	real, ours := both[[][4]string](t, []string{"player.js"},
		fmt.Sprintf("runScenes(%s, %q, %s)", config, site.entry, text))
	tables := [2]map[string]string{{}, {}}
	var keys []string
	for i, rows := range [][][4]string{real, ours} {
		for _, row := range rows {
			key := row[0] + ": " + row[1]
			for ; tables[i][key] != ""; key += " (again)" { // a line may stand twice
			}
			tables[i][key] = strings.TrimSpace(row[2] + "  events: " + row[3])
			if i == 0 {
				keys = append(keys, key)
			}
		}
	}
	compare(t, "player", keys, func(k string) string { return tables[0][k] },
		func(k string) string { return tables[1][k] }).check(0.85)
}

// TestSurfaceMembers: every member that the contract names, of a player that has
// just been set up, its plugins and services.
func TestSurfaceMembers(t *testing.T) {
	type section struct {
		name    string
		members []string
	}
	var all []section
	var keys []string
	for _, line := range lines(t, "members.txt") {
		if name, ok := strings.CutPrefix(line, "# "); ok {
			all = append(all, section{name: name})
			continue
		}
		last := &all[len(all)-1]
		for _, m := range strings.Fields(line) {
			last.members = append(last.members, m)
			keys = append(keys, last.name+": "+m)
		}
	}
	list := make([][2]any, len(all))
	for i, s := range all {
		list[i] = [2]any{s.name, s.members}
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, site.pages.URL+"/surface/ours")
	code, err := os.ReadFile(filepath.Join("surface", "members.js"))
	if err != nil {
		t.Fatal(err)
	}
	b.do(string(code))
	ours := map[string]string{}
	for _, key := range eval[[]string](b, fmt.Sprintf("missing(%s)", text)) {
		ours[key] = "missing"
	}
	compare(t, "members", keys, func(string) string { return "" },
		func(key string) string { return ours[key] }).check(0.97)
}
