package store

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func fresh(t testing.TB) *Store {
	t.Helper()
	s, err := Open(context.Background(), "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestFilters: each property is honoured in its units, what is unknown is refused.
func TestFilters(t *testing.T) {
	s, ctx, now := fresh(t), context.Background(), time.Now().Unix()
	for i, e := range []Entry{
		{ID: "a", Name: "Übung Österreich", Tags: "Ärzte,Straße", DurationMS: 90_400, CreatedAt: now - 100,
			UserID: "x", ReferenceID: "R1"},
		{ID: "b", Name: "Москва Лекция", Tags: "Физика", DurationMS: 59_600, CreatedAt: now - 200_000,
			ParentEntryID: "a", AdminTags: "Α ΣΟΦΟΣ"},
		{ID: "c", Name: "École été 50% _off_", Description: "Ｆｕｌｌ width", DurationMS: 0,
			CreatedAt: now - 300_000, StartDate: now + 50},
	} {
		e.PartnerID, e.Status, e.Type, e.MediaType = 1, EntryReady, 1, 1
		if err := s.Insert(ctx, nil, &e); err != nil {
			t.Fatal(i, err)
		}
	}
	for _, row := range []struct{ name, value, want string }{
		{"nameLike", "übung", "a"}, {"nameLike", "ÖSTERREICH", "a"}, {"nameLike", "москва", "b"},
		{"nameLike", "ЛЕКЦИЯ", "b"}, {"nameLike", "ecole", ""}, {"nameLike", "e\u0301cole", "c"},
		{"tagsLike", "STRASSE", "a"}, {"tagsMultiLikeOr", "физика,ärzte", "ab"},
		{"tagsMultiLikeAnd", "straße,ärzte", "a"}, {"adminTagsLike", "σοφος", "b"},
		{"descriptionLike", "full", "c"},
		{"nameLike", "50%", "c"}, {"nameLike", "_OFF", "c"}, {"nameLike", "%", "c"},
		{"nameStartsWith", "éc", "c"}, {"nameEqual", "Übung Österreich", "a"},
		{"nameEqual", "übung österreich", ""},
		{"searchTextMatchAnd", "österreich,ärzte", "a"}, {"searchTextMatchOr", "лекция,été", "bc"},
		{"durationGreaterThan", "90", ""}, {"durationGreaterThanOrEqual", "90", "a"},
		{"durationLessThan", "60", "c"}, {"durationLessThanOrEqual", "60", "bc"},
		{"msDurationGreaterThan", "90000", "a"}, {"createdAtGreaterThanOrEqual", "-86400", "a"},
		{"createdAtLessThanOrEqual", "-86400", "bc"}, {"startDateLessThanOrEqualOrNull", "0", "ab"},
		{"startDateGreaterThanOrEqualOrNull", "10", "abc"}, {"statusEqual", "2", "abc"},
		{"statusIn", "2,virusScan.Infected", "abc"}, {"statusEqual", "virusScan.Infected", ""},
		{"statusNotEqual", "virusScan.Infected", "abc"}, {"typeIn", "externalMedia.externalMedia", ""},
		{"idIn", "a,c", "ac"}, {"idNotIn", "a,c", "b"}, {"parentEntryIdEqual", "a", "b"},
		{"referenceIdEqual", "R1", "a"}, {"moderationStatusIn", "2,6", "abc"},
		{"moderationStatusEqual", "3", ""},
		{"categoriesIdsMatchOr", "7", ""}, {"displayInSearchEqual", "1", "abc"}, {"nameLike", "", "abc"},
		{"idIn", "", "abc"}, {"tagsNotContains", "физика", "ac"},
		{"noSuchEqual", "1", "!"}, {"nameBetween", "1", "!"}, {"advanced", "1", "!"},
		{"durationGreaterThan", "long", "!"}, {"statusLike", "2", "!"},
	} {
		rows, n, err := s.Entries(ctx, Account(1), Query{Conditions: []Condition{{row.name, row.value}},
			OrderBy: "+id", Page: Page{1, 30}}, "")
		got := ""
		for _, e := range rows {
			got += e.ID
		}
		var unknown *UnknownFilter
		if err != nil && (errors.As(err, &unknown) || errors.Is(err, ErrValue)) {
			got = "!"
		}
		if got != row.want || err == nil && n != len(rows) {
			t.Errorf("%s=%q finds %q, %d, %v; want %q", row.name, row.value, got, n, err, row.want)
		}
	}
	if rows, n, err := s.Entries(ctx, Account(1), Query{Page: Page{1, 0}}, ""); len(rows) != 0 || n != 3 ||
		err != nil {
		t.Errorf("a page of no rows has %d of %d, %v", len(rows), n, err)
	}
	if _, n, _ := s.Entries(ctx, Scope{Partner: 1}, Query{Page: Page{1, 30}}, ""); n != 0 {
		t.Errorf("nobody finds %d entries", n)
	}
	if rows, _, _ := s.Entries(ctx, Account(1), Query{Page: Page{1, 30}}, "ÜBUNG"); len(rows) != 1 {
		t.Errorf("free text finds %d", len(rows))
	}
	if err := s.Update(ctx, nil, &Entry{ID: "a", Name: "НОВОЕ"}, "name"); err != nil {
		t.Fatal(err)
	}
	if rows, _, _ := s.Entries(ctx, Account(1), Query{Page: Page{1, 30}}, "новое"); len(rows) != 1 {
		t.Errorf("what was renamed is found %d times", len(rows))
	}
}

// TestOldRowsAreFolded: what was written before searches had their columns is
// found after the next start.
func TestOldRowsAreFolded(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s, err := Open(ctx, "", dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Insert(ctx, nil, &Entry{ID: "a", PartnerID: 1, Name: "Ärzte"}); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"UPDATE entry SET folded_name = '', folded_search = ''",
		"DELETE FROM migration WHERE name = 'fold'"} {
		if _, err := s.write.ExecContext(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	_ = s.Close()
	if s, err = Open(ctx, "", dir); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if rows, _, err := s.Entries(ctx, Account(1), Query{Page: Page{1, 30}}, "ÄRZTE"); len(rows) != 1 {
		t.Errorf("found %d, %v", len(rows), err)
	}
}

// TestSessionsInTheStore: revoked and counted, and forgotten when they have ended.
func TestSessionsInTheStore(t *testing.T) {
	s, ctx := fresh(t), context.Background()
	later := time.Now().Unix() + 100
	for want := 1; want <= 3; want++ {
		if n, err := s.CountUse(ctx, "h", later); n != want || err != nil {
			t.Errorf("use %d is %d, %v", want, n, err)
		}
	}
	if err := errors.Join(s.Revoke(ctx, "a", later), s.Revoke(ctx, "a", later), s.Revoke(ctx, "old", 1),
		s.Revoke(ctx, "b", later)); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{"a": true, "b": true, "old": false, "c": false} {
		if is, err := s.Revoked(ctx, "x", key); is != want || err != nil {
			t.Errorf("%s: %v, %v", key, is, err)
		}
	}
}

// FuzzFilter: no filter is an error of the database, and none of them widens what
// its scope lets it find.
func FuzzFilter(f *testing.F) {
	s, ctx := fresh(f), context.Background()
	if err := s.Insert(ctx, nil, &Entry{ID: "mine", PartnerID: 1, UserID: "me",
		Status: EntryNoContent}); err != nil {
		f.Fatal(err)
	}
	if err := s.Insert(ctx, nil, &Entry{ID: "yours", PartnerID: 1, UserID: "you",
		Status: EntryNoContent}); err != nil {
		f.Fatal(err)
	}
	for _, c := range [][3]string{{"nameLike", "a%'_!", "+name"}, {"idIn", "a,b,'", "-createdAt,+x"},
		{"statusEqual", "1 OR 1=1", "name;--"}, {"tagsMultiLikeOr", ",,,", ""}} {
		f.Add(c[0], c[1], c[2])
	}
	f.Fuzz(func(t *testing.T, name, value, order string) {
		rows, _, err := s.Entries(ctx, Scope{Partner: 1, User: "me"},
			Query{Conditions: []Condition{{name, value}}, OrderBy: order, Page: Page{1, 30}}, value)
		for _, e := range rows {
			if e.ID != "mine" {
				t.Errorf("%q=%q by %q finds %s", name, value, order, e.ID)
			}
		}
		if err != nil && IsDatabase(err) && !strings.ContainsRune(value+name+order, 0) {
			t.Errorf("%q=%q by %q: %v", name, value, order, err)
		}
	})
}
