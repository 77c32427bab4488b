package transcript

import "diptych/player/value"

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

func parse(c value.Map) settings {
	s := settings{mode: "over", position: "right", expand: flag(c, "expandOnFirstPlay", true), showTime: flag(c, "showTime", true), visible: flag(c, "visible", true),
		searchMS: defaultSearchMS, download: !flag(c, "downloadDisabled", false), print: !flag(c, "printDisabled", false)}
	if value.Str(c, "expandMode") == "alongside" {
		s.mode = "alongside"
	}
	switch p := value.Str(c, "position"); p {
	case "left", "right", "top", "bottom":
		s.position = p
	}
	if ms, ok := value.Number(c["searchDebounceTimeout"]); ok && ms >= 0 {
		s.searchMS = ms
	}
	return s
}

func flag(c value.Map, key string, otherwise bool) bool {
	if b, ok := c[key].(bool); ok {
		return b
	}
	return otherwise
}
