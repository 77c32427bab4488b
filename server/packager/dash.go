package packager

import (
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/zencoder/go-dash/v3/mpd"
)

// MPD writes the DASH manifest: one adaptation set for video, one per audio track,
// one per caption, one for thumbnails (ISO/IEC 23009-1 §5.3; live profile with
// timelines).
func (m *Media) MPD() (string, error) {
	doc := mpd.NewMPD(mpd.DASH_PROFILE_LIVE, xmlDuration(m.Seconds()), xmlDuration(2*SegmentSeconds))
	if err := m.videoSet(doc); err != nil {
		return "", fmt.Errorf("mpd: video: %w", err)
	}
	for i := range m.Audio {
		if err := m.audioSet(doc, &m.Audio[i]); err != nil {
			return "", fmt.Errorf("mpd: audio: %w", err)
		}
	}
	for _, c := range m.Captions {
		if err := textSet(doc, c); err != nil {
			return "", fmt.Errorf("mpd: captions: %w", err)
		}
	}
	if err := m.thumbnailSet(doc); err != nil {
		return "", fmt.Errorf("mpd: thumbnails: %w", err)
	}
	return doc.WriteToString()
}

func (m *Media) videoSet(doc *mpd.MPD) error {
	if len(m.Video) == 0 {
		return nil
	}
	set, err := doc.AddNewAdaptationSetVideoWithID("v", "video/mp4", "progressive", true, 1)
	if err != nil {
		return err
	}
	if err := m.protectSet(set); err != nil {
		return err
	}
	for i := range m.Video {
		t := &m.Video[i]
		r, err := set.AddNewRepresentationVideo(t.Bandwidth, t.Codec, t.ID, frameRate(t.FrameRate),
			int64(t.Width), int64(t.Height))
		if err != nil {
			return err
		}
		r.SegmentTemplate = m.template(t)
	}
	return nil
}

func (m *Media) audioSet(doc *mpd.MPD, t *StoredTrack) error {
	lang := t.Language
	if lang == "" {
		lang = "und"
	}
	set, err := doc.AddNewAdaptationSetAudioWithID("a-"+t.ID, "audio/mp4", true, 1, lang)
	if err != nil {
		return err
	}
	if err := m.protectSet(set); err != nil {
		return err
	}
	r, err := set.AddNewRepresentationAudio(int64(t.SampleRate), t.Bandwidth, t.Codec, t.ID)
	if err != nil {
		return err
	}
	r.SegmentTemplate = m.template(t)
	_, err = r.AddNewAudioChannelConfiguration(mpd.AUDIO_CHANNEL_CONFIGURATION_MPEG_DASH,
		strconv.Itoa(t.Channels))
	return err
}

// clearKey names the system whose licences are plain keys (DASH-IF Content
// Protection §7.6.2.4).
type clearKey struct {
	XMLName xml.Name `xml:"ContentProtection"`
	Scheme  string   `xml:"schemeIdUri,attr"`
	Value   string   `xml:"value,attr"`
	License struct {
		Space string `xml:"xmlns:dashif,attr"`
		Type  string `xml:"licenseType,attr"`
		URL   string `xml:",chardata"`
	} `xml:"dashif:Laurl"`
}

// ContentProtected implements mpd.ContentProtectioner.
func (clearKey) ContentProtected() {}

// protectSet says how a set is encrypted and who gives the key.
func (m *Media) protectSet(set *mpd.AdaptationSet) error {
	if m.Protect == nil {
		return nil
	}
	root, err := set.AddNewContentProtectionRoot(hex.EncodeToString(m.Protect.KeyID))
	if err != nil {
		return err
	}
	root.Value = &m.Protect.Scheme
	c := clearKey{Scheme: "urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e", Value: "ClearKey1.0"}
	c.License.Space, c.License.Type, c.License.URL = "https://dashif.org/CPS", "EME-1.0", m.Protect.License
	return set.AddContentProtection(c)
}

func textSet(doc *mpd.MPD, c Caption) error {
	set, err := doc.AddNewAdaptationSetSubtitleWithID("t-"+c.ID, "text/vtt", c.Language, c.Label)
	if err != nil {
		return err
	}
	if _, err := set.AddNewRole("urn:mpeg:dash:role:2011", "subtitle"); err != nil {
		return err
	}
	r, err := set.AddNewRepresentationSubtitle(256, c.ID)
	if err != nil {
		return err
	}
	return r.SetNewBaseURL(c.WebVTT)
}

// template numbers the segments and gives their times run by run.
func (m *Media) template(t *StoredTrack) *mpd.SegmentTemplate {
	var runs []*mpd.SegmentTimelineSegment
	for _, s := range t.Index.Segments {
		if n := len(runs); n > 0 && runs[n-1].Duration == uint64(s.Duration) {
			*runs[n-1].RepeatCount++
			continue
		}
		run := &mpd.SegmentTimelineSegment{Duration: uint64(s.Duration), RepeatCount: new(int)}
		if len(runs) == 0 {
			start := uint64(s.Start)
			run.StartTime = &start
		}
		runs = append(runs, run)
	}
	init, media, first := m.URL(t, "init.mp4"), m.URL(t, "seg-$Number$.m4s"), int64(1)
	return &mpd.SegmentTemplate{
		Initialization:  &init,
		Media:           &media,
		StartNumber:     &first,
		Timescale:       &t.Timescale,
		SegmentTimeline: &mpd.SegmentTimeline{Segments: runs},
	}
}

func xmlDuration(seconds float64) string {
	return "PT" + strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(time.Duration(seconds*1e9).Seconds(),
		'f', 3, 64), "0"), ".") + "S"
}

// frameRate writes 29.97 as 30000/1001, as the schema wants it.
func frameRate(f float64) string {
	if whole := math.Round(f); math.Abs(f-whole) < 0.005 {
		return strconv.Itoa(int(whole))
	}
	return strconv.Itoa(int(math.Round(f*1.001))*1000) + "/1001"
}
