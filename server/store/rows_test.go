package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// insert writes rows of a test.
func insert(t testing.TB, s *Store, rows ...any) {
	t.Helper()
	for _, row := range rows {
		if err := s.Insert(context.WithoutCancel(t.Context()), nil, row); err != nil {
			t.Fatal(err)
		}
	}
}

// TestIDs: ids are of the contract's form and differ.
func TestIDs(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		id, token := NewID(), NewTokenID()
		if !regexp.MustCompile(`^0_[0-9a-z]{8}$`).MatchString(id) ||
			!regexp.MustCompile(`^0_[0-9a-f]{32}$`).MatchString(token) {
			t.Fatalf("%s, %s", id, token)
		}
		seen[id], seen[token] = true, true
	}
	if len(seen) != 2000 {
		t.Errorf("%d ids of 2000", len(seen))
	}
}

// TestRowsReadBack: what was written is what is read, and what is not there is
// ErrNotFound.
func TestRowsReadBack(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	end, stop := int64(7), 1
	insert(t, s, &Partner{ID: 1, Name: "ä", AdminSecret: "a"}, &Entry{ID: "e", PartnerID: 1, Name: "x"},
		&Playlist{ID: "p", Content: "a, b\nc,,d"},
		&FlavorAsset{ID: "f", EntryID: "e", FrameRate: 29.97, IsOriginal: true},
		&CaptionAsset{ID: "c", Content: "text", WebVTT: "WEBVTT"},
		&CuePoint{ID: "q", EndTime: &end, ForceStop: &stop}, &ThumbAsset{ID: "t", Width: 3},
		&UploadToken{ID: "u", Ranges: "0-5"}, &UIConf{ID: 7, Config: "{}"},
		&ConversionProfile{ID: 1002, Name: "own"})
	for name, read := range map[string]func(missing bool) (string, error){
		"partner": func(no bool) (string, error) {
			return show(s.Partner(ctx, pick(no, 9, 1)))(func(p *Partner) any { return p.Name })
		},
		"entry": func(no bool) (string, error) {
			return show(s.Entry(ctx, nil, pick(no, "no", "e")))(func(e *Entry) any { return e.Name })
		},
		"playlist": func(no bool) (string, error) {
			return show(s.Playlist(ctx, pick(no, "no", "p")))(func(p *Playlist) any { return p.IDs() })
		},
		"flavor": func(no bool) (string, error) {
			return show(s.Flavor(ctx, pick(no, "no", "f")))(func(f *FlavorAsset) any {
				return fmt.Sprint(f.FrameRate, f.IsOriginal)
			})
		},
		"caption": func(no bool) (string, error) {
			return show(s.Caption(ctx, pick(no, "no", "c")))(func(k *CaptionAsset) any {
				return k.Content + k.WebVTT
			})
		},
		"its head": func(no bool) (string, error) {
			return show(s.CaptionHead(ctx, pick(no, "no", "c")))(func(k *CaptionAsset) any {
				return k.ID + k.Content + k.WebVTT
			})
		},
		"cue point": func(no bool) (string, error) {
			return show(s.CuePoint(ctx, pick(no, "no", "q")))(func(p *CuePoint) any {
				return fmt.Sprint(*p.EndTime, *p.ForceStop)
			})
		},
		"picture": func(no bool) (string, error) {
			return show(s.Thumb(ctx, pick(no, "no", "t")))(func(a *ThumbAsset) any { return a.Width })
		},
		"upload token": func(no bool) (string, error) {
			return show(s.UploadToken(ctx, nil, pick(no, "no", "u")))(func(u *UploadToken) any {
				return u.Ranges
			})
		},
		"player": func(no bool) (string, error) {
			return show(s.UIConf(ctx, pick(no, 9, 7)))(func(u *UIConf) any { return u.Config })
		},
		"profile": func(no bool) (string, error) {
			return show(s.ConversionProfile(ctx, pick(no, 9, 1002)))(func(p *ConversionProfile) any {
				return p.Name
			})
		},
	} {
		want := map[string]string{"partner": "ä", "entry": "x", "playlist": "[a b c d]", "flavor": "29.97 true",
			"caption": "textWEBVTT", "its head": "c",
			"cue point": "7 1", "picture": "3", "upload token": "0-5", "player": "{}", "profile": "own"}[name]
		if got, err := read(false); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
		if _, err := read(true); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s that is not there: %v", name, err)
		}
	}
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// show is a property of a row as text.
func show[T any](row *T, err error) func(func(*T) any) (string, error) {
	return func(of func(*T) any) (string, error) {
		if err != nil {
			return "", err
		}
		return fmt.Sprint(of(row)), nil
	}
}

// TestUpdateColumns: only what is named is written, so that two who change
// different things both have their way.
func TestUpdateColumns(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	insert(t, s, &Entry{ID: "e", PartnerID: 1, Name: "old", Description: "old", Status: EntryNoContent})
	one, _ := s.Entry(ctx, nil, "e")
	two, _ := s.Entry(ctx, nil, "e")
	one.Name, two.Description = "new", "new"
	if err := errors.Join(s.Update(ctx, nil, one, "name"), s.Update(ctx, nil, two, "description")); err != nil {
		t.Fatal(err)
	}
	if e, _ := s.Entry(ctx, nil, "e"); e.Name != "new" || e.Description != "new" {
		t.Errorf("%q, %q", e.Name, e.Description)
	}
	two.Name = "all"
	if err := s.Update(ctx, nil, two); err != nil {
		t.Fatal(err)
	}
	if e, _ := s.Entry(ctx, nil, "e"); e.Name != "all" || e.Description != "new" {
		t.Errorf("without names: %q, %q", e.Name, e.Description)
	}
}

// TestUpdateIf: of many who want to go on from a state, one does.
func TestUpdateIf(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	insert(t, s, &Entry{ID: "e", PartnerID: 1, Status: EntryNoContent})
	was := Condition{Name: "status", Value: strconv.Itoa(EntryNoContent)}
	var mu sync.Mutex
	var winners []string
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			row := &Entry{ID: "e", Status: EntryPreconvert, Tags: fmt.Sprint(i)}
			still, err := s.UpdateIf(ctx, nil, row, was, "status", "tags")
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			} else if still {
				winners = append(winners, row.Tags)
			}
		})
	}
	wait.Wait()
	if e, _ := s.Entry(ctx, nil, "e"); len(winners) != 1 || e.Tags != winners[0] || e.Status != EntryPreconvert {
		t.Errorf("%v have won, %s is written", winners, e.Tags)
	}
	if still, err := s.UpdateIf(ctx, nil, &Entry{ID: "no"}, Condition{Name: "status", Value: "0"},
		"status"); still || err != nil {
		t.Errorf("a row that is not there: %t, %v", still, err)
	}
}

// TestTransactions: all of it or nothing, and until then others read what was.
func TestTransactions(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	insert(t, s, &Entry{ID: "e", PartnerID: 1, Name: "old"})
	stop := errors.New("stop")
	for _, want := range []error{stop, nil} {
		err := s.Tx(ctx, func(tx Tx) error {
			if err := errors.Join(s.Insert(ctx, tx, &Entry{ID: "new", PartnerID: 1}),
				s.Update(ctx, tx, &Entry{ID: "e", Name: "new"}, "name")); err != nil {
				return err
			}
			if e, err := s.Entry(ctx, tx, "e"); err != nil || e.Name != "new" {
				t.Errorf("inside: %+v, %v", e, err)
			}
			if e, err := s.RecentEntry(ctx, "e"); err != nil || e.Name != "old" {
				t.Errorf("outside: %+v, %v", e, err)
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Fatal(err)
		}
		name, inserted := "old", error(ErrNotFound)
		if want == nil {
			name, inserted = "new", nil
		}
		if e, err := s.RecentEntry(ctx, "e"); err != nil || e.Name != name {
			t.Errorf("after %v: %+v, %v", want, e, err)
		}
		if _, err := s.Entry(ctx, nil, "new"); !errors.Is(err, inserted) {
			t.Errorf("after %v the new row: %v", want, err)
		}
	}
}

// TestLocks: who locks a row reads it as the one before has left it.
func TestLocks(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	insert(t, s, &Entry{ID: "e", PartnerID: 1}, &UploadToken{ID: "u"}, &CuePoint{ID: "q"})
	var wait sync.WaitGroup
	for range 10 {
		wait.Go(func() {
			err := s.Tx(ctx, func(tx Tx) error {
				e, err := s.LockEntry(ctx, tx, "e")
				if err != nil {
					return err
				}
				u, err := s.LockUploadToken(ctx, tx, "u")
				if err != nil {
					return err
				}
				q, err := s.LockCuePoint(ctx, tx, "q")
				if err != nil {
					return err
				}
				e.Plays, u.UploadedSize, q.SortValue = e.Plays+1, u.UploadedSize+1, q.SortValue+1
				return errors.Join(s.Update(ctx, tx, e, "plays"), s.Update(ctx, tx, u, "uploaded_size"),
					s.Update(ctx, tx, q, "sort_value"))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	e, _ := s.Entry(ctx, nil, "e")
	u, _ := s.UploadToken(ctx, nil, "u")
	q, _ := s.CuePoint(ctx, "q")
	if e.Plays != 10 || u.UploadedSize != 10 || q.SortValue != 10 {
		t.Errorf("counted %d, %d and %d of 10", e.Plays, u.UploadedSize, q.SortValue)
	}
	_ = s.Tx(ctx, func(tx Tx) error {
		_, noEntry := s.LockEntry(ctx, tx, "no")
		_, noToken := s.LockUploadToken(ctx, tx, "no")
		_, noCue := s.LockCuePoint(ctx, tx, "no")
		for _, err := range []error{noEntry, noToken, noCue} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("a row that is not there: %v", err)
			}
		}
		return nil
	})
}

// TestAssetsOfEntry: which assets of an entry are listed, and in which order.
func TestAssetsOfEntry(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	for _, f := range []FlavorAsset{{ID: "big", Bitrate: 900}, {ID: "small", Bitrate: 100},
		{ID: "gone", Status: AssetDeleted}, {ID: "also", Bitrate: 100}} {
		f.EntryID = "e"
		insert(t, s, &f)
	}
	for _, x := range []Track{{ID: "a", Kind: "audio"}, {ID: "v2", Kind: "video", Bandwidth: 2},
		{ID: "v1", Kind: "video", Bandwidth: 1}} {
		x.EntryID, x.Segments = "e", []byte{}
		insert(t, s, &x)
	}
	for _, k := range []CaptionAsset{{ID: "late", CreatedAt: 9}, {ID: "early", CreatedAt: 1},
		{ID: "first", CreatedAt: 5, IsDefault: true}, {ID: "gone", Status: AssetDeleted}} {
		k.EntryID, k.Content = "e", "text"
		insert(t, s, &k)
	}
	for _, a := range []ThumbAsset{{ID: "new", CreatedAt: 2}, {ID: "old", CreatedAt: 1},
		{ID: "gone", Status: AssetDeleted}} {
		a.EntryID = "e"
		insert(t, s, &a)
	}
	flavors, err1 := s.Flavors(ctx, "e")
	tracks, err2 := s.Tracks(ctx, "e")
	captions, err3 := s.Captions(ctx, "e")
	heads, err4 := s.CaptionHeads(ctx, "e")
	thumbs, err5 := s.Thumbs(ctx, "e")
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][2]string{
		"flavors": {names(flavors, func(f FlavorAsset) string { return f.ID }), "also small big"},
		"tracks":  {names(tracks, func(x Track) string { return x.ID }), "v1 v2 a"},
		"captions": {names(captions, func(k CaptionAsset) string { return k.ID + ":" + k.Content }),
			"first:text early:text late:text"},
		"heads": {names(heads, func(k CaptionAsset) string { return k.ID + ":" + k.Content }),
			"first: early: late:"},
		"pictures": {names(thumbs, func(a ThumbAsset) string { return a.ID }), "old new"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %q, want %q", name, c[0], c[1])
		}
	}
}

func names[T any](list []T, of func(T) string) string {
	var out []string
	for _, one := range list {
		out = append(out, of(one))
	}
	return strings.Join(out, " ")
}

// TestReplaceMedia: new renditions stand in the place of all old ones of an entry.
func TestReplaceMedia(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	insert(t, s, &FlavorAsset{ID: "old", EntryID: "e"}, &FlavorAsset{ID: "other", EntryID: "f"},
		&Track{ID: "oldtrack", EntryID: "e", Segments: []byte{}})
	for _, c := range []struct {
		flavors []FlavorAsset
		tracks  []Track
	}{
		{[]FlavorAsset{{ID: "a", EntryID: "e"}, {ID: "b", EntryID: "e"}},
			[]Track{{ID: "x", EntryID: "e", Segments: []byte{1}}}},
		{[]FlavorAsset{{ID: "c", EntryID: "e"}}, nil},
		{nil, nil},
	} {
		if err := s.Tx(ctx, func(tx Tx) error {
			return s.ReplaceMedia(ctx, tx, "e", c.flavors,
				c.tracks)
		}); err != nil {
			t.Fatal(err)
		}
		flavors, _ := s.Flavors(ctx, "e")
		tracks, _ := s.Tracks(ctx, "e")
		if len(flavors) != len(c.flavors) || len(tracks) != len(c.tracks) {
			t.Errorf("%d flavors and %d tracks, want %d and %d", len(flavors), len(tracks), len(c.flavors),
				len(c.tracks))
		}
	}
	if f, err := s.Flavors(ctx, "f"); err != nil || len(f) != 1 {
		t.Errorf("those of another entry: %v, %v", f, err)
	}
}

// TestOnlyDefaultCaption: one caption of an entry is the default.
func TestOnlyDefaultCaption(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	insert(t, s, &Entry{ID: "e"}, &CaptionAsset{ID: "a", EntryID: "e", IsDefault: true},
		&CaptionAsset{ID: "b", EntryID: "e"},
		&CaptionAsset{ID: "c", EntryID: "f", IsDefault: true})
	for _, id := range []string{"b", "b", "a"} {
		err := s.Tx(ctx, func(tx Tx) error {
			return s.OnlyDefaultCaption(ctx, tx,
				&CaptionAsset{ID: id, EntryID: "e"}, 77)
		})
		if err != nil {
			t.Fatal(err)
		}
		list, _ := s.CaptionHeads(ctx, "e")
		if list[0].ID != id || !list[0].IsDefault || list[1].IsDefault {
			t.Errorf("default is %s: %+v", id, list)
		}
	}
	if k, _ := s.CaptionHead(ctx, "c"); !k.IsDefault || k.UpdatedAt != 0 {
		t.Errorf("another entry's: %+v", k)
	}
}

// TestCuePointsOfEntry: by name, by parent, and their pictures.
func TestCuePointsOfEntry(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	const annotation = "annotation.Annotation"
	insert(t, s, &CuePoint{ID: "a", EntryID: "e", SystemName: "intro", Type: annotation},
		&CuePoint{ID: "b", EntryID: "e", SystemName: "gone", Status: CueDeleted, Type: annotation},
		&CuePoint{ID: "c", EntryID: "e", ParentID: "a", Type: annotation},
		&CuePoint{ID: "d", EntryID: "f", Type: annotation}, &CuePoint{ID: "q", EntryID: "e",
			Type: "codeCuePoint.Code"},
		&ThumbAsset{ID: "t", PartnerID: 1, CuePointID: "c", EntryID: "e"},
		&ThumbAsset{ID: "u", PartnerID: 1, EntryID: "e"})
	if p, err := s.CueNamed(ctx, "e", "intro"); err != nil || p.ID != "a" {
		t.Errorf("by name: %+v, %v", p, err)
	}
	for _, c := range [][2]string{{"e", "gone"}, {"f", "intro"}} {
		if _, err := s.CueNamed(ctx, c[0], c[1]); !errors.Is(err, ErrNotFound) {
			t.Errorf("%v: %v", c, err)
		}
	}
	rows, err := s.CueParentage(ctx, []string{"e", "f"})
	got := names(rows, func(p CuePoint) string { return p.ID + "<" + p.ParentID })
	if parts := strings.Fields(got); err != nil || len(parts) != 3 || !slices.Contains(parts, "c<a") {
		t.Errorf("parentage %q, %v", got, err)
	}
	for _, p := range []CuePoint{{ID: "c", PartnerID: 1, AssetID: "u"}, {ID: "c", PartnerID: 2, AssetID: "t"},
		{ID: "c", PartnerID: 1, AssetID: "t"}} {
		if err := s.Tx(ctx, func(tx Tx) error { return s.DeleteThumbOf(ctx, tx, &p) }); err != nil {
			t.Fatal(err)
		}
	}
	if list, _ := s.Thumbs(ctx, "e"); len(list) != 1 || list[0].ID != "u" {
		t.Errorf("pictures that are left: %+v", list)
	}
}

// TestProfiles: numbers follow each other and an account has one default of a type.
func TestProfiles(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	var ids []int
	for _, p := range []ConversionProfile{
		{PartnerID: 1, Type: ProfileMedia, IsDefault: true, Status: ProfileEnabled},
		{PartnerID: 1, Type: ProfileMedia, IsDefault: true, Status: ProfileEnabled},
		{PartnerID: 1, Type: "2", IsDefault: true, Status: ProfileEnabled},
		{PartnerID: 2, Type: ProfileMedia, IsDefault: true, Status: ProfileEnabled},
		{PartnerID: 1, Type: ProfileMedia, Status: ProfileDeleted},
	} {
		if err := s.InsertConversionProfile(ctx, &p); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	if fmt.Sprint(ids) != "[1001 1002 1003 1004 1005]" {
		t.Errorf("numbers %v", ids)
	}
	defaults := func() string {
		one, _ := s.ConversionProfiles(ctx, 1)
		two, _ := s.ConversionProfiles(ctx, 2)
		return names(append(one, two...), func(p ConversionProfile) string {
			return fmt.Sprint(p.ID, p.IsDefault)
		})
	}
	if got := defaults(); got != "1001 false 1002 true 1003 true 1004 true" {
		t.Errorf("defaults: %s", got)
	}
	first, _ := s.ConversionProfile(ctx, 1001)
	first.IsDefault = true
	if err := s.UpdateConversionProfile(ctx, first); err != nil ||
		defaults() != "1001 true 1002 false 1003 true 1004 true" {
		t.Errorf("defaults: %s, %v", defaults(), err)
	}
	if err := s.ClearDefaultProfile(ctx, 1, ProfileMedia); err != nil ||
		defaults() != "1001 false 1002 false 1003 true 1004 true" {
		t.Errorf("defaults: %s, %v", defaults(), err)
	}
}

// TestSecrets: made once, the same for all who ask, also at once.
func TestSecrets(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	var wait sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]bool{}
	for range 8 {
		wait.Go(func() {
			text, err := s.Secret(ctx, ContentSecret)
			mu.Lock()
			defer mu.Unlock()
			if err != nil || len(text) < 40 {
				t.Errorf("%q, %v", text, err)
			}
			seen[text] = true
		})
	}
	wait.Wait()
	if other, _ := s.Secret(ctx, "other"); len(seen) != 1 || seen[other] {
		t.Errorf("%d secrets of one name", len(seen))
	}
}

// TestMigrations: a second start finds everything done, and the words of the other
// database are right.
func TestMigrations(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		s, err := Open(t.Context(), "", dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.Check(t.Context()), s.Ping(t.Context()), s.Close()); err != nil || s.Postgres() {
			t.Error(err)
		}
	}
	const text = "segments BLOB NOT NULL, blob_key TEXT"
	if got := (&Store{postgres: true}).dialect(text); got != "segments BYTEA NOT NULL, blob_key TEXT" {
		t.Errorf("PostgreSQL: %s", got)
	}
	if got := (&Store{}).dialect(text); got != text {
		t.Errorf("SQLite: %s", got)
	}
	if _, err := Open(t.Context(), "mysql://a", dir); err == nil {
		t.Error("an unknown database is opened")
	}
}

// TestDamagedDatabase: a file that is no database says so, in a class of its own.
func TestDatabaseFaults(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	err := s.Insert(t.Context(), nil, &Partner{ID: 1})
	again := s.Insert(t.Context(), nil, &Partner{ID: 1})
	if err != nil || !IsDatabase(again) {
		t.Errorf("%v, %v", err, again)
	}
	for _, err := range []error{nil, ErrNotFound, ErrValue, &UnknownFilter{"x"}, sql.ErrNoRows,
		context.Canceled} {
		if IsDatabase(err) {
			t.Errorf("%v is the database's", err)
		}
	}
	if !IsDatabase(fmt.Errorf("ping: %w", driver.ErrBadConn)) {
		t.Error("a lost connection is nobody's")
	}
}
