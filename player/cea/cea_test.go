package cea

import (
	"strings"
	"testing"
)

// at is a packet of pairs of field 1: two characters each, or codes in hexadecimal.
func at(t float64, pairs ...string) Packet { return of(0, t, pairs...) }

// of is one of a field, or of 708 where kind is 2.
func of(kind byte, t float64, pairs ...string) Packet {
	p := Packet{At: t}
	for _, s := range pairs {
		if len(s) == 4 && strings.Trim(s, "0123456789abcdef") == "" {
			p.Data = append(p.Data, 0xfc|kind, digit(s[0])<<4|digit(s[1]), digit(s[2])<<4|digit(s[3]))
			continue
		}
		for s += "\x00"; len(s) > 1; s = s[2:] {
			p.Data = append(p.Data, 0xfc|kind, s[0], s[1])
			if len(s) == 2 {
				s += "\x00"
			}
		}
	}
	return p
}

func digit(c byte) byte { return byte(strings.IndexByte("0123456789abcdef", c)) }

// cues are the cues of a channel, without settings unless they are asked for.
func cues(list []Text, channel string, settings bool) string {
	var out []string
	for _, x := range list {
		if x.Channel != channel {
			continue
		}
		for _, c := range strings.Split(strings.TrimSpace(x.VTT), "\n\n")[1:] {
			head, text, _ := strings.Cut(c, "\n")
			words := strings.Fields(strings.ReplaceAll(head, "00:00:", ""))
			line := words[0] + "-" + words[2] + " "
			if settings {
				line += strings.Join(words[3:], " ") + " "
			}
			out = append(out, line+strings.ReplaceAll(text, "\n", "/"))
		}
	}
	return strings.Join(out, "|")
}

// Codes of channel CC1.
const (
	rcl, edm, enm, eoc, cr = "1420", "142c", "142e", "142f", "142d"
	ru2, ru3, rdc, bs, der = "1425", "1426", "1429", "1421", "1424"
	row15, row14, row1     = "1470", "1450", "1140"
	row15at8               = "1474" // indented by 8
)

func TestModes(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name string
		list []Packet
		want string
	}{
		{"pop-on", []Packet{at(1, rcl, enm, row15, "hello"), at(2, eoc), at(3, edm)}, "02.000-03.000 hello"},
		{"pop-on, one after the other",
			[]Packet{at(1, rcl, row15, "one", eoc), at(2, enm, row15, "two"), at(3, eoc), at(4, edm)},
			"01.000-03.000 one|03.000-04.000 two"},
		{"codes that are repeated", []Packet{at(1, rcl, rcl, row15, row15, "x", bs, bs, "y", eoc, eoc), at(2, edm)},
			"01.000-02.000 y"},
		{"roll-up", []Packet{
			at(1, ru2, cr, row15, "one"), at(2, cr), at(2.1, "two"), at(3, cr, "three"), at(4, edm),
		}, "01.000-02.000 one|02.000-03.000 one/two|03.000-04.000 two/three"},
		{"roll-up after a pause", []Packet{at(1, ru2, cr, row15, "one"), at(2, cr), at(3, "two"), at(4, edm)},
			"01.000-02.000 one|02.000-03.000 one|03.000-04.000 one/two"},
		{"fewer rows", []Packet{at(1, ru3, "a", cr, "b", cr, "c"), at(2, ru2), at(3, edm)},
			"01.000-02.000 a/b/c|02.000-03.000 b/c"},
		{"paint-on", []Packet{at(1, rdc, row14, "on"), at(1.2, "ce"), at(2, row15, "more"), at(3, edm)},
			"01.000-02.000 once|02.000-03.000 once/more"},
		{"at the end of the segment", []Packet{at(1, rcl, row15, "x", eoc)}, "01.000-10.000 x"},
		{"text mode is no caption", []Packet{at(1, "142a", "no"), at(2, rdc, row15, "yes"), at(3, edm)},
			"02.000-03.000 yes"},
		{"delete to the end", []Packet{at(1, rcl, row15, "axyz", row15, "1721", der, eoc), at(2, edm)},
			"01.000-02.000 a"},
		{"erase what is hidden", []Packet{at(1, rcl, row15, "a", enm, eoc), at(2, edm)}, ""},
		{"other channels", []Packet{at(1, rcl, row15, "a", "1c20", "1c70", "no", eoc), at(2, edm)}, "01.000-02.000 a"},
		{"nothing valid", []Packet{{1, []byte{0xf8, 0x14, 0x20, 0xf8, 'a', 'b'}}, {2, []byte{0xfc, 0x14}}}, ""},
	} {
		var d Decoder
		if got := cues(d.Decode(0, 10, x.list), "CC1", false); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// TestLooks: places, pens and characters.
func TestLooks(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name  string
		pairs []string
		want  string
	}{
		{"the lowest row", []string{row15, "x"}, "line:90%,end position:10%,line-left align:left x"},
		{"the first row", []string{row1, "x"}, "line:10% position:10%,line-left align:left x"},
		{"indent and tabs", []string{row15at8, "1722", "x"}, "line:90%,end position:35%,line-left align:left x"},
		{"in the middle", []string{"1456", "1722", "-34-", row15at8, "1723", "12345678"},
			"line:90%,end position:48.75%,center align:center -34-/12345678"},
		{"rows of two speakers", []string{row14, "-ab", row15at8, "-c"},
			"line:90%,end position:10%,line-left align:left -ab/" + strings.Repeat("\u00a0", 8) + "-c"},
		{"colours and lines", []string{"1463", "a", "1128", "b", "112e", "c"},
			"line:90%,end position:10%,line-left align:left <c.lime><u>a </u></c><c.red>b </c><c.red><i>c</i></c>"},
		{"italics by the row", []string{"146e", "a"}, "line:90%,end position:10%,line-left align:left <i>a</i>"},
		{"characters", []string{row15, "a*", "1137", "u", "1225", "A", "1330", "<&"},
			"line:90%,end position:10%,line-left align:left aá♪üÄ&lt;&amp;"},
		{"blocks", []string{row1, "x", row15, "y"},
			"line:10% position:10%,line-left align:left x|line:90%,end position:10%,line-left align:left y"},
		{"the last column", []string{row15, strings.Repeat("ab", 20)},
			"line:90%,end position:50%,center align:center " +
				strings.Repeat("ab", 15) + "ab"},
	} {
		var d Decoder
		got := cues(d.Decode(0, 10, []Packet{at(1, rcl), at(1, x.pairs...), at(1, eoc), at(2, edm)}), "CC1", true)
		if got = strings.ReplaceAll(got, "01.000-02.000 ", ""); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// TestFields: two channels of each field, and extended data that is no text.
func TestFields(t *testing.T) {
	t.Parallel()
	var d Decoder
	list := []Packet{
		at(1, rcl, row15, "one", "1c20", "1c70", "two", "1c2f", eoc),
		of(1, 1, "1520", row15, "three", "1d20", "1c70", "four", "1d2f", "152f"),
		of(1, 1.5, "0103", "XDS text", "0f1d", "1520", "1470", "next"),
		at(2, edm, "1c2c"), of(1, 2, "152c", "1d2c"), of(1, 3, "152f"), of(1, 4, "152c"),
	}
	got := d.Decode(0, 10, list)
	for channel, want := range map[string]string{
		"CC1": "01.000-02.000 one", "CC2": "01.000-02.000 two", "CC3": "01.000-02.000 three|03.000-04.000 next",
		"CC4": "01.000-02.000 four",
	} {
		if s := cues(got, channel, false); s != want {
			t.Errorf("%s: %s, want %s", channel, s, want)
		}
	}
}

// TestSegments: what is on the screen, or is on its way there, goes on in the next segment;
// another part of the stream begins with nothing.
func TestSegments(t *testing.T) {
	t.Parallel()
	var d Decoder
	var got []string
	for _, x := range []struct {
		start float64
		list  []Packet
	}{
		{0, []Packet{at(1, rcl, row15, "one", eoc), at(1.5, enm, row15, "tw")}},
		{2.05, []Packet{at(2.1, "o"), at(3, eoc)}},
		{4, nil},
		{6, []Packet{at(7, edm)}},
		{20, []Packet{at(21, rcl, row15, "x")}},
		{8, []Packet{at(9, eoc)}},
	} {
		got = append(got, cues(d.Decode(x.start, 2, x.list), "CC1", false))
	}
	want := "01.000-02.000 one;02.000-03.000 one|03.000-04.050 two;04.050-06.000 two;06.000-07.000 two;;"
	if s := strings.Join(got, ";"); s != want {
		t.Errorf("%s, want %s", s, want)
	}
}

// TestClock recreates what a test stream has: each second its time in another row and
// colour, in CC1 and, in the other field, in CC3.
func TestClock(t *testing.T) {
	t.Parallel()
	var list []Packet
	for i, address := range []string{"1140", "1162"} {
		digits := []string{"1139", "00", ":0", "0:", "00", ":0", string('0' + rune(i))}
		p := at(float64(i)+1.0/15, append([]string{rcl, enm, address, "en", "g:"}, append(digits, edm, eoc)...)...)
		other := of(1, 0, append([]string{rcl, enm, address, "sw", "e:"}, append(digits, edm, eoc)...)...)
		p.Data = append(p.Data, other.Data...)
		list = append(list, p)
	}
	var d Decoder
	got := d.Decode(0, 2, list)
	for channel, word := range map[string]string{"CC1": "eng:", "CC3": "swe:"} {
		want := "00.067-01.067 line:10% position:10%,line-left align:left " + word + "\u00a000:00:00:00|" +
			"01.067-02.000 line:15.33% position:10%,line-left align:left <c.lime>" + word + "\u00a000:00:00:01</c>"
		if s := cues(got, channel, true); s != want {
			t.Errorf("%s: %s, want %s", channel, s, want)
		}
	}
}
