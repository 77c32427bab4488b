package packager

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/grafov/m3u8"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Group names of the master playlist (reference: backend-api §4.2).
const (
	audioGroup = "audio"
	textGroup  = "subs"
)

// Master writes the multivariant playlist (RFC 8216bis §4.4.6).
func (m *Media) Master() string {
	p := m3u8.NewMasterPlaylist()
	p.SetVersion(7)
	p.SetIndependentSegments(true)
	alternatives := m.alternatives()
	video := m.Video
	if len(video) == 0 {
		video = m.Audio
	}
	for i := range video {
		v := &video[i]
		params := m3u8.VariantParams{
			Bandwidth:        uint32(v.Bandwidth),
			AverageBandwidth: uint32(v.AverageBandwidth),
			Codecs:           v.Codec,
			FrameRate:        v.FrameRate,
		}
		if v.Kind == "video" {
			params.Resolution = fmt.Sprintf("%dx%d", v.Width, v.Height)
			params.Captions = "NONE" // in the pictures: else Safari offers some (RFC 8216bis §4.4.6.2)
			if len(m.Audio) > 0 {
				params.Audio = audioGroup
				params.Codecs += "," + m.Audio[0].Codec
				params.Bandwidth += uint32(m.Audio[0].Bandwidth)
				params.AverageBandwidth += uint32(m.Audio[0].AverageBandwidth)
			}
		}
		if len(m.Captions) > 0 {
			params.Subtitles = textGroup
		}
		if i == 0 {
			params.Alternatives = alternatives
		}
		p.Append(m.URL(v, "index.m3u8"), nil, params)
	}
	for i := range m.Video {
		v := &m.Video[i]
		if peak := v.keyBandwidth(); peak > 0 && m.Protect == nil {
			p.Append(m.URL(v, KeyFrames), nil, m3u8.VariantParams{
				Iframe:     true,
				Bandwidth:  uint32(peak),
				Codecs:     v.Codec,
				Resolution: fmt.Sprintf("%dx%d", v.Width, v.Height),
			})
		}
	}
	return p.String()
}

// KeyFrames is the name of the playlist for trick play.
const KeyFrames = "iframes.m3u8"

// keyBandwidth is the peak of a playlist of key frames, bit/s; 0 when they are
// not known.
func (t *StoredTrack) keyBandwidth() int64 {
	var peak int64
	for _, s := range t.Index.Segments {
		if s.KeySize == 0 {
			return 0
		}
		peak = max(peak, s.KeySize*8*t.Timescale/max(1, s.Duration))
	}
	return peak
}

// KeyPlaylist writes the media playlist of the key frames that segments begin
// with (RFC 8216bis §4.4.3.6).
func (m *Media) KeyPlaylist(t *StoredTrack) (string, error) {
	if t.keyBandwidth() == 0 || m.Protect != nil { // encrypted ones have other sizes
		return "", ErrIndex
	}
	return m.playlist(t, true)
}

func (m *Media) alternatives() []*m3u8.Alternative {
	var list []*m3u8.Alternative
	if len(m.Video) > 0 {
		for i := range m.Audio {
			a := &m.Audio[i]
			list = append(list, &m3u8.Alternative{
				GroupId:    audioGroup,
				Type:       "AUDIO",
				URI:        m.URL(a, "index.m3u8"),
				Language:   languageTag(a.Language),
				Name:       audioName(m.Audio, i),
				Default:    i == 0,
				Autoselect: "YES",
			})
		}
	}
	return append(list, m.subtitles()...)
}

// subtitles are the captions as members of one group: their names differ, one at
// most is the default, and of one language one at most is chosen by a player
// itself (RFC 8216bis §4.4.6.1.1).
func (m *Media) subtitles() []*m3u8.Alternative {
	var list []*m3u8.Alternative
	named, spoken := map[string]bool{}, map[string]bool{}
	standard := slices.IndexFunc(m.Captions, func(c Caption) bool { return c.Default })
	if standard >= 0 {
		spoken[languageTag(m.Captions[standard].Language)] = true
	}
	for i, c := range m.Captions {
		code := languageTag(c.Language)
		choose := i == standard || !spoken[code]
		spoken[code] = true
		auto := "NO"
		if choose {
			auto = "YES"
		}
		list = append(list, &m3u8.Alternative{
			GroupId:    textGroup,
			Type:       "SUBTITLES",
			URI:        c.Playlist,
			Language:   quotedContent(code),
			Name:       unique(named, c.label()),
			Default:    i == standard,
			Autoselect: auto,
		})
	}
	return list
}

// label is what a caption is called, or its language.
func (c Caption) label() string {
	if name := strings.TrimSpace(quotedContent(c.Label)); name != "" {
		return name
	}
	if code := languageTag(c.Language); code != "" {
		if name := display.Self.Name(language.Make(code)); name != "" {
			return quotedContent(name)
		}
	}
	return "Captions"
}

// unique is a name that is not taken yet: "English", "English 2" and so on.
func unique(taken map[string]bool, name string) string {
	one := name
	for n := 2; taken[one]; n++ {
		one = fmt.Sprintf("%s %d", name, n)
	}
	taken[one] = true
	return one
}

// languageTag leaves out the code for an undetermined language.
func languageTag(language string) string {
	if language == "und" || language == "un" {
		return ""
	}
	return language
}

// audioName is what a track is called in its own language; names of a group
// differ (RFC 8216bis §4.4.6.1.1).
func audioName(list []StoredTrack, i int) string {
	same := 0
	for _, t := range list[:i] {
		if t.Language == list[i].Language {
			same++
		}
	}
	code := languageTag(list[i].Language)
	if code == "" {
		return fmt.Sprintf("Audio %d", i+1)
	}
	name := display.Self.Name(language.Make(code))
	if name == "" {
		name = code
	}
	if same > 0 {
		name = fmt.Sprintf("%s %d", name, same+1)
	}
	return quotedContent(name)
}

// quotedContent is a quoted-string's content: no quotes, no line breaks
// (RFC 8216bis §4.2).
func quotedContent(s string) string {
	return strings.NewReplacer(`"`, "'", "\n", " ", "\r", " ").Replace(s)
}

// Playlist writes a media playlist with one URL a segment (RFC 8216bis §4.4.3).
func (m *Media) Playlist(t *StoredTrack) (string, error) { return m.playlist(t, false) }

func (m *Media) playlist(t *StoredTrack, keys bool) (string, error) {
	n := uint(len(t.Index.Segments))
	p, err := m3u8.NewMediaPlaylist(0, max(1, n))
	if err != nil {
		return "", fmt.Errorf("media playlist: %w", err)
	}
	p.MediaType = m3u8.VOD
	p.SetVersion(7)
	p.SetDefaultMap("init.mp4", 0, 0)
	p.Iframe = keys
	for i, s := range t.Index.Segments {
		if err := p.Append(fmt.Sprintf("seg-%d.m4s", i+1), float64(s.Duration)/float64(t.Timescale),
			""); err != nil {
			return "", fmt.Errorf("media playlist: %w", err)
		}
		if i == 0 { // behind EXT-X-MAP, which is not encrypted
			if err := m.key(p); err != nil {
				return "", fmt.Errorf("media playlist: %w", err)
			}
		}
		if !keys {
			continue
		}
		if err := p.SetRange(s.KeySize, 0); err != nil {
			return "", fmt.Errorf("media playlist: %w", err)
		}
	}
	p.TargetDuration = math.Ceil(p.TargetDuration)
	p.Close()
	return p.String(), nil
}

// key tells where the key of the segments is (RFC 8216bis §4.4.4.4).
func (m *Media) key(p *m3u8.MediaPlaylist) error {
	switch {
	case m.Protect == nil:
		return nil
	case m.Protect.Scheme == AES128:
		return p.SetKey("AES-128", KeyFile, "", "", "")
	case m.Protect.Scheme == CBCS:
		return p.SetKey("SAMPLE-AES", KeyFile, fmt.Sprintf("0x%x", m.Protect.constant()), "identity", "1")
	}
	return p.SetKey("SAMPLE-AES-CTR", KeyFile, "", "identity", "1")
}
