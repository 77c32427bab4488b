package manifest

import (
	"strconv"
	"strings"

	"diptych/player/value"
)

// ParseDate reads a moment as ISO 8601 and xs:dateTime write it, in ms since 1970;
// without a zone it is UTC (ISO/IEC 23009-1 §5.3.1.2). false for anything else.
func ParseDate(s string) (ms float64, ok bool) {
	date, clock, found := strings.Cut(strings.TrimSpace(s), "T")
	if !found {
		return 0, false
	}
	year, month, day, ok := three(date, "-")
	if !ok || month < 1 || month > 12 || day < 1 || day > 31 || year < 1 || year > 9999 {
		return 0, false
	}
	clock, zone := zoneOf(clock)
	hour, minute, second, ok := three(clock, ":")
	if !ok || hour > 24 || minute > 59 || second >= 61 {
		return 0, false
	}
	seconds := float64(daysSince1970(int(year), int(month), int(day)))*86400 + hour*3600 + minute*60 + second
	return (seconds - zone) * 1000, true
}

func three(s, between string) (a, b, c float64, ok bool) {
	first, rest, _ := strings.Cut(s, between)
	second, third, _ := strings.Cut(rest, between)
	a, okA := value.ParseFloat(first)
	b, okB := value.ParseFloat(second)
	c, okC := value.ParseFloat(third)
	return a, b, c, okA && okB && okC && a >= 0 && b >= 0 && c >= 0
}

// zoneOf takes the zone off a time of day and gives its distance from UTC, seconds.
func zoneOf(clock string) (rest string, seconds float64) {
	clock = strings.TrimSuffix(clock, "Z")
	i := strings.LastIndexAny(clock, "+-")
	if i < 0 {
		return clock, 0
	}
	digits := strings.ReplaceAll(clock[i+1:], ":", "") + "0000"
	hours, _ := value.ParseInt(digits[:2])
	minutes, _ := value.ParseInt(digits[2:4])
	seconds = float64(hours*3600 + minutes*60)
	if clock[i] == '-' {
		seconds = -seconds
	}
	return clock[:i], seconds
}

// daysSince1970 counts days of the Gregorian calendar; a year begins with March here,
// so that the day that comes and goes is its last.
func daysSince1970(year, month, day int) int {
	if month < 3 {
		year, month = year-1, month+12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 719_469
}

// ParseHTTPDate reads the Date header (RFC 9110 §5.6.7) in its first form.
func ParseHTTPDate(s string) (ms float64, ok bool) {
	const months = "JanFebMarAprMayJunJulAugSepOctNovDec"
	f := strings.Fields(s)
	if len(f) != 6 || len(f[2]) != 3 {
		return 0, false
	}
	month := strings.Index(months, f[2])
	if month < 0 || month%3 != 0 {
		return 0, false
	}
	return ParseDate(f[3] + "-" + strconv.Itoa(month/3+1) + "-" + f[1] + "T" + f[4])
}
