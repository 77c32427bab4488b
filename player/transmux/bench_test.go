package transmux_test

import (
	"testing"

	"diptych/player/transmux"
)

// BenchmarkConvert converts a film of four seconds at 2 Mbit/s.
func BenchmarkConvert(b *testing.B) {
	in := filmOf(b, "testsrc2=size=640x360:rate=25:duration=4", append(append(x264("-b:v", "2M"), aac...), "in.ts")...)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		convert(b, transmux.Input{Media: in})
	}
}
