package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// The player that the contract was taken from says the same in every run, so what
// it says is recorded. A recording holds for the player's version, the browser's
// major version and the question that was asked; for others, and where
// DIPTYCH_RECORD=1 asks for it, the player runs and is held against the recording.

// recording is what the reference player answered to a question.
type recording[T any] struct {
	Player   string `json:"player"`
	Browser  string `json:"browser"`
	Question string `json:"question"`
	Answer   T      `json:"answer"`
}

// recorded is what the file says, or what ask gives where the file holds no longer.
// differ names what is not the same in two answers; such a difference fails once,
// and the new answer is in the file.
func recorded[T any](t *testing.T, file, question string, ask func() T, differ func(old, now T) []string) T {
	t.Helper()
	now := recording[T]{Question: fingerprint(question)}
	var err error
	if now.Player, err = referencePlayer(); err != nil {
		t.Fatal(err)
	}
	if now.Browser, err = browserMajor(); err != nil {
		t.Fatal(err)
	}
	old, found := readRecording[T](t, file)
	renew := os.Getenv("DIPTYCH_RECORD") != ""
	asked := found && old.Question == now.Question
	if asked && old.Player == now.Player && old.Browser == now.Browser && !renew {
		return old.Answer
	}
	now.Answer = agreed(t, ask, differ)
	var changes []string
	if asked {
		changes = differ(old.Answer, now.Answer)
	}
	for _, change := range changes {
		t.Errorf("the reference player is not as it was recorded (%s, %s; now %s, %s): %s", old.Player,
			old.Browser, now.Player, now.Browser, change)
	}
	if !asked || len(changes) > 0 {
		writeRecording(t, file, now)
	}
	return now.Answer
}

// agreed asks until two answers in a row are the same: on a busy machine the player
// waits for pictures in other places each time, and that is not what it is asked.
func agreed[T any](t *testing.T, ask func() T, differ func(old, now T) []string) T {
	t.Helper()
	before := ask()
	var changes []string
	for range 4 {
		now := ask()
		if changes = differ(before, now); len(changes) == 0 {
			return now
		}
		before = now
	}
	t.Fatalf("the reference player says something else each time: %v", changes)
	return before
}

func readRecording[T any](t *testing.T, file string) (r recording[T], found bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return r, false
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		t.Fatalf("read the recording %s: %v", file, err)
	}
	return r, true
}

func writeRecording[T any](t *testing.T, file string, r recording[T]) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := json.NewEncoder(f)
	out.SetEscapeHTML(false)
	out.SetIndent("", "\t")
	if err := out.Encode(r); err != nil {
		t.Fatalf("write the recording %s: %v", file, err)
	}
}

// fingerprint is a short name of a text (FNV-1a, 64 bit).
func fingerprint(text string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return fmt.Sprintf("%x", h.Sum64())
}

// referencePlayer is the reference player's version, as our lock file has it.
var referencePlayer = sync.OnceValues(func() (string, error) {
	text, err := os.ReadFile("../web/package-lock.json")
	if err != nil {
		return "", err
	}
	var lock struct {
		Packages map[string]struct{ Version string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return "", fmt.Errorf("read package-lock.json: %w", err)
	}
	return lock.Packages["node_modules/@playkit-js/kaltura-player-js"].Version, nil
})

// serverNames are ids, sessions and addresses, which belong to one server.
var serverNames = regexp.MustCompile(`\b[01]_[a-z0-9]{8}\b|\bdjJ8[\w=-]+|(127\.0\.0\.1|localhost):\d+`)

// anonymous is a text without what only one server says.
func anonymous(text string) string {
	return serverNames.ReplaceAllStringFunc(text, func(s string) string {
		switch {
		case strings.Contains(s, ":"):
			return "host"
		case strings.HasPrefix(s, "djJ8"):
			return "session"
		}
		return "entry"
	})
}
