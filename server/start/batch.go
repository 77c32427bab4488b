package start

import (
	"fmt"
	"strconv"
	"strings"

	"diptych/server/api"
)

// batch is the multirequest that player/provider sends for an entry (reference:
// player-api §6.4). The two are kept alike by a test.
func batch(q *Request) api.Params {
	p := api.Params{"apiVersion": "3.3.0", "format": "1", "ks": q.KS, "clientTag": q.ClientTag,
		"partnerId": strconv.Itoa(q.Partner)}
	n, ks := 1, q.KS
	add := func(service, action string, more api.Params) {
		more["service"], more["action"] = service, action
		if n > 1 || q.KS != "" {
			more["ks"] = ks
		}
		p[strconv.Itoa(n)] = more
		n++
	}
	if q.KS == "" {
		widget := q.WidgetID
		if widget == "" {
			widget = "_" + strconv.Itoa(q.Partner)
		}
		ks = "{1:result:ks}"
		add("session", "startWidgetSession", api.Params{"widgetId": widget})
	}
	found := fmt.Sprintf("{%d:result:objects:0:id}", n)
	filter := api.Params{"redirectFromEntryId": q.EntryID}
	switch {
	case q.EntryID == "":
		filter = api.Params{"objectType": "KalturaBaseEntryFilter", "referenceIdEqual": q.ReferenceID}
	case !q.Redirect:
		filter = api.Params{"idEqual": q.EntryID}
	}
	add("baseEntry", "list", api.Params{"filter": filter, "responseProfile": api.Params{"type": "1",
		"fields": profile}})
	add("baseEntry", "getPlaybackContext", api.Params{"entryId": found,
		"contextDataParams": api.Params{"objectType": "KalturaContextDataParams", "flavorTags": "all"}})
	add("metadata_metadata", "list", api.Params{"filter": api.Params{"objectType": "KalturaMetadataFilter",
		"objectIdEqual": found, "metadataObjectTypeEqual": "1"}})
	return p
}

const profile = "id,referenceId,name,description,thumbnailUrl,dataUrl,duration,msDuration,flavorParamsIds," +
	"mediaType,type,tags,dvrStatus,externalSourceType,status,createdAt,updatedAt,endDate,plays,views," +
	"downloadUrl,creatorId,userId,rootEntryId,capabilities,adminTags"

// answerTo is the answer to call i of the batch, behind that of the widget
// session; nil when there is none.
func answerTo(q *Request, answers api.List, i int) *api.Object {
	if q.KS == "" {
		i++
	}
	if i >= len(answers) {
		return nil
	}
	o, _ := answers[i].(*api.Object)
	return o
}

// entryOf is the first entry that baseEntry.list gave, nil when there is none.
func entryOf(q *Request, answers api.List) *api.Object {
	list := answerTo(q, answers, 0)
	if list == nil {
		return nil
	}
	objects, _ := list.Get("objects").(api.List)
	if len(objects) == 0 {
		return nil
	}
	e, _ := objects[0].(*api.Object)
	return e
}

// contextOf is the answer of getPlaybackContext.
func contextOf(q *Request, answers api.List) *api.Object { return answerTo(q, answers, 1) }

// manifestPath is the path of the HLS manifest that a player would ask for, ""
// when the playback context gives it none or asks for a block.
func manifestPath(q *Request, answers api.List) string {
	entry, context := entryOf(q, answers), contextOf(q, answers)
	if entry == nil || context == nil {
		return ""
	}
	if actions, _ := context.Get("actions").(api.List); len(actions) > 0 {
		return ""
	}
	if messages, _ := context.Get("messages").(api.List); len(messages) > 0 {
		return ""
	}
	sources, _ := context.Get("sources").(api.List)
	for _, each := range sources {
		s, _ := each.(*api.Object)
		if s == nil || s.Get("format") != "applehttp" {
			continue
		}
		url, _ := s.Get("url").(string)
		if drm, _ := s.Get("drm").(api.List); len(drm) > 0 {
			return ""
		}
		_, rest, _ := strings.Cut(url, "://")
		if _, path, ok := strings.Cut(rest, "/"); ok {
			path = "/" + path
			if q.KS != "" {
				return strings.TrimSuffix(path, "/a.m3u8") + "/ks/" + q.KS + "/a.m3u8"
			}
			return path
		}
	}
	return ""
}
