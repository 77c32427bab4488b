package kalturacuepoints

import (
	"cmp"
	"math"
	"sort"
	"strconv"
	"strings"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/provider"
	"diptych/player/stream"
	"diptych/player/value"
)

// pageSize is how many objects one answer holds; the server gives no more.
const pageSize = 500

// query is one list of cue points and what becomes of it.
type query struct {
	kind   string
	filter value.Fields
	fields string // of the response profile; "" = whole objects
	cues   func(objects value.List) model.Cues
	got    value.List
}

// queries are those of the registered types (reference: plugins §2.2).
func (l *loader) queries(entry string) []*query {
	var out []*query
	list := func(class, kind, fields string, cues func(value.List) model.Cues) *query {
		filter := value.Empty.Str("objectType", class).Str("entryIdEqual", entry).Str("cuePointTypeEqual", kind)
		q := &query{kind: kind, filter: filter, fields: fields, cues: cues}
		out = append(out, q)
		return q
	}
	if sub := l.thumbSubTypes(); sub != "" {
		q := list("KalturaThumbCuePointFilter", KindThumb,
			"id,assetId,startTime,cuePointType,title,description,subType", thumbs)
		q.filter = q.filter.Str("subTypeIn", sub)
	}
	if l.types[ViewChange] {
		list("KalturaCodeCuePointFilter", KindCode,
			"id,code,startTime,endTime,partnerData,cuePointType,tags", viewChanges)
	}
	if l.types[Quiz] {
		q := list("KalturaQuestionCuePointFilter", KindQuestion, "", questions)
		q.filter = q.filter.Str("orderBy", "+startTime")
	}
	if l.types[Hotspot] {
		q := list("KalturaCuePointFilter", KindAnnotation,
			"id,startTime,endTime,cuePointType,partnerData,text,tags", hotspots)
		q.filter = q.filter.Str("tagsLike", TagHotspot)
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
	calls := make([]provider.Call, len(queries))
	for i, q := range queries {
		calls[i] = q.call(page)
	}
	l.c.Player.Request(calls, func(results []any, err *player.Error) {
		if media != l.media {
			return
		}
		for i, q := range queries {
			if err != nil || provider.Failed(results[i]) {
				l.c.Log.Log(stream.Warn, "cue points could not be loaded", "plugin", "kalturaCuepoints",
					"type", q.kind)
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

func (q *query) call(page int) provider.Call {
	pager := value.Empty.Str("objectType", "KalturaFilterPager").Int("pageSize", pageSize).Int("pageIndex", page)
	f := value.Empty.Put("filter", q.filter).Put("pager", pager)
	if q.fields != "" {
		profile := value.Empty.Str("objectType", "KalturaDetachedResponseProfile").Int("type", 1).
			Str("fields", q.fields)
		f = f.Put("responseProfile", profile)
	}
	return provider.Call{Service: "cuepoint_cuepoint", Action: "list", Parameters: f}
}

// took gives cues on, with their pictures where they have some.
func (l *loader) took(cues model.Cues) {
	asset := ""
	for _, c := range cues {
		asset = cmp.Or(asset, c.Metadata.Str("assetId"))
	}
	if asset == "" {
		l.finish(cues, "", "")
		return
	}
	media := l.media
	call := provider.Call{Service: "thumbAsset", Action: "getUrl", Parameters: value.Empty.Str("id", asset)}
	l.c.Player.Request([]provider.Call{call}, func(results []any, err *player.Error) {
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
func (l *loader) finish(cues model.Cues, url, asset string) {
	for _, c := range cues {
		if c.Type() == KindThumb {
			l.picture(c, url, asset)
		}
	}
	l.give(clip(cues, l.c.Player.Title()))
}

func (l *loader) picture(c *model.Cue, url, asset string) {
	id, picture := c.Metadata.Str("assetId"), ""
	switch {
	case id != "" && url != "":
		picture = strings.Replace(url, "thumbAssetId/"+asset, "thumbAssetId/"+id, 1)
	case int(c.Metadata.Num("subType")) == SubChapter:
		picture = l.frame(c.Start)
	}
	c.Metadata = c.Metadata.Without("assetId")
	c.Metadata.Set("isDefaultThumb", id == "")
	c.Metadata.Set("assetUrl", picture)
}

// frame is the address of the film's picture at a moment, seconds.
func (l *loader) frame(at float64) string {
	c := l.c.Player.Config().Provider
	partner := strconv.Itoa(c.PartnerID)
	out := provider.Root(c.ServiceURL) + "/p/" + partner + "/sp/" + partner + "00/thumbnail/entry_id/" +
		l.c.Player.Title().ID + "/width/400/vid_sec/" + value.Fixed(at)
	if c.KS != "" {
		out += "/ks/" + c.KS
	}
	return out
}

// cue makes a cue of an object of the API; times go from milliseconds to
// seconds, the rest of the metadata is what fields names.
func cue(o any, end float64, fields ...string) *model.Cue {
	c := &model.Cue{
		ID: value.Str(o, "id"), Start: value.Num(o, "startTime") / 1000, End: end, Metadata: model.New(),
	}
	for _, f := range fields {
		if v := value.Get(o, f); v != nil {
			c.Metadata.Set(f, v)
		}
	}
	return c
}

// chain gives for each of some objects where the next with another start
// begins, seconds.
func chain(objects value.List) []float64 {
	starts := make([]float64, len(objects))
	for i, o := range objects {
		starts[i] = value.Num(o, "startTime")
	}
	value.SortStable(starts, func(i, j int) bool { return starts[i] < starts[j] })
	out := make([]float64, len(objects))
	for i, o := range objects {
		out[i] = NoEnd
		// whole milliseconds
		if at := sort.SearchFloat64s(starts, value.Num(o, "startTime")+0.5); at < len(starts) {
			out[i] = starts[at] / 1000
		}
	}
	return out
}

// eachChain makes cues of the objects of every group, each chained by itself.
func eachChain(objects value.List, group func(o any) int, build func(o any, end float64) *model.Cue) model.Cues {
	groups := map[int]value.List{}
	order := []int{}
	for _, o := range objects {
		g := group(o)
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], o)
	}
	var out model.Cues
	for _, g := range order {
		ends := chain(groups[g])
		for i, o := range groups[g] {
			out = append(out, build(o, ends[i]))
		}
	}
	return out
}

func thumbs(objects value.List) model.Cues {
	return eachChain(objects, func(o any) int { return value.Int(o, "subType") },
		func(o any, end float64) *model.Cue {
			return cue(o, end, "cuePointType", "title", "description", "subType", "assetId")
		})
}

func viewChanges(objects value.List) model.Cues {
	locking := func(o any) int {
		if value.Get(partnerData(o), lockedViewMode) != nil {
			return 1
		}
		return 0
	}
	return eachChain(objects, locking, func(o any, end float64) *model.Cue {
		c := cue(o, end, "cuePointType", "tags", "code")
		c.Metadata.Set("partnerData", partnerData(o))
		return c
	})
}

// answerTime is how long a question is active, seconds.
const answerTime = 0.5

func questions(objects value.List) model.Cues {
	var out model.Cues
	for _, o := range objects {
		start := value.Num(o, "startTime") / 1000
		m := model.ReadObject(o).Without("startTime").Without("endTime")
		out = append(out, &model.Cue{ID: value.Str(o, "id"), Start: start, End: start + answerTime, Metadata: m})
	}
	return out
}

func hotspots(objects value.List) model.Cues {
	var out model.Cues
	for _, o := range objects {
		end := value.Num(o, "endTime") / 1000
		if end <= 0 {
			end = NoEnd
		}
		c := cue(o, end, "cuePointType", "text", "tags")
		c.Metadata.Set("partnerData", partnerData(o))
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
func clip(cues model.Cues, title *model.Media) model.Cues {
	from, to := title.Clip()
	if from <= 0 && title.ClipTo == nil {
		return cues
	}
	var out model.Cues
	for _, c := range cues {
		if c.Start < from || to > 0 && c.Start >= to {
			continue
		}
		c.Start = milliseconds(c.Start - from)
		if c.End < NoEnd {
			c.End = milliseconds(c.End - from)
		}
		out = append(out, c)
	}
	return out
}

// milliseconds takes the noise of binary fractions off a time, seconds.
func milliseconds(t float64) float64 { return math.Round(t*1000) / 1000 }
