package kalturacuepoints

import (
	"math"

	"diptych/player/value"
)

// Push implements Registrar: objects that a live entry's notifications bring.
// A cue begins as long ago as it was made; thumbs and view changes last until
// the next one comes, which ends the one before (reference: plugins §2.3).
func (l *loader) Push(kind string, objects value.List, now float64) {
	if !l.types[kind] {
		return
	}
	cues := value.List{}
	for _, o := range objects {
		start := l.c.Player.Media().CurrentTime - (now - value.Num(o, "createdAt"))
		if math.IsNaN(start) || start < 0 {
			continue
		}
		made := l.pushed(kind, o, start)
		if made == nil {
			continue
		}
		if chained := kind == Slide || kind == Chapter || kind == ViewChange; chained {
			if before := l.last[kind]; before != nil {
				before["endTime"] = start
				cues = append(cues, before)
			}
			l.last[kind] = made
		}
		cues = append(cues, made)
	}
	l.give(cues)
}

func (l *loader) pushed(kind string, o any, start float64) value.Map {
	list := value.List{o}
	var made value.List
	switch kind {
	case Slide, Chapter:
		made = thumbs(list)
	case ViewChange:
		made = viewChanges(list)
	default:
		return l.question(kind, o, start)
	}
	c, _ := made[0].(value.Map)
	m := value.Object(c, "metadata")
	m["isDefaultThumb"] = value.Str(m, "assetId") == ""
	m["createdAt"] = value.Get(o, "createdAt")
	c["startTime"], c["endTime"] = start, float64(NoEnd)
	return c
}

// question is a question or an answer; those of the viewer have no place in time.
func (l *loader) question(kind string, o any, start float64) value.Map {
	m := value.Merge(value.Map{}, value.Object(o))
	end := float64(NoEnd)
	switch kind {
	case UserQnA:
		start, end, m["cueType"] = 0, 0, UserQnA
	case PublicQnA:
		m["cueType"] = PublicQnA
	case CodeQnA:
	default:
		return nil
	}
	return value.Map{"id": value.Str(o, "id"), "startTime": start, "endTime": end, "metadata": m}
}
