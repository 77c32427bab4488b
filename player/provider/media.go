package provider

import (
	"cmp"
	"strconv"
	"strings"

	"diptych/player/model"
	"diptych/player/value"
)

// profile of the entry's fields that a player reads (reference: player-api §6.4).
const profile = "id,referenceId,name,description,thumbnailUrl,dataUrl,duration,msDuration," +
	"flavorParamsIds,mediaType,type,tags,dvrStatus,externalSourceType,status,createdAt,updatedAt," +
	"endDate,plays,views,downloadUrl,creatorId,userId,rootEntryId,capabilities,adminTags"

// Media asks for an entry and makes the config that plays it.
func (p *Provider) Media(info *model.Info, done func(media *model.MediaConfig, err *Error)) {
	if info == nil || info.EntryID == "" && info.ReferenceID == "" {
		done(nil, &Error{
			Category: own, Code: codeMandatory, PlayerCategory: 7,
			Data: value.Empty.Str("message", "missing entry id"),
		})
		return
	}
	ks := p.session(info.KS)
	found := "{1:result:objects:0:id}"
	if ks == "" {
		found = "{2:result:objects:0:id}"
	}
	params := value.Empty.Str("objectType", "KalturaContextDataParams").Str("flavorTags", "all")
	filter := value.Empty.Str("objectType", "KalturaMetadataFilter").Str("objectIdEqual", found).
		Str("metadataObjectTypeEqual", "1")
	calls := []Call{
		p.listEntry(info),
		{"baseEntry", "getPlaybackContext", value.Empty.Str("entryId", found).Put("contextDataParams", params)},
		{"metadata_metadata", "list", value.Empty.Put("filter", filter)},
	}
	anonymous := ks == ""
	key := "media:" + cmp.Or(info.EntryID, info.ReferenceID) // web/src/start/opening.ts, mediaKey
	p.batch(key, calls, ks, func(results value.List, ks string, err *Error) {
		if err != nil {
			done(nil, err)
			return
		}
		m, err := p.assemble(results, ks, anonymous)
		done(m, err)
	})
}

// listEntry is the call that reads what is known of an entry.
func (p *Provider) listEntry(info *model.Info) Call {
	filter := value.Empty.Str("redirectFromEntryId", info.EntryID)
	switch {
	case info.EntryID == "":
		filter = value.Empty.Str("objectType", "KalturaBaseEntryFilter").Str("referenceIdEqual", info.ReferenceID)
	case info.Exact || p.Config.Exact:
		filter = value.Empty.Str("idEqual", info.EntryID)
	}
	return Call{"baseEntry", "list", value.Empty.Put("filter", filter).Put("responseProfile", fields(profile))}
}

// fields is a response profile that asks for some fields.
func fields(names string) value.Fields { return value.Empty.Int("type", 1).Str("fields", names) }

// session is the KS that a question names, else the player's.
func (p *Provider) session(ks string) string { return cmp.Or(ks, p.Config.KS) }

// base is what is known of an entry before it is to be played.
func base(entry any) value.Map {
	out := value.Map{}
	for _, format := range []string{"hls", "dash", "progressive", "image", "document", "capabilities"} {
		out[format] = value.List{}
	}
	id, kind, thumbnail := value.Str(entry, "id"), mediaType(entry), value.Str(entry, "thumbnailUrl")
	out["dvr"], out["vr"] = false, nil
	out["id"], out["duration"], out["type"] = id, value.Num(entry, "duration"), kind
	out["poster"], out["rawThumbnailUrl"] = thumbnail, thumbnail
	out["downloadUrl"] = value.Str(entry, "downloadUrl")
	if kind == "Image" && thumbnail != "" {
		out["image"] = value.List{value.Map{"id": id, "mimetype": "image/jpeg", "url": thumbnail}}
	}
	out["rootEntryId"], out["metadata"] = value.Str(entry, "rootEntryId"), metadata(entry)
	if c := value.Str(entry, "capabilities"); c != "" {
		out["capabilities"] = words(c)
	}
	return out
}

func words(list string) value.List {
	out := value.List{}
	for _, w := range strings.Split(list, ",") {
		out = append(out, w)
	}
	return out
}

// assemble reads the three answers (reference: player-api §4.4, §6.4).
func (p *Provider) assemble(results value.List, ks string, anonymous bool) (*model.MediaConfig, *Error) {
	var entry any
	if list := value.Items(results[0], "objects"); len(list) > 0 {
		entry = list[0]
	}
	for _, r := range results {
		if !Failed(r) {
			continue
		}
		if value.Int(entry, "status") == 3 {
			return nil, &Error{Category: service, Code: codeDeleted, PlayerCategory: 19}
		}
		return nil, failed(results)
	}
	context := results[1]
	if err := verdict(entry, context); err != nil {
		return nil, err
	}
	playKS := ks
	if anonymous {
		playKS = ""
	}
	sources := model.ReadObject(p.sources(entry, context, playKS))
	if !model.Playable(sources) && len(sources.Items("image")) == 0 {
		data := value.Empty.Str("action", "").Any("messages", value.Items(context, "messages"))
		return nil, &Error{Category: service, Code: codeNoSource, PlayerCategory: 7, Data: data}
	}
	session := model.New("isAnonymous", anonymous, "partnerId", p.Config.PartnerID, "uiConfId",
		p.Config.UIConfID, "ks", ks)
	return &model.MediaConfig{Session: model.ReadSession(session), Sources: sources}, nil
}

// blocked gives the category of a block by the message that comes with it.
func blocked(code string) int {
	switch code {
	case "SESSION_RESTRICTED":
		return 14
	case "COUNTRY_RESTRICTED":
		return 13
	case "IP_RESTRICTED":
		return 15
	case "SITE_RESTRICTED":
		return 16
	case "SCHEDULED_RESTRICTED":
		return 7
	}
	return 18
}

// verdict turns rules, schedule and state into errors.
func verdict(entry, context any) *Error {
	messages := value.Items(context, "messages")
	data := value.Empty.Any("messages", messages)
	code := ""
	if len(messages) > 0 {
		code = value.Str(messages[0], "code")
	}
	for _, a := range value.Items(context, "actions") {
		if value.Int(a, "type") == 1 {
			return &Error{
				Category: service, Code: codeBlock, PlayerCategory: blocked(code), Data: data.Any("action", a),
			}
		}
	}
	for _, m := range messages {
		if value.Str(m, "code") == "SCHEDULED_RESTRICTED" {
			return &Error{Category: service, Code: codeScheduled, PlayerCategory: 17, Data: data}
		}
	}
	if status, ok := value.Number(value.Get(entry, "status")); ok && (status == 0 || status == 1) {
		return &Error{Category: service, Code: codeNotReady, PlayerCategory: 12, Data: data}
	}
	return nil
}

// format is what a source of the backend is to the player.
type format struct{ code, name, mime, extension string }

var formats = []format{
	{"applehttp", "hls", "application/x-mpegURL", "m3u8"},
	{"mpegdash", "dash", "application/dash+xml", "mpd"},
	{"url", "progressive", "video/mp4", "mp4"},
}

func formatOf(source any) (format, bool) {
	for _, f := range formats {
		if f.code == value.Str(source, "format") {
			return f, true
		}
	}
	return format{}, false
}

func (p *Provider) sources(entry, context any, ks string) value.Map {
	out := base(entry)
	id := value.Str(entry, "id")
	for _, s := range value.Items(context, "sources") {
		f, known := formatOf(s)
		url := p.playURL(id, s, f.extension, ks)
		if !known || url == "" {
			continue
		}
		profile := strconv.Itoa(value.Int(s, "deliveryProfileId"))
		if f.name == "progressive" {
			if len(value.Items(out, "progressive")) == 0 {
				out["progressive"] = p.progressive(id, s, context, profile, ks)
			}
			continue
		}
		one := value.Map{"id": id + "_" + profile + "," + value.Str(s, "format"), "url": url, "mimetype": f.mime}
		for _, d := range value.Items(s, "drm") {
			one["drmData"] = append(value.Items(one, "drmData"), license(d))
		}
		out[f.name] = append(value.Items(out, f.name), one)
	}
	if out["type"] == "Vod" && !p.Config.NoCaptions {
		out["captions"] = captions(context, ks)
	}
	return out
}

// systems are the API's names of key systems, and those that pages know them by.
const systems = " WIDEVINE_CENC com.widevine.alpha PLAYREADY_CENC com.microsoft.playready FAIRPLAY com.apple.fairplay "

// license has a licence server be named as pages do (reference: player-api §2.4).
func license(d any) any {
	if m, ok := d.(value.Map); ok {
		scheme := value.Str(m, "scheme") // as "drm.WIDEVINE_CENC"
		_, rest, _ := strings.Cut(systems, " "+scheme[strings.LastIndexByte(scheme, '.')+1:]+" ")
		m["scheme"], _, _ = strings.Cut(rest, " ")
		m["licenseUrl"] = m["licenseURL"]
	}
	return d
}

func (p *Provider) progressive(id string, source, context any, profile, ks string) value.List {
	var out value.List
	for _, f := range value.Items(context, "flavorAssets") {
		flavor := value.Str(f, "id")
		one := value.Map{"flavorIds": flavor, "protocols": value.Str(source, "protocols"), "format": "url"}
		label := value.Str(f, "label")
		out = append(out, value.Map{
			"id": flavor + profile + ",url", "url": p.playURL(id, one, "mp4", ks), "mimetype": "video/mp4",
			"bandwidth": value.Num(f, "bitrate") * 1024, "width": value.Num(f, "width"),
			"height": value.Num(f, "height"), "label": label,
		})
	}
	return out
}

// playURL is built from the service URL; sources of another scheme are dropped
// (reference: player-api §6.5).
func (p *Provider) playURL(id string, source any, extension, ks string) string {
	flavors := value.Str(source, "flavorIds")
	if flavors == "" {
		return value.Str(source, "url")
	}
	scheme, protocols := p.scheme(), value.Str(source, "protocols")
	if protocols != "" && !strings.Contains(","+protocols+",", ","+scheme+",") {
		return ""
	}
	pid := strconv.Itoa(p.Config.PartnerID)
	url := Root(p.serviceURL()) + "/p/" + pid + "/sp/" + pid + "00/playManifest/entryId/" + id +
		"/protocol/" + scheme + "/format/" + value.Str(source, "format") + "/flavorIds/" + flavors
	if ks != "" {
		url += "/ks/" + ks
	}
	url += "/a." + extension
	if n, ok := value.Numeric(p.Config.UIConfID); ok {
		url += "?uiConfId=" + strconv.Itoa(int(n))
	}
	return url
}

func mediaType(entry any) string {
	switch value.Int(entry, "mediaType") {
	case 2:
		return "Image"
	case 5:
		return "Audio"
	}
	switch value.Int(entry, "type") {
	case 1:
		return "Vod"
	case 7, 8:
		return "Live"
	case 10:
		return "Document"
	}
	return "Unknown"
}

func metadata(entry any) value.Map {
	out := value.Map{"entryId": value.Str(entry, "id")}
	for _, key := range []string{
		"name", "description", "tags", "adminTags", "createdAt", "updatedAt", "creatorId", "userId",
		"endDate", "plays", "views",
	} {
		if v := value.Get(entry, key); v != nil {
			out[key] = v
		}
	}
	return out
}

// captions beside the stream: formats 1 and 3 as they are, others as WebVTT.
func captions(context any, ks string) value.List {
	out := value.List{}
	for _, c := range value.Items(context, "playbackCaptions") {
		kind, url := "vtt", value.Str(c, "webVttUrl")
		switch value.Str(c, "format") {
		case "1":
			kind, url = "srt", value.Str(c, "url")
		case "3":
			url = value.Str(c, "url")
		}
		if ks != "" {
			if strings.Contains(url[strings.LastIndexByte(url, '/')+1:], ".") {
				url += "?ks=" + ks
			} else {
				url += "/ks/" + ks
			}
		}
		out = append(out, value.Map{
			"type": kind, "url": url, "label": value.Str(c, "label"),
			"language": value.Str(c, "languageCode"), "default": value.Bool(c, "isDefault"),
		})
	}
	return out
}
