package timeline

import (
	"diptych/player/value"
)

// Call implements player.Service: what pages call.
func (t *timeline) Call(method string, args value.List) (any, error) {
	at := func(i int) any {
		if i < len(args) {
			return args[i]
		}
		return nil
	}
	switch method {
	case "addCuePoint":
		return t.addCuePoint(at(0)), nil
	case "removeCuePoint", "removeCueFromTimeline":
		t.Unmark(value.Str(at(0), "id"))
	case "addKalturaCuePoint":
		t.addKalturaCuePoint(at(0), at(1), at(2), at(3), at(4))
	case "removeAllKalturaCuePoints":
		t.drop(func(m *Mark) bool { return m.Kind != custom })
		t.show()
	case "setSegmentHighlight":
		start, _ := value.Number(at(0))
		for _, m := range t.marks {
			if segmentKinds[m.Kind] && m.Start == start {
				m.lit = at(1) == true
			}
		}
		t.show()
	case "disableChapters", "resetChapters":
		t.chapters = method == "resetChapters"
		t.show()
	case "reset":
		t.Clear()
	}
	return nil, nil
}

// addCuePoint puts a page's own marker on the bar; null for a live stream or
// without a time.
func (t *timeline) addCuePoint(options any) any {
	start, ok := value.Number(value.Get(options, "time"))
	if !ok || t.c.Player.Live() {
		return nil
	}
	color, width := value.Str(options, "marker", "color"), value.Num(options, "marker", "width")
	m := Mark{ID: t.own(), Kind: custom, Start: start, Color: color, Width: width}
	t.Mark(m)
	return value.Empty.Str("id", m.ID)
}

func (t *timeline) addKalturaCuePoint(start, kind, id, title, data any) {
	s, ok := value.Number(start)
	k, _ := kind.(string)
	name, _ := id.(string)
	if !ok || !segmentKinds[k] && k != Hotspot && k != Question && k != Answer {
		return
	}
	text, _ := title.(string)
	t.Mark(Mark{
		ID: name, Kind: k, Title: text, Start: s, End: value.Num(data, "endTime"), Index: value.Int(data, "index"),
		Kindred: kindred(data), Disabled: value.Bool(data, "disabled"),
	})
}

// kindred is the type of a question, which is a number or a word.
func kindred(data any) string {
	if value.Int(data, "type") == 3 { // KalturaQuestionType REFLECTION_POINT
		return "reflection"
	}
	return value.Str(data, "type")
}
