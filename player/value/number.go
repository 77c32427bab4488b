package value

import (
	"math"
	"math/bits"
	"strconv"
)

// strconv reads and writes numbers too; its errors quote what they could not read,
// which alone is more code than all of this file.

// powers of ten that an uint64 holds.
var powers = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

const mostDigits = len(powers) - 1

// ParseInt reads a decimal number with an optional sign; false for anything else
// and for what an int64 does not hold.
func ParseInt(s string) (int64, bool) {
	negative := s != "" && s[0] == '-'
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	if s == "" || len(s) > mostDigits {
		return 0, false
	}
	n := int64(0)
	for i := range len(s) {
		d := int64(s[i]) - '0'
		if d < 0 || d > 9 || n > (math.MaxInt64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	if negative {
		n = -n
	}
	return n, true
}

// ParseFloat reads a decimal number with optional sign, fraction and exponent. It is
// the nearest one for up to 19 digits and exponents up to 19, and off by few units
// in the last place beyond; false for anything else and for what is too large.
func ParseFloat(s string) (float64, bool) {
	negative := s != "" && s[0] == '-'
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	mantissa, exponent, rest, ok := digits(s)
	if !ok {
		return 0, false
	}
	if rest != "" {
		if rest[0] != 'e' && rest[0] != 'E' {
			return 0, false
		}
		n, ok := parseExponent(rest[1:])
		if !ok {
			return 0, false
		}
		exponent += n
	}
	f := scaled(mantissa, exponent)
	if negative {
		f = -f
	}
	return f, !math.IsInf(f, 0)
}

// mostExponent is more than any number has, with all its digits.
const mostExponent = 10_000

// parseExponent reads a whole number; one beyond bounds is the bound.
func parseExponent(s string) (int, bool) {
	negative := s != "" && s[0] == '-'
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = min(n*10+int(s[i]-'0'), mostExponent)
	}
	if negative {
		n = -n
	}
	return n, s != ""
}

// digits reads digits and a fraction as mantissa·10^exponent; digits beyond what a
// mantissa holds are dropped.
func digits(s string) (mantissa uint64, exponent int, rest string, ok bool) {
	point := false
	i := 0
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '.' && !point:
			point = true
			continue
		case c < '0' || c > '9':
			return mantissa, exponent, s[i:], ok
		}
		ok = true
		if mantissa < powers[mostDigits-1] {
			mantissa = mantissa*10 + uint64(c-'0')
			if point {
				exponent--
			}
		} else if !point {
			exponent++
		}
	}
	return mantissa, exponent, "", ok
}

// scaled is mantissa·10^exponent.
func scaled(mantissa uint64, exponent int) float64 {
	switch {
	case mantissa == 0:
		return 0
	case exponent > mostDigits:
		f := times(mantissa, powers[mostDigits])
		for exponent -= mostDigits; exponent > mostDigits && !math.IsInf(f, 0); exponent -= mostDigits {
			f *= float64(powers[mostDigits])
		}
		last := float64(powers[max(0, min(exponent, mostDigits))])
		if f <= math.MaxFloat64/last*(1+1e-14) { // the largest number, by rounding
			return min(f*last, math.MaxFloat64)
		}
		return math.Inf(1)
	case exponent >= 0:
		return times(mantissa, powers[exponent])
	}
	f := over(mantissa, powers[min(-exponent, mostDigits)])
	for exponent += mostDigits; exponent < 0 && f > 0; exponent += mostDigits {
		f /= float64(powers[min(-exponent, mostDigits)])
	}
	return f
}

// times is the product, rounded once.
func times(a, b uint64) float64 {
	high, low := bits.Mul64(a, b)
	if high == 0 {
		return float64(low)
	}
	shift := bits.LeadingZeros64(high)
	top, rest := high<<shift|low>>(64-shift), low<<shift
	return float64(sticky(top, rest)) * power2(64-shift)
}

// over is the quotient, rounded once.
func over(a, b uint64) float64 {
	up, down := bits.LeadingZeros64(a), bits.LeadingZeros64(b)
	a, b = a<<up, b<<down
	high, low := a>>1, a<<63 // less than b
	quotient, rest := bits.Div64(high, low, b)
	return float64(sticky(quotient, rest)) * power2(1-64-up+down)
}

// sticky keeps in the last bit that there was more behind it, so that a number of
// more than 54 bits is rounded as the exact one would be.
func sticky(n, rest uint64) uint64 {
	if rest != 0 {
		n |= 1
	}
	return n
}

// power2 is 2^n for normal numbers.
func power2(n int) float64 { return math.Float64frombits(uint64(n+1023) << 52) }

// AppendFloat writes a number so that it reads as the same one: as short as it can
// be where it has up to 15 digits, else with 17. Beyond 1e15 and below 0.01 it may be
// off by few units in the last place.
func AppendFloat(dst []byte, f float64) []byte {
	if f == math.Trunc(f) && math.Abs(f) < 1<<63 {
		return strconv.AppendInt(dst, int64(f), 10)
	}
	if f < 0 {
		dst, f = append(dst, '-'), -f
	}
	for decimals := 1; decimals < mostDigits; decimals++ {
		n := math.Floor(f*float64(powers[decimals]) + 0.5)
		if n >= 1<<53 {
			break
		}
		if n/float64(powers[decimals]) == f {
			return appendDecimal(dst, uint64(n), decimals)
		}
	}
	if f >= 0.01 && f < 1e15 {
		n, decimals := seventeen(f)
		return appendDecimal(dst, n, decimals)
	}
	exponent := 0
	for ; f >= 1e17; exponent++ {
		f /= 10
	}
	for ; f < 1e16; exponent-- {
		f *= 10
	}
	n := int64(f)
	if exponent > 0 { // the largest number stays one
		n, exponent = n/10, exponent+1
	}
	dst = append(strconv.AppendInt(dst, n, 10), 'e')
	return strconv.AppendInt(dst, int64(exponent), 10)
}

// seventeen gives f from 0.01 to 1e15 as n·10^-decimals, n of 17 digits: enough to
// tell any two numbers apart (IEEE 754 §5.12.2).
func seventeen(f float64) (n uint64, decimals int) {
	for decimals = 2; decimals < mostDigits && f*float64(powers[decimals]) < 1e16; decimals++ {
	}
	b := math.Float64bits(f)
	mantissa, shift := b&(1<<52-1)|1<<52, 1075-int(b>>52)
	high, low := bits.Mul64(mantissa, powers[decimals])
	low, carry := bits.Add64(low, 1<<(shift-1), 0) // half, for rounding
	high += carry
	return high<<(64-shift) | low>>shift, decimals
}

// appendDecimal writes n·10^-decimals.
func appendDecimal(dst []byte, n uint64, decimals int) []byte {
	dst = strconv.AppendInt(dst, int64(n/powers[decimals]), 10)
	dst = append(dst, '.')
	n %= powers[decimals]
	end := len(dst) + decimals
	for range decimals {
		dst = append(dst, '0')
	}
	for i := end - 1; n > 0; i-- {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
	for dst[len(dst)-1] == '0' && dst[len(dst)-2] != '.' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// Fixed is a number of 0 or more with two decimals, as in addresses of pictures.
func Fixed(f float64) string {
	n := uint64(f*100 + 0.5)
	return strconv.Itoa(int(n/100)) + "." + string(rune('0'+n/10%10)) + string(rune('0'+n%10))
}

// FormatFloat is AppendFloat as a text.
func FormatFloat(f float64) string { return string(AppendFloat(nil, f)) }
