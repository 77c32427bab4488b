package provider

import (
	"strings"

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
	return &Error{PlayerCategory: 7, plain: true, Data: value.Map{"success": false, "data": text}}
}

// Playlist asks for a stored playlist: its words and what is known of its
// entries, in order. It asks again only while the list is wanted.
func (p *Provider) Playlist(info value.Map, wanted func() bool, done func(data value.Map, err *Error)) {
	if value.Str(info, "playlistId") == "" {
		done(nil, mandatory())
		return
	}
	p.playlist(info, 0, wanted, done)
}

func (p *Provider) playlist(info value.Map, try int, wanted func() bool, done func(data value.Map, err *Error)) {
	id := value.Str(info, "playlistId")
	p.batch("", []value.Map{
		{"service": "playlist", "action": "get", "id": id, "responseProfile": value.Map{"type": 1, "fields": "id,name,description,thumbnailUrl"}},
		{"service": "playlist", "action": "execute", "id": id, "responseProfile": entryProfile(strings.Repeat(",", try))}, // past caches
		{"service": "userEntry", "action": "list", "filter": value.Map{"objectType": "KalturaViewHistoryUserEntry", "entryIdEqual": id, "userIdEqualCurrent": 1}, "responseProfile": value.Map{"type": 1, "fields": "playlistLastEntryId"}},
	}, p.session(info), func(results value.List, _ string, err *Error) {
		switch {
		case err != nil:
			done(nil, err)
			return
		case exception(results[0]) != nil || exception(results[1]) != nil:
			done(nil, failed(results))
			return
		}
		entries, _ := results[1].(value.List)
		switch {
		case len(entries) > 0:
			done(playlistData(results[0], entries, results[2]), nil)
		case try == emptyTries:
			done(nil, empty())
		default:
			p.Clock.After(emptyWait, func() {
				if !wanted() {
					done(nil, empty())
					return
				}
				p.playlist(info, try+1, wanted, done)
			})
		}
	})
}

func playlistData(playlist any, entries value.List, history any) value.Map {
	items := value.List{}
	for _, e := range entries {
		items = append(items, value.Map{"sources": base(e)})
	}
	last := ""
	if list := value.Items(history, "objects"); len(list) > 0 {
		last = value.Str(list[0], "playlistLastEntryId")
	}
	return value.Map{
		"id": value.Str(playlist, "id"), "poster": value.Str(playlist, "thumbnailUrl"), "playlistLastEntryId": last, "items": items,
		"metadata": value.Map{"name": value.Str(playlist, "name"), "description": value.Str(playlist, "description")},
	}
}

// EntryList asks for what is known of entries that a page names: ids, or objects
// as loadMedia takes them. What cannot be had is left out.
func (p *Provider) EntryList(info value.Map, _ func() bool, done func(data value.Map, err *Error)) {
	var calls []value.Map
	for _, e := range value.Items(info, "entries") {
		if one := Entry(e); one != nil {
			calls = append(calls, p.listEntry(one))
		}
	}
	if len(calls) == 0 {
		done(nil, mandatory())
		return
	}
	p.batch("", calls, p.session(info), func(results value.List, _ string, err *Error) {
		if err != nil {
			done(nil, err)
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

// Entry reads an entry of a list, nil where it names none.
func Entry(v any) value.Map {
	if id, ok := v.(string); ok && id != "" {
		return value.Map{"entryId": id}
	}
	m, _ := v.(value.Map)
	if value.Str(m, "entryId") == "" && value.Str(m, "referenceId") == "" {
		return nil
	}
	return m
}
