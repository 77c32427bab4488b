package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
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

// page runs an expression on a page of a player, with the helpers loaded.
func page[T any](t *testing.T, name string, helpers []string, expression string) T {
	t.Helper()
	b := open(t, site.pages.URL+"/surface/"+name)
	for _, helper := range helpers {
		b.do(helper)
	}
	b.do("localStorage.clear(); sessionStorage.clear();") // one origin serves both, and other tests
	return eval[T](b, expression)
}

// both gives what an expression is on a page of each player, theirs as recorded;
// table makes of it what is compared.
func both[T any](t *testing.T, scope string, helpers []string, expression string,
	table func(T) map[string]string) (real, ours map[string]string) {
	t.Helper()
	var code []string
	for _, name := range append([]string{"describe.js"}, helpers...) {
		text, err := os.ReadFile(filepath.Join("surface", name))
		if err != nil {
			t.Fatal(err)
		}
		code = append(code, string(text))
	}
	named := func(v T) map[string]string {
		out := table(v)
		for key, text := range out {
			out[key] = anonymous(text)
		}
		return out
	}
	question := anonymous(strings.Join(append(code, expression), "\n"))
	real = recorded(t, filepath.Join("surface", "recorded", scope+".json"), question,
		func() map[string]string { return named(page[T](t, "real", code, expression)) },
		func(old, now map[string]string) []string { return changes(t, scope, old, now) })
	return real, named(page[T](t, "ours", code, expression))
}

// changes names the keys under which the reference player says something else than
// before, but for those of listed differences.
func changes(t *testing.T, scope string, old, now map[string]string) (out []string) {
	t.Helper()
	listed := reasons(t, scope)
	for key, text := range now {
		if _, ok := listed[key]; !ok && old[key] != text {
			out = append(out, fmt.Sprintf("%s: recorded %q, now %q", key, old[key], text))
		}
	}
	for key := range old {
		if _, ok := now[key]; !ok {
			out = append(out, key+" is gone")
		}
	}
	sort.Strings(out)
	return out
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

// reasons are the known differences of a scope, by key.
func reasons(t *testing.T, scope string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, line := range lines(t, "known.txt") {
		of, rest, _ := strings.Cut(line, "\t")
		key, reason, ok := strings.Cut(rest, "\t")
		if of == scope && ok {
			out[key] = reason
		}
	}
	return out
}

// check holds the differences against the known ones.
func (r report) check(share float64) {
	r.t.Helper()
	known := reasons(r.t, r.scope)
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

// asItIs is for pages that give the table itself.
func asItIs(table map[string]string) map[string]string { return table }

// same compares two tables by the keys of theirs.
func same(t *testing.T, scope string, real, ours map[string]string, share float64) {
	t.Helper()
	compare(t, scope, slices.Sorted(maps.Keys(real)), func(k string) string { return real[k] },
		func(k string) string { return ours[k] }).check(share)
}

func TestSurfaceNames(t *testing.T) {
	slot(t, waits)
	real, ours := both(t, "names", []string{"walk.js"}, "whole().then(walk)", asItIs)
	same(t, "names", real, ours, 0.98)
}

// TestSurfaceUI compares KalturaPlayer.ui, with what plugins build on: components,
// store, texts. Class names are made by rule here and are no list, so ours are
// asked for by theirs.
func TestSurfaceUI(t *testing.T) {
	slot(t, waits)
	real, ours := both(t, "ui", []string{"ui.js"}, `(async () => {
		const out = await walkUI();
		if (Object.keys(KalturaPlayer.ui.style).length) out["style names"] = Object.keys(KalturaPlayer.ui.style)
			.join(" ");
		return out;
	})()`, asItIs)
	names := strings.Fields(real["style names"])
	delete(real, "style names")
	values := eval[[]string](open(t, site.pages.URL+"/surface/ours"),
		fmt.Sprintf(`%q.split(" ").map((name) => KalturaPlayer.ui.style[name])`, strings.Join(names, " ")))
	for i, name := range names {
		ours["ui.style."+name] = values[i]
	}
	same(t, "ui", real, ours, 0.98)
}

func TestSurfaceCore(t *testing.T) {
	slot(t, waits)
	list := lines(t, "core.txt")
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	real, ours := both(t, "core", nil, fmt.Sprintf(`(async () => {
		await whole();
		const K = KalturaPlayer, C = K.core, U = C.utils, BASE = %q, out = [];
		for (const line of %s) out.push(await tryLine(line, {K, C, U, BASE}));
		return out;
	})()`, site.base, text), func(results []string) map[string]string {
		out := map[string]string{}
		for i, line := range list {
			out[line] = results[i]
		}
		return out
	})
	same(t, "core", real, ours, 0.95)
}

func TestSurfacePlayer(t *testing.T) {
	slot(t, waits)
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
	real, ours := both(t, "player", []string{"player.js"},
		fmt.Sprintf("runScenes(%s, %q, %s)", config, site.entry, text), results)
	same(t, "player", real, ours, 0.85)
}

// results names what each line gave and the events that it caused.
func results(rows [][4]string) map[string]string {
	out := map[string]string{}
	for _, row := range rows {
		key := row[0] + ": " + row[1]
		for ; out[key] != ""; key += " (again)" { // a line may stand twice
		}
		out[key] = strings.TrimSpace(row[2] + "  events: " + row[3])
	}
	return out
}

// TestSurfaceMembers: every member that the contract names, of a player that has
// just been set up, its plugins and services.
func TestSurfaceMembers(t *testing.T) {
	slot(t, waits)
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
