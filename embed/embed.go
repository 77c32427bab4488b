// Package embed makes what a page embeds: the player script with an account's
// configuration, the iframe document, and the snippets that authors copy.
package embed

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"
)

// Request is a parsed embed URL (reference: player-api §7.1).
type Request struct {
	UIConfID   int
	PartnerID  int // 0 = the uiConf's owner
	Iframe     bool
	Auto       bool
	Factory    bool
	TargetID   string
	EntryID    string
	PlaylistID string
	External   string // JSON used as sources
	KS         string
	Config     map[string]any // sections of config[...]
}

// Parse reads /p/{pid}/[sp/{spid}/]embedPlaykitJs/{key}/{value}/…[/file] and the
// query, whose values the path overrides.
func Parse(u *url.URL) (*Request, bool) {
	_, rest, ok := strings.Cut(u.Path, "/embedPlaykitJs")
	if !ok {
		return nil, false
	}
	values := u.Query()
	parts := strings.Split(strings.Trim(rest, "/"), "/")
	for i := 0; i+1 < len(parts); i += 2 {
		values.Set(parts[i], parts[i+1])
	}
	r := &Request{
		Iframe: truth(values.Get("iframeembed")), Auto: truth(values.Get("autoembed")), Factory: truth(values.Get("embed_factory")), TargetID: values.Get("targetId"),
		EntryID: values.Get("entry_id"), PlaylistID: values.Get("playlist_id"), External: values.Get("external_source"), KS: values.Get("ks"), Config: map[string]any{},
	}
	r.UIConfID, _ = strconv.Atoi(values.Get("uiconf_id"))
	r.PartnerID, _ = strconv.Atoi(values.Get("partner_id"))
	for key, list := range values {
		path, ok := strings.CutPrefix(key, "config[")
		if ok {
			setPath(r.Config, strings.Split(strings.TrimSuffix(path, "]"), "]["), jsonOrText(list[0]))
		}
	}
	return r, r.UIConfID > 0
}

func truth(s string) bool { return s == "true" || s == "1" }

// jsonOrText decodes a value; what is no JSON stays text, so that
// config[provider][ks]=abc works too.
func jsonOrText(s string) any {
	var v any
	if json.Unmarshal([]byte(s), &v) == nil {
		return v
	}
	return s
}

func setPath(m map[string]any, path []string, v any) {
	if len(path) > 16 {
		return
	}
	for _, key := range path[:len(path)-1] {
		next, ok := m[key].(map[string]any)
		if !ok {
			next = map[string]any{}
			m[key] = next
		}
		m = next
	}
	m[path[len(path)-1]] = v
}

// Player is an account's stored player.
type Player struct {
	UIConfID, PartnerID int
	Name                string
	Config              string // JSON
	Width, Height       int
	BaseURL             string // "https://host"
	Version             string
}

// Data is window.__kalturaplayerdata (reference: player-api §7.2): the same for
// all viewers, so that the script can be cached.
func (p Player) Data() (map[string]any, error) {
	config := map[string]any{}
	if err := json.Unmarshal([]byte(p.Config), &config); err != nil {
		return nil, fmt.Errorf("uiConf %d: %w", p.UIConfID, err)
	}
	provider := section(config, "provider")
	provider["partnerId"], provider["uiConfId"] = p.PartnerID, p.UIConfID
	env := section(provider, "env")
	for key, v := range map[string]string{
		"serviceUrl": p.BaseURL + "/api_v3", "cdnUrl": p.BaseURL, "statsServiceUrl": p.BaseURL, "liveStatsServiceUrl": p.BaseURL, "analyticsServiceUrl": p.BaseURL,
	} {
		if s, _ := env[key].(string); s == "" {
			env[key] = v
		}
	}
	config["uiConfData"] = map[string]any{"width": p.Width, "height": p.Height, "name": p.Name}
	config["productVersion"] = p.Version
	return config, nil
}

func section(m map[string]any, key string) map[string]any {
	s, ok := m[key].(map[string]any)
	if !ok {
		s = map[string]any{}
		m[key] = s
	}
	return s
}

// Setup is the config of a player that this server starts itself: the request's
// sections with the account put in.
func (r *Request) Setup(p Player, target string) map[string]any {
	config := maps.Clone(r.Config)
	provider := maps.Clone(section(config, "provider"))
	provider["partnerId"], provider["uiConfId"] = p.PartnerID, p.UIConfID
	if r.KS != "" {
		provider["ks"] = r.KS
	}
	config["provider"], config["targetId"] = provider, target
	return config
}

// Load is what the started player plays: a method and its argument.
func (r *Request) Load() (method string, argument any, ok bool) {
	switch {
	case r.EntryID != "":
		return "loadMedia", map[string]any{"entryId": r.EntryID}, true
	case r.PlaylistID != "":
		return "loadPlaylist", map[string]any{"playlistId": r.PlaylistID}, true
	case r.External != "":
		return "setMedia", map[string]any{"sources": jsonOrText(r.External)}, true
	}
	return "", nil, false
}
