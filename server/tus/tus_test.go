package tus

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"diptych/server/ks"
	"diptych/server/limits"
)

// tokens are uploads that remember what they were begun with.
type tokens struct {
	name string
	size int64
}

func (k *tokens) Begin(_ context.Context, _ *ks.Session, name string, size int64) (string, error) {
	k.name, k.size = name, size
	if name == "full" {
		return "", ErrNoRoom
	}
	return "0_a", nil
}

func (k *tokens) State(context.Context, *ks.Session, string) (State, error) {
	return State{Name: k.name, Size: k.size}, nil
}

func (k *tokens) Write(_ context.Context, _ *ks.Session, _ string, _ int64, r io.Reader) (int64, error) {
	return io.Copy(io.Discard, r)
}

func (k *tokens) Remove(context.Context, *ks.Session, string) error { return nil }

func door(t testing.TB) (http.Handler, *tokens) {
	t.Helper()
	k := &tokens{}
	sessions := func(_ *http.Request, text string) (*ks.Session, error) {
		if text != "good" {
			return nil, errors.New("no session")
		}
		return &ks.Session{UserID: "alice"}, nil
	}
	h, err := New(k, sessions, func(*http.Request) string { return "https://video.example.org" })
	if err != nil {
		t.Fatal(err)
	}
	return h, k
}

func begin(h http.Handler, length, metadata string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, Path, nil)
	r.Header = http.Header{"Tus-Resumable": {"1.0.0"}, "Authorization": {"KS good"}, "Upload-Length": {length},
		"Upload-Metadata": {metadata}}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestBegin: what may be begun, and where it is then.
func TestBegin(t *testing.T) {
	h, k := door(t)
	for _, row := range []struct {
		length, metadata string
		status           int
	}{
		{"10", "filename YS5tcDQ=", 201}, {"10", "", 201}, {"0", "", 400}, {"-1", "", 400}, {"x", "", 400},
		{"4611686018427387904", "", 413}, {"10", "filename ZnVsbA==", 507}, {"10", "filename !!", 201},
	} {
		w := begin(h, row.length, row.metadata)
		if w.Code != row.status {
			t.Errorf("%s %q: %d, want %d", row.length, row.metadata, w.Code, row.status)
		}
		if at := w.Header().Get("Location"); (row.status == 201) != strings.HasPrefix(at,
			"https://video.example.org/tus/") {
			t.Errorf("%s %q: at %q", row.length, row.metadata, at)
		}
	}
	if begin(h, "10", "filename YS5tcDQ="); k.name != "a.mp4" {
		t.Errorf("the name is %q", k.name)
	}
}

// FuzzMetadata: no metadata begins an upload that is larger than one may be.
func FuzzMetadata(f *testing.F) {
	h, k := door(f)
	f.Add("10", "filename YS5tcDQ=,x")
	f.Add("99999999999999999999", "filename ,, ,filename\x00 AA==")
	f.Fuzz(func(t *testing.T, length, metadata string) {
		w := begin(h, length, metadata)
		if w.Code == http.StatusCreated && (k.size > limits.Upload || k.size <= 0) {
			t.Errorf("%q begins %d bytes", length, k.size)
		}
		if w.Code >= 500 && w.Code != http.StatusInsufficientStorage {
			t.Errorf("%q %q: %d", length, metadata, w.Code)
		}
	})
}
