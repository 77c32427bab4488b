package store

import (
	"testing"
	"time"
)

func TestRecentEntries(t *testing.T) {
	var r recent
	have, changes := r.find("a")
	if have != nil {
		t.Fatal("something of nothing")
	}
	r.keep("a", &Entry{ID: "a", Name: "first"}, changes)
	if have, _ = r.find("a"); have == nil || have.Name != "first" {
		t.Fatalf("kept %+v", have)
	}
	have.Name = "the caller's own"

	old := r.rows["a"]
	old.until = time.Now().Add(-time.Millisecond)
	r.rows["a"] = old
	if have, changes = r.find("a"); have != nil {
		t.Error("nobody reads a row that is too old")
	}
	if have, _ = r.find("a"); have == nil || have.Name != "first" {
		t.Errorf("the others get %+v while it is read", have)
	}
	r.forget("a") // it was changed while it was being read
	r.keep("a", &Entry{ID: "a", Name: "as it was"}, changes)
	if have, _ = r.find("a"); have != nil {
		t.Errorf("%q is kept after a change", have.Name)
	}
}
