package abr

// Safety factors: a step up wants more room than staying.
const (
	stay      = 0.95
	raise     = 0.75
	lowBuffer = 5.0 // seconds
	// inTime is the share of the buffer that a segment of a higher rendition may
	// take to come.
	inTime = 0.6
)

// Choose returns the index of the rendition to fetch next. bitrates ascend,
// bit/s; current is -1 at the start; ahead is the buffer and segment the length
// of a segment, seconds.
func Choose(bitrates []int, current int, estimate, ahead, segment float64) int {
	best := 0
	for i, b := range bitrates {
		factor := stay
		switch {
		case i > current:
			factor = raise
		case ahead > 3*lowBuffer:
			factor = 1.2 // a full buffer outlasts a dip
		}
		late := current >= 0 && i > current && ahead < lowBuffer && float64(b)*segment > estimate*ahead*inTime
		if float64(b) <= estimate*factor && !late {
			best = i
		}
	}
	return best
}
