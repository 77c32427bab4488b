package model

import (
	"slices"

	"diptych/player/stream"
	"diptych/player/value"
)

// Config is what the page wants of a player (reference: player-api §2). Words of the
// page that the player itself does not act on are kept for plugins and for the page.
type Config struct {
	said     Object
	Playback Playback
	ABR      ABR
	Controls Controls
	Labels   Labels
	Provider Provider
	// MaxStale is how many reloads of a live list in a row may bring nothing, 0 = not said.
	CMCD     *stream.CMCD
	MaxStale int
	Child    bool // a stream that another player shows
}

// Autoplay is when play begins without anybody's doing.
type Autoplay int

// The kinds of autoplay.
const (
	NoAutoplay Autoplay = iota
	AutoplayAtOnce
	AutoplayInView
)

// Playback is config.playback.
type Playback struct {
	Autoplay        Autoplay
	Preload         bool // load before anybody plays
	Muted           bool
	KeepSound       bool // no muted play where the browser forbids sound
	Loop            bool
	CaptionsDisplay *bool
	Volume          *float64 // 0 to 1
	Rates           []float64
	Formats         []string // to be tried, in order
	Audio, Text     []string // languages wanted, the best first; "" says nothing
}

// ABR is config.abr.
type ABR struct {
	Estimate     float64 // bit/s to begin with, 0 = not said
	Off          bool
	CapToSize    bool
	Restrictions stream.Restrictions
	Frames       stream.FrameRule
}

// Labels is how tracks are named.
type Labels struct {
	KeepDescription bool // audio description is not marked
	Sorted          bool // audio by label
}

// Controls is what config.ui and its neighbours say of the controls.
type Controls struct {
	SeekSeconds                                     int
	HideCaptions, HideAudio, ShowSpeed, ShowQuality bool
	NoPictureInPicture                              bool
	Menus                                           Object // which menus the settings have
	Preview                                         Preview
}

// Preview is the strip of pictures for the seek bar; zero = not said.
type Preview struct {
	Sprite                *string // "" = none is shown
	Width, Height, Slices int
}

// Provider is config.provider.
type Provider struct {
	PartnerID          int
	UIConfID           any
	KS, WidgetID       string
	ServiceURL, CDNURL string
	Exact              bool // entries that were replaced are not followed
	NoCaptions         bool // captions of the API are not used
	ThumbnailKS        bool // pictures are asked for with the session
	Attempts           int  // of a batch, 0 = as long as is reasonable
	TimeoutMS          float64
}

// NewConfig reads the merged config of setup, which becomes the Config's own.
func NewConfig(said Object) *Config {
	c := &Config{said: said}
	if !said.Given() {
		c.said = Object{tree{}}
	}
	c.read()
	return c
}

// Merge puts a change over the config.
func (c *Config) Merge(change Object) {
	c.said.Merge(change)
	c.read()
}

// Set changes one value, under its dotted path.
func (c *Config) Set(dotted string, v any) {
	c.said.Set(dotted, v)
	c.read()
}

// Said is the config as the page reads it. It is not to be changed.
func (c *Config) Said() Object { return c.said }

// Plugins are the names of the plugins that the config names, sorted.
func (c *Config) Plugins() []string {
	return value.SortedKeys(c.said.Object("plugins").tree)
}

func (c *Config) read() {
	c.Playback, c.ABR = readPlayback(c.said.Object("playback")), readABR(c.said.Object("abr"))
	c.Controls, c.Provider = readControls(c.said), readProvider(c.said.Object("provider"))
	c.Labels = Labels{
		KeepDescription: !c.said.Flag(true, "playback", "updateAudioDescriptionLabels"),
		Sorted:          c.said.Bool("playback", "alphabeticalSort"),
	}
	c.Child = c.said.Bool("child")
	c.MaxStale = int(c.said.Num("network", "maxStaleLevelReloads"))
	c.CMCD = readCMCD(c.said.Object("playback", "options", "html5"))
}

// readCMCD reads what pages say to hls.js, or to shaka, of CMCD; nil for nothing.
func readCMCD(o Object) *stream.CMCD {
	for _, engine := range []string{"hls", "dash"} {
		if c := o.Object(engine, "cmcd"); c.Given() && c.Flag(engine == "hls", "enabled") {
			return &stream.CMCD{Session: c.Str("sessionId"), Content: c.Str("contentId")}
		}
	}
	return nil
}

func readPlayback(o Object) Playback {
	p := Playback{
		Preload: o.Str("preload") == "auto", Muted: o.Bool("muted"),
		KeepSound: !o.Flag(true, "allowMutedAutoPlay"),
		Loop:      o.Bool("loop"), Rates: readRates(o),
		Audio: readLanguages(o, "audioLanguage", "additionalAudioLanguage"),
		Text:  readLanguages(o, "textLanguage", "additionalTextLanguage"), Volume: o.optional("volume"),
	}
	switch auto := value.Get(o.tree, "autoplay"); auto {
	case true:
		p.Autoplay = AutoplayAtOnce
	case "inview":
		p.Autoplay = AutoplayInView
	}
	if on, ok := o.tree["captionsDisplay"].(bool); ok {
		p.CaptionsDisplay = &on
	}
	for _, item := range o.Items("streamPriority") {
		if value.Str(item, "engine") == "html5" {
			p.Formats = append(p.Formats, value.Str(item, "format"))
		}
	}
	return p
}

// readLanguages are those of a setting and its alternatives, a code or several.
func readLanguages(o Object, key, more string) []string {
	out := []string{o.Str(key), o.Str(more)}
	for _, item := range o.Items(more) {
		s, _ := item.(string)
		out = append(out, s)
	}
	return out
}

// MaxRate is the highest playback speed that browsers take.
const MaxRate = 16

// readRates are the speeds on offer, ascending, each once.
func readRates(o Object) []float64 {
	var out []float64
	for _, item := range o.Items("playbackRates") {
		r, ok := value.Numeric(item)
		if !ok || r <= 0 || r > MaxRate {
			continue
		}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return []float64{0.5, 1, 1.5, 2}
	}
	value.SortStable(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

func readABR(o Object) ABR {
	return ABR{
		Estimate: o.Num("defaultBandwidthEstimate"), Off: !o.Flag(true, "enabled"),
		CapToSize:    o.Bool("capLevelToPlayerSize"),
		Restrictions: readRestrictions(o.Object("restrictions")),
		Frames: stream.FrameRule{
			IntervalMS: o.Num("fpsDroppedFramesInterval"), Share: o.Num("fpsDroppedMonitoringThreshold"),
			Cap: o.Bool("capLevelOnFPSDrop"),
		},
	}
}

// readRestrictions reads abr.restrictions; sizes make bit rates moot (reference:
// player-api §5.7).
func readRestrictions(o Object) stream.Restrictions {
	bound := func(key string) int {
		n, ok := o.Numeric(key)
		if !ok || n <= 0 || n > 1<<40 {
			return 0
		}
		return int(n)
	}
	r := stream.Restrictions{
		MinHeight: bound("minHeight"), MaxHeight: bound("maxHeight"), MinWidth: bound("minWidth"),
		MaxWidth: bound("maxWidth"),
	}
	if r == (stream.Restrictions{}) {
		r = stream.Restrictions{MinBitrate: bound("minBitrate"), MaxBitrate: bound("maxBitrate")}
	}
	return r
}

func readControls(said Object) Controls {
	o := said.Object("ui")
	c := Controls{
		SeekSeconds: 10, HideCaptions: !o.Flag(true, "showCCButton"), HideAudio: !o.Flag(true, "showAudioButton"),
		ShowSpeed: o.Bool("showSpeedButton"), ShowQuality: o.Bool("showQualityButton"),
		Menus:              o.Object("settings"),
		NoPictureInPicture: !said.Flag(true, "playback", "pictureInPicture"),
		Preview:            readPreview(o.Object("components", "seekbar")),
	}
	if n := o.Num("seekSeconds"); n >= 1 && n == float64(int(n)) {
		c.SeekSeconds = int(n)
	}
	return c
}

func readPreview(o Object) Preview {
	p := Preview{
		Width: int(o.Num("thumbsWidth")), Height: int(o.Num("thumbsHeight")), Slices: int(o.Num("thumbsSlices")),
	}
	if sprite, ok := o.tree["thumbsSprite"].(string); ok {
		p.Sprite = &sprite
	}
	return p
}

func readProvider(o Object) Provider {
	return Provider{
		PartnerID: int(o.Num("partnerId")), UIConfID: value.Get(o.tree, "uiConfId"), KS: o.Str("ks"),
		WidgetID:   o.Str("widgetId"),
		ServiceURL: o.Str("env", "serviceUrl"), CDNURL: o.Str("env", "cdnUrl"),
		Exact:      !o.Flag(true, "filterOptions", "redirectFromEntryId"),
		NoCaptions: !o.Flag(true, "env", "useApiCaptions"), ThumbnailKS: o.Bool("loadThumbnailWithKs"),
		Attempts:  int(o.Num("networkRetryParameters", "maxAttempts")),
		TimeoutMS: o.Num("networkRetryParameters", "timeout"),
	}
}

// Session is what titles are played with unless they say otherwise.
func (c *Config) Session() Object {
	p := c.said.Object("provider")
	return New("partnerId", value.Get(p.tree, "partnerId"), "uiConfId", value.Get(p.tree, "uiConfId"), "ks",
		c.Provider.KS)
}
