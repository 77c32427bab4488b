package playertest

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"diptych/player/stream"
)

// Broadcast is a live HLS server in a World's time: one variant with sound of its own.
// A segment is there once it is over.
type Broadcast struct {
	W              *World
	Target, Part   float64 // seconds; Part 0 = no parts
	Window         int     // segments in a list, 0 = all
	Began          float64 // Clock.Now of the first segment, ms
	Base           float64 // what the media's own clock says there, seconds
	ProgramTime    bool
	Range          float64                     // second of a date range of 12.5 s, whose length is told late
	Blocks         bool                        // requests may wait
	Skips          bool                        // deltas
	Discontinuity  int                         // segments between two, 0 = none
	Down           func(nowMS float64) bool    // the server answers 404
	Stands         func(nowMS float64) float64 // Clock.Now at which the encoder stood, ms
	EndMS          float64                     // Clock.Now of the end, ms; 0 = none
	Restarts       int64                       // numbers begin anew at this segment
	Asked          []string
	Blocked, Delta int // answers that waited, that were deltas
	Bitrate        int // bit/s

	shown float64
	began bool
}

// Start lets a World be served by a Broadcast, at http://x/main.m3u8.
func (b *Broadcast) Start() {
	b.W.Serve, b.W.Sizes, b.W.Times, b.W.Inside = b.serve, b.size, b.times, b.inside
	b.W.Held = b.held
}

// Shown is the moment of the broadcast that its player calls 0, seconds: the beginning
// of the first list that it had.
func (b *Broadcast) Shown() float64 { return b.shown }

// Length is that of a piece: a part or a segment, seconds.
func (b *Broadcast) Length() float64 { return b.length() }

// length is that of a piece: a part or a segment, seconds.
func (b *Broadcast) length() float64 {
	if b.Part > 0 {
		return b.Part
	}
	return b.Target
}

// made is how many seconds of media there are at a moment.
func (b *Broadcast) made(nowMS float64) float64 {
	if b.Stands != nil {
		nowMS = b.Stands(nowMS)
	}
	if b.EndMS > 0 {
		nowMS = min(nowMS, b.EndMS)
	}
	return math.Floor((nowMS-b.Began)/1000/b.length()+1e-6) * b.length()
}

func (b *Broadcast) perSegment() int64 { return int64(math.Round(b.Target / b.length())) }

func (b *Broadcast) serve(r stream.FetchRequest) (string, int, float64) {
	now := b.W.Clock.Now()
	b.Asked = append(b.Asked, r.URL)
	if b.Down != nil && b.Down(now) {
		return "", 404, 20
	}
	path, query, _ := strings.Cut(strings.TrimPrefix(r.URL, "http://x/"), "?")
	if path == "main.m3u8" {
		return "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"Main\",DEFAULT=YES,URI=\"a.m3u8\"\n" +
			"#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,CODECS=\"avc1.64001f,mp4a.40.2\"," +
			"AUDIO=\"a\"\nv.m3u8\n", 200, 20
	}
	wait := 0.0
	skip := false
	for _, pair := range strings.Split(query, "&") {
		name, v, _ := strings.Cut(pair, "=")
		n, _ := strconv.ParseInt(v, 10, 64)
		switch name {
		case "_HLS_msn":
			wait = max(wait, b.Began+1000*float64(n+1)*b.Target-now)
			if strings.Contains(query, "_HLS_part") {
				wait = b.Began + 1000*float64(n)*b.Target - now
			}
		case "_HLS_part":
			wait += 1000 * float64(n+1) * b.Part
		case "_HLS_skip":
			skip = b.Skips
		}
	}
	wait = min(wait, 3000*b.Target)
	if wait > 0 {
		b.Blocked++
	}
	if b.EndMS > 0 {
		wait = min(wait, max(0, b.EndMS-now))
	}
	at := now + max(20, wait)
	return b.list(strings.TrimSuffix(path, ".m3u8"), at, skip), 200, max(20, wait)
}

// number is how the server calls a segment.
func (b *Broadcast) number(n int64) int64 {
	if b.Restarts > 0 && n >= b.Restarts {
		return n - b.Restarts
	}
	return n
}

func (b *Broadcast) list(name string, at float64, skip bool) string {
	var out strings.Builder
	made := b.made(at)
	whole := int64(made/b.Target + 1e-6)
	first := int64(0)
	if b.Window > 0 {
		first = max(0, whole-int64(b.Window))
	}
	if b.Restarts > 0 && whole > b.Restarts {
		first = max(first, b.Restarts)
	}
	if !b.began {
		b.shown, b.began = float64(first)*b.Target, true
	}
	fmt.Fprintf(&out, "#EXTM3U\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:%d\n", int(math.Ceil(b.Target)),
		b.number(first))
	b.control(&out)
	b.dateRange(&out, made)
	if b.Discontinuity > 0 {
		fmt.Fprintf(&out, "#EXT-X-DISCONTINUITY-SEQUENCE:%d\n", first/int64(b.Discontinuity))
	}
	from := first
	if skip && whole-first > 8 {
		b.Delta++
		from = whole - 6
		fmt.Fprintf(&out, "#EXT-X-SKIP:SKIPPED-SEGMENTS=%d\n", from-first)
	}
	fmt.Fprintf(&out, "#EXT-X-MAP:URI=\"%s-init.mp4\"\n", name)
	for n := from; n < whole; n++ {
		b.segment(&out, name, n, n == from, whole-n <= 3)
	}
	if b.Part > 0 && (b.EndMS == 0 || at < b.EndMS) {
		there := int64(made/b.Part+1e-6) - whole*b.perSegment()
		b.parts(&out, name, whole, there)
		fmt.Fprintf(&out, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"%s-%d.%d.m4s\"\n", name, whole, there)
	}
	if b.EndMS > 0 && at >= b.EndMS {
		out.WriteString("#EXT-X-ENDLIST\n")
	}
	return out.String()
}

func (b *Broadcast) control(out *strings.Builder) {
	if b.Part > 0 {
		fmt.Fprintf(out, "#EXT-X-PART-INF:PART-TARGET=%g\n", b.Part)
	}
	var a []string
	if b.Blocks {
		a = append(a, "CAN-BLOCK-RELOAD=YES")
	}
	if b.Part > 0 {
		a = append(a, fmt.Sprintf("PART-HOLD-BACK=%g", 3*b.Part))
	}
	if b.Skips {
		a = append(a, fmt.Sprintf("CAN-SKIP-UNTIL=%g", 6*b.Target))
	}
	if len(a) > 0 {
		fmt.Fprintf(out, "#EXT-X-SERVER-CONTROL:%s\n", strings.Join(a, ","))
	}
}

func (b *Broadcast) dateRange(out *strings.Builder, made float64) {
	if b.Range == 0 || made < b.Range {
		return
	}
	fmt.Fprintf(out, `#EXT-X-DATERANGE:ID="ad",CLASS="x",START-DATE="%s",X-SHOW="me"`, programDate(b.Range))
	if made > b.Range+14 {
		out.WriteString(",DURATION=12.5")
	}
	out.WriteString("\n")
}

func programDate(seconds float64) string {
	ms := int64(1000 * seconds)
	return fmt.Sprintf("2026-01-%02dT%02d:%02d:%02d.%03dZ", 1+ms/86_400_000, ms/3_600_000%24, ms/60_000%60,
		ms/1000%60, ms%1000)
}

func (b *Broadcast) segment(out *strings.Builder, name string, n int64, first, inParts bool) {
	if b.Discontinuity > 0 && n%int64(b.Discontinuity) == 0 && !first {
		out.WriteString("#EXT-X-DISCONTINUITY\n")
	}
	if b.ProgramTime {
		fmt.Fprintf(out, "#EXT-X-PROGRAM-DATE-TIME:%s\n", programDate(float64(n)*b.Target))
	}
	if b.Part > 0 && inParts {
		b.parts(out, name, n, b.perSegment())
	}
	fmt.Fprintf(out, "#EXTINF:%g,\n%s-%d.m4s\n", b.Target, name, n)
}

func (b *Broadcast) parts(out *strings.Builder, name string, n, count int64) {
	for i := range count {
		fmt.Fprintf(out, "#EXT-X-PART:DURATION=%g,URI=\"%s-%d.%d.m4s\"", b.Part, name, n, i)
		if i == 0 {
			out.WriteString(",INDEPENDENT=YES")
		}
		out.WriteString("\n")
	}
}

// place is which piece a URL means: from and length in seconds of the broadcast.
func (b *Broadcast) place(url string) (from, length float64, ok bool) {
	_, rest, _ := strings.Cut(strings.TrimPrefix(url, "http://x/"), "-")
	rest, is := strings.CutSuffix(rest, ".m4s")
	segment, part, parts := strings.Cut(rest, ".")
	n, err := strconv.ParseInt(segment, 10, 64)
	if !is || err != nil {
		return 0, 0, false
	}
	if !parts {
		return float64(n) * b.Target, b.Target, true
	}
	i, _ := strconv.ParseInt(part, 10, 64)
	return float64(n)*b.Target + float64(i)*b.Part, b.Part, true
}

func (b *Broadcast) size(url string) int64 {
	from, length, ok := b.place(url)
	now := b.W.Clock.Now()
	made := b.made(now)
	old := b.Window > 0 && from+length < made-float64(b.Window+3)*b.Target
	if !ok || old || from+length > made+b.length()+1e-6 || b.Down != nil && b.Down(now) {
		return -1
	}
	rate := b.Bitrate
	if strings.HasPrefix(url, "http://x/a") {
		rate = 96_000
	}
	return int64(float64(rate) / 8 * length)
}

func (b *Broadcast) held(url string) float64 {
	from, length, _ := b.place(url)
	return b.Began + 1000*(from+length)
}

func (b *Broadcast) times(url string) (start, length float64, ok bool) {
	from, length, ok := b.place(url)
	return b.clock(from), length, ok
}

// clock is what the media's own clock says, which begins anew at discontinuities.
func (b *Broadcast) clock(from float64) float64 {
	if b.Discontinuity > 0 {
		from = math.Mod(from+1e-6, float64(b.Discontinuity)*b.Target) - 1e-6
	}
	return max(0, b.Base+from)
}

func (b *Broadcast) inside(r stream.Request) (init, head []byte) {
	from, _, _ := b.place(r.Segment.URL)
	track := Track{ID: 1, Kind: "video", Entry: "avc1", Config: AVC(0x4d, 0x40, 0x1e), Timescale: 90_000}
	if r.Kind == stream.Audio {
		track = Track{ID: 1, Kind: "audio", Entry: "mp4a", Timescale: 90_000}
	}
	return InitSegment(track), Fragment(0, map[uint32]int64{1: int64(b.clock(from) * 90_000)})
}
