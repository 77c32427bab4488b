package dash

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"diptych/player/manifest"
	"diptych/player/value"
)

func TestDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"PT1H2M3.5S": 3723.5, "PT90S": 90, "P1DT1S": 86401, "P1D": 86400, "PT1M": 60, "P1M": 30 * 86400,
		"P1Y": 365 * 86400, "PT0S": 0, "PT.5S": 0.5, "": 0, "90": 0, "-PT5S": 0, "PT-5S": 0, "PTxS": 0,
		"PT1e99S": 0, "P": 0,
	} {
		if got := duration(text); got != want {
			t.Errorf("%q: %g s, want %g", text, got, want)
		}
	}
}

func TestByteRange(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0-99": "0 99 true", "5-5": "5 5 true", "9-5": "false", "-5": "false", "5-": "false", "": "false",
		"a-b": "false", "5": "false", "-1-5": "false",
	} {
		got := "false"
		if from, to, ok := byteRange(text); ok {
			got = fmt.Sprint(from, to, ok)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	r := &manifest.Rendition{ID: "v", Bandwidth: 900}
	for template, want := range map[string]string{
		"$RepresentationID$/$Number$.m4s": "v/7.m4s",
		"$Number%05d$-$Time%03d$":         "00007-1234",
		"$Bandwidth$":                     "900",
		"$Bandwidth%06d$":                 "000900",
		"a$$b":                            "a$b",
		"$Unknown$x":                      "x",
		"open$Number":                     "open$Number",
		"$Number%0999d$":                  "7",
		"$Number%x$":                      "7",
		"":                                "",
	} {
		if got := fill(template, r, 7, 1234); got != want {
			t.Errorf("%s: %q, want %q", template, got, want)
		}
	}
}

// element writes a node as the page hands it over.
func element(name string, attributes value.Map, children ...any) value.List {
	return append(value.List{name, attributes}, children...)
}

func runs(list ...value.Map) value.List {
	timeline := element("SegmentTimeline", value.Map{})
	for _, attributes := range list {
		timeline = append(timeline, element("S", attributes))
	}
	return timeline
}

// segments reads an MPD of one period, 10 s long, and writes what it plays.
func segments(t *testing.T, addressing value.List) string {
	t.Helper()
	rep := element("Representation", value.Map{"id": "v", "bandwidth": "9"}, addressing)
	set := element("AdaptationSet", value.Map{"mimeType": "video/webm"}, rep)
	mpd := element("MPD", value.Map{"mediaPresentationDuration": "PT10S"}, element("Period", value.Map{}, set))
	p, err := Parse(mpd, "http://x/")
	if err != nil || len(p.Video) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	var out []string
	for _, s := range p.Video[0].Segments {
		line := fmt.Sprintf("%s %g+%g", strings.TrimPrefix(s.URL, "http://x/"), s.Start, s.Duration)
		if s.To >= 0 {
			line += fmt.Sprintf(" %d-%d", s.From, s.To)
		}
		if s.Init != nil {
			line += fmt.Sprintf(" init %s %d", strings.TrimPrefix(s.Init.URL, "http://x/"), s.Init.To)
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestTimelines(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		template value.Map
		runs     []value.Map
		want     string
	}{
		"repeats": {
			value.Map{}, []value.Map{{"t": "0", "d": "4", "r": "1"}, {"d": "2"}}, "0 0+4; 4 4+4; 8 8+2",
		},
		"to the end": {value.Map{}, []value.Map{{"t": "0", "d": "4", "r": "-1"}}, "0 0+4; 4 4+4; 8 8+4"},
		"to the next": {
			value.Map{}, []value.Map{{"d": "2", "r": "-1"}, {"t": "6", "d": "4"}}, "0 0+2; 2 2+2; 4 4+2; 6 6+4",
		},
		"a hole": {value.Map{}, []value.Map{{"t": "0", "d": "2"}, {"t": "6", "d": "4"}}, "0 0+2; 6 6+4"},
		"timescale": {
			value.Map{"timescale": "10"}, []value.Map{{"t": "0", "d": "25", "r": "1"}}, "0 0+2.5; 25 2.5+2.5",
		},
		"offset": {
			value.Map{"presentationTimeOffset": "100"}, []value.Map{{"t": "100", "d": "5", "r": "-1"}},
			"100 0+5; 105 5+5",
		},
		"no length": {value.Map{}, []value.Map{{"t": "0", "d": "0"}, {"d": "3"}}, "0 0+3"},
	} {
		attributes := value.Merge(value.Map{"media": "$Time$"}, x.template)
		if got := segments(t, element("SegmentTemplate", attributes, runs(x.runs...))); got != x.want {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
}

func TestAddressing(t *testing.T) {
	t.Parallel()
	url := func(attributes value.Map) value.List { return element("SegmentURL", attributes) }
	for name, x := range map[string]struct {
		addressing value.List
		want       string
	}{
		"numbers": {
			element("SegmentTemplate", value.Map{"media": "$Number$", "duration": "4", "startNumber": "3"}),
			"3 0+4; 4 4+4; 5 8+2",
		},
		"an init segment": {
			element("SegmentTemplate", value.Map{
				"media": "$Number$", "duration": "10", "initialization": "i-$RepresentationID$",
			}),
			"1 0+10 init i-v -1",
		},
		"a list": {
			element("SegmentList", value.Map{"duration": "5"}, url(value.Map{"media": "a"}),
				url(value.Map{"media": "b", "mediaRange": "10-19"})),
			"a 0+5; b 5+5 10-19",
		},
		"a list with an init segment": {
			element("SegmentList", value.Map{"duration": "10"},
				element("Initialization", value.Map{"sourceURL": "i", "range": "0-9"}),
				url(value.Map{"media": "a"})),
			"a 0+10 init i 9",
		},
		"one file": {element("SegmentBase", value.Map{}), " 0+10"},
		"one file with its init segment": {
			element("SegmentBase", value.Map{}, element("Initialization", value.Map{"range": "0-99"})),
			" 0+10 init  99",
		},
		"one file with an init segment beside it": {
			element("SegmentBase", value.Map{}, element("Initialization", value.Map{"sourceURL": "i"})),
			" 0+10 init i -1",
		},
		"a template with an init segment as an element": {
			element("SegmentTemplate", value.Map{"media": "$Number$", "duration": "10"},
				element("Initialization", value.Map{"sourceURL": "i"})),
			"1 0+10 init i -1",
		},
	} {
		if got := segments(t, x.addressing); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

func FuzzTemplates(f *testing.F) {
	f.Add("$Number%05d$/$Time$", "PT1H2M3.5S", "1-2")
	f.Fuzz(func(t *testing.T, template, time, bytes string) {
		fill(template, &manifest.Rendition{ID: "v"}, 1, 2)
		if d := duration(time); d < 0 || math.IsNaN(d) || math.IsInf(d, 0) {
			t.Errorf("%q is %g s", time, d)
		}
		if from, to, ok := byteRange(bytes); ok && (from < 0 || to < from) {
			t.Errorf("%q is %d to %d", bytes, from, to)
		}
	})
}
