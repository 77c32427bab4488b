package limits

import (
	"fmt"
	"strings"
	"time"
)

// Row is one limit for people: what it bounds, how much, and why so.
type Row struct{ What, Value, Why string }

// Table is every limit with its reason; docs/operating.md shows it.
func Table() []Row {
	return []Row{
		{"request without a session: fields and JSON", bytes(BodyAnonymous),
			"no call that needs no session is longer"},
		{"request with one", bytes(Body), "texts of captions and playlists; files do not count"},
		{"start request, request for keys", bytes(StartBody) + ", " + bytes(LicenseBody),
			"a session is most of the first"},
		{"parameters of a request", count(Fields), "as many as fifty calls with all their fields have"},
		{"parts of a multipart body", count(Parts), "files of a batch beside their fields"},
		{"name of a parameter", bytes(Key), "the longest of the contract are a tenth of it"},
		{"nesting of parameters", count(Depth), "profiles within profiles go to ten"},
		{"session (KS)", bytes(KS), "a session is some hundred bytes; privileges may name many entries"},
		{"what an error repeats of it, of other values", bytes(KSEcho) + ", " + bytes(Echo),
			"a batch would multiply it"},
		{"calls of a batch without, with a session", count(Batch) + ", " + count(BatchSlots),
			"a player sends four; scripts hundreds"},
		{"answer of a batch", bytes(BatchAnswer), "500 entries of a full list are half of it"},
		{"page of a list, reach of its pages", count(Page) + ", " + count(Reachable),
			"the contract's own numbers"},
		{"head of a request", bytes(Header), "a GET may hold a session and a filter"},
		{"file that comes before its session, all such at once", bytes(EarlyFile) + ", " + bytes(EarlyFiles),
			"curl sends fields in any order"},
		{"time for a head, without a byte, between requests", join(HeadTime, StallTime, IdleTime),
			"a train leaves a tunnel sooner"},
		{"time for a body", short(BodyTime) + " and a second more for each " + bytes(SlowestBody),
			"the slowest phone is ten times as fast"},
		{"time for a viewer to take a piece of " + bytes(Piece), short(PieceTime),
			"23 kB/s are too slow for any rendition"},
		{"work for a call, end of requests at a stop", join(CallTime, GraceTime),
			"nothing that a call does takes longer"},
		{"wrong secrets, of an address for an account", count(GuessesPerMin) + " a minute",
			"a person mistypes less, a machine more"},
		{"uploaded or imported file, time of an import", bytes(Upload) + ", " + short(ImportTime),
			"twelve hours at 12 Mbit/s"},
		{"disk that uploads leave free", bytes(FreeSpace) + ", at most a twentieth of it",
			"the database and running conversions go on"},
		{"unfinished uploads of a user, of an account", count(UploadsOfUser) + ", " + count(UploadsOfAll),
			"a folder of a term's recordings at once"},
		{"caption file, picture file", bytes(CaptionFile) + ", " + bytes(PictureFile),
			"a day of speech; a photo as cameras write it"},
		{"sides of an uploaded picture, pixels of one", count(PictureSide) + ", " + count(SourcePixels),
			"8K is 33 million"},
		{"side of a drawn picture, its pixels, those of a sprite", join3(DrawnSide, DrawnPixels, SpritePixels),
			"a screen of 4K; a sprite has " + count(SpriteSlices) + " pictures at most"},
		{"time and memory to draw one", short(DrawTime) + " of processor, " + short(DrawWait) + " in all, " +
			bytes(DrawMemory), "a picture of an 8K film takes a second"},
		{"pictures drawn at once, waiting; kept on disk", count(DrawsAtOnce) + ", " + count(DrawsWaiting) +
			"; " + bytes(DrawnKept), "who comes later is told 503 and asks again"},
		{"film", fmt.Sprintf("%d hours, %d pictures a second", SourceHours, FramesPerSecond),
			"a day's recording; more pictures are left out"},
		{"memory, output, files, processor time of a conversion",
			bytes(ConvertMemory) + ", " + bytes(ConvertOutput) + ", " + count(ConvertOpen) + ", " +
				short(ConvertTime), "ten hours of 4K"},
		{"memory and time of a look at a file", bytes(ProbeMemory) + ", " + short(ProbeTime),
			"a file is looked at before it is believed"},
	}
}

// Markdown is the table as docs/operating.md has it.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| what | at most | why |\n|---|---|---|\n")
	for _, r := range Table() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.What, r.Value, r.Why)
	}
	return b.String()
}

func bytes(n int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= unit.size && n%unit.size == 0 {
			return fmt.Sprintf("%d %s", n/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}

func count(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func join(list ...time.Duration) string {
	var parts []string
	for _, d := range list {
		parts = append(parts, short(d))
	}
	return strings.Join(parts, ", ")
}

func short(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{time.Hour, "h"}, {time.Minute, "min"}} {
		if d%unit.length == 0 {
			return fmt.Sprintf("%d %s", d/unit.length, unit.name)
		}
	}
	return fmt.Sprintf("%d s", d/time.Second)
}

func join3(list ...int64) string {
	var parts []string
	for _, n := range list {
		parts = append(parts, count(n))
	}
	return strings.Join(parts, ", ")
}
