package stream_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

// begin starts a film of one rendition at a moment, after what a test does to it.
func begin(
	seconds int, at float64, change func(w *playertest.World),
) (*playertest.World, *stream.Engine, *listener) {
	w, l := playertest.NewWorld(), &listener{}
	w.HLS(seconds, 400_000)
	w.Speed = constant(8_000_000)
	change(w)
	e := stream.New(deps(w), stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	e.Load("http://x/main.m3u8", stream.HLS, at)
	e.Start()
	return w, e, l
}

// TestSourceOpensWithoutATrack: a track with nothing to ask for at the start does
// not keep the others from playing.
func TestSourceOpensWithoutATrack(t *testing.T) {
	list := func(w *playertest.World, name string, f func(text string) string) {
		w.Bodies["http://x/"+name+".m3u8"] = f(w.Bodies["http://x/"+name+".m3u8"])
	}
	for _, x := range []struct {
		name   string
		at     float64
		change func(w *playertest.World)
		from   float64
		end    float64
		failed []stream.Cause
	}{
		{"start at the end", 20, func(*playertest.World) {}, 19, 20, nil},
		{"start behind the end", 500, func(*playertest.World) {}, 19, 20, nil},
		{"sound ends before", 16, func(w *playertest.World) {
			list(w, "a", func(s string) string {
				return s[:strings.Index(s, "#EXTINF:2,\na-7.m4s")] + "#EXT-X-ENDLIST\n"
			})
		}, 16, 20, nil},
		{"sound is a gap", 0, func(w *playertest.World) {
			list(w, "a", func(s string) string { return strings.ReplaceAll(s, "#EXTINF", "#EXT-X-GAP\n#EXTINF") })
		}, 0, 20, nil},
		{"sound is not there", 14.5, func(w *playertest.World) {
			sizes := w.Sizes
			w.Sizes = func(url string) int64 {
				if strings.Contains(url, "/a-") {
					return -1
				}
				return sizes(url)
			}
		}, 0, 20, nil},
		{"all is a gap", 0, func(w *playertest.World) {
			for _, name := range []string{"a", "v0"} {
				list(w, name, func(s string) string {
					return strings.ReplaceAll(s, "#EXTINF", "#EXT-X-GAP\n#EXTINF")
				})
			}
		}, 0, 0, []stream.Cause{stream.CauseNoSegments}},
	} {
		w, _, l := begin(20, x.at, x.change)
		w.Run(0.5)
		began := w.Media.CurrentTime
		w.Run(30)
		if fmt.Sprint(l.failed) != fmt.Sprint(x.failed) || began < x.from || w.Media.CurrentTime < x.end-0.3 {
			t.Errorf("%s: began at %.1f s, ended at %.1f s, failures %v, media %v", x.name, began,
				w.Media.CurrentTime, l.failed, w.Media.ByKind)
		}
	}
}

// TestEmptySegments: an answer without a byte is a segment that is missing.
func TestEmptySegments(t *testing.T) {
	for _, empty := range []string{"v0-0.m4s", "v0-3.m4s", "a-0.m4s"} {
		w, _, l := begin(20, 0, func(w *playertest.World) {
			inside(w, func(_ string, n int) float64 { return float64(2 * n) })
			sizes, heads := w.Sizes, w.Inside
			w.Sizes = func(url string) int64 {
				if strings.HasSuffix(url, "/"+empty) {
					return 0
				}
				return sizes(url)
			}
			w.Inside = func(r stream.Request) (init, head []byte) {
				init, head = heads(r)
				if strings.HasSuffix(r.Segment.URL, "/"+empty) {
					head = nil
				}
				return init, head
			}
		})
		w.Run(40)
		if !w.Ended || w.Media.CurrentTime < 19.5 || len(l.failed) > 0 {
			t.Errorf("%s: at %.1f s, failures %v, %v", empty, w.Media.CurrentTime, l.failed, w.Media.ByKind)
		}
	}
}
