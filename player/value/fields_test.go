package value

import (
	"encoding/json"
	"math"
	"testing"
)

func TestFieldsAreJSON(t *testing.T) {
	inner := Empty.Str("text", "a \"quoted\" <line>\n").Some("none", "").Some("some", "x")
	list := Array{}.Add(inner).Str("s").Num(1.5).Bool(true)
	got := JSON(Empty.Num("n", 2).Int("i", -3).Bool("b", true).Any("m", Map{"k": 1}).Put("list", list).
		Num("nan", math.NaN()).Any("nil", nil).Put("empty", Empty).Put("none", Array{}))
	want := `{"n":2,"i":-3,"b":true,"m":{"k":1},"list":[{"text":"a \"quoted\" \u003cline>\n","none":null,` +
		`"some":"x"},"s",1.5,true],"nan":null,"nil":null,"empty":{},"none":[]}`
	if got != want {
		t.Errorf("wrote %s\nwant  %s", got, want)
	}
	var read any
	if err := json.Unmarshal([]byte(got), &read); err != nil {
		t.Errorf("no JSON: %v", err)
	}
}

// TestFieldsBeginEmpty: whatever was written before.
func TestFieldsBeginEmpty(t *testing.T) {
	one, two := Empty.Int("a", 1), Empty.Int("b", 2)
	if JSON(one) != `{"a":1}` || JSON(two) != `{"b":2}` || JSON(Empty) != "{}" {
		t.Errorf("%s %s %s", JSON(one), JSON(two), JSON(Empty))
	}
}
