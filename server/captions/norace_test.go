//go:build !race

package captions

// slower is 1 without the race detector.
const slower = 1
