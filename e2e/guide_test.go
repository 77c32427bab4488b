package e2e

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// guide opens a page with what the player embed guide shows, verbatim but for
// host and ids (e2e/guide).
func guide(t *testing.T, name string) *tab {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("guide", name+".html"))
	if err != nil {
		t.Fatal(err)
	}
	var session struct{ KS string }
	if err := call("session", "startWidgetSession", url.Values{"widgetId": {"_101"}}, &session); err != nil {
		t.Fatal(err)
	}
	page := strings.NewReplacer("https://cdnapisec.kaltura.com", site.base, "{PARTNER_ID}", "101",
		"{PLAYER_INSTANCE_ID}", "1", "{KALTURA_SESSION}", session.KS,
		"{ENTRY_ID}", site.entry, "{CLIP_START_SECONDS}", "6", "{CLIP_END_SECONDS}", "16", "{START_SECONDS}",
		"2", "https://example.com/logo.png", site.base+"/favicon.ico").Replace(string(text))
	return openBody(t, page)
}

// says waits until the console has a line.
func (b *tab) says(pattern string, limit time.Duration) {
	b.t.Helper()
	line := regexp.MustCompile(pattern)
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if line.MatchString(strings.Join(b.console(), "\n")) {
			return
		}
	}
	b.t.Fatalf("not said within %v: %s", limit, pattern)
}

const guidePlayer = `KalturaPlayer.getPlayer("kplayer")`

func TestGuideSetup(t *testing.T) {
	slot(t, waits)
	b := guide(t, "setup")
	b.says("player is ready!", 20*time.Second)
	b.until("a clip of ten seconds plays", `((p) => p.currentTime > 0.5 && Math.abs(p.duration - 10) < 1.1)(`+
		guidePlayer+`)`, 15*time.Second)
	b.quiet()
}

func TestGuideIframe(t *testing.T) {
	slot(t, waits)
	b := guide(t, "iframe")
	b.until("the frame is there", `document.querySelector("#kaltura_player")`, 5*time.Second)
	b.do(`window.told = []; addEventListener("message", (e) => told.push(e.data));
		const frame = document.querySelector("#kaltura_player");
		const ask = () => frame.contentWindow.postMessage({diptych: 1, id: 1, method: "get",
			args: ["currentTime"]}, "*");
		setInterval(ask, 300);`)
	b.until("it plays, and tells", `told.some((m) => m.id === 1 && m.result > 0.5)`, 25*time.Second)
	b.picture("guide-iframe")
}

func TestGuideConfig(t *testing.T) {
	slot(t, waits)
	b := guide(t, "config")
	b.until("it plays where startTime says",
		`player.currentTime > 2.3 && player.currentTime < 9 && Math.abs(player.duration - 10) < 1.1`,
		20*time.Second)
	b.until("the watermark",
		`document.querySelector(".playkit-watermark.playkit-top-left a[href='https://example.com'] img")`,
		5*time.Second)
	if got := eval[string](b,
		`[player.config.provider.env.serviceUrl, player.streamType, `+
			`player.config.playback.streamPriority.length].join()`); got != site.base+",hls,3" {
		t.Errorf("config %s", got)
	}
	b.quiet()
}

func TestGuideEvents(t *testing.T) {
	slot(t, waits)
	b := guide(t, "events")
	for _, line := range []string{"player is ready!", "PLAY", "currentTime: .*\\d"} {
		b.says(line, 20*time.Second)
	}
	b.do(`player.pause(); await new Promise((r) => setTimeout(r, 300)); player.currentTime = 28; player.play();`)
	for _, line := range []string{"PAUSE", "SEEKING", "SEEKED", "ENDED"} {
		b.says(line, 15*time.Second)
	}
	b.do(`dispose(); window.frames = 0; player.play(); await new Promise((r) => setTimeout(r, 1500));`)
	said := strings.Join(b.console(), "\n")
	if after := said[strings.Index(said, "disposing"):]; strings.Contains(after, "PLAY") ||
		strings.Contains(after, "currentTime") {
		t.Errorf("after dispose: %s", after)
	}
	b.quiet()
}

func TestGuideProgress(t *testing.T) {
	slot(t, waits)
	b := guide(t, "progress")
	b.says("Event: PLAYING", 20*time.Second)
	for _, at := range []string{"8", "16", "24"} {
		b.do(`player.currentTime = ` + at + `; await new Promise((r) => setTimeout(r, 900));`)
	}
	b.do(`player.currentTime = 29;`)
	for _, line := range []string{"Reached 25%", "Reached 50%", "Reached 75%", "Reached 100%", "Event: ENDED",
		"Event: PLAY_REACHED_100_PERCENT"} {
		b.says(line, 10*time.Second)
	}
	if n := strings.Count(strings.Join(b.console(), "\n"), "Reached 100%"); n != 1 {
		t.Errorf("100%% was reached %d times", n)
	}
	b.quiet()
}

func TestGuideRuntime(t *testing.T) {
	slot(t, waits)
	b := guide(t, "runtime")
	b.do(`player.muted = true; player.play();`)
	b.says("Dual Screen service is ready", 20*time.Second)
	b.until("it plays", "player.currentTime > 0.5", 15*time.Second)
	b.do(`player.addEventListener("dualscreen_change_layout", (e) => (window.layout = e.payload.layout)); ` +
		`switchLayouts();`)
	b.until("the last layout stands", `window.layout === "PIPInverse"`, 5*time.Second)
	b.do(`configureLater(); await new Promise((r) => setTimeout(r, 500)); const e = ` +
		`document.createElement("i"); e.className = "custom"; ` +
		`document.querySelector(".playkit-player").append(e); window.colour = getComputedStyle(e).color;`)
	if got := eval[string](b, `[window.colour, window.layout].join(" ")`); got != "rgb(255, 0, 0) PIPInverse" {
		t.Errorf("configure: %s", got)
	}
	b.do(`control();`)
	b.until("paused near the end, at half volume",
		`player.paused && player.currentTime > 29 && player.volume === 0.5`, 5*time.Second)
	b.do(`end();`)
	if !eval[bool](b,
		`document.querySelector("#kplayer").childElementCount === 0 && KalturaPlayer.getPlayer("kplayer") `+
			`=== null`) {
		t.Error("destroy leaves something behind")
	}
	b.quiet()
}

func TestGuidePlugins(t *testing.T) {
	slot(t, waits)
	b := guide(t, "plugins")
	b.until("it plays HLS side by side",
		`player.currentTime > 0.5 && player.streamType === "hls" && player.plugins.dualscreen._layout === `+
			`"SideBySide"`, 25*time.Second)
	b.quiet()
}
