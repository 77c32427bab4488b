package player

import (
	"diptych/player/manifest"
	"diptych/player/model"
	"diptych/player/value"
)

// cuePoints are metadata on the timeline (reference: player-api §1.8).
type cuePoints struct {
	list   model.Cues // by start
	active string     // ids of the active ones, to notice change
}

func (c *cuePoints) reset() { *c = cuePoints{} }

// readCues reads cue points of a page; what has no start is none.
func (p *Player) readCues(points value.List) model.Cues {
	var out model.Cues
	for _, item := range points {
		if c, ok := model.ReadCue(item, p.Media().Duration); ok {
			out = append(out, c)
		}
	}
	return out
}

// AddCuePoints puts points on the timeline; one of the same id is replaced.
func (p *Player) AddCuePoints(added model.Cues) {
	for _, c := range added {
		p.cues.remove(c.ID)
		p.cues.list = append(p.cues.list, c)
	}
	value.SortStable(p.cues.list, func(i, j int) bool { return p.cues.list[i].Start < p.cues.list[j].Start })
	p.cues.trim()
	p.Dispatch(EventMetadataAdded, CueList{added})
	p.cues.tick(p)
}

// mostOfStream is how much of the metadata that streams bring is kept: all that a manifest
// may tell, and some that comes with segments. A stream that never ends brings some each
// second.
const mostOfStream = manifest.MaxEvents + 1000

// trim drops the earliest of it.
func (c *cuePoints) trim() {
	over := -mostOfStream
	for _, point := range c.list {
		if point.Streamed {
			over++
		}
	}
	kept := c.list[:0]
	for _, point := range c.list {
		if point.Streamed && over > 0 {
			over--
			continue
		}
		kept = append(kept, point)
	}
	c.list = kept
}

func (c *cuePoints) remove(id string) {
	kept := c.list[:0]
	for _, point := range c.list {
		if id == "" || point.ID != id {
			kept = append(kept, point)
		}
	}
	c.list = kept
}

// CuePoints are all points, by time. They are not to be changed.
func (p *Player) CuePoints() model.Cues { return append(model.Cues{}, p.cues.list...) }

// ActiveCuePoints are those the clock is in, by time.
func (p *Player) ActiveCuePoints() model.Cues {
	out := model.Cues{}
	now := p.Media().CurrentTime
	for _, c := range p.cues.list {
		if c.Start <= now && now < c.End {
			out = append(out, c)
		}
	}
	return out
}

func (c *cuePoints) tick(p *Player) {
	if len(c.list) == 0 {
		return
	}
	active := p.ActiveCuePoints()
	ids := ""
	for _, point := range active {
		ids += point.ID + " "
	}
	if ids == c.active {
		return
	}
	c.active = ids
	p.Dispatch("timedmetadata", CueList{active})
	p.Dispatch(EventMetadataChange, CueList{active})
}
