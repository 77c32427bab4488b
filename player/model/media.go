package model

import "diptych/player/value"

// Media is a title: player.sources of the page (reference: player-api §6.4).
// Times are seconds.
type Media struct {
	said Object // as the page reads it
	ID   string
	Name string
	Type string // Vod, Live, Audio, Image, Document, Unknown

	Duration           float64
	StartTime, EndTime float64  // where play begins and ends by itself; 0 = not said
	SeekFrom, ClipTo   *float64 // the clip that the title is of a longer one

	Poster, RawThumbnail string
	DVR                  bool
	Captions             []Caption // beside the stream
	Flavors              []Flavor  // audio flavors, by metadata.audioFlavors
}

// Caption is a file of captions beside the stream.
type Caption struct {
	URL, Type, Language, Label string
	Default                    bool
	said                       any
}

// AppendJSON implements value.Marshaler: as the page said it.
func (c Caption) AppendJSON(dst []byte) []byte { return value.Append(dst, c.said) }

// Flavor is what the backend says of an audio track.
type Flavor struct{ ID, Tags string }

// Source is one address of a title in one format.
type Source struct {
	URL, MIME string
	said      any
}

// AppendJSON implements value.Marshaler: as the page said it.
func (s Source) AppendJSON(dst []byte) []byte { return value.Append(dst, s.said) }

// ReadSource reads an address as pages give it; nil where it is none.
func ReadSource(said any) *Source {
	if value.Str(said, "url") == "" {
		return nil
	}
	return &Source{URL: value.Str(said, "url"), MIME: value.Str(said, "mimetype"), said: said}
}

// Formats are those that can be played, in the order in which they are looked at.
var Formats = []string{"hls", "dash", "progressive"}

// ReadMedia reads sources as a page gives them; options and metadata are always
// there for pages to read.
func ReadMedia(sources Object) *Media {
	m := &Media{said: Object{tree{"options": tree{}, "metadata": tree{}}}.Over(sources)}
	m.read()
	return m
}

func (m *Media) read() {
	s := m.said
	m.ID, m.Type, m.Name = s.Str("id"), s.Str("type"), s.Str("metadata", "name")
	m.Duration, m.StartTime, m.EndTime = s.Num("duration"), s.Num("startTime"), s.Num("endTime")
	m.SeekFrom, m.ClipTo = s.optional("seekFrom"), s.optional("clipTo")
	m.Poster, m.RawThumbnail, m.DVR = s.Str("poster"), s.Str("rawThumbnailUrl"), s.Bool("dvr")
	m.Captions, m.Flavors = nil, nil
	for _, c := range s.Items("captions") {
		m.Captions = append(m.Captions, Caption{
			URL: value.Str(c, "url"), Type: value.Str(c, "type"), Language: value.Str(c, "language"),
			Label: value.Str(c, "label"), Default: value.Bool(c, "default"), said: c,
		})
	}
	for _, f := range s.Items("metadata", "audioFlavors") {
		m.Flavors = append(m.Flavors, Flavor{ID: value.Str(f, "id"), Tags: value.Str(f, "tags")})
	}
}

func (o Object) optional(key string) *float64 {
	n, ok := o.Numeric(key)
	if !ok {
		return nil
	}
	return &n
}

// AppendJSON implements value.Marshaler: as the page reads it.
func (m *Media) AppendJSON(dst []byte) []byte { return m.said.AppendJSON(dst) }

// Said is the title as the page reads it.
func (m *Media) Said() Object { return m.said }

// Merge puts what a page says later over the title.
func (m *Media) Merge(sources Object) {
	m.said.Merge(sources)
	m.read()
}

// Live tells whether the title is a live stream.
func (m *Media) Live() bool { return m.Type == "Live" }

// Sources are the addresses in one format, as the page reads them.
func (m *Media) Sources(format string) []any { return m.said.Items(format) }

// Source is the first address in a format, nil where there is none.
func (m *Media) Source(format string) *Source {
	list := m.said.Items(format)
	if len(list) == 0 {
		return nil
	}
	return ReadSource(list[0])
}

// Playable tells whether there is an address in a format that can be played.
func (m *Media) Playable() bool { return Playable(m.said) }

// Named tells whether there is an address of any kind, playable or not.
func (m *Media) Named() bool {
	return m.Playable() || len(m.said.Items("image")) > 0 || len(m.said.Items("document")) > 0
}

// Playable tells whether sources have an address in a format that can be played.
func Playable(sources Object) bool {
	for _, f := range Formats {
		if len(sources.Items(f)) > 0 {
			return true
		}
	}
	return false
}

// Sign lets f change the addresses of what can be played.
func (m *Media) Sign(f func(url string) string) {
	for _, format := range Formats {
		for _, item := range m.said.Items(format) {
			if source, ok := item.(tree); ok {
				if url := value.Str(source, "url"); url != "" {
					source["url"] = f(url)
				}
			}
		}
	}
}

// Clip is the part of a longer title that this one is, seconds; 0, 0 for the whole.
func (m *Media) Clip() (from, to float64) {
	if m.SeekFrom != nil {
		from = *m.SeekFrom
	}
	if m.ClipTo != nil {
		to = *m.ClipTo
	}
	return from, to
}
