package hls

import (
	"strings"

	"diptych/player/manifest"
	"diptych/player/value"
)

// maxSegments bounds a playlist: a week of segments of 2 s are 302,400.
const maxSegments = 400_000

// maxSequence bounds the numbers of segments, which are counted on from.
const maxSequence = 1 << 50

// media is the state while a media playlist is read.
type media struct {
	r             *manifest.Rendition
	base          string
	start         float64
	sequence      int64
	discontinuity int64
	pending       manifest.Segment
	hasDuration   bool
	init          *manifest.Resource
	key, initKey  *manifest.Key
	keyed         bool             // a key was named since the last segment
	rangeEnd      map[string]int64 // where the last byte range of a URL ended
	parts         []manifest.Segment
	partsLength   float64 // seconds
	programTimeMS float64 // of what comes next, 0 = unknown
}

// Media reads a media playlist into r (RFC 8216bis §4.4.3, §4.4.4).
func Media(text, base string, r *manifest.Rendition) error {
	m := &media{r: r, base: base, rangeEnd: map[string]int64{}}
	m.clear()
	r.Segments, r.EndList, r.Live, r.Ranges = nil, false, manifest.Live{}, nil
	if err := lines(text, newVariables(base, r.Variables), m.line); err != nil {
		return err
	}
	m.running()
	if r.Container == "" {
		r.Container = container(r)
	}
	return nil
}

func (m *media) clear() {
	m.pending = manifest.Segment{Resource: manifest.Resource{To: -1}}
	m.hasDuration = false
}

func (m *media) line(line string) {
	if line[0] != '#' {
		m.segment(line)
		return
	}
	tag, v, _ := strings.Cut(line, ":")
	if m.live(tag, v) {
		return
	}
	switch tag {
	case "#EXTINF":
		length, _, _ := strings.Cut(v, ",")
		m.pending.Duration, m.hasDuration = max(0, number(length)), true
	case "#EXT-X-BYTERANGE":
		m.pending.From, m.pending.To = byteRange(v, -1)
	case "#EXT-X-DISCONTINUITY":
		m.discontinuity++
	case "#EXT-X-MAP":
		m.setMap(attributes(v))
	case "#EXT-X-KEY":
		m.setKey(v)
	case "#EXT-X-GAP":
		m.pending.Gap = true
	case "#EXT-X-MEDIA-SEQUENCE":
		m.sequence = max(0, min(integer(v), maxSequence))
	case "#EXT-X-DISCONTINUITY-SEQUENCE":
		m.discontinuity = max(0, min(integer(v), maxSequence))
	case "#EXT-X-TARGETDURATION":
		m.r.TargetDuration = number(v)
	case "#EXT-X-START":
		m.r.Begin = number(attributes(v)["TIME-OFFSET"])
	case "#EXT-X-I-FRAMES-ONLY":
		m.r.KeyFrames = true
	case "#EXT-X-ENDLIST":
		m.r.EndList = true
	case "#EXT-X-DATERANGE":
		m.dateRange(attributes(v))
	}
}

// dateRange takes what is told of a span of time, all of it as it is (RFC 8216bis
// §4.4.5.1).
func (m *media) dateRange(a map[string]string) {
	start, ok := manifest.ParseDate(a["START-DATE"])
	if !ok || a["ID"] == "" || len(m.r.Ranges) >= manifest.MaxEvents {
		return
	}
	e := manifest.Event{ID: a["ID"], Kind: "custom", Start: start, Duration: number(a["DURATION"])}
	if end, ok := manifest.ParseDate(a["END-DATE"]); ok && e.Duration == 0 {
		e.Duration = (end - start) / 1000
	}
	for _, name := range value.SortedKeys(a) {
		e.Metadata = e.Metadata.Str(name, a[name])
	}
	m.r.Ranges = append(m.r.Ranges, e)
}

// byteRange reads n[@o]; without an offset it begins where the last one ended.
func byteRange(v string, after int64) (from, to int64) {
	n, o, ok := strings.Cut(strings.Trim(v, `"`), "@")
	from = after
	if ok {
		from = integer(o)
	}
	return from, from + integer(n) - 1
}

func (m *media) segment(uri string) {
	if !m.hasDuration || len(m.r.Segments) >= maxSegments {
		m.clear()
		return
	}
	s := m.pending
	m.address(&s, uri)
	s.Start, s.ID = m.start, manifest.Whole(m.sequence)
	m.stamp(&s)
	if len(m.parts) > 0 {
		m.flush()
	} else {
		m.r.Segments = append(m.r.Segments, s)
	}
	m.start += s.Duration
	if m.programTimeMS > 0 {
		m.programTimeMS += s.Duration * 1000
	}
	m.sequence++
	m.clear()
}

// address gives a segment its URL and byte range.
func (m *media) address(s *manifest.Segment, uri string) {
	s.URL = manifest.Resolve(m.base, uri)
	if s.To >= 0 || s.From < 0 {
		if s.From < 0 {
			length := s.To - s.From + 1
			s.From = m.rangeEnd[s.URL]
			s.To = s.From + length - 1
		}
		m.rangeEnd[s.URL] = s.To + 1
	}
}

// stamp gives to a segment, or to a part of it, what the tags before it say.
func (m *media) stamp(s *manifest.Segment) {
	s.Sequence, s.Discontinuity, s.Init, s.Key = m.sequence, m.discontinuity, m.init, m.key
	s.InitKey, m.keyed = m.initKey, false
	if m.programTimeMS > 0 {
		s.ProgramTimeMS = m.programTimeMS + (s.Start-m.start)*1000
	}
}

func (m *media) setMap(a map[string]string) {
	init := manifest.Resource{URL: manifest.Resolve(m.base, a["URI"]), To: -1}
	if v := a["BYTERANGE"]; v != "" {
		init.From, init.To = byteRange(v, 0)
	}
	m.init, m.initKey, m.keyed = &init, nil, false
	if m.key.Whole() {
		m.initKey = m.key
	}
}

func (m *media) setKey(v string) {
	a := attributes(v)
	if a["METHOD"] == "NONE" || a["METHOD"] == "" {
		m.key, m.keyed = nil, false
		return
	}
	key := &manifest.Key{
		Method: a["METHOD"], URI: manifest.Resolve(m.base, a["URI"]), IV: a["IV"], Format: a["KEYFORMAT"],
	}
	key.ID, key.Systems = key.URI, "\n"+v
	if !m.keyed || key.Identity() {
		m.key, m.keyed = key, true
	} else if !m.key.Identity() { // the same key for another system
		m.key.Systems += key.Systems
	}
}

// container tells what the segments are by init segment and name.
func container(r *manifest.Rendition) string {
	if len(r.Segments) == 0 {
		return ""
	}
	s := r.Segments[0]
	if s.Init != nil {
		return "mp4"
	}
	path, _, _ := strings.Cut(s.URL, "?")
	switch ext := path[strings.LastIndexByte(path, '.')+1:]; ext {
	case "ts", "aac", "mp3", "vtt", "webvtt", "ac3":
		return strings.TrimPrefix(ext, "web")
	case "mp4", "m4s", "m4v", "m4a", "cmfv", "cmfa":
		return "mp4"
	}
	return "ts"
}
