package model_test

import (
	"testing"

	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

func read(text string) model.Object {
	v, err := value.Parse(text)
	if err != nil {
		panic(err)
	}
	return model.ReadObject(v)
}

// TestConfigOfWrongTypes: what is of another type than the contract's is not given.
func TestConfigOfWrongTypes(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, config string
		so           func(c *model.Config) bool
	}{
		{"autoplay", `{"playback":{"autoplay":true}}`,
			func(c *model.Config) bool { return c.Playback.Autoplay == model.AutoplayAtOnce }},
		{"autoplay in view", `{"playback":{"autoplay":"inview"}}`,
			func(c *model.Config) bool { return c.Playback.Autoplay == model.AutoplayInView }},
		{"autoplay as a word", `{"playback":{"autoplay":"true"}}`,
			func(c *model.Config) bool { return c.Playback.Autoplay == model.NoAutoplay }},
		{"muted as a number", `{"playback":{"muted":1}}`, func(c *model.Config) bool { return !c.Playback.Muted }},
		{"volume as a text", `{"playback":{"volume":"0.4"}}`,
			func(c *model.Config) bool { return *c.Playback.Volume == 0.4 }},
		{"no volume", `{}`, func(c *model.Config) bool { return c.Playback.Volume == nil }},
		{"captions off is said", `{"playback":{"captionsDisplay":false}}`,
			func(c *model.Config) bool { return !*c.Playback.CaptionsDisplay }},
		{"captions not said", `{"playback":{"captionsDisplay":null}}`,
			func(c *model.Config) bool { return c.Playback.CaptionsDisplay == nil }},
		{"seek seconds", `{"ui":{"seekSeconds":15}}`,
			func(c *model.Config) bool { return c.Controls.SeekSeconds == 15 }},
		{"half seek seconds", `{"ui":{"seekSeconds":2.5}}`,
			func(c *model.Config) bool { return c.Controls.SeekSeconds == 10 }},
		{"no seek", `{"ui":{"seekSeconds":0}}`,
			func(c *model.Config) bool { return c.Controls.SeekSeconds == 10 }},
		{"partner as a text", `{"provider":{"partnerId":"101"}}`,
			func(c *model.Config) bool { return c.Provider.PartnerID == 101 }},
		{"sizes before bit rates", `{"abr":{"restrictions":{"maxHeight":400,"minBitrate":9}}}`,
			func(c *model.Config) bool { return c.ABR.Restrictions == stream.Restrictions{MaxHeight: 400} }},
		{"bounds below nothing", `{"abr":{"restrictions":{"maxHeight":-1,"minBitrate":9}}}`,
			func(c *model.Config) bool { return c.ABR.Restrictions == stream.Restrictions{MinBitrate: 9} }},
		{"a list in place of an object", `{"ui":[],"playback":"x","provider":7}`,
			func(c *model.Config) bool { return c.Controls.SeekSeconds == 10 }},
		{"formats of other engines",
			`{"playback":{"streamPriority":[{"engine":"flash","format":"hls"},{"engine":"html5",` +
				`"format":"dash"}]}}`, func(c *model.Config) bool {
				return len(c.Playback.Formats) == 1 && c.Playback.Formats[0] == "dash"
			}},
	} {
		if !row.so(model.NewConfig(read(row.config))) {
			t.Errorf("%s: %s is read as something else", row.name, row.config)
		}
	}
}

func TestRatesAscendEachOnce(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]string{
		`[2,"0.5",1,2,0,-1,17,"x",null]`: "[0.5,1,2]", `[]`: "[0.5,1,1.5,2]", `[0]`: "[0.5,1,1.5,2]",
		`"1"`: "[0.5,1,1.5,2]",
	} {
		c := model.NewConfig(read(`{"playback":{"playbackRates":` + list + `}}`))
		if got := value.JSON(value.Nums(c.Playback.Rates)); got != want {
			t.Errorf("%s: %s, want %s", list, got, want)
		}
	}
}

// TestChangesAreRead: a change reaches what was read, and those who hold a part.
func TestChangesAreRead(t *testing.T) {
	t.Parallel()
	c := model.NewConfig(read(`{"provider":{"partnerId":101,"env":{"serviceUrl":"a"}},"mine":{"x":1}}`))
	provider := &c.Provider
	c.Set("provider.env.serviceUrl", "b")
	c.Merge(read(`{"provider":{"ks":"K"},"mine":{"y":2}}`))
	if provider.ServiceURL != "b" || provider.KS != "K" || provider.PartnerID != 101 {
		t.Errorf("%+v", provider)
	}
	if got := value.JSON(c.Said().Object("mine")); got != `{"x":1,"y":2}` {
		t.Errorf("the page's own words are %s", got)
	}
}

func TestMediaKeepsWhatIsSaid(t *testing.T) {
	t.Parallel()
	said := read(`{"id":"0_a","mine":[1],"hls":[{"url":"u","mimetype":"m","x":1}],"duration":"9",
		"metadata":{"name":"N"},
		"captions":[{"url":"c","language":"en"},7],"seekFrom":"1.5"}`)
	m := model.ReadMedia(said)
	if m.ID != "0_a" || m.Name != "N" || m.Duration != 9 || *m.SeekFrom != 1.5 || m.ClipTo != nil ||
		len(m.Captions) != 2 {
		t.Errorf("%+v", m)
	}
	m.Sign(func(url string) string { return url + "?s" })
	m.Merge(read(`{"metadata":{"name":"Other"}}`))
	want := `{"captions":[{"language":"en","url":"c"},7],"duration":"9","hls":[{"mimetype":"m",` +
		`"url":"u?s","x":1}],"id":"0_a",` +
		`"metadata":{"name":"Other"},"mine":[1],"options":{},"seekFrom":"1.5"}`
	if got := value.JSON(m); got != want || m.Name != "Other" || m.Source("hls").URL != "u?s" {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := value.JSON(said.Object("metadata")); got != `{"name":"N"}` ||
		said.Items("hls")[0].(map[string]any)["url"] != "u" {
		t.Errorf("the page's object was changed: %s", got)
	}
}

func TestSourcesThatAreNone(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]bool{
		`{"hls":[{"url":"u"}]}`: true, `{"hls":[{}]}`: false, `{"hls":[7]}`: false, `{"hls":[]}`: false,
		`{"hls":{"url":"u"}}`: false, `{}`: false,
	} {
		if got := model.ReadMedia(read(said)).Source("hls") != nil; got != want {
			t.Errorf("%s has a source: %v", said, got)
		}
	}
}

func TestTracksAsAPageGetsThem(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		track model.Track
		want  string
	}{
		{model.Track{Kind: stream.Audio, ID: "a", Role: "main"},
			`{"$":"AudioTrack","active":false,"id":"a","index":0,"language":null,"label":"","kind":"main",` +
				`"manifestName":"","flavorId":null}`},
		{model.Track{
			Kind: stream.Video, ID: "v", Index: 1, Active: true, Bandwidth: 9, Width: 4, Height: 3,
			Restricted: true, Unavailable: true,
		},
			`{"$":"VideoTrack","active":true,"id":"v","index":1,"bandwidth":9,"width":4,"height":3,` +
				`"label":null,"language":"","available":false}`},
		{model.Track{Kind: stream.Text, ID: "off", Language: "off", Label: "Off", Role: "subtitles"},
			`{"$":"TextTrack","active":false,"id":"off","index":0,"language":"off","label":"Off",` +
				`"kind":"subtitles","default":false}`},
		{model.Track{
			Kind: stream.Text, ID: "e", Language: "en", Label: "E", Role: "subtitles", External: true,
			Default: true,
		},
			`{"$":"TextTrack","active":false,"id":"e","index":0,"language":"en","label":"E",` +
				`"kind":"subtitles","default":true,"external":true}`},
	} {
		if got := value.JSON(&row.track); got != row.want {
			t.Errorf("%s\nwant %s", got, row.want)
		}
	}
}

func TestCuesWithAndWithoutEnds(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		`{"startTime":1,"endTime":2,"id":"a","metadata":{"x":1}}`: `{"$":"TimedMetadata","startTime":1,` +
			`"endTime":2,"id":"a","type":"cuepoint","metadata":{"x":1}}`,
		`{"startTime":1}`: `{"$":"TimedMetadata","startTime":1,"endTime":10,"id":"",` +
			`"type":"cuepoint","metadata":null}`,
		`{"startTime":12,"metadata":"a text"}`: `{"$":"TimedMetadata","startTime":12,"endTime":12,"id":"",` +
			`"type":"cuepoint","metadata":"a text"}`,
	} {
		c, ok := model.ReadCue(read(said).Value(), 10)
		if got := value.JSON(c); !ok || got != want {
			t.Errorf("%s: %s, want %s", said, got, want)
		}
	}
	for _, none := range []string{`{}`, `{"startTime":"1"}`, `{"startTime":null}`} {
		if _, ok := model.ReadCue(read(none).Value(), 10); ok {
			t.Errorf("%s is a cue", none)
		}
	}
}
