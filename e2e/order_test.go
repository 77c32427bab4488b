package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The player that the contract was taken from does the same things in the same
// browser as ours, and both say what happens: theirs once, on a tape that is kept
// (order/tapes). Where they differ, a reason stands in the table.

// who makes a player.
type who string

const (
	ours   who = "ours"
	theirs who = "theirs"
)

func orderPage(w http.ResponseWriter, r *http.Request) {
	script := "/npm/@playkit-js/kaltura-player-js/dist/kaltura-ovp-player.js"
	if r.URL.Query().Get("player") == string(ours) {
		script = r.URL.Query().Get("base") + "/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js"
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w,
		`<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Order</title><body><div id="player" `+
			`style="width:480px;height:270px"></div><script src="%s"></script><script `+
			`src="/order/recorder.js"></script></body></html>`, script)
}

// scene is a page's life in steps.
type scene struct {
	name   string
	config string // beside target and provider
	policy string // of autoplay; "" = everything may play
	fault  func(class string, n int) fault
	steps  []step
}

// step is something that is done, and what it leads to.
type step struct {
	name  string
	do    string
	until string // JavaScript; "" = nothing is waited for but quiet
}

// taped is what a player told during a step.
type taped struct {
	Step string   `json:"step"`
	Tape []string `json:"tape"`
}

// play lets one of the players go through a scene, in a small picture that busy
// processors decode in time; take gives the tape of a step.
func (s scene) play(t *testing.T, w who, take func(b *tab, step int) []string) []taped {
	t.Helper()
	base := site.base
	if s.fault != nil {
		base = newFaulty(t, s.fault).URL
	}
	b := openIn(t, s.policy, fmt.Sprintf("%s/order?player=%s&base=%s", site.pages.URL, w, url.QueryEscape(base)))
	b.do(js(`start(Object.assign({targetId: "player",
		provider: {partnerId: 101, uiConfId: 1, ignoreServerConfig: true, env: {serviceUrl: %q, cdnUrl: %q}},
			disableUserCache: true, abr: {capLevelToPlayerSize: true}, plugins: {timeline: {disable: true}}}, %s));
		window.entry = %q;`, base+"/api_v3", base, first(s.config, "{}"), site.entry))
	var out []taped
	for i, each := range s.steps {
		b.do(each.do)
		if each.until != "" {
			b.until(string(w)+" "+each.name, each.until, 15*time.Second)
		}
		out = append(out, taped{each.name, take(b, i)})
	}
	return out
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// openIn opens a page in a browser with an autoplay policy of its own.
func openIn(t *testing.T, policy, url string) *tab {
	t.Helper()
	if policy == "" {
		return open(t, url)
	}
	ctx, stop := chromium(policy)
	t.Cleanup(stop)
	return openWith(t, ctx, url)
}

func TestOrder(t *testing.T) {
	t.Parallel()
	for _, s := range scenes {
		t.Run(strings.ReplaceAll(s.name, " ", "-"), func(t *testing.T) {
			slot(t, waits)
			for _, text := range s.differences(t) {
				t.Errorf("%s, %s", s.name, text)
			}
		})
	}
}

// differences plays a scene and holds it against the tape of the reference player;
// what differs, in the order of steps.
func (s scene) differences(t *testing.T) []string {
	t.Helper()
	expected := s.reference(t)
	got := s.play(t, ours, s.asExpected(expected))
	var out []string
	for i, each := range s.steps {
		if text := compareTapes(s.name, each.name, expected[i].Tape, got[i].Tape); text != "" {
			then := ""
			if i+1 < len(got) { // late, or never?
				then = strings.Join(got[i+1].Tape, " → ")
			}
			out = append(out, fmt.Sprintf("%s\n\traw    %s\n\tthen   %s", text,
				strings.Join(got[i].Tape, " → "), then))
		}
	}
	return out
}

// compareTapes tells how two tapes of a step differ, "" when they do not.
func compareTapes(scene, step string, theirs, ours []string) string {
	a, b := strings.Join(normal(theirs), " → "), strings.Join(normal(ours), " → ")
	listed, ok := known[scene+", "+step]
	switch {
	case ok && listed.ours != "" && b != listed.ours:
		return fmt.Sprintf("%s: the listed difference has changed (%s)\n\ttheirs %s\n\tours   %s\n\tlisted %s",
			step, listed.reason, a, b, listed.ours)
	case !ok && a != b:
		return fmt.Sprintf("%s:\n\ttheirs %s\n\tours   %s", step, a, b)
	}
	return ""
}
