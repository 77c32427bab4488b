package packagertest_test

import (
	"bytes"
	"testing"

	"diptych/server/packager/packagertest"

	"github.com/Eyevinn/mp4ff/mp4"
)

// TestFilms: what is written is a fragmented file of one track, sample by sample.
func TestFilms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		film          packagertest.Film
		samples, keys int
		first         uint64
	}{
		"video": {packagertest.Film{Samples: 120}, 120, 3, 0},
		"audio": {packagertest.Film{Audio: true, Samples: 60}, 60, 60, 0},
		"late":  {packagertest.Film{Samples: 10, Start: 5}, 10, 1, 5 * 512},
		"fine":  {packagertest.Film{Samples: 10, Fragment: 3, KeyEvery: 2}, 10, 5, 0},
	} {
		f, err := mp4.DecodeFile(bytes.NewReader(c.film.Bytes()))
		if err != nil || !f.IsFragmented() || len(f.Init.Moov.Traks) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		samples, keys := 0, 0
		var first uint64
		for _, s := range f.Segments {
			for _, one := range s.Fragments {
				list, err := one.GetFullSamples(f.Init.Moov.Mvex.Trex)
				if err != nil {
					t.Fatal(err)
				}
				if samples == 0 {
					first = list[0].DecodeTime
				}
				for _, x := range list {
					samples++
					if x.IsSync() {
						keys++
					}
				}
			}
		}
		if samples != c.samples || keys != c.keys || first != c.first {
			t.Errorf("%s: %d samples, %d keys, from %d", name, samples, keys, first)
		}
	}
}
