package value

import (
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
)

// TestSortStable: equal ones stay in their order, whatever the length.
func TestSortStable(t *testing.T) {
	t.Parallel()
	type item struct{ key, place int }
	for n := range 70 {
		for round := range 5 {
			r := rand.New(rand.NewPCG(uint64(n), uint64(round)))
			list := make([]item, n)
			for i := range list {
				list[i] = item{r.IntN(n/3 + 1), i}
			}
			want := slices.Clone(list)
			sort.SliceStable(want, func(i, j int) bool { return want[i].key < want[j].key })
			SortStable(list, func(i, j int) bool { return list[i].key < list[j].key })
			if !slices.Equal(list, want) {
				t.Fatalf("%v, want %v", list, want)
			}
		}
	}
}

// BenchmarkSortStable of what is in order but for its last tenth, as cues that are added.
func BenchmarkSortStable(b *testing.B) {
	list := make([]int, 10_000)
	for range b.N {
		for i := range list {
			list[i] = i % 9_000
		}
		SortStable(list, func(i, j int) bool { return list[i] < list[j] })
	}
}
