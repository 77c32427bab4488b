package value

import (
	"math"
	"math/rand"
	"strconv"
	"strings"
	"testing"
)

func FuzzParseFloat(f *testing.F) {
	for _, s := range []string{
		"0", "-0", "1", "0.1", ".5", "5.", "1e3", "1E-3", "9007199254740993", "0.30000000000000004",
		"123456789012345678", "1e19", "1e-19",
		"", ".", "-", "+1", "1e", "e1", "1.2.3", "0x10", "inf", "NaN", "1_0", " 1", "1 ", "1e400", "1e-400",
		"12345678901234567890123",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := ParseFloat(s)
		want, err := strconv.ParseFloat(s, 64)
		if strings.Trim(s, "0123456789.eE+-") != "" { // strconv knows more: hexadecimal, infinities
			if ok {
				t.Errorf("%q is read as %g", s, got)
			}
			return
		}
		if math.IsInf(want, 0) && math.Abs(got) == math.MaxFloat64 {
			return // next to the largest
		}
		if ok != (err == nil) {
			t.Fatalf("%q: %g %v, strconv %g %v", s, got, ok, want, err)
		}
		if ok && math.Abs(got-want) > 1e-14*math.Abs(want)+5e-324*16 {
			t.Errorf("%q: %g, want %g", s, got, want)
		}
	})
}

// TestParseFloatIsTheNearest for all that pages, manifests and clocks write.
func TestParseFloatIsTheNearest(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewSource(1))
	for range 200_000 {
		s := strconv.FormatUint(r.Uint64()>>r.Intn(64)/10, 10)
		if at := r.Intn(len(s) + 1); r.Intn(2) == 0 {
			s = s[:at] + "." + s[at:]
		}
		got, ok := ParseFloat(s)
		if want, _ := strconv.ParseFloat(s, 64); !ok || got != want {
			t.Fatalf("%s: %.20g, want %.20g", s, got, want)
		}
	}
}

func TestFloatsReadAsWritten(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewSource(2))
	for range 200_000 {
		f := r.Float64() * float64(powers[r.Intn(15)])
		if f < 0.01 {
			continue
		}
		if r.Intn(2) == 0 { // as people write them
			f = math.Round(f*1000) / 1000
		}
		s := FormatFloat(f)
		if back, err := strconv.ParseFloat(s, 64); err != nil || back != f {
			t.Fatalf("%.17g is written %s", f, s)
		}
		if short := strconv.FormatFloat(f, 'f', -1, 64); len(short) <= 16 && s != short {
			t.Fatalf("%s is written %s", short, s)
		}
	}
	for f, want := range map[float64]string{
		0: "0", -1.5: "-1.5", 1 << 53: "9007199254740992", 0.30000000000000004: "0.30000000000000004",
		0.005: "0.005", 1e-7: "0.0000001", 41.708333: "41.708333",
	} {
		if got := FormatFloat(f); got != want {
			t.Errorf("%g is written %s, want %s", f, got, want)
		}
	}
	for _, f := range []float64{1e300, 1.2345678901234567e-9, 5e-324, math.MaxFloat64, 1.7e19} {
		back, ok := ParseFloat(FormatFloat(f))
		if !ok || math.Abs(back-f) > 1e-14*f && f > 1e-300 {
			t.Errorf("%g is written %s, read as %g", f, FormatFloat(f), back)
		}
	}
}

func TestParseInt(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int64{
		"0": 0, "-12": -12, "+7": 7, "007": 7, "9223372036854775807": math.MaxInt64,
	} {
		if got, ok := ParseInt(s); !ok || got != want {
			t.Errorf("%q: %d %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "-", "+", "1.5", "a", "9223372036854775808", "99999999999999999999", " 1"} {
		if got, ok := ParseInt(s); ok {
			t.Errorf("%q: %d", s, got)
		}
	}
}

func TestFixed(t *testing.T) {
	t.Parallel()
	for f, want := range map[float64]string{
		0: "0.00", 7: "7.00", 1.005: "1.00", 12.345: "12.35", 3599.999: "3600.00",
	} {
		if got := Fixed(f); got != want && got != strconv.FormatFloat(f, 'f', 2, 64) {
			t.Errorf("%g: %s, want %s", f, got, want)
		}
	}
}
