// Package timeline shows chapters on the seek bar (reference: plugins §4).
package timeline

import (
	"diptych/player"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/kalturacuepoints"
)

// Descriptor is the plugin's row.
var Descriptor = plugins.Descriptor{
	Name: "timeline", Aliases: []string{"playkit-js-timeline"},
	New: func(c *plugins.Context) (plugins.Plugin, error) { return newTimeline(c), nil },
}

type timeline struct {
	c        *plugins.Context
	chapters value.List // {title, start} by start, seconds
}

func newTimeline(c *plugins.Context) *timeline {
	t := &timeline{c: c}
	c.Player.On(player.EventMetadataAdded, func(e player.Event) { t.add(value.Items(e.Payload, "cues")) })
	t.register()
	return t
}

func (t *timeline) register() {
	if r, ok := t.c.Player.Service("kalturaCuepoints").(kalturacuepoints.Registrar); ok {
		r.Register(kalturacuepoints.Chapter)
	}
}

// LoadMedia implements plugins.Plugin.
func (t *timeline) LoadMedia() { t.register() }

// Reset implements plugins.Plugin.
func (t *timeline) Reset() {
	t.chapters = nil
	t.show()
}

// Destroy implements plugins.Plugin.
func (t *timeline) Destroy() {}

const chapterSubType = 2

func (t *timeline) add(cues value.List) {
	for _, c := range cues {
		if value.Str(c, "metadata", "cuePointType") == "thumbCuePoint.Thumb" && value.Int(c, "metadata", "subType") == chapterSubType {
			t.chapters = append(t.chapters, value.Map{"title": value.Str(c, "metadata", "title"), "start": value.Num(c, "startTime")})
		}
	}
	t.show()
}

func (t *timeline) show() {
	if t.c.UI != nil {
		t.c.UI.SetSlice("timeline", value.Map{"chapters": append(value.List{}, t.chapters...)})
	}
}
