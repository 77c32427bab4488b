package playlist_test

import (
	"testing"

	"diptych/player/model"
	"diptych/player/playlist"
	"diptych/player/value"
)

// list has an item for each letter; a capital is blocked.
func list(letters string, index int) *playlist.List {
	l := playlist.New()
	items := value.List{}
	for _, c := range letters {
		items = append(items, value.Map{"sources": value.Map{"id": string(c)}})
	}
	l.Load(model.New("items", items), nil, "")
	for i, c := range letters {
		l.Items[i].Blocked = c < 'a'
	}
	l.Index = index
	return l
}

func TestStep(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		letters         string
		from, direction int
		wrap            bool
		want            int
	}{
		{"abc", 0, 1, false, 1}, {"abc", 2, 1, false, -1}, {"abc", 2, 1, true, 0},
		{"abc", 0, -1, false, -1}, {"abc", 0, -1, true, 2},
		{"aBc", 0, 1, false, 2}, {"aBc", 2, -1, false, 0}, {"aBC", 0, 1, false, -1}, {"ABc", 2, 1, true, 2},
		{"AB", 0, 1, true, -1}, {"a", 0, 1, true, 0}, {"", -1, 1, true, -1},
	} {
		if got := list(x.letters, 0).Step(x.from, x.direction, x.wrap); got != x.want {
			t.Errorf("%q from %d by %d, wrap %v: %d, want %d", x.letters, x.from, x.direction, x.wrap, got, x.want)
		}
	}
}

func TestNeighboursFollowTheOptions(t *testing.T) {
	t.Parallel()
	l := list("abc", 2)
	if l.Next() != -1 || l.Prev() != 1 {
		t.Errorf("beside the last: %d, %d", l.Prev(), l.Next())
	}
	l.Configure(model.New("options", value.Map{"loop": true, "startAtEntryId": "b"}))
	if l.Next() != 0 || l.First() != 1 {
		t.Errorf("next %d, first %d", l.Next(), l.First())
	}
	l.Clear()
	if l.Next() != -1 || l.Prev() != -1 || l.Current() != nil || !l.Options.Bool("loop") {
		t.Errorf("an empty list: %d, %d, %v", l.Prev(), l.Next(), l.Options)
	}
}
