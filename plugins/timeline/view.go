package timeline

import (
	"math"
	"sort"

	"diptych/player/value"
)

// show publishes what is on the seek bar:
//
//	{segments: [{id, title, start, end, lit, dummy}],
//	 markers: [{at, big, disabled, color, width, items: [{id, kind, title, index, kindred}]}]}
//
// Times are seconds. Nothing is shown before the duration is known, in a tiny
// player, and where seeking is forbidden.
func (t *timeline) show() {
	if t.c.UI == nil {
		return
	}
	duration := t.c.Player.Media().Duration
	slice := value.Map{"segments": value.List{}, "markers": value.List{}}
	if duration > 0 && !math.IsInf(duration, 0) && t.c.UI.SizeName() != "tiny" && !t.c.UI.PreventsSeek() && !t.c.Player.Live() {
		slice["markers"] = markers(t.marks, duration)
		if t.chapters {
			slice["segments"] = segments(t.marks, duration)
		}
	}
	t.c.UI.SetSlice("timeline", slice)
}

// shortest is a segment worth drawing, seconds.
const shortest = 0.05

// segments are the chapters in order, without holes: what no chapter covers is a
// dummy. A chapter ends where the next one begins; an audio description's where
// it says.
func segments(marks []*Mark, duration float64) value.List {
	var chapters []*Mark
	for _, m := range marks {
		if segmentKinds[m.Kind] && m.Start < duration {
			chapters = append(chapters, m)
		}
	}
	sort.SliceStable(chapters, func(i, j int) bool { return chapters[i].Start < chapters[j].Start })
	out := value.List{}
	add := func(m *Mark, start, end float64) {
		if end-start > shortest {
			out = append(out, value.Map{"id": m.ID, "title": m.Title, "start": start, "end": end, "lit": m.lit, "dummy": m.Kind == "", "kind": m.Kind})
		}
	}
	at := 0.0
	for i, m := range chapters {
		if m.Start > at {
			add(&Mark{ID: "empty-segment"}, at, m.Start)
		}
		end := duration
		if i+1 < len(chapters) {
			end = chapters[i+1].Start
		}
		if m.Kind == ADChapter && m.End > 0 {
			end = min(end, m.End)
		}
		start := max(at, m.Start)
		add(m, start, end)
		at = max(at, end)
	}
	if len(chapters) > 0 && at < duration {
		add(&Mark{ID: "empty-segment"}, at, duration)
	}
	return out
}

// markers are the other cues; those of one moment share a marker, and a question
// among them makes it big.
func markers(marks []*Mark, duration float64) value.List {
	at := map[float64]value.Map{}
	out := value.List{}
	for _, m := range marks {
		if segmentKinds[m.Kind] || m.Start > duration {
			continue
		}
		marker := at[m.Start]
		if marker == nil {
			marker = value.Map{"at": m.Start, "big": false, "disabled": true, "color": m.Color, "width": m.Width, "items": value.List{}}
			at[m.Start] = marker
			out = append(out, marker)
		}
		marker["big"] = marker["big"] == true || m.Kind == Question
		marker["disabled"] = marker["disabled"] == true && m.Disabled
		item := value.Map{"id": m.ID, "kind": m.Kind, "title": m.Title, "index": m.Index, "kindred": m.Kindred}
		items := value.Items(marker, "items")
		if m.Kind == Question { // takes over the click
			items = append(value.List{item}, items...)
		} else {
			items = append(items, item)
		}
		marker["items"] = items
	}
	sort.SliceStable(out, func(i, j int) bool { return value.Num(out[i], "at") < value.Num(out[j], "at") })
	return out
}
