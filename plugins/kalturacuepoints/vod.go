package kalturacuepoints

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"diptych/player"
	"diptych/player/provider"
	"diptych/player/stream"
	"diptych/player/value"
)

// pageSize is how many objects one answer holds; the server gives no more.
const pageSize = 500

// query is one list of cue points and what becomes of it.
type query struct {
	filter value.Map
	fields string // of the response profile; "" = whole objects
	cues   func(objects value.List) value.List
	got    value.List
}

// queries are those of the registered types (reference: plugins §2.2).
func (l *loader) queries(entry string) []*query {
	var out []*query
	list := func(class, kind string, more value.Map, fields string, cues func(value.List) value.List) {
		filter := value.Merge(value.Map{"objectType": class, "entryIdEqual": entry, "cuePointTypeEqual": kind}, more)
		out = append(out, &query{filter: filter, fields: fields, cues: cues})
	}
	if sub := l.thumbSubTypes(); sub != "" {
		list("KalturaThumbCuePointFilter", KindThumb, value.Map{"subTypeIn": sub}, "id,assetId,startTime,cuePointType,title,description,subType", thumbs)
	}
	if l.types[ViewChange] {
		list("KalturaCodeCuePointFilter", KindCode, nil, "id,code,startTime,endTime,partnerData,cuePointType,tags", viewChanges)
	}
	if l.types[Quiz] {
		list("KalturaQuestionCuePointFilter", KindQuestion, value.Map{"orderBy": "+startTime"}, "", questions)
	}
	if l.types[Hotspot] {
		list("KalturaCuePointFilter", KindAnnotation, value.Map{"tagsLike": TagHotspot}, "id,startTime,endTime,cuePointType,partnerData,text,tags", hotspots)
	}
	return out
}

func (l *loader) thumbSubTypes() string {
	out := ""
	if l.types[Slide] {
		out += "1,"
	}
	if l.types[Chapter] {
		out += "2,"
	}
	return out
}

// ask fetches a page of some lists in one batch, and of each the next ones.
func (l *loader) ask(queries []*query, page int) {
	if len(queries) == 0 {
		return
	}
	media := l.media
	calls := make([]value.Map, len(queries))
	for i, q := range queries {
		calls[i] = q.call(page)
	}
	l.c.Player.Request(calls, func(results []any, err *player.Error) {
		if media != l.media {
			return
		}
		for i, q := range queries {
			if err != nil || failed(results[i]) {
				l.c.Log.Log(stream.Warn, "cue points could not be loaded", "plugin", "kalturaCuepoints", "type", value.Str(q.filter, "cuePointTypeEqual"))
				continue
			}
			objects := value.Items(results[i], "objects")
			q.got = append(q.got, objects...)
			if len(objects) == pageSize && len(q.got) < value.Int(results[i], "totalCount") {
				l.ask([]*query{q}, page+1)
				continue
			}
			l.took(q.cues(q.got))
		}
	})
}

func (q *query) call(page int) value.Map {
	call := value.Map{"service": "cuepoint_cuepoint", "action": "list", "filter": q.filter, "pager": value.Map{"objectType": "KalturaFilterPager", "pageSize": pageSize, "pageIndex": page}}
	if q.fields != "" {
		call["responseProfile"] = value.Map{"objectType": "KalturaDetachedResponseProfile", "type": 1, "fields": q.fields}
	}
	return call
}

// failed tells whether a result is an error of the API.
func failed(result any) bool { return value.Str(result, "objectType") == "KalturaAPIException" }

// took gives cues on, with their pictures where they have some.
func (l *loader) took(cues value.List) {
	asset := ""
	for _, c := range cues {
		if id := value.Str(c, "metadata", "assetId"); id != "" && asset == "" {
			asset = id
		}
	}
	if asset == "" {
		l.finish(cues, "", "")
		return
	}
	media := l.media
	l.c.Player.Request([]value.Map{{"service": "thumbAsset", "action": "getUrl", "id": asset}}, func(results []any, err *player.Error) {
		if media != l.media {
			return
		}
		url := ""
		if err == nil && len(results) > 0 {
			url, _ = results[0].(string)
		}
		l.finish(cues, url, asset)
	})
}

// finish fills in the pictures: one address is asked for, the others differ in
// the id of the asset.
func (l *loader) finish(cues value.List, url, asset string) {
	for _, c := range cues {
		m := value.Object(c, "metadata")
		if value.Str(m, "cuePointType") != KindThumb {
			continue
		}
		id := value.Str(m, "assetId")
		delete(m, "assetId")
		m["isDefaultThumb"] = id == ""
		switch {
		case id != "" && url != "":
			m["assetUrl"] = strings.Replace(url, "thumbAssetId/"+asset, "thumbAssetId/"+id, 1)
		case value.Int(m, "subType") == SubChapter:
			m["assetUrl"] = l.frame(value.Num(c, "startTime"))
		default:
			m["assetUrl"] = ""
		}
	}
	l.give(clip(cues, l.c.Player.Sources()))
}

// frame is the address of the film's picture at a moment, seconds.
func (l *loader) frame(at float64) string {
	config := value.Object(l.c.Player.Config(), "provider")
	partner := strconv.Itoa(value.Int(config, "partnerId"))
	out := provider.Root(value.Str(config, "env", "serviceUrl")) + "/p/" + partner + "/sp/" + partner + "00/thumbnail/entry_id/" + value.Str(l.c.Player.Sources(), "id") + "/width/400/vid_sec/" + strconv.FormatFloat(at, 'f', 2, 64)
	if ks := value.Str(config, "ks"); ks != "" {
		out += "/ks/" + ks
	}
	return out
}

// cue makes a cue of an object of the API; times go from milliseconds to
// seconds, the rest of the metadata is what fields names.
func cue(o any, end float64, fields ...string) value.Map {
	m := value.Map{}
	for _, f := range fields {
		if v := value.Get(o, f); v != nil {
			m[f] = v
		}
	}
	return value.Map{"id": value.Str(o, "id"), "startTime": value.Num(o, "startTime") / 1000, "endTime": end, "metadata": m}
}

// chain gives for each of some objects where the next with another start
// begins, seconds.
func chain(objects value.List) []float64 {
	starts := make([]float64, len(objects))
	for i, o := range objects {
		starts[i] = value.Num(o, "startTime")
	}
	sort.Float64s(starts)
	out := make([]float64, len(objects))
	for i, o := range objects {
		out[i] = NoEnd
		if at := sort.SearchFloat64s(starts, value.Num(o, "startTime")+0.5); at < len(starts) { // whole milliseconds
			out[i] = starts[at] / 1000
		}
	}
	return out
}

// eachChain makes cues of the objects of every group, each chained by itself.
func eachChain(objects value.List, group func(o any) int, build func(o any, end float64) value.Map) value.List {
	groups := map[int]value.List{}
	order := []int{}
	for _, o := range objects {
		g := group(o)
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], o)
	}
	out := value.List{}
	for _, g := range order {
		ends := chain(groups[g])
		for i, o := range groups[g] {
			out = append(out, build(o, ends[i]))
		}
	}
	return out
}

func thumbs(objects value.List) value.List {
	return eachChain(objects, func(o any) int { return value.Int(o, "subType") }, func(o any, end float64) value.Map {
		return cue(o, end, "cuePointType", "title", "description", "subType", "assetId")
	})
}

func viewChanges(objects value.List) value.List {
	locking := func(o any) int {
		if value.Get(partnerData(o), lockedViewMode) != nil {
			return 1
		}
		return 0
	}
	return eachChain(objects, locking, func(o any, end float64) value.Map {
		c := cue(o, end, "cuePointType", "tags", "code")
		c["metadata"].(value.Map)["partnerData"] = partnerData(o)
		return c
	})
}

// answerTime is how long a question is active, seconds.
const answerTime = 0.5

func questions(objects value.List) value.List {
	out := value.List{}
	for _, o := range objects {
		m := value.Merge(value.Map{}, value.Object(o))
		start := value.Num(o, "startTime") / 1000
		delete(m, "startTime")
		delete(m, "endTime")
		out = append(out, value.Map{"id": value.Str(o, "id"), "startTime": start, "endTime": start + answerTime, "metadata": m})
	}
	return out
}

func hotspots(objects value.List) value.List {
	out := value.List{}
	for _, o := range objects {
		end := value.Num(o, "endTime") / 1000
		if end <= 0 {
			end = NoEnd
		}
		c := cue(o, end, "cuePointType", "text", "tags")
		c["metadata"].(value.Map)["partnerData"] = partnerData(o)
		out = append(out, c)
	}
	return out
}

// partnerData is what stands there as JSON, or the text as it is.
func partnerData(o any) any {
	text := value.Str(o, "partnerData")
	if v, err := value.Parse(text); err == nil {
		return v
	}
	return text
}

// clip drops what a clipped play does not show and shifts the rest.
func clip(cues value.List, sources value.Map) value.List {
	from := value.Num(sources, "seekFrom")
	to, bounded := value.Numeric(sources, "clipTo")
	if from <= 0 && !bounded {
		return cues
	}
	out := value.List{}
	for _, c := range cues {
		start := value.Num(c, "startTime")
		if start < from || bounded && to > 0 && start >= to {
			continue
		}
		m, _ := c.(value.Map)
		m["startTime"] = milliseconds(start - from)
		if end := value.Num(m, "endTime"); end < NoEnd {
			m["endTime"] = milliseconds(end - from)
		}
		out = append(out, m)
	}
	return out
}

// milliseconds takes the noise of binary fractions off a time, seconds.
func milliseconds(t float64) float64 { return math.Round(t*1000) / 1000 }
