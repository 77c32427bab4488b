package server

import (
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"diptych/embed"
	"diptych/server/start"
	"diptych/server/store"
)

// oembedAnswer describes an embedded entry (oembed.com, §2.3.4). Sizes are
// pixels.
type oembedAnswer struct {
	XMLName         xml.Name `json:"-" xml:"oembed"`
	Type            string   `json:"type" xml:"type"`
	Version         string   `json:"version" xml:"version"`
	Title           string   `json:"title" xml:"title"`
	ProviderName    string   `json:"provider_name" xml:"provider_name"`
	ProviderURL     string   `json:"provider_url" xml:"provider_url"`
	HTML            string   `json:"html" xml:"html"`
	Width           int      `json:"width" xml:"width"`
	Height          int      `json:"height" xml:"height"`
	ThumbnailURL    string   `json:"thumbnail_url,omitempty" xml:"thumbnail_url,omitempty"`
	ThumbnailWidth  int      `json:"thumbnail_width,omitempty" xml:"thumbnail_width,omitempty"`
	ThumbnailHeight int      `json:"thumbnail_height,omitempty" xml:"thumbnail_height,omitempty"`
}

// oembed answers GET /oembed?url=…&format=…&maxwidth=…&maxheight=…. What may be
// told is what a player without a session would be told of the entry.
func (p *playerFiles) oembed(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	crossOrigin(h)
	h.Set("Cache-Control", "private, no-store")
	q := r.URL.Query()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "oembed is asked with GET", http.StatusMethodNotAllowed)
		return
	}
	encode := map[string]func(any) ([]byte, error){"": json.Marshal, "json": json.Marshal,
		"xml": xml.Marshal}[q.Get("format")]
	if encode == nil {
		http.Error(w, "the formats are json and xml", http.StatusNotImplemented)
		return
	}
	answer, status := p.described(r, q)
	if status != http.StatusOK {
		http.Error(w,
			map[int]string{http.StatusNotFound: "this is not the address of something that can be played here",
				http.StatusUnauthorized: "this cannot be played without a session"}[status], status)
		return
	}
	text, err := encode(answer)
	if err != nil {
		p.s.Log.Error("oembed", "error", err)
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	h.Set("Content-Type", "application/json; charset=utf-8")
	if q.Get("format") == "xml" {
		h.Set("Content-Type", "text/xml; charset=utf-8")
		text = append([]byte(xml.Header), text...)
	}
	compressed(w, r, text, nil)
}

func (p *playerFiles) described(r *http.Request, q url.Values) (*oembedAnswer, int) {
	base := p.s.baseURL(r)
	address, err := url.Parse(q.Get("url"))
	if err != nil || !sameHost(address, base) {
		return nil, http.StatusNotFound
	}
	request, err := embed.Parse(address)
	if err != nil || request.EntryID == "" {
		return nil, http.StatusNotFound
	}
	player, err := p.account(r, address.Path, request)
	if err != nil {
		return nil, http.StatusNotFound
	}
	plan := p.starts.Plan(r, &start.Request{
		Partner:  player.PartnerID,
		UIConfID: player.UIConfID,
		EntryID:  request.EntryID,
		Redirect: true,
	})
	if !plan.Playable {
		e, err := p.s.store.Entry(r.Context(), nil, request.EntryID)
		if err == nil && e.PartnerID == player.PartnerID && e.Status == store.EntryReady {
			return nil, http.StatusUnauthorized
		}
		return nil, http.StatusNotFound
	}
	frame := embed.FrameURL(base, player.PartnerID, player.UIConfID, request.EntryID)
	for _, name := range slices.Sorted(maps.Keys(embed.Times)) {
		if v := address.Query().Get(name); v != "" {
			frame += "&" + name + "=" + url.QueryEscape(v)
		}
	}
	a := &oembedAnswer{
		Type:         "rich",
		Version:      "1.0",
		Title:        plan.Title,
		ProviderName: "Diptych",
		ProviderURL:  base + "/",
	}
	shape := [2]int{player.Width, player.Height}
	if picture := largest(plan); picture != nil {
		a.Type, shape = "video", [2]int{picture.Width, picture.Height}
	}
	most := func(name string) int { n, _ := strconv.Atoi(q.Get(name)); return n }
	a.Width, a.Height = within(shape, player.Width, most("maxwidth"), most("maxheight"))
	a.HTML = embed.FrameHTML(frame, plan.Title, a.Width, a.Height)
	if a.Type == "video" && plan.Poster != "" {
		a.ThumbnailWidth, a.ThumbnailHeight = within(shape, min(a.Width, 640), 0, 0)
		a.ThumbnailURL = plan.Poster + "/width/" + itoa(a.ThumbnailWidth) + "/height/" +
			itoa(a.ThumbnailHeight) + "/type/3"
	}
	return a, http.StatusOK
}

func sameHost(u *url.URL, base string) bool {
	own, err := url.Parse(base)
	return err == nil && strings.EqualFold(u.Host, own.Host) && (u.Scheme == "http" || u.Scheme == "https")
}

// largest is the video rendition with the most lines, nil when there is none.
func largest(plan *start.Plan) *start.Rendition {
	var best *start.Rendition
	for _, t := range plan.Tracks {
		for i := range t.Renditions {
			if r := &t.Renditions[i]; r.Height > 0 && (best == nil || r.Height > best.Height) {
				best = r
			}
		}
	}
	return best
}

// within is the size of a shape as wide as wished and inside the limits; 0 = no
// limit.
func within(shape [2]int, wish, maxWidth, maxHeight int) (width, height int) {
	if shape[0] <= 0 || shape[1] <= 0 {
		shape = [2]int{16, 9}
	}
	width = wish
	if width <= 0 {
		width = 640
	}
	if maxWidth > 0 {
		width = min(width, maxWidth)
	}
	if maxHeight > 0 {
		width = min(width, maxHeight*shape[0]/shape[1])
	}
	width = max(width, 1)
	return width, max(1, width*shape[1]/shape[0])
}

// oembedURL is where an iframe document is described; "" when its address holds
// what is nobody else's.
func oembedURL(r *embed.Request, p embed.Player) string {
	if r.EntryID == "" || r.Private() {
		return ""
	}
	return p.BaseURL + "/oembed?url=" + url.QueryEscape(embed.FrameURL(p.BaseURL, p.PartnerID, p.UIConfID,
		r.EntryID))
}
