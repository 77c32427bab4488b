package transmux_test

import (
	"errors"
	"testing"

	"diptych/player/transmux"
)

// TestErrors have names.
func TestErrors(t *testing.T) {
	t.Parallel()
	var empty, mpeg2, scrambled tsWriter
	empty.tables(0, 184)
	mpeg2.tables(0, 184, entry{0x02, pidVideo})
	scrambled.tables(0, 184, entry{0xcf, pidAudio})
	sound(&scrambled, 184, true, 0)
	key := func(method string, size int) *transmux.Key {
		return &transmux.Key{Method: method, Key: make([]byte, size), IV: make([]byte, 16)}
	}
	for name, x := range map[string]struct {
		in   transmux.Input
		want error
	}{
		"nothing":            {transmux.Input{}, transmux.ErrTruncated},
		"a page":             {transmux.Input{Media: []byte("<!doctype html><p>Not found")}, transmux.ErrNoStreams},
		"no tables":          {transmux.Input{Media: scrambled.b[376:]}, transmux.ErrNoStreams},
		"an empty program":   {transmux.Input{Media: empty.b}, transmux.ErrNoStreams},
		"MPEG-2 video":       {transmux.Input{Media: mpeg2.b}, transmux.ErrCodec},
		"layer II":           {transmux.Input{Media: film(t, "-vn", "-c:a", "mp2", "in.ts")}, transmux.ErrCodec},
		"no key":             {transmux.Input{Media: scrambled.b}, transmux.ErrKey},
		"a short key":        {transmux.Input{Media: scrambled.b, Key: key("SAMPLE-AES", 15)}, transmux.ErrKey},
		"a wrong key":        {transmux.Input{Media: make([]byte, 1600), Key: key("AES-128", 16)}, transmux.ErrKey},
		"a wrong stream key": {transmux.Input{Media: make([]byte, 1601), Key: key("AES-256-CTR", 32)}, transmux.ErrKey},
		"half a block":       {transmux.Input{Media: make([]byte, 99), Key: key("AES-256", 32)}, transmux.ErrTruncated},
		"another method":     {transmux.Input{Media: empty.b, Key: key("ROT13", 16)}, transmux.ErrMethod},
	} {
		if _, err := transmux.Convert(x.in); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
	}
	_, err := transmux.Convert(transmux.Input{Media: mpeg2.b})
	if err.Error() != "transmux: unsupported codec: stream type 0x2" {
		t.Error(err)
	}
}
