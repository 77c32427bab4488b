package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"diptych/server/limits"
)

// found are the ids that a query of entries finds, in its order.
func found(t *testing.T, s *Store, scope Scope, q Query) string {
	t.Helper()
	if q.Page == (Page{}) {
		q.Page = Page{1, 100}
	}
	rows, _, err := s.Entries(t.Context(), scope, q, "")
	if err != nil {
		return err.Error()
	}
	return names(rows, func(e Entry) string { return e.ID })
}

// TestScopes: who asks decides what is found, not what the query says.
func TestScopes(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	insert(t, s,
		&Entry{ID: "mine", PartnerID: 1, UserID: "me", Status: EntryNoContent, CreatedAt: 9},
		&Entry{ID: "made", PartnerID: 1, UserID: "you", CreatorID: "me", Status: EntryNoContent, CreatedAt: 8},
		&Entry{ID: "yours", PartnerID: 1, UserID: "you", Status: EntryNoContent, CreatedAt: 7},
		&Entry{ID: "public", PartnerID: 1, UserID: "you", Status: EntryReady, CreatedAt: 6},
		&Entry{ID: "child", PartnerID: 1, UserID: "you", Status: EntryNoContent, ParentEntryID: "public",
			CreatedAt: 5},
		&Entry{ID: "theirs", PartnerID: 2, UserID: "me", Status: EntryReady, CreatedAt: 4},
	)
	for name, c := range map[string]struct {
		scope Scope
		want  string
	}{
		"nobody":             {Scope{Partner: 1}, ""},
		"no account":         {Scope{All: true}, ""},
		"the account":        {Account(1), "mine made yours public child"},
		"another account":    {Account(2), "theirs"},
		"a user":             {Scope{Partner: 1, User: "me"}, "mine made"},
		"a user who lists":   {Scope{Partner: 1, User: "me", Listed: true}, "mine made public"},
		"who names":          {Scope{Partner: 1, Named: true}, "public"},
		"who may edit one":   {Scope{Partner: 1, Edit: []string{"yours"}}, "yours"},
		"who may edit all":   {Scope{Partner: 1, EditAll: true}, "mine made yours public child"},
		"named ids":          {Scope{Partner: 1, IDs: []string{"yours", "theirs"}}, "yours"},
		"only one":           {Scope{Partner: 1, All: true, Only: "public"}, "public child"},
		"only one, a user's": {Scope{Partner: 1, User: "me", Listed: true, Only: "public"}, "public"},
		"only one of theirs": {Scope{Partner: 1, All: true, Only: "theirs"}, ""},
	} {
		if got := found(t, s, c.scope, Query{}); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestCueScopes: of entries that a session may not edit it finds what everybody
// may see, and its own.
func TestCueScopes(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	insert(t, s, &Entry{ID: "mine", PartnerID: 1, UserID: "me"},
		&Entry{ID: "yours", PartnerID: 1, UserID: "you"}, &Entry{ID: "child", PartnerID: 1,
			ParentEntryID: "yours"})
	for i, p := range []CuePoint{
		{ID: "a", EntryID: "mine"}, {ID: "b", EntryID: "yours"}, {ID: "c", EntryID: "yours", UserID: "me"},
		{ID: "d", EntryID: "yours", IsPublic: 1},
		{ID: "e", EntryID: "yours", IsPublic: 1, Type: "quiz.QUIZ_ANSWER"},
		{ID: "f", EntryID: "yours", IsPublic: 1, Status: CueDeleted}, {ID: "g", EntryID: "child", IsPublic: 1},
	} {
		p.PartnerID, p.StartTime = 1, int64(i)
		insert(t, s, &p)
	}
	for name, c := range map[string]struct {
		scope Scope
		want  string
	}{
		"everybody":       {Scope{Partner: 1}, "d g"},
		"a user":          {Scope{Partner: 1, User: "me"}, "a c d g"},
		"who may edit":    {Scope{Partner: 1, Edit: []string{"yours"}}, "b c d e g"},
		"the account":     {Account(1), "a b c d e g"},
		"only one":        {Scope{Partner: 1, All: true, Only: "yours"}, "b c d e g"},
		"another account": {Account(2), ""},
	} {
		rows, n, err := s.CuePoints(t.Context(), c.scope, Query{Page: Page{1, 100}}, "")
		if got := names(rows, func(p CuePoint) string { return p.ID }); got != c.want || err != nil ||
			n != len(rows) {
			t.Errorf("%s: %q (%d), %v; want %q", name, got, n, err, c.want)
		}
	}
}

// TestCueFilters: times in milliseconds, and what viewers can read.
func TestCueFilters(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	end := int64(9000)
	insert(t, s, &CuePoint{ID: "a", PartnerID: 1, EntryID: "e", StartTime: 1000, EndTime: &end,
		Type: "annotation.Annotation", Text: "Straße"},
		&CuePoint{ID: "b", PartnerID: 1, EntryID: "e", StartTime: 5000, Type: "codeCuePoint.Code", Code: "slide",
			Title: "Über", SortValue: 3})
	for _, c := range [][3]string{
		{"startTimeGreaterThanOrEqual", "5000", "b"}, {"startTimeLessThanOrEqual", "4999", "a"},
		{"endTimeEqual", "9000", "a"}, {"durationEqual", "8000", "a"},
		{"cuePointTypeEqual", "codeCuePoint.Code", "b"}, {"cuePointTypeIn",
			"codeCuePoint.Code,annotation.Annotation", "a b"}, {"textLike", "STRASSE", "a"},
		{"titleLike", "über", "b"}, {"codeEqual", "slide", "b"},
		{"partnerSortValueGreaterThanOrEqual", "3", "b"}, {"entryIdEqual", "no", ""},
		{"endTimeLessThanOrEqualOrNull", "10", "b"},
	} {
		rows, _, err := s.CuePoints(t.Context(), Account(1), Query{Conditions: []Condition{{c[0], c[1]}},
			Page: Page{1, 10}}, "")
		if got := names(rows, func(p CuePoint) string { return p.ID }); err != nil || got != c[2] {
			t.Errorf("%s=%s: %q, %v; want %q", c[0], c[1], got, err, c[2])
		}
	}
	for text, want := range map[string]string{"STRASSE": "a", "ÜBER": "b", "nothing": ""} {
		rows, _, err := s.CuePoints(t.Context(), Account(1), Query{Page: Page{1, 10}}, text)
		if got := names(rows, func(p CuePoint) string { return p.ID }); err != nil || got != want {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

// TestOrder: by one property or several, by the texts as they are searched.
func TestOrder(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	for i, name := range []string{"b", "A", "ä", "B"} {
		insert(t, s, &Entry{ID: fmt.Sprint(i), PartnerID: 1, Name: name, Plays: int64(i % 2),
			CreatedAt: int64(i)})
	}
	for order, want := range map[string]string{
		"": "3 2 1 0", "+createdAt": "0 1 2 3", " createdAt": "0 1 2 3", "createdAt": "0 1 2 3",
		"-createdAt": "3 2 1 0", "+name": "1 3 0 2", "-name": "2 3 0 1",
		"+plays,-createdAt": "2 0 3 1", "-plays,+createdAt": "1 3 0 2", "+unknown": "3 2 1 0",
		"-rank": "3 2 1 0", ",,": "3 2 1 0", "+id;DROP TABLE entry": "3 2 1 0",
	} {
		if got := found(t, s, Account(1), Query{OrderBy: order}); got != want {
			t.Errorf("%q: %s, want %s", order, got, want)
		}
	}
}

// TestPages: each row is on one page, and none beyond what lists reach (reference:
// backend-api §1.12).
func TestPages(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	for i := range 7 {
		insert(t, s, &Entry{ID: fmt.Sprint(i), PartnerID: 1, CreatedAt: int64(-i)})
	}
	for page, want := range map[Page]string{
		{1, 3}: "0 1 2", {2, 3}: "3 4 5", {3, 3}: "6", {4, 3}: "", {0, 3}: "0 1 2", {-5, 3}: "0 1 2",
		{1, 500}: "0 1 2 3 4 5 6",
	} {
		rows, n, err := s.Entries(t.Context(), Account(1), Query{Page: page}, "")
		if got := names(rows, func(e Entry) string { return e.ID }); err != nil || n != 7 || got != want {
			t.Errorf("%+v: %q of %d, %v; want %q", page, got, n, err, want)
		}
	}
	for page, reachable := range map[Page]bool{
		{limits.Reachable / 500, 500}: true, {limits.Reachable/500 + 1, 500}: false, {limits.Reachable, 1}: true,
		{limits.Reachable + 1, 1}: false, {1 << 62, 500}: false,
	} {
		if _, _, err := s.Entries(t.Context(), Account(1), Query{Page: page}, ""); errors.Is(err,
			ErrUnreachable) == reachable {
			t.Errorf("%+v: %v", page, err)
		}
	}
}

// TestNumbersOfFilters: a number beyond what a column holds is still compared as
// one, and what is no number is refused.
func TestNumbersOfFilters(t *testing.T) {
	t.Parallel()
	s, now := fresh(t), time.Now().Unix()
	insert(t, s, &Entry{ID: "a", PartnerID: 1, Plays: 5, CreatedAt: now})
	for _, c := range [][3]string{
		{"playsGreaterThan", "4.9", "a"}, {"playsLessThan", "1e300", "a"}, {"playsGreaterThan", "1e300", ""},
		{"playsGreaterThan", "-1e300", "a"},
		{"playsLessThan", "99999999999999999999", "a"}, {"playsGreaterThan", "99999999999999999999", ""},
		{"playsLessThan", "-99999999999999999999", ""},
		{"playsEqual", " 5 ", "a"}, {"createdAtGreaterThanOrEqual", "1e300", ""},
		{"createdAtLessThanOrEqual", "0", "a"}, {"createdAtGreaterThanOrEqual", "5", ""},
		{"playsGreaterThan", "NaN", "!"}, {"playsGreaterThan", "", "a"}, {"playsGreaterThan", "x", "!"},
	} {
		got := found(t, s, Account(1), Query{Conditions: []Condition{{c[0], c[1]}}})
		if c[2] == "!" && !strings.Contains(got, ErrValue.Error()) || c[2] != "!" && got != c[2] {
			t.Errorf("%s=%s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// TestUploadTokenLists: whose they are, and how many wait for bytes.
func TestUploadTokenLists(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	insert(t, s, &UploadToken{ID: "a", PartnerID: 1, UserID: "me", Status: TokenPending, CreatedAt: 1},
		&UploadToken{ID: "b", PartnerID: 1, UserID: "me", Status: TokenPartial, CreatedAt: 5},
		&UploadToken{ID: "c", PartnerID: 1, UserID: "you", Status: TokenPending, CreatedAt: 3},
		&UploadToken{ID: "d", PartnerID: 1, UserID: "me", Status: TokenClosed},
		&UploadToken{ID: "e", PartnerID: 1, UserID: "me", Status: TokenDeleted},
		&UploadToken{ID: "f", PartnerID: 2, UserID: "me", Status: TokenPending})
	for user, want := range map[string]string{"me": "b a d", "": "b c a d", "nobody": ""} {
		rows, n, err := s.UploadTokens(ctx, 1, user, Query{Page: Page{1, 10}})
		if got := names(rows, func(u UploadToken) string { return u.ID }); err != nil || got != want ||
			n != len(rows) {
			t.Errorf("%q: %q, %v", user, got, err)
		}
	}
	if own, all, err := s.UnfinishedUploads(ctx, 1, "me"); own != 2 || all != 3 || err != nil {
		t.Errorf("%d of %d, %v", own, all, err)
	}
	if own, all, err := s.UnfinishedUploads(ctx, 3, "me"); own != 0 || all != 0 || err != nil {
		t.Errorf("of no account: %d of %d, %v", own, all, err)
	}
	rows, err := s.StaleUploads(ctx, 4)
	if got := names(rows, func(u UploadToken) string { return u.ID }); err != nil || len(rows) != 3 ||
		strings.Contains(got, "b") {
		t.Errorf("stale: %q, %v", got, err)
	}
}

// TestChildren: second streams that are not deleted, and how busy their owner is.
func TestChildren(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	insert(t, s, &Entry{ID: "p", PartnerID: 1, UserID: "me", Status: EntryReady},
		&Entry{ID: "c", PartnerID: 1, UserID: "me", ParentEntryID: "p", Status: EntryPreconvert},
		&Entry{ID: "x", PartnerID: 1, UserID: "me", ParentEntryID: "p", Status: EntryDeleted},
		&Entry{ID: "o", PartnerID: 1, UserID: "you", Status: EntryPending},
		&Entry{ID: "i", PartnerID: 1, UserID: "me", Status: EntryImport})
	if rows, err := s.Children(ctx, nil, "p"); err != nil || len(rows) != 1 || rows[0].ID != "c" {
		t.Errorf("%+v, %v", rows, err)
	}
	if got := found(t, s, Account(1), Query{Root: true, OrderBy: "+id"}); got != "i o p" {
		t.Errorf("those of no other: %s", got)
	}
	for id, want := range map[string]int{"p": 2, "c": 1, "o": 0, "no": 0} {
		err := s.Tx(ctx, func(tx Tx) error {
			if n, err := s.WaitingOfOwner(ctx, tx, id); n != want || err != nil {
				t.Errorf("%s: %d wait, %v; want %d", id, n, err, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestLeases: who works on a job, what it waits for, and that it is forgotten.
func TestLeases(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	for range 2 {
		if n, err := s.Lease(ctx, 7, "a"); n != 0 || err != nil {
			t.Fatalf("rescued %d times, %v", n, err)
		}
	}
	_, err := s.Lease(ctx, 8, "b")
	if err = errors.Join(err, s.Waits(ctx, 7, "disk"), s.Waits(ctx, 8, "ffmpeg")); err != nil {
		t.Fatal(err)
	}
	list, err := s.WaitingFor(ctx)
	if got := names(list, func(c Tally) string {
		return fmt.Sprint(c.State,
			c.Count)
	}); got != "disk1 ffmpeg1" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := s.Lease(ctx, 7, "a"); err != nil { // it goes on
		t.Fatal(err)
	}
	if err := s.Unlease(ctx, 8); err != nil {
		t.Fatal(err)
	}
	if list, err := s.WaitingFor(ctx); len(list) != 0 || err != nil {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestFold: what a search finds alike (Unicode §3.13).
func TestFold(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"Straße", "STRASSE", "strasse"}, {"ΣΟΦΟΣ", "σοφος", "σοφοσ"}, {"école", "ÉCOLE", "e\u0301cole"},
		{"Ｆｕｌｌ", "full"}, {"ﬁn", "FIN"}, {"Ⅳ", "iv"}, {"МОСКВА", "москва"},
	} {
		for _, text := range same[1:] {
			if Fold(text) != Fold(same[0]) {
				t.Errorf("%q is %q, %q is %q", same[0], Fold(same[0]), text, Fold(text))
			}
		}
	}
	if Fold("ä") == Fold("a") || Fold("") != "" {
		t.Error("accents count")
	}
}
