package embed

import (
	"encoding/json"
	"net/url"
	"testing"
)

// FuzzParse: whatever the address says, the answer is an error or a request
// whose config can be written.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"/p/101/embedPlaykitJs/uiconf_id/1",
		"/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js?iframeembed=true&entry_id=0_a&config[playback]={}",
		"/p/1/embedPlaykitJs/uiconf_id/1/iframeembed/1/entry_id/a/kalturaStartTime/1e999/config[a][b][]/x",
		"/embedPlaykitJs/%2F/%zz", "/p/1/embedPlaykitJs/uiconf_id/99999999999999999999",
		"/p/1/embedPlaykitJs/uiconf_id/1?config[=1&config]=2&config[]=3&config[__proto__]=4&" +
			"config[constructor][prototype]=5",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := url.Parse(text)
		if err != nil {
			return
		}
		r, err := Parse(u)
		if err != nil {
			return
		}
		if r.UIConfID < 0 || r.PartnerID < 0 {
			t.Errorf("ids %d, %d", r.UIConfID, r.PartnerID)
		}
		p := Player{UIConfID: r.UIConfID, PartnerID: 101, Config: "{}"}
		config := r.Setup(p, "x")
		if _, err := json.Marshal(config); err != nil {
			t.Error(err)
		}
		provider, _ := config["provider"].(map[string]any)
		if provider["partnerId"] != 101 || provider["uiConfId"] != r.UIConfID || config["targetId"] != "x" {
			t.Errorf("config %v", config)
		}
	})
}
