package transcript

import "diptych/player/model"

// settings are the plugin's config; a value of another type gives its default.
type settings struct {
	mode, position string
	expand         bool // when the captions are there
	showTime       bool
	visible        bool
	searchMS       float64
	download       bool
	print          bool
}

func parse(c model.Object) settings {
	s := settings{
		mode: "over", position: "right", expand: c.Flag(true, "expandOnFirstPlay"),
		showTime: c.Flag(true, "showTime"),
		visible:  c.Flag(true, "visible"), searchMS: defaultSearchMS,
		download: !c.Bool("downloadDisabled"), print: !c.Bool("printDisabled"),
	}
	if c.Str("expandMode") == "alongside" {
		s.mode = "alongside"
	}
	switch p := c.Str("position"); p {
	case "left", "right", "top", "bottom":
		s.position = p
	}
	if ms, ok := c.Number("searchDebounceTimeout"); ok && ms >= 0 {
		s.searchMS = ms
	}
	return s
}
