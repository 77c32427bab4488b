package kalturacuepoints

import (
	"math"

	"diptych/player/model"
	"diptych/player/value"
)

// Push implements Registrar: objects that a live entry's notifications bring.
// A cue begins as long ago as it was made; thumbs and view changes last until
// the next one comes, which ends the one before (reference: plugins §2.3).
func (l *loader) Push(kind string, objects value.List, now float64) {
	if !l.types[kind] {
		return
	}
	var cues model.Cues
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
				before.End = start
				cues = append(cues, before)
			}
			l.last[kind] = made
		}
		cues = append(cues, made)
	}
	l.give(cues)
}

func (l *loader) pushed(kind string, o any, start float64) *model.Cue {
	list := value.List{o}
	var made model.Cues
	switch kind {
	case Slide, Chapter:
		made = thumbs(list)
	case ViewChange:
		made = viewChanges(list)
	default:
		return l.question(kind, o, start)
	}
	c := made[0]
	c.Metadata.Set("isDefaultThumb", c.Metadata.Str("assetId") == "")
	c.Metadata.Set("createdAt", value.Get(o, "createdAt"))
	c.Start, c.End = start, NoEnd
	return c
}

// question is a question or an answer; those of the viewer have no place in time.
func (l *loader) question(kind string, o any, start float64) *model.Cue {
	c := &model.Cue{
		ID: value.Str(o, "id"), Start: start, End: NoEnd, Metadata: model.ReadObject(o).Over(model.Object{}),
	}
	switch kind {
	case UserQnA:
		c.Start, c.End = 0, 0
		c.Metadata.Set("cueType", UserQnA)
	case PublicQnA:
		c.Metadata.Set("cueType", PublicQnA)
	case CodeQnA:
	default:
		return nil
	}
	return c
}
