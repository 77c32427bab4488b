package timeline

import (
	"math"

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
	var shown, chapters value.Array
	if duration > 0 && !math.IsInf(duration, 0) && t.c.UI.SizeName() != "tiny" && !t.c.UI.PreventsSeek() &&
		!t.c.Player.Live() {
		shown = markers(t.marks, duration)
		if t.chapters {
			chapters = segments(t.marks, duration)
		}
	}
	t.c.UI.SetSlice("timeline", value.Empty.Put("segments", chapters).Put("markers", shown))
}

// shortest is a segment worth drawing, seconds.
const shortest = 0.05

// segments are the chapters in order, without holes: what no chapter covers is a
// dummy. A chapter ends where the next one begins; an audio description's where
// it says.
func segments(marks []*Mark, duration float64) value.Array {
	var chapters []*Mark
	for _, m := range marks {
		if segmentKinds[m.Kind] && m.Start < duration {
			chapters = append(chapters, m)
		}
	}
	value.SortStable(chapters, func(i, j int) bool { return chapters[i].Start < chapters[j].Start })
	var out value.Array
	add := func(m *Mark, start, end float64) {
		if end-start > shortest {
			f := value.Empty.Str("id", m.ID).Str("title", m.Title).Num("start", start).Num("end", end)
			out = out.Add(f.Bool("lit", m.lit).Bool("dummy", m.Kind == "").Str("kind", m.Kind))
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
func markers(marks []*Mark, duration float64) value.Array {
	at := map[float64][]*Mark{}
	for _, m := range marks {
		if !segmentKinds[m.Kind] && m.Start <= duration {
			at[m.Start] = append(at[m.Start], m)
		}
	}
	var starts []float64
	for start := range at {
		starts = append(starts, start)
	}
	value.SortStable(starts, func(i, j int) bool { return starts[i] < starts[j] })
	var out value.Array
	for _, start := range starts {
		out = out.Add(marker(at[start]))
	}
	return out
}

// marker is that of cues of one moment. A question takes over the click: the last
// one stands first.
func marker(marks []*Mark) value.Fields {
	big, disabled := false, true
	var list []*Mark
	for _, m := range marks {
		disabled = disabled && m.Disabled
		if m.Kind == Question {
			big, list = true, append([]*Mark{m}, list...)
		} else {
			list = append(list, m)
		}
	}
	var items value.Array
	for _, m := range list {
		f := value.Empty.Str("id", m.ID).Str("kind", m.Kind).Str("title", m.Title).Int("index", m.Index)
		items = items.Add(f.Str("kindred", m.Kindred))
	}
	f := value.Empty.Num("at", marks[0].Start).Bool("big", big).Bool("disabled", disabled)
	return f.Str("color", marks[0].Color).Num("width", marks[0].Width).Put("items", items)
}
