package server

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"

	"diptych/embed"
	"diptych/server/store"
)

//go:embed startpage.html
var startHTML string

var startPage = template.Must(template.New("start").Parse(startHTML))

// demoReference is the reference id of the demo lecture.
const demoReference = "demo-lecture"

// startPage shows what this server does: the lecture if there is one, the codes
// to embed it, and how to reach the API.
func (p *playerFiles) startPage(w http.ResponseWriter, r *http.Request) {
	base := p.s.baseURL(r)
	partner, uiConf := p.s.Config.PartnerID, 1
	data := map[string]any{
		"Base": base, "Partner": partner, "UIConf": uiConf, "CSS": p.url(base, "console.css"),
		"JS": p.url(base, "console.js"), "Built": p.loader != nil, "Demo": p.s.Config.Demo, "Version": Version,
		"Player": base + "/p/" + itoa(partner) + "/embedPlaykitJs/uiconf_id/1/kaltura-player.js",
	}
	if p.s.Config.Demo && !p.s.ready.Load() {
		data["Making"] = p.s.making(r.Context())
	}
	if e := p.s.demoEntry(r.Context()); e != nil {
		data["Entry"], data["Name"], data["Ready"] = e.ID, e.Name, p.s.ready.Load() &&
			e.Status == store.EntryReady
		data["ScriptCode"], data["FrameCode"] = embed.ScriptSnippet(base, partner, uiConf, e.ID),
			embed.FrameSnippet(base, partner, uiConf, e.ID)
		data["Frame"] = embed.FrameURL(base, partner, uiConf, e.ID)
		data["OEmbed"] = oembedURL(&embed.Request{EntryID: e.ID},
			embed.Player{BaseURL: base, PartnerID: partner, UIConfID: uiConf})
	}
	var b bytes.Buffer
	if err := startPage.Execute(&b, data); err != nil {
		p.s.Log.Error("start page", "error", err)
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy",
		"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "+
			"script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; media-src 'self' "+
			"blob:; "+
			"img-src 'self' data:; frame-src 'self'; worker-src 'self' blob:")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	compressed(w, r, b.Bytes(), nil)
}
