package provider_test

import (
	"strings"
	"testing"

	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/provider"
	"diptych/player/value"
)

// TestLicenseServers: what the backend says of keys comes as pages name it.
func TestLicenseServers(t *testing.T) {
	const answer = `[{"ks":"S"},` + entry + `,{"sources":[{"format":"mpegdash","deliveryProfileId":1,"url":"u","drm":[
		{"scheme":"drm.WIDEVINE_CENC","licenseURL":"w"},
		{"scheme":"drm.PLAYREADY_CENC","licenseURL":"p"},
		{"scheme":"fairplay.FAIRPLAY","licenseURL":"f","certificate":"c"}]},
		{"format":"applehttp","deliveryProfileId":2,"url":"v"}]},{"objects":[]}]`
	h := &host{pages: map[string]string{"http://h/api_v3": answer}}
	w := playertest.NewWorld()
	p := &provider.Provider{
		Config: &model.Provider{PartnerID: 101, ServiceURL: "http://h/api_v3"}, Fetch: h, Clock: w.Clock,
	}
	var got any
	p.Media(model.NewInfo("0_a", ""), func(m *model.MediaConfig, e *provider.Error) {
		if e != nil {
			t.Fatalf("error %+v", e)
		}
		got = value.Get(m.Sources.Items("dash")[0], "drmData")
		if value.Get(m.Sources.Items("hls")[0], "drmData") != nil {
			t.Error("a source without keys has licence servers")
		}
	})
	w.Run(60)
	var all []string
	list, _ := got.(value.List)
	for _, d := range list {
		all = append(all, value.Str(d, "scheme")+" "+value.Str(d, "licenseUrl")+" "+value.Str(d, "certificate"))
	}
	const want = "com.widevine.alpha w ,com.microsoft.playready p ,com.apple.fairplay f c"
	if got := strings.Join(all, ","); got != want {
		t.Errorf("drmData %s", got)
	}
}
