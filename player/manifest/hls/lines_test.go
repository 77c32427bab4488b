package hls

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestAttributes(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]map[string]string{
		`A=1,B=2`:                      {"A": "1", "B": "2"},
		`NAME="a, b=c",DEFAULT=YES`:    {"NAME": "a, b=c", "DEFAULT": "YES"},
		`RESOLUTION=640x360, NAME="x"`: {"RESOLUTION": "640x360", "NAME": "x"},
		`URI=""`:                       {"URI": ""},
		`A=,B=2`:                       {"A": "", "B": "2"},
		`A=1,A=2`:                      {"A": "2"},
		`A="open,B=2`:                  {},
		`A=1,nothing`:                  {"A": "1"},
		``:                             {},
	} {
		if got := attributes(list); !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", list, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		text string
		want []string
		err  error
	}{
		{"#EXTM3U\r\n\r\n a \n#x", []string{"#EXTM3U", "a", "#x"}, nil},
		{"\ufeff#EXTM3U\na", []string{"#EXTM3U", "a"}, nil},
		{"#EXTM3U\n#EXT-X-DEFINE:NAME=\"n\",VALUE=\"v\"\n{$n}/{$n}", []string{"#EXTM3U", "v/v"}, nil},
		{"#EXTM3U\n{$n}\n#EXT-X-DEFINE:NAME=\"n\",VALUE=\"v\"", []string{"#EXTM3U", "{$n}"}, nil},
		{"\n#EXTM3U", nil, ErrNoPlaylist},
		{"", nil, ErrNoPlaylist},
	} {
		var got []string
		err := lines(row.text, newVariables("http://x/", nil), func(line string) { got = append(got, line) })
		if !slices.Equal(got, row.want) || !errors.Is(err, row.err) {
			t.Errorf("%q: %q, %v; want %q, %v", row.text, got, err, row.want, row.err)
		}
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	define := []string{
		`NAME="n",VALUE="v"`, `NAME="other",VALUE="{$n}"`, `IMPORT="m"`, `IMPORT="unknown"`,
		`QUERYPARAM="t"`, `NAME="long",VALUE="` + strings.Repeat("x", maxValue+1) + `"`,
	}
	v := newVariables("http://x/a.m3u8?s=1&t=2#t=3", map[string]string{"m": "of the master"})
	for _, list := range define {
		v.define(attributes(list))
	}
	for line, want := range map[string]string{
		"{$n}":          "v",
		"a{$n}b{$n}c":   "avbvc",
		"{$other}":      "{$n}",
		"{$m}":          "of the master",
		"-{$unknown}-":  "--",
		"{$t}":          "2",
		"{$long}":       "{$long}",
		"{$no}{$n}":     "{$no}v",
		"{$n":           "{$n",
		"{n}":           "{n}",
		"{$no{$n}":      "{$nov",
		"nothing to do": "nothing to do",
	} {
		if got := v.replace(line); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
	v.own["long"] = strings.Repeat("x", maxValue)
	if n := len(v.replace(strings.Repeat("{$long}", 1000))); n > maxLine+maxValue {
		t.Errorf("a line grows to %d bytes", n)
	}
}

func TestByteRange(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]int64{
		"10@5": {5, 14}, `"10@5"`: {5, 14}, "10": {7, 16}, "1@0": {0, 0}, " 10 @ 5 ": {5, 14},
	} {
		if from, to := byteRange(text, 7); [2]int64{from, to} != want {
			t.Errorf("%s: %d to %d, want %v", text, from, to, want)
		}
	}
}

func FuzzAttributes(f *testing.F) {
	f.Add(`NAME="a",VALUE="{$b}"`, "{$a}{$", "http://x/?a=b")
	f.Fuzz(func(t *testing.T, list, line, base string) {
		v := newVariables(base, map[string]string{"m": base})
		for range 3 {
			v.define(attributes(list))
		}
		if n := len(v.replace(line)); n > len(line)+maxLine+maxValue {
			t.Errorf("%d bytes of %d", n, len(line))
		}
	})
}
