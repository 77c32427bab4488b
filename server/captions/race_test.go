//go:build race

package captions

// slower is how much the race detector slows what it watches down.
const slower = 10
