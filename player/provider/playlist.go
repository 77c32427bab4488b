package provider

import (
	"diptych/player/model"
	"diptych/player/value"
)

// An empty playlist may only be being made: it is asked for again (reference:
// player-api §6.6).
const (
	emptyTries = 10
	emptyWait  = 10_000 // ms
)

// mandatory is the error of a question that names nothing.
func mandatory() *Error {
	return plain("Missing mandatory parameter")
}

func empty() *Error { return plain("The playlist is empty") }

func plain(text string) *Error {
	return &Error{PlayerCategory: 7, plain: true, Data: value.Empty.Bool("success", false).Str("data", text)}
}

// Playlist asks for a stored playlist: its words and what is known of its
// entries, in order. It asks again only while the list is wanted.
func (p *Provider) Playlist(info model.Object, wanted func() bool, done func(data model.Object, err *Error)) {
	if info.Str("playlistId") == "" {
		done(model.Object{}, mandatory())
		return
	}
	p.playlist(info, 0, wanted, done)
}

func (p *Provider) playlist(
	info model.Object, try int, wanted func() bool, done func(data model.Object, err *Error),
) {
	id := info.Str("playlistId")
	p.batch("", playlistCalls(id, try), p.session(info.Str("ks")), func(results value.List, _ string, err *Error) {
		switch {
		case err != nil:
			done(model.Object{}, err)
			return
		case Failed(results[0]) || Failed(results[1]):
			done(model.Object{}, failed(results))
			return
		}
		entries, _ := results[1].(value.List)
		switch {
		case len(entries) > 0:
			done(playlistData(results[0], entries, results[2]), nil)
		case try == emptyTries:
			done(model.Object{}, empty())
		default:
			p.Clock.After(emptyWait, func() {
				if !wanted() {
					done(model.Object{}, empty())
					return
				}
				p.playlist(info, try+1, wanted, done)
			})
		}
	})
}

func playlistCalls(id string, try int) []Call {
	history := value.Empty.Str("objectType", "KalturaViewHistoryUserEntry").Str("entryIdEqual", id).
		Int("userIdEqualCurrent", 1)
	return []Call{
		{
			"playlist", "get", value.Empty.Str("id", id).
				Put("responseProfile", fields("id,name,description,thumbnailUrl")),
		},
		// past caches
		{"playlist", "execute", value.Empty.Str("id", id).Put("responseProfile", fields(profile+commas(try)))},
		{
			"userEntry", "list", value.Empty.Put("filter", history).
				Put("responseProfile", fields("playlistLastEntryId")),
		},
	}
}

// commas change a question without changing what is asked.
func commas(n int) string {
	out := ""
	for range n {
		out += ","
	}
	return out
}

func playlistData(playlist any, entries value.List, history any) model.Object {
	items := value.List{}
	for _, e := range entries {
		items = append(items, value.Map{"sources": base(e)})
	}
	last := ""
	if list := value.Items(history, "objects"); len(list) > 0 {
		last = value.Str(list[0], "playlistLastEntryId")
	}
	return model.New(
		"id", value.Str(playlist, "id"), "poster", value.Str(playlist, "thumbnailUrl"),
		"playlistLastEntryId", last, "items", items,
		"metadata", value.Map{
			"name": value.Str(playlist, "name"), "description": value.Str(playlist, "description"),
		},
	)
}

// EntryList asks for what is known of entries that a page names: ids, or objects
// as loadMedia takes them. What cannot be had is left out.
func (p *Provider) EntryList(info model.Object, _ func() bool, done func(data model.Object, err *Error)) {
	var calls []Call
	for _, e := range info.Items("entries") {
		if one := model.ListEntry(e); one != nil {
			calls = append(calls, p.listEntry(one))
		}
	}
	if len(calls) == 0 {
		done(model.Object{}, mandatory())
		return
	}
	p.batch("", calls, p.session(info.Str("ks")), func(results value.List, _ string, err *Error) {
		if err != nil {
			done(model.Object{}, err)
			return
		}
		var entries value.List
		for _, r := range results {
			if list := value.Items(r, "objects"); len(list) > 0 {
				entries = append(entries, list[0])
			}
		}
		done(playlistData(nil, entries, nil), nil)
	})
}
