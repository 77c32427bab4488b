package navigation

import "diptych/player/model"

// Kinds of item; All is the tab of them all.
const (
	All      = "All"
	Chapter  = "Chapter"
	Slide    = "Slide"
	Hotspot  = "Hotspot"
	Answer   = "AnswerOnAir"
	Caption  = "Caption"
	Question = "QuizQuestion"
)

var usual = map[string]float64{All: 0, Chapter: 1, Slide: 2, Hotspot: 3, Answer: 4, Caption: 5, Question: 6}

type settings struct {
	mode, position string
	expand         bool // at the first play
	visible        bool
	order          map[string]float64
	filtered       bool // kinds that the order does not name are left out
}

func parse(c model.Object) settings {
	s := settings{
		mode: "over", position: "right", expand: c.Bool("expandOnFirstPlay"), visible: c.Flag(true, "visible"),
		order: map[string]float64{},
	}
	if c.Str("expandMode") == "alongside" {
		s.mode = "alongside"
	}
	switch p := c.Str("position"); p {
	case "left", "right", "top", "bottom":
		s.position = p
	}
	for kind := range usual {
		if n := c.Num("itemsOrder", kind); n != 0 {
			s.order[kind], s.filtered = n, true
		}
	}
	if !s.filtered {
		s.order = usual
	}
	return s
}

func (s settings) wanted(kind string) bool { return !s.filtered || s.order[kind] != 0 }
