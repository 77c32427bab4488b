package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/provider"
	"diptych/player/stream"
	"diptych/player/value"
)

// host answers POSTs by their address; nil is a page of another origin that is
// not there.
type host struct {
	pages map[string]string
	asked []string
	body  string
}

func (h *host) Fetch(r stream.FetchRequest, done func(stream.Response)) (cancel func()) {
	h.asked = append(h.asked, r.URL)
	body, ok := h.pages[strings.TrimSuffix(r.URL, "/service/multirequest")]
	answer := stream.Response{URL: r.URL, Body: body, TookMS: 10}
	switch {
	case ok && strings.HasPrefix(body, "404"):
		answer.Status = 404
	case ok:
		answer.Status, h.body = 200, r.Body
	}
	done(answer)
	return func() {}
}

const (
	entry = `{"objects":[{"id":"0_a","type":1,"mediaType":1,"duration":9}]}`
	works = `[{"ks":"S"},` + entry +
		`,{"sources":[{"format":"applehttp","protocols":"http,https","flavorIds":"f",` +
		`"deliveryProfileId":1}]},{"objects":[]}]`
	html   = "<!DOCTYPE html><title>Welcome</title>"
	absent = "404 " + html
)

func ask(
	t *testing.T, service string, pages map[string]string,
) (h *host, url string, err *provider.Error, p *provider.Provider) {
	t.Helper()
	w := playertest.NewWorld()
	h = &host{pages: pages}
	p = &provider.Provider{
		Config: &model.Provider{PartnerID: 101, ServiceURL: service}, Fetch: h, Clock: w.Clock,
		Version: "1", Referrer: "http://page/",
	}
	p.Media(model.NewInfo("0_a", ""), func(m *model.MediaConfig, e *provider.Error) {
		err = e
		if e != nil {
			return
		}
		if list := m.Sources.Items("hls"); len(list) > 0 {
			url = value.Str(list[0], "url")
		}
	})
	w.Run(60)
	return h, url, err, p
}

func TestServiceURLIsTakenAsItIs(t *testing.T) {
	const play = "/p/101/sp/10100/playManifest/entryId/0_a/protocol/http/format/applehttp/flavorIds/f/a.m3u8"
	for _, row := range []struct {
		name, service, works string // where the API is
		other                string // what is where it is not
		asked                string // addresses, for h the host
		root                 string
	}{
		{"bare host", "http://h", "http://h", absent, "http://h", "http://h"},
		{"a slash behind", "http://h/", "http://h", absent, "http://h", "http://h"},
		{"with its path", "http://h/api_v3", "http://h/api_v3", absent, "http://h/api_v3", "http://h"},
		{
			"with its path and a slash", "http://h/api_v3/", "http://h/api_v3", absent, "http://h/api_v3",
			"http://h",
		},
		{
			"behind a prefix", "http://h/proxy/kaltura/api_v3", "http://h/proxy/kaltura/api_v3", absent,
			"http://h/proxy/kaltura/api_v3", "http://h/proxy/kaltura",
		},
		{
			"a path of another name", "http://h/media/rpc", "http://h/media/rpc", absent,
			"http://h/media/rpc", "http://h/media",
		},
		{"without a scheme", "//h/api_v3", "//h/api_v3", absent, "//h/api_v3", "//h"},
		{"of the page's host", "/api_v3", "/api_v3", absent, "/api_v3", ""},
		{"a port", "http://h:8080", "http://h:8080", absent, "http://h:8080", "http://h:8080"},
		{"not found there", "http://h", "http://h/api_v3", absent, "http://h http://h/api_v3", "http://h"},
		{"another page there", "http://h", "http://h/api_v3", html, "http://h http://h/api_v3", "http://h"},
		{"nothing readable there", "http://h/", "http://h/api_v3", "", "http://h http://h/api_v3", "http://h"},
		{
			"not found below a prefix", "http://h/kaltura", "http://h/kaltura/api_v3", absent,
			"http://h/kaltura http://h/kaltura/api_v3", "http://h/kaltura",
		},
	} {
		pages := map[string]string{row.works: works}
		if at := strings.TrimSuffix(row.service, "/"); at != row.works && row.other != "" {
			pages[at] = row.other
		}
		h, url, err, p := ask(t, row.service, pages)
		if err != nil || url != row.root+play {
			t.Errorf("%s: plays %q, error %v", row.name, url, err)
		}
		if got := strings.ReplaceAll(strings.Join(h.asked, " "), "/service/multirequest", ""); got != row.asked {
			t.Errorf("%s: asked %s, want %s", row.name, got, row.asked)
		}
		h.asked = nil
		p.Request([]provider.Call{{Service: "system", Action: "ping"}}, "S", func(value.List, *provider.Error) {})
		if want := row.works + "/service/multirequest"; len(h.asked) != 1 || h.asked[0] != want {
			t.Errorf("%s: asked %v afterwards, want %s", row.name, h.asked, want)
		}
	}
}

func TestServiceURLStaysWhereNobodyAnswers(t *testing.T) {
	for _, row := range []struct {
		name  string
		pages map[string]string
		asked int
		code  int
	}{
		{"nothing anywhere", nil, 46, 1002}, // for forty seconds, as long as a network may be away
		{"not found anywhere", map[string]string{"http://h": absent, "http://h/api_v3": absent}, 2, 1001},
		{"a site without an API", map[string]string{"http://h": html, "http://h/api_v3": html}, 2, 1005},
		{
			"an error of the API",
			map[string]string{"http://h": `{"objectType":"KalturaAPIException","code":"X","message":"no"}`},
			1, 1006,
		},
	} {
		h, _, err, p := ask(t, "http://h", row.pages)
		if err == nil || err.Code != row.code || len(h.asked) != row.asked {
			t.Errorf("%s: error %v after %d requests", row.name, err, len(h.asked))
		}
		if got := p.Config.ServiceURL; got != "http://h" {
			t.Errorf("%s: goes on with %s", row.name, got)
		}
	}
}

func TestProtocolOfPlayURLs(t *testing.T) {
	for _, row := range [][2]string{ // cdnUrl and the protocol
		{"", "http"}, {"https://cdn", "https"}, {"//cdn", "http"}, {"http://cdn/x", "http"},
	} {
		p := provider.Provider{
			Config: &model.Provider{PartnerID: 101, ServiceURL: "http://h", CDNURL: row[0]},
			Clock:  playertest.NewWorld().Clock, Fetch: &host{pages: map[string]string{"http://h": works}},
			Version: "1", Referrer: "https://page/",
		}
		p.Media(model.NewInfo("0_a", ""), func(m *model.MediaConfig, _ *provider.Error) {
			want := "http://h/p/101/sp/10100/playManifest/entryId/0_a/protocol/" + row[1] + "/"
			if got := fmt.Sprint(m.Sources.Items("hls")); !strings.Contains(got, want) {
				t.Errorf("cdnUrl %q: %s", row[0], got)
			}
		})
	}
}

func TestAnswerThatIsAFile(t *testing.T) {
	for _, row := range []struct{ name, answer, ks, want string }{
		{"in its place", `[{"ks":"S"},{"objects":[1]}]`, "", "1"},
		{"in its place behind a session", `[{"objects":[2]}]`, "K", "2"},
		{"below result", `{"result":[{"ks":"S"},{"objects":[3]}]}`, "", "3"},
		{"by itself", `{"objects":[4]}`, "", "4"},
		{"by itself behind a session", `{"objects":[5]}`, "K", "5"},
		{"too few", `[{"objects":[6]}]`, "", "error 1007"},
		{"refused", `{"objectType":"KalturaAPIException","code":"X","message":"no"}`, "", "error 1006"},
		{"no JSON", "WEBVTT", "", "error 1005"},
		{"no object", "7", "", "error 1005"},
	} {
		h := &host{pages: map[string]string{"http://h/api_v3": row.answer}}
		p := provider.Provider{
			Config: &model.Provider{PartnerID: 101, ServiceURL: "http://h/api_v3"},
			Clock:  playertest.NewWorld().Clock, Fetch: h,
		}
		p.Request([]provider.Call{
			{
				Service: "caption_captionasset", Action: "serveAsJson",
				Parameters: value.Empty.Str("captionAssetId", "1_c"),
			},
		}, row.ks, func(results value.List, err *provider.Error) {
			got := ""
			if err != nil {
				got = fmt.Sprint("error ", err.Code)
			} else {
				got = fmt.Sprint(value.Items(results[0], "objects")[0])
			}
			if got != row.want {
				t.Errorf("%s: %s, want %s", row.name, got, row.want)
			}
		})
	}
}
