// Package embed makes what a page embeds: the player script with an account's
// configuration, the iframe document, and the snippets that authors copy.
package embed

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

// Player is an account's stored player.
type Player struct {
	UIConfID, PartnerID int
	Name                string
	Config              string // JSON
	Width, Height       int
	BaseURL             string // "https://host"
	Version             string
	Modified            time.Time // the stored configuration, or the program
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
		"serviceUrl": p.BaseURL + "/api_v3", "cdnUrl": p.BaseURL, "statsServiceUrl": p.BaseURL,
		"liveStatsServiceUrl": p.BaseURL, "analyticsServiceUrl": p.BaseURL,
	} {
		if s, _ := env[key].(string); s == "" {
			env[key] = v
		}
	}
	config["uiConfData"] = map[string]any{"width": p.Width, "height": p.Height, "name": p.Name}
	config["productVersion"] = p.Version
	return config, nil
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
		var sources any
		if json.Unmarshal([]byte(r.External), &sources) != nil {
			sources = nil
		}
		return "setMedia", map[string]any{"sources": sources}, true
	}
	return "", nil, false
}
