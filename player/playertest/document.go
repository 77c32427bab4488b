package playertest

import (
	"fmt"
	"strings"

	"diptych/player/stream"
)

// Document serves a Broadcast as a dynamic MPD, at http://x/live.mpd: as the tree that
// the page makes of XML.
type Document struct {
	Broadcast
	Timeline bool    // SegmentTimeline instead of numbers
	Period   float64 // minimumUpdatePeriod, seconds; < 0 for none
	Delay    float64 // suggestedPresentationDelay, seconds
	Early    float64 // availabilityTimeOffset, seconds
	Latency  int     // ms of the service description
	SkewMS   float64 // the server's clock less that of the player
	NoTiming bool
}

// Serve lets a World be served by a Document.
func (d *Document) Serve() {
	d.Start()
	d.W.Serve = d.serve
	if d.Early > 0 {
		d.W.Held = func(url string) float64 {
			from, length, _ := d.place(url)
			return d.Began + 1000*(from+length-d.Early)
		}
	} else {
		d.W.Held = nil
	}
}

func (d *Document) serve(r stream.FetchRequest) (string, int, float64) {
	now := d.W.Clock.Now()
	d.Asked = append(d.Asked, r.URL)
	switch {
	case d.Down != nil && d.Down(now):
		return "", 404, 20
	case strings.HasSuffix(r.URL, "/time"):
		return date(d.W.Clock.Wall() + d.SkewMS), 200, 20
	}
	return d.tree(now), 200, 20
}

// date is xs:dateTime of ms of January 2026.
func date(ms float64) string {
	s := int64(ms) - 1767225600000
	day := int64(0)
	if s < 0 { // the end of 2025
		s += 86_400_000
		return fmt.Sprintf("2025-12-31T%02d:%02d:%02d.%03dZ", s/3_600_000, s/60_000%60, s/1000%60, s%1000)
	}
	day = s / 86_400_000
	return fmt.Sprintf("2026-01-%02dT%02d:%02d:%02d.%03dZ", 1+day, s/3_600_000%24, s/60_000%60, s/1000%60, s%1000)
}

func (d *Document) tree(now float64) string {
	kind, length := "dynamic", ""
	made := d.made(now)
	if d.EndMS > 0 && now >= d.EndMS {
		kind, length = "static", fmt.Sprintf(`,"mediaPresentationDuration":"PT%gS"`, made)
	}
	head := fmt.Sprintf(`"type":"%s","availabilityStartTime":"%s"%s`, kind, date(1767225600000+d.Began+d.SkewMS),
		length)
	if d.Window > 0 {
		head += fmt.Sprintf(`,"timeShiftBufferDepth":"PT%gS"`, float64(d.Window)*d.Target)
	}
	if d.Period >= 0 {
		head += fmt.Sprintf(`,"minimumUpdatePeriod":"PT%gS"`, d.Period)
	}
	if d.Delay > 0 {
		head += fmt.Sprintf(`,"suggestedPresentationDelay":"PT%gS"`, d.Delay)
	}
	more := ""
	if !d.NoTiming {
		more += `,["UTCTiming",{"schemeIdUri":"urn:mpeg:dash:utc:http-xsdate:2014","value":"http://x/time"}]`
	}
	if d.Latency > 0 {
		more += fmt.Sprintf(`,["ServiceDescription",{},["Latency",{"target":"%d"}]]`, d.Latency)
	}
	return fmt.Sprintf(`["MPD",{%s},["Period",{"id":"p","start":"PT0S"},%s,%s]%s]`, head,
		d.set("video", "v", "avc1.64001f", made), d.set("audio", "a", "mp4a.40.2", made), more)
}

func (d *Document) set(kind, id, codecs string, made float64) string {
	template := fmt.Sprintf(`"media":"$RepresentationID$-$Number$.m4s","initialization":"%s-init.mp4",`+
		`"timescale":"1000",`+
		`"startNumber":"%d"`, id, d.first(made))
	inside := ""
	if d.Timeline {
		var s strings.Builder
		for n := d.first(made); float64(n+1)*d.Target <= made+1e-6; n++ {
			fmt.Fprintf(&s, `,["S",{"t":"%d","d":"%d"}]`, int64(float64(n)*d.Target*1000), int64(d.Target*1000))
		}
		inside = `,["SegmentTimeline",{}` + s.String() + `]`
	} else {
		template = strings.Replace(template, fmt.Sprintf(`"startNumber":"%d"`, d.first(made)), `"startNumber":"0"`, 1)
		template += fmt.Sprintf(`,"duration":"%d"`, int64(d.Target*1000))
	}
	if d.Early > 0 {
		template += fmt.Sprintf(`,"availabilityTimeOffset":"%g","availabilityTimeComplete":"false"`, d.Early)
	}
	return fmt.Sprintf(`["AdaptationSet",{"contentType":"%s","mimeType":"%s/mp4"},["SegmentTemplate",{%s}%s],`+
		`["Representation",{"id":"%s","bandwidth":"800000","codecs":"%s","width":"640","height":"360"}]]`,
		kind, kind, template, inside, id, codecs)
}

// first is the oldest segment of the window.
func (d *Document) first(made float64) int64 {
	n := int64(0)
	if d.Window > 0 {
		n = max(0, int64(made/d.Target+1e-6)-int64(d.Window))
	}
	if !d.began {
		d.shown, d.began = float64(n)*d.Target, true
	}
	return n
}

// DASH writes what HLS does as an MPD at http://x/main.mpd, as the tree that the page
// makes of it.
func (w *World) DASH(seconds int, bitrates ...int) {
	w.HLS(seconds, bitrates...)
	representation := func(id, kind string, rate int) string {
		return fmt.Sprintf(`["AdaptationSet",{"contentType":"%s","mimeType":"%s/mp4"},["SegmentTemplate",`+
			`{"media":"$RepresentationID$-$Number$.m4s","initialization":"$RepresentationID$-init.mp4",`+
			`"timescale":"1",`+
			`"duration":"2","startNumber":"0"}],["Representation",{"id":"%s","bandwidth":"%d","codecs":"%s"}]]`,
			kind, kind, id, rate, map[string]string{"video": "avc1.64001f", "audio": "mp4a.40.2"}[kind])
	}
	sets := []string{representation("a", "audio", 96_000)}
	for i, b := range bitrates {
		sets = append(sets, representation(fmt.Sprint("v", i), "video", b))
	}
	w.Bodies["http://x/main.mpd"] = fmt.Sprintf(`["MPD",{"mediaPresentationDuration":"PT%dS"},["Period",{},%s]]`,
		seconds,
		strings.Join(sets, ","))
}
