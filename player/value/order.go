package value

// SortStable sorts a list as sort.SliceStable does: less is asked of places in the list
// as it was. It weighs a seventh of that, which brings reflection along.
func SortStable[T any](list []T, less func(i, j int) bool) {
	before := append([]T{}, list...)
	for to, from := range order(len(list), less) {
		list[to] = before[from]
	}
}

// order is the places 0 to n-1 as less wants them, by merging runs that double.
func order(n int, less func(i, j int) bool) []int {
	now, next := make([]int, n), make([]int, n)
	for i := range now {
		now[i] = i
	}
	for width := 1; width < n; width *= 2 {
		for start := 0; start < n; start += 2 * width {
			a, b := start, min(start+width, n)
			half, end := b, min(start+2*width, n)
			for k := start; k < end; k++ {
				if a < half && (b >= end || !less(now[b], now[a])) {
					next[k] = now[a]
					a++
				} else {
					next[k] = now[b]
					b++
				}
			}
		}
		now, next = next, now
	}
	return now
}
