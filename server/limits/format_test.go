package limits

import (
	"strings"
	"testing"
	"time"
)

// TestAmounts: as people read them.
func TestAmounts(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 bytes", 1023: "1023 bytes", 1024: "1 KiB", 1536: "1536 bytes", 64 << 10: "64 KiB",
		1 << 20: "1 MiB", 10 << 20: "10 MiB", 1025 << 10: "1025 KiB", 2 << 30: "2 GiB",
	} {
		if got := bytes(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 20_000: "20,000",
		8_294_400: "8,294,400"} {
		if got := count(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{time.Second: "1 s", 90 * time.Second: "90 s",
		2 * time.Minute: "2 min", 90 * time.Minute: "90 min", 24 * time.Hour: "24 h"} {
		if got := short(d); got != want {
			t.Errorf("%s: %s, want %s", d, got, want)
		}
	}
}

// TestLimitsFitTogether: what holds the one holds the other.
func TestLimitsFitTogether(t *testing.T) {
	t.Parallel()
	for name, fits := range map[string]bool{
		"a session fits into a start request":            KS < StartBody,
		"a session fits into a request's head":           KS < Header,
		"what a stranger sends is less":                  BodyAnonymous < Body && Batch < BatchSlots,
		"captions fit into a body with a session":        CaptionFile < Body,
		"all early files hold some":                      EarlyFiles >= 4*EarlyFile,
		"a picture is drawn before its viewer gives up":  DrawTime <= DrawWait && DrawWait < CallTime,
		"a conversion's source may be what an upload is": Upload <= ConvertOutput && Import == Upload,
		"a picture of the largest sides is not of all": int64(PictureSide)*PictureSide > SourcePixels &&
			DrawnPixels < SourcePixels,
		"an echo is less than what it repeats":            KSEcho < KS && Echo < BodyAnonymous,
		"what is uploaded leaves room for what is drawn":  FreeSpace <= DrawnKept,
		"a page is less than what pages reach":            Page < Reachable,
		"what plays at a gigabit is no slow body's bytes": SlowestBody < Piece/int(PieceTime.Seconds()),
	} {
		if !fits {
			t.Errorf("not so: %s", name)
		}
	}
	if rows := strings.Count(Markdown(), "\n"); rows != len(Table())+2 {
		t.Errorf("%d lines of %d rows", rows, len(Table()))
	}
}
