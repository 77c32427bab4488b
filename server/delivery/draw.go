package delivery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"diptych/server/confine"
	"diptych/server/packager"
)

// sketch is one drawing: what ffmpeg reads, and how it makes the picture of it.
type sketch struct {
	formats string // that it may be of
	input   []string
	stdin   io.Reader
	filter  string
}

// ofFrame draws from the init segment and the one segment that is needed.
func ofFrame(in io.ReadSeeker, t *packager.StoredTrack, p picture) sketch {
	s := t.Index.Segments[segmentAt(t, p.second)]
	return sketch{
		formats: "mov,mp4", input: []string{"-f", "mp4", "-i", "pipe:0"},
		stdin:  io.MultiReader(&part{in, 0, t.Index.InitSize}, &part{in, s.Offset, s.Size}),
		filter: fmt.Sprintf("select='gte(n,%d)',%s%s", frameAt(t, s, p.second), p.crop.filter(), scale(p)),
	}
}

// ofPicture draws from an uploaded picture. Some kinds can only be read from a
// file.
func ofPicture(file string, p picture) sketch {
	return sketch{
		formats: confine.Pictures + ",gif",
		input:   []string{"-i", "file:" + file},
		filter:  p.crop.filter() + scale(p),
	}
}

// drawInto runs ffmpeg in a folder that is the drawing's own and gives the file
// that it has made there.
func (s sketch) drawInto(ctx context.Context, dir string, p picture) (string, error) {
	container := "image2pipe"
	if p.format == "gif" {
		container = "gif" // with its header and palette
	}
	file := filepath.Join(dir, "picture")
	// Each further thread would hold pictures of its own in memory.
	args := append([]string{"-nostdin", "-v", "error", "-threads", "1"}, s.input...)
	args = append(args, "-filter_threads", "1", "-vf", s.filter, "-frames:v", "1", "-threads", "1", "-f",
		container)
	args = append(args, codec(p)...)
	cmd := confine.Command(ctx, dir, s.formats, "ffmpeg", append(args, "-y", "file:"+file)...)
	var complaint bytes.Buffer
	cmd.Stdin, cmd.Stderr = s.stdin, &complaint
	if err := confine.Start(cmd, confine.Drawing()); err != nil {
		return "", err
	}
	err := cmd.Wait()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if info, none := os.Stat(file); none != nil || info.Size() == 0 {
		return "", errors.Join(fmt.Errorf("ffmpeg drew nothing: %s", strings.TrimSpace(complaint.String())), err)
	}
	return file, nil
}

// part reads n bytes from an offset on.
type part struct {
	r     io.ReadSeeker
	at, n int64
}

func (p *part) Read(b []byte) (int, error) {
	if p.n <= 0 {
		return 0, io.EOF
	}
	if _, err := p.r.Seek(p.at, io.SeekStart); err != nil {
		return 0, err
	}
	got, err := p.r.Read(b[:min(int64(len(b)), p.n)])
	p.at, p.n = p.at+int64(got), p.n-int64(got)
	return got, err
}

// frameAt is the number, within a segment, of the frame that is shown at a time;
// renditions have a constant frame rate. Times of frames that ffmpeg reads from a
// single segment are not those of the presentation.
func frameAt(t *packager.StoredTrack, s packager.Segment, seconds float64) int {
	start, length := float64(s.Start)/float64(t.Timescale), float64(s.Duration)/float64(t.Timescale)
	last := max(0, length*t.FrameRate-1)
	return int(max(0, min(last+0.5, (seconds-start)*t.FrameRate+0.01)))
}

// frameTime is when the frame begins that is shown at a time, seconds.
func frameTime(t *packager.StoredTrack, seconds float64) float64 {
	if len(t.Index.Segments) == 0 || t.FrameRate <= 0 {
		return 0
	}
	s := t.Index.Segments[segmentAt(t, seconds)]
	return float64(s.Start)/float64(t.Timescale) + float64(frameAt(t, s, seconds))/t.FrameRate
}

func segmentAt(t *packager.StoredTrack, seconds float64) int {
	ticks := int64(seconds * float64(t.Timescale))
	for i, s := range t.Index.Segments {
		if ticks < s.Start+s.Duration {
			return i
		}
	}
	return len(t.Index.Segments) - 1
}

// of is the part of a track's pictures in their own pixels; the whole when none
// is named.
func (c crop) of(t *packager.StoredTrack) crop {
	w, h := float64(max(2, t.Width)), float64(max(2, t.Height))
	if c == (crop{}) {
		return crop{w: w, h: h}
	}
	sx, sy := 1.0, 1.0
	if c.relW > 0 {
		sx = w / c.relW
	}
	if c.relH > 0 {
		sy = h / c.relH
	}
	x, y := min(c.x*sx, w-2), min(c.y*sy, h-2)
	cw, ch := w-x, h-y
	if c.w > 0 {
		cw = min(cw, c.w*sx)
	}
	if c.h > 0 {
		ch = min(ch, c.h*sy)
	}
	pixels := func(v float64) float64 { return float64(int(v + 0.5)) }
	return crop{x: pixels(x), y: pixels(y), w: max(1, pixels(cw)), h: max(1, pixels(ch))}
}

// settled is a part in a track's own pixels, and nothing where it is the whole.
func (c crop) settled(t *packager.StoredTrack) crop {
	if c == (crop{}) {
		return c
	}
	return c.of(t)
}

// filter takes the part of the picture, "" for the whole.
func (c crop) filter() string {
	if c == (crop{}) {
		return ""
	}
	return fmt.Sprintf("crop=%d:%d:%d:%d:exact=1,", int(c.w), int(c.h), int(c.x), int(c.y))
}

// narrow is where colours with half the resolution are no longer enough, pixels.
const narrow = 16

// scale is the filter that fits a picture into its box.
func scale(p picture) string {
	w, h := strconv.Itoa(p.width), strconv.Itoa(p.height)
	box := "scale=" + w + ":" + h
	if min(p.width, p.height) < narrow { // half a pixel of colour cannot be cut
		box = "format=yuv444p," + box
	}
	switch p.kind {
	case 2:
		return box +
			fmt.Sprintf(":force_original_aspect_ratio=decrease,pad=%s:%s:(ow-iw)/2:(oh-ih)/2:color=0x%s", w, h,
				p.background)
	case 3:
		return fmt.Sprintf("%s:force_original_aspect_ratio=increase,crop=%s:%s", box, w, h)
	case 4:
		return fmt.Sprintf("%s:force_original_aspect_ratio=increase,crop=%s:%s:(iw-ow)/2:0", box, w, h)
	case 5:
		return box
	}
	return box + ":force_original_aspect_ratio=decrease"
}

func codec(p picture) []string {
	switch p.format {
	case "png", "gif", "bmp":
		return []string{"-c:v", p.format}
	case "tif":
		return []string{"-c:v", "tiff", "-pix_fmt", "rgb24"} // few programs read others
	case "webp":
		return []string{"-c:v", "libwebp", "-compression_level", "1", "-quality", strconv.Itoa(p.quality)}
	}
	// mjpeg's scale runs from 2 (best) to 31.
	return []string{"-c:v", "mjpeg", "-q:v", strconv.Itoa(2 + (100-p.quality)*29/100)}
}
