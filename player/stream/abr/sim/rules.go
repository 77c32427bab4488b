package main

// rule chooses renditions.
type rule interface {
	// choose gives the rendition of the next segment, and seconds to wait before it is
	// asked for.
	choose(state) (rendition int, pause float64)
	// idled tells of seconds in which there was no room for a segment.
	idled(seconds float64)
	// every is how often gives is asked while bits come, seconds.
	every() float64
	// gives tells whether a download is given up.
	gives(state, download) bool
	// came tells of a download that is done, or given up.
	came(state, download)
}

// rules are ours and those that were published. On the SD and HD traces that Sabre's
// figures are of (reference: playback-engine §2h), with 25 s, scores here and there are:
//
//	throughput  1.755  1.758    1.108  1.109
//	bola-basic  1.872  1.872    1.208  1.208
//	bola-pl     2.016  2.016    1.379  1.379
//	bola-e      1.997  1.988    1.401  1.401
//	dynamic     2.012  2.013    1.379  1.378
var rules = []struct {
	name string
	// make makes one, which is told sizes of segments or not.
	make func(sizes bool) rule
}{
	{"ours", func(sizes bool) rule { return newOurs(sizes) }},
	{"throughput", func(bool) rule { return &throughput{} }},
	{"bola-basic", func(bool) rule { return &bola{} }},
	{"bola-pl", func(bool) rule { return &bolaE{careless: true} }},
	{"bola-e", func(bool) rule { return &bolaE{} }},
	{"dynamic", func(bool) rule { return &dynamic{} }},
}
