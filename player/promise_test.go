package player_test

import (
	"testing"

	"diptych/player/playertest"
	"diptych/player/value"
)

// TestEveryPromiseSettles: whoever loads something gets an answer, also when
// something else was wanted before it came. Nothing else comes of that answer.
func TestEveryPromiseSettles(t *testing.T) {
	t.Parallel()
	set := value.Map{"sources": value.Map{"id": "set", "hls": playertest.MainPlaylist()}}
	type call struct {
		method string
		arg    value.Map
	}
	media := func(id string) call { return call{"loadMedia", value.Map{"entryId": id}} }
	list := call{"loadPlaylist", value.Map{"playlistId": "list"}}
	entries := call{"loadPlaylistByEntryList", value.Map{"entries": value.List{"a", "b"}}}
	for _, row := range []struct {
		name        string
		first, then call
		ok          bool   // the first promise resolves
		playing     string // what is loaded in the end
	}{
		{"another entry", media("a"), media("b"), true, "b"},
		{"the same entry", media("a"), media("a"), true, "a"},
		{"one that fails, then another", media("gone"), media("b"), false, "b"},
		{"one without an id, then another", media(""), media("b"), false, "b"},
		{"sources of the page", media("a"), call{"setMedia", set}, true, "set"},
		{"a playlist", media("z"), list, true, "a"},
		{"a list of entries", media("z"), entries, true, "a"},
		{"an entry over a playlist", list, media("z"), true, "z"},
		{"a playlist over another", entries, list, true, "a"},
		{
			"a playlist that is not there, then another",
			call{"loadPlaylist", value.Map{"playlistId": "gone"}}, list, false, "a",
		},
		{"a reset while nothing is loaded", media("a"), call{method: "reset"}, true, "a"},
	} {
		p := page(&shop{lists: map[string]string{"list": "a b"}, blocked: "gone"}, nil)
		p.Call(row.first.method, 1, row.first.arg)
		promise := 2
		if row.then.method == "setMedia" || row.then.method == "reset" {
			promise = 0
		}
		p.Call(row.then.method, promise, row.then.arg)
		p.Run(3)
		expect(t, row.name,
			spaced(p.Kept[1] != nil, value.Get(p.Kept[1], "ok"), promise == 0 ||
				value.Get(p.Kept[2], "ok") == true, value.Str(p.Known["sources"], "id"),
				p.Known["loading"]), spaced(true, row.ok, true, row.playing, false))
		if row.first.method != row.then.method || row.first.method == "loadMedia" {
			n := 0
			for _, e := range p.Events {
				if e == "changesourceended" {
					n++
				}
			}
			expect(t, row.name+": sources chosen", spaced(n), "1")
		}
	}
}
