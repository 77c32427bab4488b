package manifest_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/manifest/dash"
)

// TestHostilePeriods: segments that periods share are counted each time that they
// are joined, and renditions have a bound.
func TestHostilePeriods(t *testing.T) {
	t.Parallel()
	long := `<Period duration="PT100000S"><AdaptationSet mimeType="video/mp4">` +
		`<SegmentTemplate duration="1" media="$Number$"/><Representation id="a" bandwidth="1"/>` +
		`</AdaptationSet></Period>`
	var many strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&many, `<Representation id="r%d" bandwidth="%d"/>`, i, i)
	}
	p, err := dash.Parse(tree(`<MPD>`+long+`<Period duration="PT1S">`+
		`<AdaptationSet mimeType="video/mp4">`+many.String()+`</AdaptationSet></Period></MPD>`), "http://x/")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range p.Video {
		n += len(r.Segments)
	}
	if len(p.Video) > 200 || n > 600_000 || len(p.Video[0].Segments) < 100_000 {
		t.Errorf("%d renditions with %d segments, %d in the first", len(p.Video), n, len(p.Video[0].Segments))
	}
}
