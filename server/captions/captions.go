// Package captions reads what people upload as captions (SubRip, WebVTT, TTML, in
// whatever encoding) and writes it as WebVTT. Text arrives as it was written; what
// is not valid in WebVTT is made so.
package captions

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"diptych/server/limits"
)

// Format is how a file is written.
type Format int

// The formats, by the contract's numbers (KalturaCaptionType).
const (
	SRT    Format = 1
	TTML   Format = 2 // also called DFXP
	WebVTT Format = 3
)

// Errors of Parse.
var (
	ErrNoCues  = errors.New("captions: no captions in the file")
	ErrTooLong = errors.New("captions: the file is too long")
	ErrFormat  = errors.New("captions: unknown format")
)

// File is what a caption file says.
type File struct {
	Head []string // STYLE and REGION blocks of WebVTT
	Cues []Cue    // in the order of their beginnings
}

// Cue is one text at a time. Markup is WebVTT cue text (W3C WebVTT §4.2.2):
// escaped, with lines of at least one character.
type Cue struct {
	ID         string
	Start, End time.Duration
	Settings   string // of WebVTT, as written
	Markup     string
}

// open is the end of a cue that does not tell it.
const open = time.Duration(-1)

// shown is how long a cue stays that does not tell when it ends.
const shown = 4 * time.Second

// Parse reads a file. Language, an English name or a code, helps to find out the
// encoding of one that does not tell it. It fails with ErrNoCues, ErrTooLong,
// ErrFormat or an error of XML, and never panics.
func Parse(data []byte, format Format, language string) (file *File, err error) {
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, fmt.Errorf("captions: %v", r)
		}
	}()
	if len(data) > limits.CaptionFile {
		return nil, ErrTooLong
	}
	text := Decode(data, language)
	switch {
	case format == TTML:
		file, err = readTTML(text)
	case format == WebVTT, format == SRT && isWebVTT(text): // the contract's default says SRT of everything
		file, err = readWebVTT(text)
	case format == SRT:
		file, err = readSRT(text)
	default:
		return nil, fmt.Errorf("%w: %d", ErrFormat, format)
	}
	if err != nil {
		return nil, err
	}
	if file.tidy(); len(file.Cues) == 0 {
		return nil, ErrNoCues
	}
	return file, nil
}

// Stored reads WebVTT of our own: one that says nothing is no fault.
func Stored(text string) *File {
	file, err := Parse([]byte(text), WebVTT, "")
	if err != nil {
		return &File{}
	}
	return file
}

// tidy puts cues into the order of time, gives those an end that have none and
// drops those that say nothing.
func (f *File) tidy() {
	f.Cues = slices.DeleteFunc(f.Cues, func(c Cue) bool { return c.Markup == "" || c.Start < 0 })
	slices.SortStableFunc(f.Cues, func(a, b Cue) int { return cmp.Compare(a.Start, b.Start) })
	next := open
	for i := len(f.Cues) - 1; i >= 0; i-- {
		c := &f.Cues[i]
		if c.End <= c.Start {
			c.End = c.Start + shown
			if next > c.Start {
				c.End = min(c.End, next)
			}
		}
		if i > 0 && f.Cues[i-1].Start < c.Start {
			next = c.Start
		}
	}
}

// Between are the captions that are on the screen at some time of [from, to),
// with their own times.
func (f *File) Between(from, to time.Duration) *File {
	part := &File{Head: f.Head}
	for _, c := range f.Cues {
		if c.Start >= to {
			break // they are in the order of their beginnings
		}
		if c.End > from {
			part.Cues = append(part.Cues, c)
		}
	}
	return part
}

// Clip is a part of the captions, its times counted from the part's beginning.
func (f *File) Clip(from, to time.Duration) *File {
	part := f.Between(from, to)
	for i := range part.Cues {
		c := &part.Cues[i]
		c.Start, c.End = max(0, c.Start-from), min(c.End, to)-from
	}
	return part
}

// Weight is about how much memory the file takes, bytes.
func (f *File) Weight() int64 {
	const row = 72
	var sum int64
	for _, c := range f.Cues {
		sum += row + int64(len(c.ID)+len(c.Settings)+len(c.Markup))
	}
	return sum + row
}

// String is the whole as WebVTT.
func (f *File) String() string { return f.Segment("") }

// Segment is the whole as WebVTT with a header line (RFC 8216 §3.5).
func (f *File) Segment(header string) string {
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	if header != "" {
		b.WriteString(header + "\n")
	}
	for _, block := range f.Head {
		b.WriteString("\n" + block + "\n")
	}
	for _, c := range f.Cues {
		b.WriteByte('\n')
		if c.ID != "" {
			b.WriteString(c.ID + "\n")
		}
		b.WriteString(clock(c.Start) + " --> " + clock(c.End))
		if c.Settings != "" {
			b.WriteString(" " + c.Settings)
		}
		b.WriteString("\n" + c.Markup + "\n")
	}
	return b.String()
}

func clock(d time.Duration) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}
