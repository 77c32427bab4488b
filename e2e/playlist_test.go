package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"diptych/server"

	"github.com/chromedp/chromedp"
)

// clips is a server of its own with three short entries, one that is not to be
// seen yet, and playlists of them.
type clips struct {
	base, ks string
	ids      []string
	later    string
	list     string
}

var clipServer = sync.OnceValues(makeClips)

// films of clips last this long: enough for a countdown.
const clipSeconds = 5

func makeClips() (*clips, error) {
	dir, err := os.MkdirTemp("", "diptych-clips-")
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s, err := server.Open(context.Background(), server.Config{Listen: address, Data: dir, Workers: 2,
		PartnerID: 101, AdminSecret: "secret of the clips", UserSecret: "of their users"},
		slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	atEnd.add(func() {
		cancel()
		<-ended
		_ = s.Close()
		_ = os.RemoveAll(dir)
	})
	c := &clips{base: "http://" + address}
	if err := await(c.base+"/healthz", time.Minute); err != nil {
		return nil, err
	}
	if err := c.post("session", "start", map[string]any{"secret": "secret of the clips", "partnerId": 101,
		"type": 2}, &c.ks); err != nil {
		return nil, err
	}
	for i, colour := range []string{"darkred", "darkgreen", "darkblue"} {
		id, err := c.clip(filepath.Join(dir, "clip.mp4"), fmt.Sprintf("Clip %d", i+1), colour)
		if err != nil {
			return nil, err
		}
		c.ids = append(c.ids, id)
	}
	if c.later, err = c.clip(filepath.Join(dir, "clip.mp4"), "Later", "black"); err != nil {
		return nil, err
	}
	if err := c.post("baseEntry", "update", map[string]any{"entryId": c.later,
		"baseEntry": map[string]any{"startDate": 99999999999}}, nil); err != nil {
		return nil, err
	}
	c.list, err = c.playlist("Three clips", c.ids...)
	return c, err
}

func (c *clips) playlist(name string, ids ...string) (string, error) {
	var p struct{ ID string }
	err := c.post("playlist", "add", map[string]any{"playlist": map[string]any{"name": name,
		"description": "For tests", "playlistType": 3, "playlistContent": strings.Join(ids, ",")}}, &p)
	return p.ID, err
}

// post calls the API; a failure is an error.
func (c *clips) post(service, action string, params map[string]any, out any) error {
	params["format"], params["ks"] = 1, c.ks
	body, err := json.Marshal(params)
	if err != nil {
		return err
	}
	r, err := http.Post(c.base+"/api_v3/service/"+service+"/action/"+action, "application/json",
		bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || bytes.Contains(text, []byte("KalturaAPIException")) {
		return fmt.Errorf("%s.%s: %s %w", service, action, text, err)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

// clip makes a film of one colour with a clock and publishes it.
func (c *clips) clip(file, name, colour string) (string, error) {
	out, err := exec.Command("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
		fmt.Sprintf("color=%s:size=640x360:rate=25:duration=%d", colour, clipSeconds), "-f", "lavfi", "-i",
		fmt.Sprintf("sine=duration=%d", clipSeconds),
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac",
		file).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("ffmpeg: %w %s", err, out)
	}
	return c.publish(file, name)
}

// publish uploads a film and waits until it can be played.
func (c *clips) publish(file, name string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var token, e struct {
		ID     string
		Status int
	}
	if err := c.post("uploadToken", "add", map[string]any{}, &token); err != nil {
		return "", err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for key, v := range map[string]string{"ks": c.ks, "format": "1", "uploadTokenId": token.ID} {
		_ = form.WriteField(key, v)
	}
	part, _ := form.CreateFormFile("fileData", "clip.mp4")
	_, _ = part.Write(data)
	_ = form.Close()
	r, err := http.Post(c.base+"/api_v3/service/uploadToken/action/upload", form.FormDataContentType(), &body)
	if err != nil {
		return "", err
	}
	_ = r.Body.Close()
	if err := c.post("media", "add", map[string]any{"entry": map[string]any{"mediaType": 1, "name": name}},
		&e); err != nil {
		return "", err
	}
	if err := c.post("media", "addContent", map[string]any{"entryId": e.ID,
		"resource": map[string]any{"objectType": "KalturaUploadedFileTokenResource", "token": token.ID}},
		nil); err != nil {
		return "", err
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(
		100 * time.Millisecond) {
		if err := c.post("media", "get", map[string]any{"entryId": e.ID}, &e); err != nil || e.Status == 2 {
			return e.ID, err
		}
	}
	return "", fmt.Errorf("%s is not ready", name)
}

// listed opens a page with a player whose playlist events are recorded too.
func listed(t *testing.T, config string) (*clips, *tab) { return listedOn(t, "/page?", config) }

func listedOn(t *testing.T, page, config string) (*clips, *tab) {
	t.Helper()
	c, err := clipServer()
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, site.pages.URL+page+"base="+c.base)
	b.setup(config)
	b.do(`
		const own = (k, v) => k === "playlist" ? v === player.playlist : k === "activeItem" ?
			player.playlist.items.indexOf(v) : v;
		for (const name of Object.values(player.Event.Playlist)) player.addEventListener(name,
			(e) => seen.push({type: e.type.replace("kaltura-player-", ""),
				payload: JSON.parse(JSON.stringify(e.payload ?? null, own))}));
		window.count = (type) => seen.filter((e) => e.type === type).length;
		window.at = (i, t = 0.5) => player.playlist.current?.index === i && player.currentTime > t && !player.paused;
		window.state = () => [player.playlist.prev, player.playlist.current,
			player.playlist.next].map((i) => i ? i.index : "-").join(" ");`)
	return c, b
}

func (b *tab) order(from int) string {
	b.t.Helper()
	return eval[string](b, js(`seen.slice(%d).map((e) => e.type).join(" ")`, from))
}

func (b *tab) events() int { return eval[int](b, "seen.length") }

func TestPlaylist(t *testing.T) {
	slot(t, waits)
	c, b := listed(t, "{playback: {autoplay: true, muted: true}}")
	before := eval[string](b,
		`JSON.stringify([player.playlist.items, player.playlist.current, player.playlist.id, `+
			`player.playlist.metadata, player.playlist.options, player.playlist.countdown])`)
	if want := `[[],null,"",{"name":"","description":""},{"autoContinue":true,"loop":false,"imageDuration":5,` +
		`"documentDuration":10},{"duration":10,"showing":true}]`; before != want {
		t.Errorf("before a playlist: %s", before)
	}
	data := eval[string](b,
		js(`player.loadPlaylist({playlistId: %q}).then((d) => (seen.push({type: "resolved"}), `+
			`JSON.stringify([d.id, d.metadata.name, d.items.map((i) => i.sources.id)])))`, c.list))
	if want := fmt.Sprintf(`[%q,"Three clips",[%q,%q,%q]]`, c.list, c.ids[0], c.ids[1], c.ids[2]); data != want {
		t.Errorf("resolves with %s, want %s", data, want)
	}
	b.until("the first plays", "at(0)", 20*time.Second)
	if order, want := b.order(0),
		"playlistloaded resolved changesourcestarted sourceselected mutechange changesourceended "+
			"playlistitemchanged playbackstart loadstart manifestloaded medialoaded trackschanged play "+
			"firstplay loadedmetadata playing firstplaying"; !inOrder(order, want) {
		t.Errorf("begins with %s\nwant %s", order, want)
	}
	payloads := eval[string](b,
		`JSON.stringify(seen.filter((e) => e.type.startsWith("playlist")).map((e) => e.payload))`)
	if want := fmt.Sprintf(`[{"playlist":true},{"index":0,"activeItem":0,"entryId":%q}]`,
		c.ids[0]); payloads != want {
		t.Errorf("payloads %s, want %s", payloads, want)
	}
	facts := eval[string](b,
		`JSON.stringify([player.playlist.id, player.playlist.metadata, player.playlist.items.map((i) => `+
			`i.isPlayable()), player.playlist.items === player.playlist.items, player.playlist.current === `+
			`player.playlist.items[0], player.getMediaInfo().entryId === player.playlist.items[0].sources.id])`)
	if want := fmt.Sprintf(
		`[%q,{"description":"For tests","name":"Three clips"},[true,true,false],true,true,true]`,
		c.list); facts != want {
		t.Errorf("player.playlist is %s, want %s", facts, want)
	}
	n := b.events()
	b.until("the second plays by itself", "at(1)", 20*time.Second)
	if order, want := b.order(n),
		"ended playbackended playerreset changesourcestarted sourceselected mutechange changesourceended "+
			"playlistitemchanged playbackstart trackschanged medialoaded play playing"; !inOrder(order, want) {
		t.Errorf("goes on with %s\nwant %s", order, want)
	}
	b.do(`player.playlist.playNext();`)
	b.until("playNext", "at(2)", 20*time.Second)
	if s := eval[string](b, "state()"); s != "1 2 -" {
		t.Errorf("at the last item %s", s)
	}
	b.do(`player.playlist.playPrev();`)
	b.until("playPrev", "at(1)", 20*time.Second)
	b.do(`player.playlist.playItem(2); player.playlist.playItem(7);`)
	b.until("the end of the list", `count("playlistended")`, 20*time.Second)
	if order := b.order(0); !strings.HasSuffix(order, "playbackended playlistended") {
		t.Errorf("ends with %s", order)
	}
	b.do(`player.playlist.playNext();`)
	b.until("after the last the first", "at(0)", 20*time.Second)
	b.quiet()
}

func TestEntryListPassesOverWhatMayNotBePlayed(t *testing.T) {
	slot(t, waits)
	c, b := listed(t, "{playback: {autoplay: true, muted: true}}")
	n := eval[int](b,
		js(`player.loadPlaylistByEntryList({entries: [{entryId: %q}, {entryId: %q}, "0_nothing1", `+
			`%q]}).then((d) => d.items.length)`, c.later, c.ids[0], c.ids[2]))
	if n != 3 {
		t.Errorf("%d items, want those that are there", n)
	}
	b.until("the one after the blocked one plays", "at(1)", 20*time.Second)
	if failures := eval[string](b,
		`seen.filter((e) => e.type === "error").map((e) => e.payload.severity + " " + e.payload.category + " `+
			`" + e.payload.code).join()`); failures != "1 17 7002" {
		t.Errorf("errors %s: %s", failures,
			eval[string](b, `JSON.stringify(seen.filter((e) => e.type === "error").map((e) => e.payload))`))
	}
	b.until("and on", "at(2)", 20*time.Second)
}

func TestPlaylistControls(t *testing.T) {
	slot(t, waits)
	c, b := listed(t, "{playback: {autoplay: true, muted: true}, playlist: {countdown: {duration: 3}}}")
	b.do(js(`await player.loadPlaylist({playlistId: %q});`, c.list))
	b.until("the first plays", "at(0)", 20*time.Second)
	if disabled := eval[[]bool](b,
		`[...document.querySelectorAll(".playkit-control-playlist-button button")].map((e) =>
			e.disabled)`); !slices.Equal(disabled, []bool{true, false}) {
		t.Errorf("buttons disabled %v", disabled)
	}
	b.do(`[...document.querySelectorAll(".playkit-control-playlist-button button")].at(-1).focus();`)
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent("\t")); err != nil { // shows where the focus is
		t.Fatal(err)
	}
	b.do(`const next = [...document.querySelectorAll(".playkit-control-playlist-button button")].at(-1); ` +
		`next.focus({focusVisible: true}); await new Promise((r) => setTimeout(r, 500));`)
	b.picture("playlist-preview")
	b.until("the countdown", `document.querySelector(".playkit-playlist-countdown")`, 20*time.Second)
	b.do(`await new Promise((r) => setTimeout(r, 400));`)
	b.picture("playlist-countdown")
	for _, found := range b.axe() {
		t.Error("countdown: " + found)
	}
	b.do(`const e = document.querySelector(".playkit-playlist-countdown-content"); e?.focus();`)
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	b.until("Enter plays the next", "at(1)", 20*time.Second)
	b.until("the countdown", `document.querySelector(".playkit-playlist-countdown")`, 20*time.Second)
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent("\u001b")); err != nil {
		t.Fatal(err)
	}
	b.until("Escape takes the card away", `!document.querySelector(".playkit-playlist-countdown")`,
		2*time.Second)
	b.until("it stays", `player.ended && document.querySelector(".playkit-playlist-next-screen-overlay")`,
		20*time.Second)
	if s := eval[string](b, "state()"); s != "0 1 2" {
		t.Errorf("went on to %s", s)
	}
	b.do(`await new Promise((r) => setTimeout(r, 300));`)
	b.picture("playlist-next-screen")
	for _, found := range b.axe() {
		t.Error("next screen: " + found)
	}
	b.click(".playkit-playlist-next-screen-poster")
	b.until("the next screen plays it", "at(2)", 20*time.Second)
	b.click(".playkit-control-playlist-button button")
	b.until("the button goes back", "at(1)", 20*time.Second)
	b.until("the countdown", `document.querySelector(".playkit-playlist-countdown")`, 20*time.Second)
	b.click(".playkit-playlist-countdown-cancel button")
	b.until("Cancel takes the card away", `!document.querySelector(".playkit-playlist-countdown")`,
		2*time.Second)
	b.quiet()
}

func TestPlaylistOfThePage(t *testing.T) {
	slot(t, waits)
	c, b := listed(t, "{playback: {autoplay: true, muted: true}}")
	item := func(i int) string {
		return fmt.Sprintf(
			`{sources: {id: "own%d", metadata: {name: "Own %d"}, hls: [{id: "h", mimetype: `+
				`"application/x-mpegurl", url: `+
				`"%s/p/101/sp/10100/playManifest/entryId/%s/format/applehttp/protocol/http/a.m3u8"}]}}`, i, i,
			c.base, c.ids[i])
	}
	b.do(fmt.Sprintf(
		`player.configure({playlist: {id: "own", metadata: {name: "Own"}, options: {loop: true}, items: [%s, `+
			`%s]}});`, item(0), item(1)))
	b.until("it plays", "at(0)", 20*time.Second)
	if s := eval[string](b,
		`state() + " " + player.playlist.id + " " + player.playlist.metadata.name + " " +
			player.sources.id`); s != "- 0 1 own Own own0" {
		t.Errorf("stands at %s", s)
	}
	b.until("the second", "at(1)", 20*time.Second)
	b.until("round again", "at(0)", 20*time.Second)
	b.quiet()
}

func TestPlaylistWhereThePageForbidsWasm(t *testing.T) {
	slot(t, waits)
	c, b := listedOn(t, "/policy?of=no+wasm&", "{playback: {autoplay: true, muted: true}}")
	b.do(js(`player.loadPlaylist({playlistId: %q}).then((d) => window.data = d);`, c.list))
	b.until("the first plays, and the page knows", "at(0) && window.data?.items.length === 3", 20*time.Second)
	b.until("the second", "at(1)", 20*time.Second)
	b.do(`player.playlist.playNext();`)
	b.until("playNext", "at(2)", 20*time.Second)
	if order := b.order(0); !inOrder(order,
		"playlistloaded changesourceended playlistitemchanged playbackended playerreset playlistitemchanged") {
		t.Errorf("events %s", order)
	}
}
