package upload

import (
	"bytes"
	"context"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"diptych/server/blob"
)

func TestRanges(t *testing.T) {
	var r Ranges
	for _, one := range []Range{{10, 20}, {0, 5}, {20, 20}, {30, 40}, {5, 10}, {18, 31}} {
		r = r.Add(one)
	}
	if got := r.String(); got != "0-40" {
		t.Errorf("union %s", got)
	}
	r = Ranges{}.Add(Range{5, 9}).Add(Range{1, 2})
	if r.Size() != 5 || r.End() != 9 || r.Whole(9) {
		t.Errorf("%v: size %d, end %d", r, r.Size(), r.End())
	}
	if back, err := ParseRanges(r.String()); err != nil || back.String() != "1-2,5-9" {
		t.Errorf("read back %v, %v", back, err)
	}
	if !(Ranges{}).Whole(0) || !(Ranges{{0, 7}}).Whole(7) || (Ranges{{0, 8}}).Whole(7) {
		t.Error("whole")
	}
}

func FuzzParseRanges(f *testing.F) {
	f.Add("0-5,7-9")
	f.Add("9223372036854775800-9223372036854775807,0-1")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRanges(s)
		if err != nil {
			return
		}
		back, err := ParseRanges(r.String())
		if err != nil || back.String() != r.String() {
			t.Errorf("%q became %q, then %q (%v)", s, r, back, err)
		}
	})
}

// TestChunksInAnyOrder: several writers at once make the file.
func TestChunksInAnyOrder(t *testing.T) {
	store, err := blob.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files, err := New(store)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]byte, 1<<20)
	_, _ = rand.New(rand.NewSource(1)).Read(want)
	const chunk = 70_000
	var wait sync.WaitGroup
	var mu sync.Mutex
	var have Ranges
	for from := 0; from < len(want); from += chunk {
		part := want[from:min(len(want), from+chunk)]
		local := filepath.Join(store.Temp(), "chunk-"+Ranges{{int64(from), int64(from + len(part))}}.String())
		if err := os.WriteFile(local, part, 0o600); err != nil {
			t.Fatal(err)
		}
		wait.Add(1)
		go func() {
			defer wait.Done()
			r, err := files.Place("0_abc", local, int64(from))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			have = have.Add(r)
			mu.Unlock()
		}()
	}
	wait.Wait()
	if !have.Whole(int64(len(want))) || files.Writing("0_abc") {
		t.Fatalf("have %s", have)
	}
	for range 2 { // the second time there is nothing to do
		if err := files.SettleKey(context.Background(), Key("0_abc")); err != nil {
			t.Fatal(err)
		}
	}
	file, _, err := store.Open(context.Background(), Key("0_abc"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, err := io.ReadAll(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
