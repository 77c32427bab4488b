package transmux

import (
	"encoding/binary"
	"testing"

	"diptych/player/playertest"
)

// TestClipped: of a fragment whose bytes end behind its first picture that picture is
// left, and lasts as long as all of them.
func TestClipped(t *testing.T) {
	trun := playertest.Words(trunOffset|trunSizes, 3, 0, 100, 20, 30)
	fragment := func() []byte {
		return playertest.Box("moof", playertest.Box("mfhd", playertest.Words(0, 1)),
			playertest.Box("traf", playertest.Box("tfhd", playertest.Words(0x20000|tfhdDuration, 1, 40)),
				playertest.Box("tfdt", playertest.Words(0, 0)), playertest.Box("trun", trun)))
	}
	head := fragment()
	binary.BigEndian.PutUint32(trun[8:], uint32(len(head)+8))
	head = fragment()
	whole := append(append([]byte{}, head...), playertest.Box("mdat", make([]byte, 150))...)
	for _, x := range []struct {
		name           string
		bytes          int
		samples, lasts uint32
	}{{"whole", len(whole), 3, 40}, {"the first", len(head) + 8 + 100, 1, 120}, {"two", len(head) + 8 + 140, 2, 40}} {
		out := clipped(whole[:x.bytes])
		kept := find(out, "moof", "traf", "trun")
		tfhd := find(out, "moof", "traf", "tfhd")
		if len(out) != x.bytes || u32(kept, 4) != x.samples || u32(tfhd, 8) != x.lasts ||
			u32(out, len(head)) != uint32(x.bytes-len(head)) {
			t.Errorf("%s: %d samples of %d, mdat of %d in %d", x.name, u32(kept, 4), u32(tfhd, 8), u32(out, len(head)),
				len(out))
		}
	}
	if cut := whole[:len(head)+50]; len(clipped(cut)) != len(cut) {
		t.Error("not even one picture")
	}
}
