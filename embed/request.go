package embed

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
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
	Module     bool // the URL ends in .mjs
	TargetID   string
	EntryID    string
	PlaylistID string
	External   string // JSON used as sources
	KS         string
	Config     map[string]any // sections of config[...]
}

// Errors of a URL that names no player; each is an ErrBadURL.
var (
	ErrBadURL   = errors.New("the address is wrong")
	ErrNoEmbed  = fmt.Errorf("%w: it is not one of a player", ErrBadURL)
	ErrNoUIConf = fmt.Errorf("%w: it has no uiconf_id", ErrBadURL)
	ErrNoMedia  = fmt.Errorf("%w: it has no entry_id, playlist_id or external_source", ErrBadURL)
)

// keyword is the segment behind which the parameters stand.
const keyword = "embedPlaykitJs"

// Parse reads /[s/]p/{pid}/[sp/{spid}/]embedPlaykitJs/{key}/{value}/…[/file] and
// the query, whose values the path overrides.
func Parse(u *url.URL) (*Request, error) {
	segments := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	begin := 0
	for begin < len(segments) && segments[begin] != keyword {
		begin++
	}
	if begin == len(segments) {
		return nil, ErrNoEmbed
	}
	values := map[string]string{}
	for key, list := range u.Query() {
		values[key] = list[len(list)-1]
	}
	pairs := segments[begin+1:]
	path := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, err := url.PathUnescape(pairs[i])
		value, err2 := url.PathUnescape(pairs[i+1])
		if err != nil || err2 != nil {
			return nil, ErrNoEmbed
		}
		values[key], path[key] = value, value
	}
	r := &Request{
		Iframe:     truth(values["iframeembed"]),
		Auto:       truth(values["autoembed"]),
		TargetID:   values["targetId"],
		EntryID:    values["entry_id"],
		PlaylistID: values["playlist_id"],
		External:   values["external_source"],
		KS:         values["ks"],
		Config:     sections(values),
	}
	dynamic := !r.Iframe && !r.Auto
	r.Module = dynamic && strings.HasSuffix(u.Path, ".mjs")
	r.Factory = dynamic && !r.Module && truth(values["embed_factory"])
	if r.Iframe {
		r.times(path)
	}
	return r, r.account(values)
}

func (r *Request) account(values map[string]string) error {
	if values["uiconf_id"] == "" {
		return ErrNoUIConf
	}
	for key, field := range map[string]*int{"uiconf_id": &r.UIConfID, "partner_id": &r.PartnerID} {
		n, err := strconv.Atoi(values[key])
		if values[key] != "" && (err != nil || n < 0) {
			return fmt.Errorf("%w: %s %q is no id", ErrBadURL, key, values[key])
		}
		*field = n
	}
	if (r.Iframe || r.Auto) && r.EntryID == "" && r.PlaylistID == "" && r.External == "" {
		return ErrNoMedia
	}
	return nil
}

// Private tells whether the URL holds a session, so that shared caches may not
// keep what it brings.
func (r *Request) Private() bool {
	provider, _ := r.Config["provider"].(map[string]any)
	return r.KS != "" || provider["ks"] != nil
}

func truth(s string) bool { return s == "true" || s == "1" }

// sections reads config[section]=JSON; a section that is no JSON is null. We also
// take config[section][key]=value, where what is no JSON is text.
func sections(values map[string]string) map[string]any {
	out := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(values)) { // a section before its keys
		name, ok := strings.CutPrefix(key, "config[")
		if !ok || !strings.HasSuffix(name, "]") {
			continue
		}
		path := strings.Split(strings.TrimSuffix(name, "]"), "][")
		var v any
		if err := json.Unmarshal([]byte(values[key]), &v); err != nil {
			v = nil
			if len(path) > 1 {
				v = values[key]
			}
		}
		setPath(out, path, v)
	}
	return out
}

func setPath(m map[string]any, path []string, v any) {
	if len(path) > 16 || slices.Contains(path, "__proto__") {
		return
	}
	for _, key := range path[:len(path)-1] {
		m = section(m, key)
	}
	m[path[len(path)-1]] = v
}

// section is the map under a key, a new one where there is none.
func section(m map[string]any, key string) map[string]any {
	s, ok := m[key].(map[string]any)
	if !ok {
		s = map[string]any{}
		m[key] = s
	}
	return s
}

// Times are the parameters of start and clip, and the sources' keys for them.
var Times = map[string]string{"kalturaStartTime": "startTime", "kalturaEndTime": "endTime",
	"kalturaSeekFrom": "seekFrom", "kalturaClipTo": "clipTo"}

// times puts start and clip times (seconds, reference: player-api §7.6) into
// the sources. Those of the query the player reads by itself.
func (r *Request) times(values map[string]string) {
	for name, key := range Times {
		if seconds, err := strconv.ParseFloat(values[name], 64); err == nil && !math.IsNaN(seconds) &&
			!math.IsInf(seconds, 0) {
			section(r.Config, "sources")[key] = seconds
		}
	}
}
