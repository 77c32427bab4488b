package e2e

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A live server in process, as servers with little delay are: chunks of half a second in
// segments of two, by low-latency HLS (RFC 8216bis, with parts, hints, blocking reloads)
// and by low-latency DASH (chunked transfer, availabilityTimeOffset).
const (
	livePart    = 500 * time.Millisecond
	liveParts   = 4 // in a segment
	liveWindow  = 15
	liveSegment = liveParts * livePart
)

type liveServer struct {
	began  time.Time
	init   map[string][]byte
	chunks map[string][][]byte
	scales map[string][]uint32
	mu     sync.Mutex
	first  int64     // segment of the first list that was served
	lost   time.Time // since when the encoder is away, zero for not
	away   time.Duration
	ends   time.Time
}

// liveChunks are half seconds of picture (24/s, key frame each two seconds) and of Opus
// sound, whose frames fit in half a second.
var liveChunks = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "diptych-live-")
	if err != nil {
		return "", err
	}
	atEnd.add(func() { _ = os.RemoveAll(dir) })
	common := []string{"-movflags", "empty_moov+default_base_moof+frag_keyframe+cmaf", "-frag_duration", "500000",
		"-f", "mp4"}
	if err := ffmpeg(dir, append(append([]string{"-f", "lavfi", "-i", "testsrc2=s=320x180:r=24:d=20"},
		strings.Fields("-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -g 48 -keyint_min 48 "+
			"-sc_threshold 0 -pix_fmt yuv420p -b:v 300k")...), append(common, "v.mp4")...)...); err != nil {
		return "", err
	}
	return dir, ffmpeg(dir, append(append([]string{"-f", "lavfi", "-i", "sine=f=440:d=20:r=48000"},
		"-c:a", "libopus", "-b:a", "48k"), append(common, "a.mp4")...)...)
})

func startLive(t testing.TB) (*liveServer, string) {
	t.Helper()
	dir, err := liveChunks()
	if err != nil {
		t.Fatal(err)
	}
	s := &liveServer{
		began: time.Now().Add(-60 * time.Second), first: -1,
		init: map[string][]byte{}, chunks: map[string][][]byte{}, scales: map[string][]uint32{},
	}
	for _, name := range []string{"v", "a"} {
		file, err := os.ReadFile(filepath.Join(dir, name+".mp4"))
		if err != nil {
			t.Fatal(err)
		}
		s.init[name], s.chunks[name] = fragments(file)
		s.scales[name] = scales(s.init[name])
		if len(s.chunks[name]) < 39 {
			t.Fatalf("%d chunks of %s", len(s.chunks[name]), name)
		}
		s.chunks[name] = s.chunks[name][:36] // 18 s: whole segments
	}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, h.URL
}

// fragments cuts a file before each moof.
func fragments(file []byte) (init []byte, chunks [][]byte) {
	var begin []int
	for at := 0; at+8 <= len(file); {
		if string(file[at+4:at+8]) == "moof" {
			begin = append(begin, at)
		}
		at += max(8, int(binary.BigEndian.Uint32(file[at:])))
	}
	for i, at := range begin {
		end := len(file)
		if i+1 < len(begin) {
			end = begin[i+1]
		}
		if tail := bytes.Index(file[at:end], []byte("mfra")); tail > 4 {
			end = at + tail - 4
		}
		chunks = append(chunks, file[at:end])
	}
	return file[:begin[0]], chunks
}

// made is how many chunks there are.
func (s *liveServer) made() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if !s.ends.IsZero() && now.After(s.ends) {
		now = s.ends
	}
	if !s.lost.IsZero() {
		now = s.lost
	}
	return int64((now.Sub(s.began) - s.away) / livePart)
}

// lose takes the encoder away, or brings it back.
func (s *liveServer) lose(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if on {
		s.lost = time.Now()
		return
	}
	s.away += time.Since(s.lost)
	s.lost = time.Time{}
}

func (s *liveServer) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends = time.Now()
}

func (s *liveServer) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.ends.IsZero() && time.Now().After(s.ends)
}

// chunk is the n-th of a stream, with its time.
func (s *liveServer) chunk(name string, n int64) []byte {
	list := s.chunks[name]
	loop := n / int64(len(list))
	length := (time.Duration(len(list)) * livePart).Seconds()
	return retimed(list[n%int64(len(list))], s.scales[name], float64(loop)*length)
}

// wait holds an answer until a chunk is there; false when it will not be.
func (s *liveServer) wait(r *http.Request, n int64) bool {
	for end := time.Now().Add(3 * liveSegment); s.made() <= n; {
		if time.Now().After(end) || s.over() {
			return false
		}
		select {
		case <-r.Context().Done():
			return false
		case <-time.After(10 * time.Millisecond):
		}
	}
	return true
}

func (s *liveServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cache-Control", "no-store")
	name, ext, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), ".")
	stream, rest, _ := strings.Cut(name, "-")
	switch {
	case name == "time":
		_, _ = fmt.Fprint(w, time.Now().UTC().Format("2006-01-02T15:04:05.000Z"))
	case name == "main":
		_, _ = fmt.Fprint(w,
			"#EXTM3U\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"A\",DEFAULT=YES,"+
				"URI=\"a.m3u8\"\n#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=320x180,CODECS=\"avc1.42c00d,opus\","+
				"AUDIO=\"a\"\n"+
				"v.m3u8\n")
	case ext == "m3u8":
		s.list(w, r, name)
	case ext == "mpd":
		s.document(w)
	case rest == "init":
		_, _ = w.Write(s.init[stream])
	case strings.Contains(rest, "_"):
		segment, part, _ := strings.Cut(rest, "_")
		s.send(w, r, stream, number(segment)*liveParts+number(part), 1)
	default:
		s.send(w, r, stream, number(rest)*liveParts, liveParts)
	}
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 1 << 40
	}
	return n
}

// send writes chunks as they are made.
func (s *liveServer) send(w http.ResponseWriter, r *http.Request, stream string, from, count int64) {
	w.Header().Set("Content-Type", "video/mp4")
	if from > s.made()+liveParts || from < s.made()-(liveWindow+4)*liveParts {
		http.NotFound(w, r)
		return
	}
	for n := from; n < from+count; n++ {
		if !s.wait(r, n) {
			if n == from {
				http.NotFound(w, r)
			}
			return
		}
		if _, err := w.Write(s.chunk(stream, n)); err != nil {
			return
		}
		w.(http.Flusher).Flush()
	}
}

func (s *liveServer) list(w http.ResponseWriter, r *http.Request, name string) {
	q := r.URL.Query()
	if q.Has("_HLS_msn") {
		want := (number(q.Get("_HLS_msn"))+1)*liveParts - 1
		if q.Has("_HLS_part") {
			want = number(q.Get("_HLS_msn"))*liveParts + number(q.Get("_HLS_part"))
		}
		s.wait(r, want)
	}
	made := s.made()
	whole := made / liveParts
	first := max(0, whole-liveWindow)
	if s.first < 0 && name == "v" {
		s.first = first
	}
	var out strings.Builder
	fmt.Fprintf(&out, "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:%d\n"+
		"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5\n#EXT-X-PART-INF:PART-TARGET=0.5\n"+
		"#EXT-X-MAP:URI=\"%s-init.mp4\"\n", int(liveSegment.Seconds()), first, name)
	for n := first; n <= whole; n++ {
		at := s.began.Add(time.Duration(n) * liveSegment).UTC().Format("2006-01-02T15:04:05.000Z")
		fmt.Fprintf(&out, "#EXT-X-PROGRAM-DATE-TIME:%s\n", at)
		for p := int64(0); p < liveParts && whole-n < 3 && n*liveParts+p < made; p++ {
			fmt.Fprintf(&out, "#EXT-X-PART:DURATION=0.5,URI=\"%s-%d_%d.m4s\"%s\n", name, n, p,
				map[bool]string{true: ",INDEPENDENT=YES"}[p == 0 || name == "a"])
		}
		if n < whole {
			fmt.Fprintf(&out, "#EXTINF:%g,\n%s-%d.m4s\n", liveSegment.Seconds(), name, n)
		}
	}
	if s.over() {
		out.WriteString("#EXT-X-ENDLIST\n")
	} else {
		fmt.Fprintf(&out, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"%s-%d_%d.m4s\"\n", name, whole, made%liveParts)
	}
	_, _ = fmt.Fprint(w, out.String())
}

func (s *liveServer) document(w http.ResponseWriter) {
	kind := `type="dynamic" minimumUpdatePeriod="PT2S"`
	if s.over() {
		kind = fmt.Sprintf(`type="static" mediaPresentationDuration="PT%gS"`, float64(s.made())*livePart.Seconds())
	}
	early := (liveSegment - livePart).Seconds()
	set := func(name, codecs, size string) string {
		return fmt.Sprintf(`<AdaptationSet contentType="%[1]s" mimeType="%[1]s/mp4" segmentAlignment="true" `+
			`startWithSAP="1">`+
			`<SegmentTemplate timescale="1000" duration="%[2]d" startNumber="0" availabilityTimeOffset="%[3]g" `+
			`availabilityTimeComplete="false" initialization="%[4]s-init.mp4" media="%[4]s-$Number$.m4s"/>`+
			`<Representation id="%[4]s" bandwidth="300000" codecs="%[5]s"%[6]s/></AdaptationSet>`,
			map[string]string{"v": "video", "a": "audio"}[name], liveSegment.Milliseconds(), early, name, codecs, size)
	}
	_, _ = fmt.Fprintf(w,
		`<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" `+
			`profiles="urn:mpeg:dash:profile:isoff-live:2011" `+
			`%s availabilityStartTime="%s" publishTime="%s" timeShiftBufferDepth="PT30S" minBufferTime="PT1S">`+
			`<ServiceDescription id="0"><Latency target="2500" min="1500" max="6000"/></ServiceDescription>`+
			`<Period id="0" start="PT0S">%s%s</Period>`+
			`<UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="time"/></MPD>`, kind,
		s.began.UTC().Format("2006-01-02T15:04:05.000Z"), s.began.UTC().Format("2006-01-02T15:04:05Z"),
		set("v", "avc1.42c00d", ` width="320" height="180" frameRate="24"`), set("a", "opus",
			` audioSamplingRate="48000"`))
}

// serveFolder serves files as a foreign origin does.
func serveFolder(t *testing.T, dir string) string {
	t.Helper()
	files := http.FileServer(http.Dir(dir))
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Cache-Control", "no-store")
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(h.Close)
	return h.URL
}
