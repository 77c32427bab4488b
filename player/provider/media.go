package provider

import (
	"strconv"
	"strings"

	"diptych/player/value"
)

// profile of the entry's fields that a player reads (reference: player-api §6.4).
const profile = "id,referenceId,name,description,thumbnailUrl,dataUrl,duration,msDuration,flavorParamsIds,mediaType,type,tags,dvrStatus,externalSourceType,status,createdAt,updatedAt,endDate,plays,views,downloadUrl,creatorId,userId,rootEntryId,capabilities,adminTags"

// Media asks for an entry and makes the config that plays it.
func (p *Provider) Media(info value.Map, done func(media value.Map, err *Error)) {
	id, reference := value.Str(info, "entryId"), value.Str(info, "referenceId")
	if id == "" && reference == "" {
		done(nil, &Error{Category: own, Code: codeMandatory, PlayerCategory: 7, Data: value.Map{"message": "missing entry id"}})
		return
	}
	ks := p.session(info)
	found := "{1:result:objects:0:id}"
	if ks == "" {
		found = "{2:result:objects:0:id}"
	}
	calls := []value.Map{
		p.listEntry(info),
		{"service": "baseEntry", "action": "getPlaybackContext", "entryId": found, "contextDataParams": value.Map{"objectType": "KalturaContextDataParams", "flavorTags": "all"}},
		{"service": "metadata_metadata", "action": "list", "filter": value.Map{"objectType": "KalturaMetadataFilter", "objectIdEqual": found, "metadataObjectTypeEqual": "1"}},
	}
	anonymous := ks == ""
	key := "media:" + id // web/src/start/opening.ts, mediaKey
	if id == "" {
		key += reference
	}
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
func (p *Provider) listEntry(info value.Map) value.Map {
	id := value.Str(info, "entryId")
	filter := value.Map{"redirectFromEntryId": id}
	switch {
	case id == "":
		filter = value.Map{"objectType": "KalturaBaseEntryFilter", "referenceIdEqual": value.Str(info, "referenceId")}
	case value.Get(info, "redirectFromEntryId") == false || value.Get(p.Config, "filterOptions", "redirectFromEntryId") == false:
		filter = value.Map{"idEqual": id}
	}
	return value.Map{"service": "baseEntry", "action": "list", "filter": filter, "responseProfile": entryProfile("")}
}

func entryProfile(more string) value.Map { return value.Map{"type": 1, "fields": profile + more} }

// session is the KS that a question names, else the player's.
func (p *Provider) session(info value.Map) string {
	if ks := value.Str(info, "ks"); ks != "" {
		return ks
	}
	return value.Str(p.Config, "ks")
}

// base is what is known of an entry before it is to be played.
func base(entry any) value.Map {
	out := value.Map{"hls": value.List{}, "dash": value.List{}, "progressive": value.List{}, "image": value.List{}, "document": value.List{}, "dvr": false, "vr": nil}
	out["id"], out["duration"], out["type"] = value.Str(entry, "id"), value.Num(entry, "duration"), mediaType(entry)
	thumbnail := value.Str(entry, "thumbnailUrl")
	out["poster"], out["rawThumbnailUrl"], out["downloadUrl"] = thumbnail, thumbnail, value.Str(entry, "downloadUrl")
	if out["type"] == "Image" && thumbnail != "" {
		out["image"] = value.List{value.Map{"id": out["id"], "mimetype": "image/jpeg", "url": thumbnail}}
	}
	out["rootEntryId"], out["metadata"], out["capabilities"] = value.Str(entry, "rootEntryId"), metadata(entry), value.List{}
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
func (p *Provider) assemble(results value.List, ks string, anonymous bool) (value.Map, *Error) {
	var entry any
	if list := value.Items(results[0], "objects"); len(list) > 0 {
		entry = list[0]
	}
	for _, r := range results {
		if exception(r) == nil {
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
	sources := p.sources(entry, context, playKS)
	if len(value.Items(sources, "hls"))+len(value.Items(sources, "dash"))+len(value.Items(sources, "progressive"))+len(value.Items(sources, "image")) == 0 {
		return nil, &Error{Category: service, Code: codeNoSource, PlayerCategory: 7, Data: value.Map{"action": "", "messages": value.Items(context, "messages")}}
	}
	session := value.Map{"isAnonymous": anonymous, "partnerId": p.partner(), "uiConfId": value.Get(p.Config, "uiConfId"), "ks": ks}
	return value.Map{"session": session, "sources": sources, "plugins": value.Map{}}, nil
}

// verdict turns rules, schedule and state into errors.
func verdict(entry, context any) *Error {
	messages := value.Items(context, "messages")
	data := value.Map{"messages": messages}
	code := ""
	if len(messages) > 0 {
		code = value.Str(messages[0], "code")
	}
	for _, a := range value.Items(context, "actions") {
		if value.Int(a, "type") != 1 {
			continue
		}
		data["action"] = a
		category, ok := map[string]int{"SESSION_RESTRICTED": 14, "COUNTRY_RESTRICTED": 13, "IP_RESTRICTED": 15, "SITE_RESTRICTED": 16, "SCHEDULED_RESTRICTED": 7}[code]
		if !ok {
			category = 18
		}
		return &Error{Category: service, Code: codeBlock, PlayerCategory: category, Data: data}
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

var formats = map[string]struct{ name, mime, extension string }{
	"applehttp": {"hls", "application/x-mpegURL", "m3u8"},
	"mpegdash":  {"dash", "application/dash+xml", "mpd"},
	"url":       {"progressive", "video/mp4", "mp4"},
}

func (p *Provider) sources(entry, context any, ks string) value.Map {
	out := base(entry)
	id := value.Str(entry, "id")
	for _, s := range value.Items(context, "sources") {
		f, known := formats[value.Str(s, "format")]
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
		out[f.name] = append(value.Items(out, f.name), value.Map{"id": id + "_" + profile + "," + value.Str(s, "format"), "url": url, "mimetype": f.mime})
	}
	if out["type"] == "Vod" && value.Get(p.Config, "env", "useApiCaptions") != false {
		out["captions"] = captions(context, ks)
	}
	return out
}

func (p *Provider) progressive(id string, source, context any, profile, ks string) value.List {
	var out value.List
	for _, f := range value.Items(context, "flavorAssets") {
		flavor := value.Str(f, "id")
		one := value.Map{"flavorIds": flavor, "protocols": value.Str(source, "protocols"), "format": "url"}
		label := value.Str(f, "label")
		out = append(out, value.Map{"id": flavor + profile + ",url", "url": p.playURL(id, one, "mp4", ks), "mimetype": "video/mp4", "bandwidth": value.Num(f, "bitrate") * 1024, "width": value.Num(f, "width"), "height": value.Num(f, "height"), "label": label})
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
	pid := strconv.Itoa(p.partner())
	url := Root(p.serviceURL()) + "/p/" + pid + "/sp/" + pid + "00/playManifest/entryId/" + id + "/protocol/" + scheme + "/format/" + value.Str(source, "format") + "/flavorIds/" + flavors
	if ks != "" {
		url += "/ks/" + ks
	}
	url += "/a." + extension
	if n, ok := value.Numeric(p.Config, "uiConfId"); ok {
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
	for _, key := range []string{"name", "description", "tags", "adminTags", "createdAt", "updatedAt", "creatorId", "userId", "endDate", "plays", "views"} {
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
		out = append(out, value.Map{"type": kind, "url": url, "label": value.Str(c, "label"), "language": value.Str(c, "languageCode"), "default": value.Bool(c, "isDefault")})
	}
	return out
}
