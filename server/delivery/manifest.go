package delivery

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"diptych/server/packager"
	"diptych/server/store"
)

// numericKeys are those of a manifest that have to be numbers, in the order that they
// are looked at.
var numericKeys = []struct {
	key   string
	fault *Fault
}{{"maxBitrate", badMaxBitrate}, {"minBitrate", badMinBitrate}, {"seekFrom", badParameter},
	{"clipTo", badParameter}}

// playManifest answers a manifest, or leads to the file (reference: backend-api §4.1).
func (d *Delivery) playManifest(w http.ResponseWriter, q *request) error {
	e, err := d.entry(q)
	if err != nil {
		return err
	}
	for _, number := range numericKeys {
		if v, given := q.keys[number.key]; given && !isNumber(v) {
			return number.fault
		}
	}
	if err := d.signed(q, e); err != nil {
		return err
	}
	if err := d.permitted(q, e); err != nil {
		return err
	}
	if e.Status != store.EntryReady {
		return flavorNotFound
	}
	if isFile(q.keys["format"]) {
		id, ext, err := d.source(q, e)
		if err != nil {
			return err
		}
		if id != "" {
			base := d.BaseURL(q.Request) + q.prefix
			return redirect(w, q, e, base+"/serveFlavor/entryId/"+e.ID+"/v/"+strconv.Itoa(e.Version)+
				"/flavorId/"+id, ext)
		}
	}
	m, err := d.describe(q, e)
	if err != nil {
		return err
	}
	if isFile(q.keys["format"]) {
		return redirectToFile(w, q, e, m)
	}
	switch q.keys["format"] {
	case "applehttp":
		return d.manifest(w, q, "application/x-mpegurl", []byte(m.Master()))
	case "mpegdash":
		text, err := m.MPD()
		if err != nil {
			return err
		}
		return d.manifest(w, q, "application/dash+xml", []byte(text))
	}
	return deliveryNotAllowed
}

// describe is the media of an entry with what the request's manifest says of it.
func (d *Delivery) describe(q *request, e *store.Entry) (*packager.Media, error) {
	all, err := d.media(q.Context(), e)
	if err != nil {
		return nil, err
	}
	m := *all // the cached one is shared
	m.Base = d.BaseURL(q.Request) + q.prefix
	// Segments carry a session only where nobody may have them without: those of
	// all others are the same for everybody, and caches can share them.
	if code, err := d.MayPlay(q.Context(), e, nil); err != nil || code != "" {
		m.KS = q.keys["ks"]
	}
	if m.Video, err = d.selectRenditions(q, all); err != nil {
		return nil, err
	}
	if m.Captions, err = d.captions(q, e); err != nil {
		return nil, err
	}
	if err := d.protect(q, &m); err != nil {
		return nil, err
	}
	return clip(q, &m, "seekFrom")
}

// span is what a request's keys say of a clip, milliseconds; 0 = nothing.
func span(q *request, key string) (from, to int64) {
	begin, _ := strconv.ParseFloat(q.keys[key], 64)
	end, _ := strconv.ParseFloat(q.keys["clipTo"], 64)
	return milliseconds(begin), milliseconds(end)
}

// clip cuts the media as a request's keys say.
func clip(q *request, m *packager.Media, key string) (*packager.Media, error) {
	cut, err := m.Clip(span(q, key))
	if errors.Is(err, packager.ErrClip) {
		return nil, badParameter
	}
	return cut, err
}

// clipped is the clip that an address of a piece names. It is kept: each of a
// clip's segments is asked for by itself, and cutting a long film is work.
func (d *Delivery) clipped(q *request, e *store.Entry, m *packager.Media) (*packager.Media, error) {
	from, to := span(q, "clipFrom")
	if from <= 0 && to <= 0 {
		return m, nil
	}
	key := fmt.Sprintf("%s/%d/%d/%d", e.ID, e.Version, from, to)
	return d.memory().clips.Get(q.Context(), key, func(context.Context) (*packager.Media, error) {
		return clip(q, m, "clipFrom")
	})
}

// milliseconds is a whole number of them, of at most a year.
func milliseconds(v float64) int64 {
	if math.IsNaN(v) {
		return 0
	}
	return int64(max(0, min(v, 366*24*3600*1000)))
}

// Media is what the HLS manifest at a path of ours, "/p/{pid}/…/playManifest/…",
// would tell the sender of a request. Whoever calls has decided that he may know.
func (d *Delivery) Media(r *http.Request, path string) (*packager.Media, error) {
	manifest := r.Clone(r.Context())
	manifest.URL = &url.URL{Path: path}
	q, ok := parse(manifest)
	if !ok {
		return nil, badQuery
	}
	e, err := d.entry(q)
	if err != nil {
		return nil, err
	}
	return d.describe(q, e)
}

func isNumber(v string) bool {
	_, err := strconv.ParseFloat(v, 64)
	return err == nil
}

// selectRenditions keeps the renditions that a request asks for: by id, by params, by tag,
// and by bitrate unless nothing would be left.
func (d *Delivery) selectRenditions(q *request, m *packager.Media) ([]packager.StoredTrack, error) {
	video := m.Video
	requested, err := d.requestedFlavors(q, m)
	if err != nil {
		return nil, err
	}
	if requested != nil && len(video) > 0 {
		video = filterTracks(video, func(t *packager.StoredTrack) bool {
			return slices.Contains(requested, t.ID)
		})
		if len(video) == 0 {
			return nil, flavorNotFound
		}
	}
	if len(m.Video) == 0 && len(m.Audio) == 0 {
		return nil, flavorNotFound
	}
	low, _ := strconv.ParseFloat(q.keys["minBitrate"], 64)
	high, _ := strconv.ParseFloat(q.keys["maxBitrate"], 64)
	within := filterTracks(video, func(t *packager.StoredTrack) bool {
		kbit := float64(t.AverageBandwidth) / 1000
		return kbit >= low && (high == 0 || kbit <= high)
	})
	if len(within) > 0 {
		return within, nil
	}
	return video, nil
}

// requestedFlavors are the ids that a request names; nil = all.
func (d *Delivery) requestedFlavors(q *request, m *packager.Media) ([]string, error) {
	if ids := cmp.Or(q.keys["flavorIds"], q.keys["flavorId"]); ids != "" {
		return strings.Split(ids, ","), nil
	}
	params, tags := cmp.Or(q.keys["flavorParamIds"], q.keys["flavorParamId"]), q.keys["tags"]
	if params == "" && tags == "" {
		return nil, nil
	}
	flavors, err := d.Store.Flavors(q.Context(), m.EntryID)
	if err != nil {
		return nil, err
	}
	if params != "" {
		return idsOf(flavors, func(f *store.FlavorAsset) bool {
			return slices.Contains(strings.Split(params, ","), strconv.Itoa(f.ParamsID))
		}), nil
	}
	for _, group := range strings.Split(tags, ":") { // the first group that has any
		if ids := idsOf(flavors, func(f *store.FlavorAsset) bool {
			return !f.IsOriginal &&
				tagged(f, group)
		}); len(ids) > 0 {
			return ids, nil
		}
	}
	return []string{}, nil
}

func idsOf(flavors []store.FlavorAsset, good func(*store.FlavorAsset) bool) []string {
	ids := []string{}
	for i := range flavors {
		if good(&flavors[i]) {
			ids = append(ids, flavors[i].ID)
		}
	}
	return ids
}

// tagged tells whether a rendition has one of the tags of a group.
func tagged(f *store.FlavorAsset, group string) bool {
	have := strings.Split(f.Tags, ",")
	return slices.ContainsFunc(strings.Split(group, ","), func(tag string) bool {
		return slices.Contains(have, strings.TrimSpace(tag))
	})
}

func filterTracks(list []packager.StoredTrack, good func(*packager.StoredTrack) bool) []packager.StoredTrack {
	var out []packager.StoredTrack
	for i := range list {
		if good(&list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}

func (d *Delivery) captions(q *request, e *store.Entry) ([]packager.Caption, error) {
	if q.keys["disableCaptions"] != "" {
		return nil, nil
	}
	rows, err := d.Store.CaptionHeads(q.Context(), e.ID)
	if err != nil {
		return nil, err
	}
	var out []packager.Caption
	for _, k := range rows {
		if k.Status != store.AssetReady || !k.Display {
			continue
		}
		url := d.BaseURL(q.Request) +
			"/api_v3/index.php/service/caption_captionAsset/action/serveWebVTT/captionAssetId/" + k.ID
		version := "/version/" + strconv.Itoa(k.Version)
		out = append(out, packager.Caption{
			ID:       k.ID,
			Label:    k.Label,
			Language: k.LanguageCode,
			Default:  k.IsDefault,
			Playlist: url + version + "/a.m3u8",
			WebVTT:   url + "/segmentIndex/-1" + version + "/a.vtt",
		})
	}
	return out, nil
}

// manifest sends text; one that a session has opened is for nobody else.
func (d *Delivery) manifest(w http.ResponseWriter, q *request, kind string, text []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "private, max-age=60")
	if q.keys["ks"] != "" || q.Header.Get("X-Kaltura-Ks") != "" {
		w.Header().Set("Cache-Control", "private, no-store")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	if q.Method == http.MethodHead {
		return nil
	}
	if _, err := w.Write(text); err != nil {
		d.Log.Debug("viewer went away", "error", err)
	}
	return nil
}

// isFile tells whether a format is one whole file.
func isFile(format string) bool {
	return format == "" || format == "url" || format == "http" || format == "download"
}

// redirectToFile leads to the progressive file of the best rendition, or of the
// one that is named.
func redirectToFile(w http.ResponseWriter, q *request, e *store.Entry, m *packager.Media) error {
	list := m.Video
	if len(list) == 0 {
		list = m.Audio
	}
	if len(list) == 0 {
		return flavorNotFound
	}
	best := &list[len(list)-1]
	if cmp.Or(q.keys["flavorIds"], q.keys["flavorId"]) != "" {
		best = &list[0]
	}
	return redirect(w, q, e, m.FileURL(best), "mp4")
}

func redirect(w http.ResponseWriter, q *request, e *store.Entry, path, ext string) error {
	if q.keys["format"] == "download" {
		path += "/fileName/" + url.PathEscape(fileName(e, ext))
	}
	if k := q.keys["ks"]; k != "" {
		path += "/ks/" + k
	}
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Location", path+"/name/a."+ext)
	w.WriteHeader(http.StatusFound)
	return nil
}

// source is the id of the uploaded file where a request wants that: flavor
// params 0, or its own id.
func (d *Delivery) source(q *request, e *store.Entry) (id, ext string, err error) {
	ids, params := cmp.Or(q.keys["flavorIds"], q.keys["flavorId"]),
		cmp.Or(q.keys["flavorParamIds"], q.keys["flavorParamId"])
	if ids == "" && params != "0" {
		return "", "", nil
	}
	flavors, err := d.Store.Flavors(q.Context(), e.ID)
	for i := range flavors {
		if f := &flavors[i]; f.IsOriginal && (params == "0" || ids == f.ID) {
			return f.ID, f.FileExt, err
		}
	}
	return "", "", err
}
