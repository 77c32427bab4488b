package packager

import (
	"bytes"
	"encoding/binary"
	"errors"
	"reflect"
	"testing"
)

// numbers are an index of a version with these unsigned varints.
func numbers(version byte, list ...uint64) []byte {
	b := []byte{version}
	for _, n := range list {
		b = binary.AppendUvarint(b, n)
	}
	return b
}

// TestDecodeIndex: what stored bytes say, in both versions.
func TestDecodeIndex(t *testing.T) {
	t.Parallel()
	two := []Fragment{{Size: 5, Duration: 10}, {Size: 6, Duration: 20}}
	for name, c := range map[string]struct {
		bytes []byte
		want  Index
	}{
		"empty": {numbers(2, 700, 0, 0), Index{InitSize: 700}},
		"one segment": {numbers(2, 700, 90, 1, 4, 2, 5, 10, 6, 20),
			Index{InitSize: 700, Start: 90, Segments: []Segment{
				{Start: 90, Duration: 30, Offset: 700, Size: 11, KeySize: 4, Fragments: two}}}},
		"the first version": {numbers(1, 700, 90, 1, 2, 5, 10, 6, 20),
			Index{InitSize: 700, Start: 90, Segments: []Segment{
				{Start: 90, Duration: 30, Offset: 700, Size: 11, Fragments: two}}}},
		"one after the other": {numbers(2, 1, 2, 2, 0, 1, 5, 10, 0, 1, 6, 20),
			Index{InitSize: 1, Start: 2, Segments: []Segment{
				{Start: 2, Duration: 10, Offset: 1, Size: 5, Fragments: two[:1]},
				{Start: 12, Duration: 20, Offset: 6, Size: 6, Fragments: two[1:]},
			}}},
		"largest numbers": {numbers(2, 0, 0, 1, 0, 1, mostNumber, mostNumber),
			Index{Segments: []Segment{{Duration: mostNumber, Size: mostNumber,
				Fragments: []Fragment{{mostNumber, mostNumber}}}}}},
		"more behind it": {append(numbers(2, 700, 0, 0), 9, 9), Index{InitSize: 700}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if x, err := Decode(c.bytes); err != nil || !reflect.DeepEqual(*x, c.want) {
				t.Errorf("%+v, %v\nwant %+v", x, err, c.want)
			}
		})
	}
}

// TestDecodeDamagedIndex: damage is an error before it takes memory.
func TestDecodeDamagedIndex(t *testing.T) {
	t.Parallel()
	good := numbers(2, 700, 90, 2, 4, 2, 5, 10, 6, 20, 4, 1, 5, 10)
	for name, b := range map[string][]byte{
		"nothing":                    {},
		"version 0":                  numbers(0, 700, 0, 0),
		"a later version":            numbers(3, 700, 0, 0),
		"a version alone":            {2},
		"very many segments":         numbers(2, 700, 0, maxSegments+1),
		"more segments than bytes":   numbers(2, 700, 0, maxSegments),
		"a segment of no fragments":  numbers(2, 700, 0, 1, 0, 0),
		"more fragments than bytes":  numbers(2, 700, 0, 1, 0, 1<<40, 5, 10),
		"a number beyond bounds":     numbers(2, mostNumber+1, 0, 0),
		"a number of 64 bits":        numbers(2, 1<<63, 0, 0),
		"a number without an end":    append([]byte{2}, bytes.Repeat([]byte{0xff}, 12)...),
		"a sum of bytes beyond":      numbers(2, 0, 0, 1, 0, 2, mostNumber, 1, mostNumber, 1),
		"a sum of ticks beyond":      numbers(2, 0, 0, 1, 0, 2, 1, mostNumber, 1, mostNumber),
		"an offset beyond":           numbers(2, mostNumber, 0, 1, 0, 1, 1, 1),
		"a start beyond":             numbers(2, 0, mostNumber, 1, 0, 1, 1, 1),
		"segments' sums of bytes":    numbers(2, 0, 0, 2, 0, 1, mostNumber, 1, 0, 1, mostNumber, 1),
		"cut before the last number": good[:len(good)-1],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if x, err := Decode(b); !errors.Is(err, ErrIndex) {
				t.Errorf("%+v, %v", x, err)
			}
		})
	}
	for n := range good {
		if _, err := Decode(good[:n]); err == nil {
			t.Errorf("%d of %d bytes are an index", n, len(good))
		}
	}
}

// TestIndexReadsBack: what is stored is what was made.
func TestIndexReadsBack(t *testing.T) {
	t.Parallel()
	x := longIndex(5)
	x.Start, x.Segments[2].KeySize = 0, 321
	if again, err := Decode(x.Encode()); err != nil || !reflect.DeepEqual(again, x) {
		t.Errorf("%+v, %v", again, err)
	}
	if end := x.End(); end != 5*180_000 {
		t.Errorf("it ends at %d", end)
	}
	if end := (&Index{Start: 7}).End(); end != 7 {
		t.Errorf("nothing ends at %d", end)
	}
}

// TestBox: the boxes of bytes, and none beyond them (ISO/IEC 14496-12 §4.2).
func TestBox(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ bytes, kind, want string }{
		"the first":         {"\x00\x00\x00\x0aabcdxy", "abcd", "xy"},
		"behind another":    {"\x00\x00\x00\x09freeX\x00\x00\x00\x09abcdY", "abcd", "Y"},
		"of two":            {"\x00\x00\x00\x09abcd1\x00\x00\x00\x09abcd2", "abcd", "1"},
		"empty":             {"\x00\x00\x00\x08abcd", "abcd", ""},
		"none":              {"\x00\x00\x00\x08abcd", "efgh", "-"},
		"no bytes":          {"", "abcd", "-"},
		"half a head":       {"\x00\x00\x00\x08abc", "abcd", "-"},
		"longer than bytes": {"\x00\x00\x00\x0babcdxy", "abcd", "-"},
		"size 0":            {"\x00\x00\x00\x00abcdxy", "abcd", "-"},
		"size 7":            {"\x00\x00\x00\x07abcdxy", "abcd", "-"},
		"a size of 4 GB":    {"\xff\xff\xff\xffabcdxy", "abcd", "-"},
	} {
		got := box([]byte(c.bytes), c.kind)
		if got == nil != (c.want == "-") || got != nil && string(got) != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// fragmentOf is a moof with a decode time and nothing else (ISO/IEC 14496-12 §8.8.12).
func fragmentOf(version byte, time uint64) []byte {
	tfdt := []byte{0, 0, 0, 16, 't', 'f', 'd', 't', version, 0, 0, 0}
	if version == 1 {
		tfdt = binary.BigEndian.AppendUint64(tfdt, time)
		tfdt[3] = 20
	} else {
		tfdt = binary.BigEndian.AppendUint32(tfdt, uint32(time))
	}
	wrap := func(kind string, in []byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(in)+8)), kind...), in...)
	}
	return wrap("moof", wrap("traf", tfdt))
}

// TestRebase: a clip's times begin at its own start, in every fragment.
func TestRebase(t *testing.T) {
	t.Parallel()
	one, two := fragmentOf(0, 5000), fragmentOf(1, 1<<40)
	s := Segment{Fragments: []Fragment{{Size: int64(len(one))}, {Size: int64(len(two))}}}
	b := append(bytes.Clone(one), two...)
	track := StoredTrack{Shift: 4000}
	if err := track.Rebase(b, s); err != nil || !bytes.Equal(b,
		append(fragmentOf(0, 1000), fragmentOf(1, 1<<40-4000)...)) {
		t.Errorf("%x, %v", b, err)
	}
	if err := track.Rebase(b[:len(b)-1], s); !errors.Is(err, ErrIndex) {
		t.Errorf("bytes that are cut: %v", err)
	}
	for name, bad := range map[string][]byte{
		"no moof": []byte("\x00\x00\x00\x08mdat"), "a version to come": fragmentOf(2, 5000),
		"half a time": bytes.Replace(fragmentOf(1, 0), []byte{0, 0, 0, 20, 't'}, []byte{0, 0, 0, 14, 't'}, 1),
	} {
		if err := track.Rebase(bad, Segment{Fragments: []Fragment{{Size: int64(len(bad))}}}); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
