package subtitle

import (
	"strconv"
	"strings"
)

// colors are the names of TTML2 §8.3.10 that are not a corner of the cube.
const colors = " silver:c0c0c0 gray:808080 maroon:800000 purple:800080 fuchsia:ff00ff green:008000 " +
	"olive:808000 navy:000080 teal:008080 aqua:00ffff white:ffffff lime:00ff00 cyan:00ffff red:ff0000 " +
	"yellow:ffff00 magenta:ff00ff blue:0000ff black:000000 transparent:00000000 "

// classes of WebVTT (§5) by red, green and blue.
var classes = [8]string{"black", "blue", "lime", "cyan", "red", "magenta", "yellow", "white"}

// colorClass is the class that is nearest to a colour; "" for the one that is usual, for
// what cannot be seen and for what is no colour.
func colorClass(s, usual string) string {
	rgb, alpha, ok := color(strings.ToLower(strings.TrimSpace(s)))
	if !ok || alpha == 0 {
		return ""
	}
	i := 0
	for _, c := range rgb {
		i = i<<1 | c>>7
	}
	if classes[i] == usual {
		return ""
	}
	return classes[i]
}

// color reads #rrggbb, #rrggbbaa, rgb(r,g,b), rgba(r,g,b,a) and names; each part is 0
// to 255.
func color(s string) (rgb [3]int, alpha int, ok bool) {
	if i := strings.Index(colors, " "+s+":"); i >= 0 {
		rest := colors[i+len(s)+2:]
		s = "#" + rest[:strings.IndexByte(rest, ' ')]
	}
	var list []string
	base := 10
	if digits, found := strings.CutPrefix(s, "#"); found {
		for base = 16; len(digits) > 1 && len(list) < 4; digits = digits[2:] {
			list = append(list, digits[:2])
		}
	} else {
		_, inner, _ := strings.Cut(s, "(")
		inner, _, _ = strings.Cut(inner, ")")
		list = strings.Split(inner, ",")
	}
	alpha = 255
	if len(list) < 3 || len(list) > 4 {
		return rgb, 0, false
	}
	for i, part := range list {
		n, err := strconv.ParseUint(strings.TrimSpace(part), base, 8)
		if err != nil {
			return rgb, 0, false
		}
		if i < 3 {
			rgb[i] = int(n)
		} else {
			alpha = int(n)
		}
	}
	return rgb, alpha, true
}
