// Package upload gathers the bytes of files that come in chunks: in any order,
// several at once, over days, and across a crash of the server.
package upload

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Range is a run of bytes, [From, To).
type Range struct{ From, To int64 }

// Ranges are the bytes that have come: ascending, apart from each other.
type Ranges []Range

// ParseRanges reads what String wrote; "" is none.
func ParseRanges(s string) (Ranges, error) {
	var out Ranges
	for _, part := range strings.Split(s, ",") {
		if part == "" {
			continue
		}
		from, to, ok := strings.Cut(part, "-")
		a, err := strconv.ParseInt(from, 10, 64)
		b, err2 := strconv.ParseInt(to, 10, 64)
		if !ok || err != nil || err2 != nil || a < 0 || b <= a {
			return nil, fmt.Errorf("byte ranges %q", s)
		}
		out = out.Add(Range{a, b})
	}
	return out, nil
}

func (r Ranges) String() string {
	parts := make([]string, len(r))
	for i, one := range r {
		parts[i] = strconv.FormatInt(one.From, 10) + "-" + strconv.FormatInt(one.To, 10)
	}
	return strings.Join(parts, ",")
}

// Add is the union with one more; what touches becomes one.
func (r Ranges) Add(more Range) Ranges {
	if more.To <= more.From {
		return r
	}
	all := append(slices.Clone(r), more)
	slices.SortFunc(all, func(a, b Range) int { return int(min(1, max(-1, a.From-b.From))) })
	out := all[:1]
	for _, next := range all[1:] {
		last := &out[len(out)-1]
		if next.From <= last.To {
			last.To = max(last.To, next.To)
			continue
		}
		out = append(out, next)
	}
	return out
}

// Size is how many bytes there are.
func (r Ranges) Size() int64 {
	var n int64
	for _, one := range r {
		n += one.To - one.From
	}
	return n
}

// End is where the last byte ends.
func (r Ranges) End() int64 {
	if len(r) == 0 {
		return 0
	}
	return r[len(r)-1].To
}

// Head is how many bytes there are from the first on without a gap.
func (r Ranges) Head() int64 {
	if len(r) == 0 || r[0].From > 0 {
		return 0
	}
	return r[0].To
}

// Whole tells whether every byte of a file of a size is there, and none beyond.
func (r Ranges) Whole(size int64) bool {
	if size == 0 {
		return len(r) == 0
	}
	return len(r) == 1 && r[0] == Range{0, size}
}
