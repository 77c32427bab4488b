package packager

import (
	"encoding/xml"
	"errors"
	"math"
	"strings"
	"testing"

	"diptych/server/store"
)

// shown is media of a length, seconds, in so many renditions and tracks of sound.
func shown(segments, renditions, sounds int) *Media {
	m := &Media{EntryID: "0_a", Version: 3, Base: "http://a/p/101/sp/10100"}
	for i := range renditions {
		v := track("video", longIndex(segments))
		v.ID, v.Codec = "0_v"+string(rune('1'+i)), "avc1.64001f"
		v.Width, v.Height, v.FrameRate = 640*(i+1), 360*(i+1), 25
		v.Bandwidth, v.AverageBandwidth = int64(1000*(i+1)), int64(800*(i+1))
		m.Video = append(m.Video, v)
	}
	for i := range sounds {
		a := track("audio", longIndex(segments))
		a.ID, a.Codec, a.Language = "0_a"+string(rune('1'+i)), "mp4a.40.2", []string{"eng", "de", "und"}[i]
		a.Bandwidth, a.AverageBandwidth, a.SampleRate, a.Channels = 128, 96, 48_000, 2
		m.Audio = append(m.Audio, a)
	}
	return m
}

const flavorURL = "http://a/p/101/sp/10100/serveFlavor/entryId/0_a/v/3/flavorId/"

// lines compares two texts line by line.
func lines(t *testing.T, got, want string) {
	t.Helper()
	a, b := strings.Split(strings.TrimSpace(got), "\n"), strings.Split(strings.TrimSpace(want), "\n")
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			t.Errorf("line %d is\n%s\nwant\n%s", i+1, x, y)
		}
	}
}

// TestMaster: variants, groups and what players choose by (RFC 8216bis §4.4.6).
func TestMaster(t *testing.T) {
	t.Parallel()
	const head = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
	captions := []Caption{{ID: "1_c", Label: "English", Language: "en", Default: true,
		Playlist: "http://a/c.m3u8"}}
	for name, c := range map[string]struct {
		media *Media
		want  string
	}{
		"pictures alone": {shown(3, 1, 0), head +
			"#EXT-X-STREAM-INF:PROGRAM-ID=0,BANDWIDTH=1000,AVERAGE-BANDWIDTH=800,CODECS=\"avc1.64001f\"," +
			"RESOLUTION=640x360," +
			"CLOSED-CAPTIONS=NONE,FRAME-RATE=25.000\n" + flavorURL + "0_v1/name/a.mp4/index.m3u8"},
		"sound alone": {shown(3, 0, 1), head +
			"#EXT-X-STREAM-INF:PROGRAM-ID=0,BANDWIDTH=128,AVERAGE-BANDWIDTH=96,CODECS=\"mp4a.40.2\"," +
			"FRAME-RATE=25.000\n" +
			flavorURL + "0_a1/name/a.mp4/index.m3u8"},
		"two of each": {shown(3, 2, 2), head +
			"#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"English\",DEFAULT=YES,AUTOSELECT=YES," +
			"LANGUAGE=\"eng\",URI=\"" +
			flavorURL + "0_a1/name/a.mp4/index.m3u8\"\n" +
			"#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Deutsch\",DEFAULT=NO,AUTOSELECT=YES," +
			"LANGUAGE=\"de\",URI=\"" +
			flavorURL + "0_a2/name/a.mp4/index.m3u8\"\n" +
			"#EXT-X-STREAM-INF:PROGRAM-ID=0,BANDWIDTH=1128,AVERAGE-BANDWIDTH=896,CODECS=\"avc1.64001f," +
			"mp4a.40.2\",RESOLUTION=640x360," +
			"AUDIO=\"audio\",CLOSED-CAPTIONS=NONE,FRAME-RATE=25.000\n" + flavorURL +
			"0_v1/name/a.mp4/index.m3u8\n" +
			"#EXT-X-STREAM-INF:PROGRAM-ID=0,BANDWIDTH=2128,AVERAGE-BANDWIDTH=1696,CODECS=\"avc1.64001f," +
			"mp4a.40.2\",RESOLUTION=1280x720," +
			"AUDIO=\"audio\",CLOSED-CAPTIONS=NONE,FRAME-RATE=25.000\n" + flavorURL +
			"0_v2/name/a.mp4/index.m3u8"},
		"captions": {with(shown(3, 1, 0), func(m *Media) { m.Captions = captions }), head +
			"#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subs\",NAME=\"English\",DEFAULT=YES,AUTOSELECT=YES," +
			"LANGUAGE=\"en\",URI=\"http://a/c.m3u8\"\n" +
			"#EXT-X-STREAM-INF:PROGRAM-ID=0,BANDWIDTH=1000,AVERAGE-BANDWIDTH=800,CODECS=\"avc1.64001f\"," +
			"RESOLUTION=640x360," +
			"CLOSED-CAPTIONS=NONE,SUBTITLES=\"subs\",FRAME-RATE=25.000\n" + flavorURL +
			"0_v1/name/a.mp4/index.m3u8"},
		"key frames": {with(shown(2, 1, 0), keyFrames), head +
			"#EXT-X-STREAM-INF:PROGRAM-ID=0,BANDWIDTH=1000,AVERAGE-BANDWIDTH=800,CODECS=\"avc1.64001f\"," +
			"RESOLUTION=640x360," +
			"CLOSED-CAPTIONS=NONE,FRAME-RATE=25.000\n" + flavorURL + "0_v1/name/a.mp4/index.m3u8\n" +
			"#EXT-X-I-FRAME-STREAM-INF:PROGRAM-ID=0,BANDWIDTH=2000,CODECS=\"avc1.64001f\",RESOLUTION=640x360," +
			"URI=\"" +
			flavorURL + "0_v1/name/a.mp4/iframes.m3u8\""},
		"a session": {with(shown(3, 1, 0), func(m *Media) { m.KS = "djJ8" }), head +
			"#EXT-X-STREAM-INF:PROGRAM-ID=0,BANDWIDTH=1000,AVERAGE-BANDWIDTH=800,CODECS=\"avc1.64001f\"," +
			"RESOLUTION=640x360," +
			"CLOSED-CAPTIONS=NONE,FRAME-RATE=25.000\n" + flavorURL + "0_v1/ks/djJ8/name/a.mp4/index.m3u8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines(t, c.media.Master(), c.want)
		})
	}
}

func with(m *Media, change func(*Media)) *Media {
	change(m)
	return m
}

// keyFrames makes those of all segments known: 500 bytes each.
func keyFrames(m *Media) {
	for i := range m.Video {
		for n := range m.Video[i].Index.Segments {
			m.Video[i].Index.Segments[n].KeySize = 500
		}
	}
}

// TestMediaPlaylist: one address a segment, and the length of the longest
// (RFC 8216bis §4.4.3).
func TestMediaPlaylist(t *testing.T) {
	t.Parallel()
	short := longIndex(2)
	short.add(1000, 45_000, true)
	odd := &Index{InitSize: 700}
	odd.add(1000, 186_300, true) // 2.07 s
	for name, c := range map[string]struct {
		index  *Index
		scheme string
		want   string
	}{
		"a rest": {short, "",
			"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI=\"init.mp4\"\n" +
				"#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MEDIA-SEQUENCE:0\n" +
				"#EXT-X-TARGETDURATION:2\n#EXTINF:2.000,\nseg-1.m4s\n#EXTINF:2.000,\nseg-2.m4s\n#EXTINF:0.500," +
				"\nseg-3.m4s\n#EXT-X-ENDLIST"},
		"longer than a whole second": {odd, "",
			"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXT-X-PLAYLIST-TYPE:VOD\n" +
				"#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:3\n#EXTINF:2.070,\nseg-1.m4s\n#EXT-X-ENDLIST"},
		"whole segments encrypted": {odd, AES128,
			"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXT-X-PLAYLIST-TYPE:VOD\n" +
				"#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:3\n#EXT-X-KEY:METHOD=AES-128," +
				"URI=\"encryption.key\"\n#EXTINF:2.070,\nseg-1.m4s\n#EXT-X-ENDLIST"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := track("video", c.index)
			text, err := (&Media{Protect: NewProtection(c.scheme, "secret", "0_a")}).Playlist(&one)
			if err != nil {
				t.Fatal(err)
			}
			lines(t, text, c.want)
		})
	}
}

// TestKeyTags: how a player finds the key of each scheme (RFC 8216bis §4.4.4.4).
func TestKeyTags(t *testing.T) {
	t.Parallel()
	p := NewProtection(CBCS, "secret", "0_a")
	for scheme, want := range map[string]string{
		AES128: `#EXT-X-KEY:METHOD=AES-128,URI="encryption.key"`,
		CENC: `#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="encryption.key",KEYFORMAT="identity",` +
			`KEYFORMATVERSIONS="1"`,
		CBCS: `#EXT-X-KEY:METHOD=SAMPLE-AES,URI="encryption.key",IV=0x` + strings.ToLower(hexOf(p.constant())) +
			`,KEYFORMAT="identity",KEYFORMATVERSIONS="1"`,
	} {
		one := track("video", longIndex(2))
		text, err := (&Media{Protect: NewProtection(scheme, "secret", "0_a")}).Playlist(&one)
		if err != nil || strings.Count(text, "#EXT-X-KEY") != 1 || !strings.Contains(text, want+"\n#EXTINF") {
			t.Errorf("%s: %v\n%s\nwant %s", scheme, err, text, want)
		}
	}
}

func hexOf(b []byte) string {
	const digits = "0123456789abcdef"
	var s strings.Builder
	for _, c := range b {
		s.WriteByte(digits[c>>4])
		s.WriteByte(digits[c&15])
	}
	return s.String()
}

// TestKeyPlaylist: trick play gets the ranges of key frames, where they are known
// and not encrypted (RFC 8216bis §4.4.3.6).
func TestKeyPlaylist(t *testing.T) {
	t.Parallel()
	m := with(shown(2, 1, 0), keyFrames)
	text, err := m.KeyPlaylist(&m.Video[0])
	if err != nil {
		t.Fatal(err)
	}
	lines(t, text,
		"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MEDIA-SEQUENCE:0\n"+
			"#EXT-X-TARGETDURATION:2\n#EXT-X-I-FRAMES-ONLY\n#EXT-X-BYTERANGE:500@0\n#EXTINF:2.000,\nseg-1.m4s\n"+
			"#EXT-X-BYTERANGE:500@0\n#EXTINF:2.000,\nseg-2.m4s\n#EXT-X-ENDLIST")
	m.Video[0].Index.Segments[1].KeySize = 0
	if _, err := m.KeyPlaylist(&m.Video[0]); !errors.Is(err, ErrIndex) {
		t.Errorf("one is not known: %v", err)
	}
	m = with(shown(2, 1, 0), keyFrames)
	m.Protect = NewProtection(CBCS, "s", "0_a")
	if _, err := m.KeyPlaylist(&m.Video[0]); !errors.Is(err, ErrIndex) ||
		strings.Contains(m.Master(), KeyFrames) {
		t.Errorf("encrypted: %v", err)
	}
}

// period is what these tests read of an MPD.
type period struct {
	Duration string `xml:"mediaPresentationDuration,attr"`
	Sets     []struct {
		MIME    string `xml:"mimeType,attr"`
		Type    string `xml:"contentType,attr"`
		Lang    string `xml:"lang,attr"`
		Protect []struct {
			Scheme string `xml:"schemeIdUri,attr"`
			KID    string `xml:"default_KID,attr"`
			Laurl  string `xml:"Laurl"`
		} `xml:"ContentProtection"`
		Representations []struct {
			ID        string `xml:"id,attr"`
			Bandwidth int    `xml:"bandwidth,attr"`
			Codecs    string `xml:"codecs,attr"`
			FrameRate string `xml:"frameRate,attr"`
			Width     int    `xml:"width,attr"`
			Rate      int    `xml:"audioSamplingRate,attr"`
			BaseURL   string `xml:"BaseURL"`
			Template  struct {
				Init      string `xml:"initialization,attr"`
				Media     string `xml:"media,attr"`
				Start     int    `xml:"startNumber,attr"`
				Timescale int    `xml:"timescale,attr"`
				Runs      []struct {
					T *int `xml:"t,attr"`
					D int  `xml:"d,attr"`
					R int  `xml:"r,attr"`
				} `xml:"SegmentTimeline>S"`
			} `xml:"SegmentTemplate"`
		} `xml:"Representation"`
	} `xml:"Period>AdaptationSet"`
}

func readMPD(t *testing.T, m *Media) period {
	t.Helper()
	text, err := m.MPD()
	if err != nil {
		t.Fatal(err)
	}
	var p period
	if err := xml.Unmarshal([]byte(text), &p); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return p
}

// TestMPD: sets, representations and timelines (ISO/IEC 23009-1 §5.3).
func TestMPD(t *testing.T) {
	t.Parallel()
	m := shown(3, 2, 2)
	m.Audio[0].Index.add(500, 45_000, true)
	m.Audio[1].Language = ""
	m.Captions = []Caption{{ID: "1_c", Label: "Deutsch", Language: "de", WebVTT: "http://a/c.vtt"}}
	p := readMPD(t, m)
	if p.Duration != "PT6S" || len(p.Sets) != 5 {
		t.Fatalf("%s with %d sets", p.Duration, len(p.Sets))
	}
	video, audio, second, text, images := p.Sets[0], p.Sets[1], p.Sets[2], p.Sets[3], p.Sets[4]
	if len(video.Representations) != 2 || video.MIME != "video/mp4" {
		t.Errorf("video: %+v", video)
	}
	one := video.Representations[0]
	if one.ID != "0_v1" || one.Bandwidth != 1000 || one.Codecs != "avc1.64001f" || one.FrameRate != "25" ||
		one.Width != 640 {
		t.Errorf("representation: %+v", one)
	}
	s := one.Template
	if s.Init != flavorURL+"0_v1/name/a.mp4/init.mp4" || s.Media != flavorURL+
		"0_v1/name/a.mp4/seg-$Number$.m4s" || s.Start != 1 || s.Timescale != 90_000 {
		t.Errorf("template: %+v", s)
	}
	if len(s.Runs) != 1 || s.Runs[0].D != 180_000 || s.Runs[0].R != 2 || s.Runs[0].T == nil ||
		*s.Runs[0].T != 0 {
		t.Errorf("timeline: %+v", s.Runs)
	}
	sound := audio.Representations[0]
	if audio.Lang != "eng" || sound.Rate != 48_000 || len(sound.Template.Runs) != 2 ||
		sound.Template.Runs[1].D != 45_000 || sound.Template.Runs[1].R != 0 {
		t.Errorf("audio: %+v", audio)
	}
	if second.Lang != "und" || text.MIME != "text/vtt" || text.Representations[0].BaseURL != "http://a/c.vtt" ||
		images.Type != "image" {
		t.Errorf("second sound %+v, text %+v, images %+v", second, text, images)
	}
}

// TestMPDOfOneKind: what is not there has no set.
func TestMPDOfOneKind(t *testing.T) {
	t.Parallel()
	if p := readMPD(t, shown(3, 0, 1)); len(p.Sets) != 1 || p.Sets[0].MIME != "audio/mp4" {
		t.Errorf("sound alone: %+v", p.Sets)
	}
	if p := readMPD(t, with(shown(3, 1, 0), func(m *Media) { m.clip = "/clipFrom/1" })); len(p.Sets) != 1 {
		t.Errorf("a clip has pictures of the whole: %+v", p.Sets)
	}
}

// TestProtectedMPD: which key a set needs and who gives it (DASH-IF Content
// Protection §7.6.2.4).
func TestProtectedMPD(t *testing.T) {
	t.Parallel()
	m := shown(3, 1, 1)
	m.Protect = NewProtection(CENC, "secret", "0_a")
	m.Protect.License = "http://a/license?a=b&c"
	for _, set := range readMPD(t, m).Sets[:2] {
		if len(set.Protect) != 2 || set.Protect[1].Laurl != m.Protect.License {
			t.Fatalf("%+v", set.Protect)
		}
		if kid := strings.ReplaceAll(strings.ToLower(set.Protect[0].KID), "-",
			""); kid != hexOf(m.Protect.KeyID) {
			t.Errorf("key %s, want %s", kid, hexOf(m.Protect.KeyID))
		}
	}
}

// TestFrameRates: rates of film and television as DASH writes them.
func TestFrameRates(t *testing.T) {
	t.Parallel()
	for rate, want := range map[float64]string{
		25: "25", 24.0004: "24", 30: "30", 23.976: "24000/1001", 29.97: "30000/1001", 59.94: "60000/1001",
		0: "0",
	} {
		if got := frameRate(rate); got != want {
			t.Errorf("%g is %s, want %s", rate, got, want)
		}
	}
}

// TestDurations: as XML Schema writes them.
func TestDurations(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[float64]string{0: "PT0S", 4: "PT4S", 10: "PT10S", 2.5: "PT2.5S",
		3600.0625: "PT3600.062S", 100: "PT100S"} {
		if got := xmlDuration(seconds); got != want {
			t.Errorf("%g s is %s, want %s", seconds, got, want)
		}
	}
}

// TestMediaOfRows: rows become media, in their order and with damage told.
func TestMediaOfRows(t *testing.T) {
	t.Parallel()
	rows := []store.Track{
		{ID: "v1", Kind: "video", Timescale: 90_000, Duration: 180_000, Segments: longIndex(1).Encode()},
		{ID: "v2", Kind: "video", Timescale: 90_000, Duration: 360_000, Segments: longIndex(2).Encode()},
		{ID: "a1", Kind: "audio", Timescale: 48_000, Duration: 480_000, Segments: longIndex(5).Encode()},
	}
	m, err := NewMedia(&store.Entry{ID: "0_a", Version: 7}, rows)
	if err != nil || len(m.Video) != 2 || len(m.Audio) != 1 || m.Version != 7 || m.Video[0].ID != "v1" {
		t.Fatalf("%+v, %v", m, err)
	}
	if m.Seconds() != 10 || m.Find("a1") != &m.Audio[0] || m.Find("v2") != &m.Video[1] || m.Find("none") != nil {
		t.Errorf("%g s, %v", m.Seconds(), m.Find("a1"))
	}
	if more := with(shown(100, 2, 1), func(*Media) {}).Weight(); more <= m.Weight() || m.Weight() <= 0 {
		t.Errorf("%d bytes, and %d of more", m.Weight(), more)
	}
	rows[1].Segments = []byte{9}
	if _, err := NewMedia(&store.Entry{ID: "0_a"}, rows); !errors.Is(err, ErrIndex) ||
		!strings.Contains(err.Error(), "v2") {
		t.Errorf("damage: %v", err)
	}
	if s := (&Media{}).Seconds(); s != 0 || math.IsNaN(s) {
		t.Errorf("nothing lasts %g s", s)
	}
}
