package player_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player"
	"diptych/player/playertest"
	"diptych/player/value"
)

// shop is a backend with entries of eight seconds and playlists of them.
type shop struct {
	lists   map[string]string // ids, by spaces
	blocked string            // entries that may not be played
	lost    string            // … whose question is lost
}

func exception(code string) value.Map {
	return value.Map{"objectType": "KalturaAPIException", "code": code, "message": code}
}

func entry(id string) value.Map {
	return value.Map{
		"id": id, "name": "Title " + id, "type": 1, "mediaType": 1, "status": 2, "duration": 8,
		"thumbnailUrl": "http://x/thumbnail/entry_id/" + id,
	}
}

func (s *shop) answer(call value.Map) any {
	id := value.Str(call, "filter", "redirectFromEntryId")
	switch value.Str(call, "service") + "." + value.Str(call, "action") {
	case "session.startWidgetSession":
		return value.Map{"ks": "widget"}
	case "playlist.get":
		if _, ok := s.lists[value.Str(call, "id")]; !ok {
			return exception("INVALID_ENTRY_ID")
		}
		return value.Map{
			"id": call["id"], "name": "List", "description": "Of titles", "thumbnailUrl": "http://x/list",
		}
	case "playlist.execute":
		out := value.List{}
		for _, id := range strings.Fields(s.lists[value.Str(call, "id")]) {
			out = append(out, entry(id))
		}
		return out
	case "baseEntry.list":
		if id == s.lost {
			return nil
		}
		if strings.HasPrefix(id, "no") {
			return value.Map{"objects": value.List{}}
		}
		return value.Map{"objects": value.List{entry(id)}}
	case "baseEntry.getPlaybackContext":
		return value.Map{
			"sources": value.List{
				value.Map{
					"deliveryProfileId": 1, "format": "applehttp", "protocols": "http,https", "flavorIds": "f",
				},
			},
		}
	}
	return value.Map{"objects": value.List{}}
}

// page is a player with muted autoplay before a shop.
func page(s *shop, config value.Map) *playertest.Page {
	p := playertest.NewPage(value.Merge(value.Map{"playback": value.Map{"autoplay": true, "muted": true}}, config))
	p.HLS(8, 400_000)
	var asked string // the entry that a batch is about
	p.API = func(call value.Map) any {
		if id := value.Str(call, "filter", "redirectFromEntryId"); id != "" {
			asked = id
		}
		if value.Str(call, "action") == "getPlaybackContext" && asked != "" &&
			strings.Contains(" "+s.blocked+" ", " "+asked+" ") {
			return value.Map{
				"actions":  value.List{value.Map{"type": 1}},
				"messages": value.List{value.Map{"code": "IP_RESTRICTED"}},
			}
		}
		return s.answer(call)
	}
	return p
}

func at(p *playertest.Page) string {
	l := p.Known["playlist"]
	return spaced(value.Int(l, "prev"), value.Int(l, "index"), value.Int(l, "next"))
}

func playing(p *playertest.Page, i int) func() bool {
	return func() bool {
		return value.Int(p.Known["playlist"], "index") == i && p.Media.CurrentTime > 1 && !p.Media.Paused
	}
}

// spaced is its arguments with spaces between them.
func spaced(v ...any) string { return strings.TrimSuffix(fmt.Sprintln(v...), "\n") }

// lack names the first word of want that does not come in its order.
func lack(have, want string) string {
	words := strings.Fields(have)
	for _, w := range strings.Fields(want) {
		i := 0
		for i < len(words) && words[i] != w {
			i++
		}
		if i == len(words) {
			return w
		}
		words = words[i+1:]
	}
	return ""
}

func expect(t *testing.T, what, have, want string) {
	t.Helper()
	if have != want {
		t.Errorf("%s: %s, want %s", what, have, want)
	}
}

func order(t *testing.T, what, have, want string) {
	t.Helper()
	if w := lack(have, want); w != "" {
		t.Errorf("%s: %s is not in its place\nhave %s\nwant %s", what, w, have, want)
	}
}

func TestPlaylistPlaysThrough(t *testing.T) {
	t.Parallel()
	p := page(&shop{lists: map[string]string{"list": "a b c"}}, nil)
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"}, value.Map{})
	if !p.Until(5, playing(p, 0)) {
		t.Fatalf("the first item does not play: %v %v", p.Events, p.Told["error"])
	}
	expect(t, "begin", p.Since(0), "playlistloaded registeredpluginslistevent changesourcestarted "+
		"sourceselected mutechange changesourceended playlistitemchanged playbackstart "+
		"abrmodechanged emptied playerstatechanged loadstart manifestloaded medialoaded trackschanged "+
		"play firstplay playerstatechanged loadedmetadata loadeddata canplay playerstatechanged playing "+
		"firstplaying")
	if !value.Bool(p.Kept[1], "ok") || value.Str(p.Kept[1], "value", "metadata", "name") != "List" ||
		len(value.Items(p.Kept[1], "value", "items")) != 3 {
		t.Errorf("loadPlaylist resolves with %v", p.Kept[1])
	}
	expect(t, "place", at(p), "-1 0 1")
	first := p.Asked[0]
	expect(t, "questions",
		spaced(len(first), value.Str(first[1], "action"), value.Str(first[2], "action"),
			value.Str(first[3], "filter", "objectType"), value.Str(first[3], "filter", "entryIdEqual")),
		"4 get execute KalturaViewHistoryUserEntry list")
	if n := len(p.Asked); n != 3 { // the list, its first item, the item beside it
		t.Errorf("%d batches, want 3", n)
	}
	n := len(p.Events)
	if !p.Until(20, playing(p, 1)) {
		t.Fatalf("the second item does not play: %s", p.Since(n))
	}
	order(t, "the next item", p.Since(n), "pause ended playbackended playerreset changesourcestarted "+
		"sourceselected mutechange changesourceended playlistitemchanged playbackstart trackschanged "+
		"medialoaded play playing")
	if strings.Contains(p.Since(n), "seeking") {
		t.Errorf("the clock was moved at the start of the second item: %s", p.Since(n))
	}
	expect(t, "payload", spaced(p.Told["kaltura-player-playlistitemchanged"]),
		"map[activeItem:map[$:PlaylistItem index:1] entryId:b index:1]")
	n = len(p.Events)
	if !p.Until(30, func() bool { return strings.Contains(p.Since(n), "playlistended") }) {
		t.Fatalf("no end: %s", p.Since(n))
	}
	expect(t, "place at the end", at(p), "1 2 -1")
	order(t, "the end", p.Since(n), "ended playbackended playlistended")
	n = len(p.Events)
	p.Call("playNext", 0)
	if !p.Until(5, playing(p, 0)) {
		t.Errorf("after the last item not the first: %s", p.Since(n))
	}
	p.Call("playPrev", 0)
	p.Call("playItem", 0, 7.0)
	expect(t, "nothing before, nothing there", at(p), "-1 0 1")
}

func TestPlaylistOptions(t *testing.T) {
	t.Parallel()
	s := &shop{lists: map[string]string{"list": "a b c"}}
	p := page(s, value.Map{
		"playlist": value.Map{"options": value.Map{"loop": true}, "countdown": value.Map{"duration": 3}},
	})
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"},
		value.Map{"options": value.Map{"startAtEntryId": "c"}})
	if !p.Until(5, playing(p, 2)) {
		t.Fatalf("does not begin at c: %v", p.Events)
	}
	expect(t, "loop", at(p), "1 2 0")
	expect(t, "countdown", spaced(value.Get(p.Known["playlist"], "countdown")), "map[duration:3 showing:true]")
	if !p.Until(20, playing(p, 0)) {
		t.Error("does not loop")
	}
	p.Call("configurePlaylist", 0, value.Map{"options": value.Map{"autoContinue": false, "loop": false}})
	n := len(p.Events)
	p.Run(12)
	if have := p.Since(n); !strings.HasSuffix(have, "playbackended") {
		t.Errorf("goes on without autoContinue: %s", have)
	}
	p.Call("resetPlaylist", 0)
	expect(t, "after reset",
		spaced(at(p), value.Int(p.Known["playlist"], "count"), value.Str(p.Known["playlist"], "id")),
		"-1 -1 -1 0 ")
}

func TestCountdownWithinAnItem(t *testing.T) {
	t.Parallel()
	p := page(&shop{lists: map[string]string{"list": "a b c"}},
		value.Map{"playlist": value.Map{"countdown": value.Map{"duration": 2, "timeToShow": 3}}})
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"})
	p.Until(5, playing(p, 0))
	for p.Media.CurrentTime < 4.9 && value.Int(p.Known["playlist"], "index") == 0 {
		p.Run(0.01)
	}
	expect(t, "before it is over", at(p), "-1 0 1")
	p.Run(0.6)
	expect(t, "when it is over", at(p), "0 1 2")
	p.Call("configurePlaylist", 0, value.Map{"countdown": value.Map{"showing": false}})
	p.Until(3, playing(p, 1))
	p.Run(5)
	expect(t, "when it is not shown", at(p), "0 1 2")
}

func TestCancelledCountdownStays(t *testing.T) {
	t.Parallel()
	p := page(&shop{lists: map[string]string{"list": "a b"}}, nil)
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"})
	p.Until(5, playing(p, 0))
	if !p.Player.Continues() {
		t.Error("would not go on")
	}
	p.Player.StayOnItem()
	p.Run(12)
	if p.Player.Continues() || at(p) != "-1 0 1" || p.Events[len(p.Events)-1] != player.EventPlaybackEnded {
		t.Errorf("went on: %s, %s", at(p), p.Events[len(p.Events)-1])
	}
}

func TestWithoutAutoplayTheNextItemWaitsToo(t *testing.T) {
	t.Parallel()
	p := page(&shop{lists: map[string]string{"list": "a b c"}},
		value.Map{"playback": value.Map{"autoplay": false}})
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"})
	p.Run(1)
	p.Call("playNext", 0)
	p.Run(1)
	if !p.Media.Paused || at(p) != "0 1 2" {
		t.Fatalf("plays unasked, at %s", at(p))
	}
	p.Call("play", 0)
	p.Until(5, playing(p, 1))
	p.Call("pause", 0)
	p.Call("playNext", 0)
	if !p.Until(5, playing(p, 2)) {
		t.Error("once play has begun the next item does not play")
	}
}

func TestBlockedItemsArePassedOver(t *testing.T) {
	t.Parallel()
	s := &shop{lists: map[string]string{"list": "x a y b"}, blocked: "x y"}
	p := page(s, nil)
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"})
	if !p.Until(5, playing(p, 1)) {
		t.Fatalf("not past the first: %v", p.Events)
	}
	expect(t, "the page hears of it",
		spaced(value.Int(p.Told["error"], "severity"), value.Int(p.Told["error"], "code"),
			value.Int(p.Told["error"], "category")), "1 7002 15")
	expect(t, "place", at(p), "-1 1 3")
	if !p.Until(20, playing(p, 3)) {
		t.Errorf("not past the third: %s", p.Since(0))
	}
	p.Call("playPrev", 0)
	if !p.Until(5, playing(p, 1)) {
		t.Error("not back past the third")
	}
	s.blocked = "" // asked for by name it is tried again
	p.Call("playItem", 0, 2.0)
	if !p.Until(5, playing(p, 2)) {
		t.Errorf("an item that is free again does not play: %s", at(p))
	}
}

func TestNothingOfAListMayBePlayed(t *testing.T) {
	t.Parallel()
	p := page(&shop{lists: map[string]string{"list": "x y"}, blocked: "x y"}, nil)
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"})
	p.Run(5)
	expect(t, "error", spaced(value.Int(p.Told["error"], "severity"), value.Int(p.Told["error"], "code")),
		"2 7002")
}

func TestLostConnectionBlocksNothing(t *testing.T) {
	t.Parallel()
	s := &shop{lists: map[string]string{"list": "a b c"}, lost: "b"}
	p := page(s, nil)
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"})
	p.Until(5, playing(p, 0))
	p.Run(4) // what is asked in advance fails
	expect(t, "place", at(p), "-1 0 1")
	s.lost = ""
	p.Call("playNext", 0)
	if !p.Until(8, playing(p, 1)) {
		t.Error("the next item is not asked for again")
	}
}

func TestEntryListDropsWhatIsNotThere(t *testing.T) {
	t.Parallel()
	p := page(&shop{}, nil)
	p.Call("loadPlaylistByEntryList", 1, value.Map{
		"entries": value.List{value.Map{"entryId": "a"}, "b", value.Map{"entryId": "nothing"}, "c"},
	})
	p.Until(5, playing(p, 0))
	expect(t, "questions", spaced(len(p.Asked[0])), "5")
	expect(t, "items",
		spaced(value.Int(p.Known["playlist"], "count"),
			value.Str(p.Known["playlistItem2"], "sources", "id")), "3 c")
	expect(t, "words",
		fmt.Sprintf("%q %v", value.Str(p.Known["playlist"], "id"),
			value.Get(p.Kept[1], "value", "metadata")), `"" map[description: name:]`)
}

func TestPlaylistErrors(t *testing.T) {
	t.Parallel()
	p := page(&shop{}, nil)
	p.Call("loadPlaylist", 1, value.Map{})
	p.Call("loadPlaylistByEntryList", 2, value.Map{"entries": value.List{}})
	for i := 1; i <= 2; i++ {
		expect(t, "nothing named", value.JSON(p.Kept[i]),
			`{"ok":false,"value":{"data":"Missing mandatory parameter","success":false}}`)
	}
	p.Call("loadPlaylist", 3, value.Map{"playlistId": "unknown"})
	p.Run(1)
	expect(t, "unknown",
		spaced(value.Get(p.Kept[3], "ok"), value.Int(p.Kept[3], "value", "category"),
			value.Int(p.Kept[3], "value", "code"), value.Int(p.Told["error"], "code"), p.Known["loading"]),
		"false 1 1006 7002 false")
}

func TestEmptyPlaylistIsAskedAgain(t *testing.T) {
	t.Parallel()
	s := &shop{lists: map[string]string{"list": "", "never": ""}}
	p := page(s, nil)
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"})
	p.Run(25)
	s.lists["list"] = "a"
	if !p.Until(10, playing(p, 0)) || len(p.Asked) < 4 {
		t.Errorf("%d questions, %v", len(p.Asked), p.Events)
	}
	if fields := value.Str(p.Asked[2][2], "responseProfile", "fields"); !strings.HasSuffix(fields, "adminTags,,") {
		t.Errorf("third question for %s", fields)
	}
	p = page(s, nil)
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "never"})
	p.Run(15)
	p.Call("loadMedia", 2, value.Map{"entryId": "z"})
	p.Run(30)
	expect(t, "not when other media is wanted", spaced(len(p.Asked), value.Get(p.Kept[1], "ok")), "3 false")
	p = page(s, nil)
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "never"})
	p.Run(99)
	if p.Kept[1] != nil {
		t.Error("gives up too early")
	}
	p.Run(5)
	expect(t, "gives up", spaced(value.Get(p.Kept[1], "ok"), len(p.Asked)), "false 11")
}

func TestPlaylistOfThePage(t *testing.T) {
	t.Parallel()
	item := func(id string) value.Map {
		return value.Map{
			"sources": value.Map{
				"id": id, "metadata": value.Map{"name": id},
				"hls": playertest.MainPlaylist(),
			},
		}
	}
	second := value.Merge(item("two"), value.Map{"config": value.Map{"countdown": value.Map{"duration": 2}}})
	p := page(&shop{}, nil)
	p.Call("configure", 0, value.Map{
		"playlist": value.Map{
			"id": "mine", "metadata": value.Map{"name": "Mine"}, "items": value.List{item("one"), second},
		},
	})
	expect(t, "at once", p.Since(0), "playlistloaded registeredpluginslistevent changesourcestarted "+
		"sourceselected mutechange changesourceended playlistitemchanged playbackstart")
	if !p.Until(20, playing(p, 1)) || len(p.Asked) != 0 {
		t.Fatalf("does not play through without a backend: %v", p.Events)
	}
	expect(t, "countdown of the item", spaced(value.Int(p.Known["playlist"], "countdown", "duration")), "2")
	n := len(p.Events)
	p.Call("setPlaylist", 0,
		value.Map{"id": "other", "items": value.List{value.Map{"sources": value.Map{"id": "a"}}}},
		value.Map{"options": value.Map{"autoContinue": false}})
	p.Until(5, playing(p, 0))
	order(t, "another list", p.Since(n), "playlistloaded playerreset changesourcestarted "+
		"changesourceended playlistitemchanged playbackstart")
	expect(t, "of another list",
		spaced(value.Str(p.Known["playlist"], "id"),
			value.Get(p.Known["playlist"], "options", "autoContinue"), len(p.Asked)), "other false 1")
	p = page(&shop{}, value.Map{"playlist": value.Map{"items": value.List{item("one")}}})
	if !p.Until(5, playing(p, 0)) {
		t.Error("a playlist of setup does not play")
	}
}

func TestLoadMediaOverAPlaylistUnderWay(t *testing.T) {
	t.Parallel()
	p := page(&shop{lists: map[string]string{"list": "a b"}}, nil)
	p.Call("loadPlaylist", 1, value.Map{"playlistId": "list"})
	p.Call("loadMedia", 2, value.Map{"entryId": "z"})
	p.Run(2)
	expect(t, "loadMedia wins",
		spaced(value.Get(p.Kept[2], "ok"), value.Get(p.Kept[1], "ok"), value.Str(p.Known["sources"], "id")),
		"true true z")
	p.Call("loadMedia", 3, value.Map{"entryId": "y"})
	p.Call("loadPlaylist", 4, value.Map{"playlistId": "list"})
	p.Run(2)
	expect(t, "the playlist wins",
		spaced(value.Get(p.Kept[4], "ok"), value.Get(p.Kept[3], "ok"), value.Str(p.Known["sources"], "id"),
			p.Known["loading"]), "true true a false")
}
