// Package kalturacuepoints loads the cue points of an entry for the plugins that
// ask for them (reference: plugins §2).
package kalturacuepoints

import (
	"math"

	"diptych/player"
	"diptych/player/value"
	"diptych/plugins"
)

// Types that plugins register.
const (
	Slide   = "slide"
	Chapter = "chapter"
)

// NoEnd is the end of a cue that nothing follows, seconds: the largest whole
// number that a page can hold.
const NoEnd = 1<<53 - 1

// Descriptor is the plugin's row.
var Descriptor = plugins.Descriptor{
	Name: "kalturaCuepoints", Aliases: []string{"kalturaCuePoints"},
	Services: []plugins.ServiceRow{{Name: "kalturaCuepoints", Methods: []string{"registerTypes"}}},
	New:      func(c *plugins.Context) (plugins.Plugin, error) { return newLoader(c), nil },
}

type loader struct {
	c     *plugins.Context
	types map[string]bool
	media int
}

// Registrar is the service as other plugins see it.
type Registrar interface{ Register(types ...string) }

func newLoader(c *plugins.Context) *loader {
	l := &loader{c: c, types: map[string]bool{}}
	c.Player.RegisterService("kalturaCuepoints", l)
	c.Player.On(player.EventChangeEnded, func(player.Event) { l.load() })
	return l
}

// Register asks for cue points of a type, in or before LoadMedia.
func (l *loader) Register(types ...string) {
	for _, t := range types {
		l.types[t] = true
	}
}

// Call implements player.Service.
func (l *loader) Call(method string, args value.List) (any, error) {
	switch method {
	case "registerTypes":
		if len(args) > 0 {
			for _, t := range value.Items(value.Map{"list": args[0]}, "list") {
				if s, ok := t.(string); ok {
					l.Register(s)
				}
			}
		}
	case "CuepointType":
		return value.Map{"PUBLIC_QNA": "publicqna", "USER_QNA": "userqna", "CODE_QNA": "codeqna", "QUIZ": "quiz", "SLIDE": Slide, "VIEW_CHANGE": "viewchange", "CHAPTER": Chapter, "HOTSPOT": "hotspot", "CAPTION": "caption"}, nil
	case "KalturaCuePointType":
		return value.Map{"AD": "adCuePoint.Ad", "ANNOTATION": "annotation.Annotation", "CODE": "codeCuePoint.Code", "EVENT": "eventCuePoint.Event", "QUIZ_QUESTION": "quiz.QUIZ_QUESTION", "THUMB": "thumbCuePoint.Thumb", "CAPTION": "kalturaCaption"}, nil
	}
	return nil, nil
}

func (l *loader) LoadMedia() {}
func (l *loader) Destroy()   { l.media++ }

// Reset implements plugins.Plugin.
func (l *loader) Reset() {
	l.media++
	l.types = map[string]bool{}
}

func (l *loader) load() {
	entry := value.Str(l.c.Player.Sources(), "id")
	kinds := ""
	if l.types[Slide] {
		kinds += "1,"
	}
	if l.types[Chapter] {
		kinds += "2,"
	}
	if entry == "" || kinds == "" || l.c.Player.Live() {
		return
	}
	media := l.media
	l.c.Player.Request([]value.Map{{
		"service": "cuepoint_cuepoint", "action": "list",
		"filter":          value.Map{"objectType": "KalturaThumbCuePointFilter", "entryIdEqual": entry, "cuePointTypeEqual": "thumbCuePoint.Thumb", "subTypeIn": kinds},
		"pager":           value.Map{"objectType": "KalturaFilterPager", "pageSize": 500},
		"responseProfile": value.Map{"objectType": "KalturaDetachedResponseProfile", "type": 1, "fields": "id,assetId,startTime,cuePointType,title,description,subType"},
	}}, func(results []any, err *player.Error) {
		if err != nil || media != l.media || len(results) == 0 {
			return
		}
		l.c.Player.AddCuePoints(points(value.Items(results[0], "objects")))
	})
}

// points turns API objects (milliseconds) into cues (seconds). A cue ends where
// the next of its kind with another start begins.
func points(objects value.List) value.List {
	out := value.List{}
	for _, o := range objects {
		start := value.Num(o, "startTime")
		end := math.Inf(1)
		for _, other := range objects {
			if t := value.Num(other, "startTime"); t > start && value.Int(other, "subType") == value.Int(o, "subType") {
				end = min(end, t)
			}
		}
		if math.IsInf(end, 1) {
			end = NoEnd * 1000.0
		}
		out = append(out, value.Map{"id": value.Str(o, "id"), "startTime": start / 1000, "endTime": end / 1000, "metadata": value.Map{
			"cuePointType": value.Str(o, "cuePointType"), "title": value.Str(o, "title"), "description": value.Str(o, "description"), "subType": value.Int(o, "subType"), "assetId": value.Str(o, "assetId"), "isDefaultThumb": value.Str(o, "assetId") == "",
		}})
	}
	return out
}
