package server

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// TestBestForm: what is asked for again gets its best form, and what strangers make
// up costs nothing but the quick one.
func TestBestForm(t *testing.T) {
	var s small
	text := bytes.Repeat([]byte("how a text is asked for again "), 500)
	before := runtime.NumGoroutine()
	for i := range 2000 {
		if s.of(fmt.Sprint(i), text) != nil {
			t.Fatal("a best form of a text that is new")
		}
	}
	if n := runtime.NumGoroutine() - before; n > 1 {
		t.Errorf("%d texts are compressed at once, for nobody", n)
	}
	for i := range 100 { // again, all of them: one at a time
		s.of(fmt.Sprint(i), text)
	}
	if n := runtime.NumGoroutine() - before; n > 2 {
		t.Errorf("%d texts are compressed at once", n)
	}
	var best []byte
	for deadline := time.Now().Add(10 * time.Second); best == nil && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
		best = s.of("7", text)
	}
	got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(best)))
	if err != nil || !bytes.Equal(got, text) {
		t.Errorf("the best form has %d bytes, %v", len(best), err)
	}
}
