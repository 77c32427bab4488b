package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// When the tape of a step is whole, and what is on the reference player's.

// afterSilence takes the tape once nothing is written for a while (ms).
func afterSilence(b *tab, ms int) []string { return eval[[]string](b, js("take(%d, %d)", ms, 8*ms)) }

// Ours has told all of a step when its tape is what is expected of it, and what it
// tells beyond that is on the next one. What differs gets time to come late.
const (
	silence = 500 // ms in which nothing is told
	brief   = 150 // ms of silence behind what was expected
	enough  = 8 * time.Second
)

// expected is what ours tells in a step; "" where nothing is, or that depends on the network.
func (s scene) expected(i int, theirs []taped) string {
	if d, listed := known[s.name+", "+s.steps[i].name]; listed {
		return d.ours
	}
	return strings.Join(normal(theirs[i].Tape), " → ")
}

// asExpected takes the tape of ours.
func (s scene) asExpected(expected []taped) func(b *tab, step int) []string {
	return func(b *tab, i int) []string {
		b.t.Helper()
		want := s.expected(i, expected)
		for deadline := time.Now().Add(enough); want != "" && time.Now().Before(deadline); {
			tape := eval[[]string](b, js("peek(%d)", brief))
			if len(tape) > 0 && compareTapes(s.name, s.steps[i].name, expected[i].Tape, tape) == "" {
				if i == len(s.steps)-1 { // there is no next tape that anything more could come onto
					break
				}
				return eval[[]string](b, js("tape.splice(0, %d).map((e) => e.text)", len(tape)))
			}
			time.Sleep(50 * time.Millisecond)
		}
		return afterSilence(b, silence)
	}
}

// reference is what the reference player tells in a scene.
func (s scene) reference(t *testing.T) []taped {
	t.Helper()
	recorder, err := os.ReadFile("order/recorder.js")
	if err != nil {
		t.Fatal(err)
	}
	question := fmt.Sprint(s.config, s.policy, s.steps, string(recorder))
	file := filepath.Join("order", "tapes", strings.ReplaceAll(s.name, " ", "-")+".json")
	return recorded(t, file, question, func() []taped {
		return s.play(t, theirs, func(b *tab, _ int) []string { return afterSilence(b, 2*silence) })
	}, s.changes)
}

// changes names the steps in which the reference player told something else than
// before, but for those that depend on the network.
func (s scene) changes(old, now []taped) (out []string) {
	for i, step := range old {
		if d, listed := known[s.name+", "+step.Step]; listed && d.ours == "" {
			continue
		}
		a, b := strings.Join(normal(step.Tape), " → "), strings.Join(normal(now[i].Tape), " → ")
		if a != b {
			out = append(out, fmt.Sprintf("%s, %s:\n\trecorded %s\n\tnow      %s", s.name, step.Step, a, b))
		}
	}
	return out
}
