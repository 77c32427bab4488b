package cea

import (
	"strings"
	"testing"
)

// packet is one of 708 with a block for a service (CTA-708 §5, §6).
func packet(t float64, number byte, codes string) Packet {
	block := append([]byte{0, number<<5 | byte(len(codes))}, codes...)
	if len(block)%2 == 1 {
		block = append(block, 0)
	}
	block[0] = byte(len(block) / 2)
	p := Packet{At: t}
	for i := 0; i < len(block); i += 2 {
		kind := byte(2)
		if i == 0 {
			kind = 3
		}
		p.Data = append(p.Data, 0xfc|kind, block[i], block[i+1])
	}
	return p
}

// A window of two rows, its lower centre at 50 %, 100 %; hidden, and shown at once.
const (
	defined = "\x98\x18\xe4\x32\x71\x1f\x11"
	visible = "\x98\x38\xe4\x32\x71\x1f\x11"
)

func TestServices(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name string
		list []Packet
		want string
	}{
		{"shown when it is whole", []Packet{
			packet(1, 1, defined+"hello\rworld\x03"), packet(2, 1, "\x89\x01"), packet(3, 1, "\x8a\x01"),
		}, "02.000-03.000 hello/world"},
		{"deleted", []Packet{packet(1, 1, visible+"a"), packet(2, 1, "\x8c\xff"), packet(3, 1, "\x89\x01")},
			"01.000-02.000 a"},
		{"rows go up", []Packet{
			packet(1, 1, visible+"a"), packet(2, 1, "\rb"), packet(3, 1, "\r"), packet(3.1, 1, "c"), packet(4, 1,
				"\x8f"),
		}, "01.000-02.000 a|02.000-03.000 a/b|03.000-04.000 b/c"},
		{"defined again is the same", []Packet{
			packet(1, 1, visible+"a"), packet(2, 1, visible+"b"), packet(3, 1, "\x88\x01"),
		}, "01.000-03.000 ab"},
		{"form feed", []Packet{packet(1, 1, visible+"a"), packet(2, 1, "\fb"), packet(3, 1, "\x8b\x01")},
			"01.000-02.000 a|02.000-03.000 b"},
		{"pens", []Packet{
			packet(1, 1, visible+"\x90\x05\x80a\x90\x05\x00\x91\x30\x00\x00b\x91\x3f\x00\x00c"), packet(2, 1,
				"\x8c\x01"),
		}, "01.000-02.000 <i>a</i><c.red>b</c>c"},
		{"places", []Packet{packet(1, 1, visible+"\x92\x01\x03abc\x08d"), packet(2, 1, "\x8c\x01")},
			"01.000-02.000 abd"},
		{"characters", []Packet{
			packet(1, 1, visible+"\xe9\x7f\x10\x25\x10\x30\x18\x20\xac<\x10\xa0"), packet(2, 1, "\x8f"),
		}, "01.000-02.000 é♪…█€&lt;_"},
		{"codes of no meaning", []Packet{
			packet(1, 1, visible+"\x11x\x19xx\x10\x08x\x10\x80xxxx"),
			packet(1, 1, "\x10\x90\x03xxx\x97\x00\x00\x00\x00a"), packet(2, 1, "\x8f"),
		}, "01.000-02.000 a"},
		{"a torn code", []Packet{packet(1, 1, visible+"a\x91"), packet(2, 1, "\x8f")}, "01.000-02.000 a"},
		{"no window", []Packet{packet(1, 1, "a\r\x92\x01\x01")}, ""},
		{"other services", []Packet{packet(1, 2, visible+"a"), packet(2, 7, "\x01a")}, ""},
	} {
		var d Decoder
		if got := cues(d.Decode(0, 10, x.list), "SERVICE1", false); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

// TestWindows: where windows stand.
func TestWindows(t *testing.T) {
	t.Parallel()
	for define, want := range map[string]string{
		visible:                        "line:90%,end position:50%,center align:left",
		"\x98\x38\x0f\x15\x01\x1f\x11": "line:26%,  position:18%,line-left align:left",
		"\x98\x38\x4a\xd1\x81\x1f\x19": "line:88.93%,end position:89.62%,line-right align:center",
	} {
		var d Decoder
		got := cues(d.Decode(0, 10, []Packet{packet(1, 3, define+"x"), packet(2, 3, "\x8f")}), "SERVICE3", true)
		if want := strings.ReplaceAll(want, ",  ", " "); got != "01.000-02.000 "+want+" x" {
			t.Errorf("%q: %q, want %q", define, got, want)
		}
	}
}

// TestTornPackets: a packet that does not come whole is left out, and the next one is read.
func TestTornPackets(t *testing.T) {
	t.Parallel()
	torn := packet(1, 1, visible+"aaaa")
	torn.Data = torn.Data[:9]
	var d Decoder
	got := d.Decode(0, 10, []Packet{torn, packet(2, 1, visible+"b"), packet(3, 1, "\x8f")})
	if s := cues(got, "SERVICE1", false); s != "02.000-03.000 b" {
		t.Error(s)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(at(1, ru2, cr, row15, "one", eoc, rcl, row1, "x", der).Data, packet(1, 1, visible+"a\rb\rc\x8b\x01").Data)
	f.Add(of(1, 1, "1520", "1323", "152f").Data, packet(1, 6, defined+"\x92\x0f\x3f\x0e\x88\xff").Data)
	f.Fuzz(func(t *testing.T, one, two []byte) {
		var d Decoder
		for i := range 3 {
			start := float64(2 * i)
			list := []Packet{{start, one}, {start + 0.5, two}, {start + 1, one}}
			for _, x := range d.Decode(start, 2, list) {
				if !strings.HasPrefix(x.VTT, "WEBVTT\n") {
					t.Errorf("%s: %q", x.Channel, x.VTT)
				}
			}
		}
	})
}
