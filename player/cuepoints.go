package player

import (
	"sort"

	"diptych/player/value"
)

// cuePoints are metadata on the timeline (reference: player-api §1.8).
type cuePoints struct {
	list   []value.Map // startTime, endTime, id, type, metadata; by startTime
	active string      // ids of the active ones, to notice change
}

func (c *cuePoints) reset() { *c = cuePoints{} }

// AddCuePoints puts points on the timeline; one of the same id is replaced.
func (p *Player) AddCuePoints(points value.List) {
	added := value.List{}
	for _, item := range points {
		start, ok := value.Number(value.Get(item, "startTime"))
		if !ok {
			continue
		}
		end, ok := value.Number(value.Get(item, "endTime"))
		if !ok {
			end = max(start, p.Media().Duration)
		}
		id := value.Str(item, "id")
		point := value.Map{"$": "TimedMetadata", "startTime": start, "endTime": end, "id": id, "type": "cuepoint", "metadata": value.Get(item, "metadata")}
		p.cues.remove(id)
		p.cues.list = append(p.cues.list, point)
		added = append(added, point)
	}
	sort.SliceStable(p.cues.list, func(i, j int) bool {
		return value.Num(p.cues.list[i], "startTime") < value.Num(p.cues.list[j], "startTime")
	})
	p.Dispatch(EventMetadataAdded, value.Map{"cues": added})
	p.cues.tick(p)
}

func (c *cuePoints) remove(id string) {
	kept := c.list[:0]
	for _, point := range c.list {
		if id == "" || value.Str(point, "id") != id {
			kept = append(kept, point)
		}
	}
	c.list = kept
}

// CuePoints are all points, by time.
func (p *Player) CuePoints() value.List {
	out := value.List{}
	for _, point := range p.cues.list {
		out = append(out, point)
	}
	return out
}

// ActiveCuePoints are those the clock is in, by time.
func (p *Player) ActiveCuePoints() value.List {
	out := value.List{}
	now := p.Media().CurrentTime
	for _, point := range p.cues.list {
		if value.Num(point, "startTime") <= now && now < value.Num(point, "endTime") {
			out = append(out, point)
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
		ids += value.Str(point, "id") + " "
	}
	if ids == c.active {
		return
	}
	c.active = ids
	p.Dispatch("timedmetadata", value.Map{"cues": active})
	p.Dispatch(EventMetadataChange, value.Map{"cues": active})
}
