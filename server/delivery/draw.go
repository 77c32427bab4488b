package delivery

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"diptych/server/packager"

	"golang.org/x/sync/singleflight"
)

type readSeekCloser = io.ReadSeekCloser

// parallelDraws bounds the ffmpeg processes that draw.
const parallelDraws = 2

// What pictures may be drawn from: formats, and pixels of one.
const (
	pictureFormats = "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif"
	maxPixels      = "70000000"
)

const drawTime = 2 * time.Minute

var drawing = make(chan struct{}, parallelDraws)

// thumbnailer makes each picture once.
type thumbnailer struct{ group singleflight.Group }

// once runs f for a key; callers that come meanwhile wait for the same run,
// which goes on when the first of them leaves.
func (t *thumbnailer) once(ctx context.Context, key string, f func(ctx context.Context) error) error {
	done := t.group.DoChan(key, func() (any, error) {
		drawing <- struct{}{}
		defer func() { <-drawing }()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drawTime)
		defer cancel()
		return nil, f(ctx)
	})
	select {
	case r := <-done:
		return r.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// draw runs ffmpeg over the init segment and the one segment that is needed; a
// sprite reads the whole of the smallest rendition.
func draw(ctx context.Context, in io.ReadSeeker, t *packager.StoredTrack, p picture, total float64) (io.Reader, error) {
	args := []string{"-nostdin", "-v", "error", "-protocol_whitelist", "pipe", "-max_pixels", maxPixels}
	var input io.Reader = in
	filter := cut(p.crop, t) + scale(p)
	switch {
	case p.slices > 0 && p.slice < 0:
		from, to := p.window(total)
		if to-from > 300 {
			args = append(args, "-skip_frame", "nokey")
		}
		every := (to - from) / float64(p.slices)
		filter = fmt.Sprintf("trim=%f:%f,setpts=PTS-STARTPTS,fps=1/%f:round=up:start_time=0,%s,tpad=stop=%d:stop_mode=clone,tile=%dx1", from, to+every, every, filter, p.slices, p.slices)
		args = append(args, "-f", "mp4", "-i", "pipe:0")
	default:
		at := p.instant(total)
		s := t.Index.Segments[segmentAt(t, at)]
		input = io.MultiReader(&part{in, 0, t.Index.InitSize}, &part{in, s.Offset, s.Size})
		filter = fmt.Sprintf("select='gte(n,%d)',%s", frameAt(t, s, at), filter)
		args = append(args, "-f", "mp4", "-i", "pipe:0")
	}
	return run(ctx, input, append(args, "-vf", filter), p)
}

// drawPicture runs ffmpeg over an uploaded picture. Some kinds can only be read
// from a file.
func drawPicture(ctx context.Context, file string, t *packager.StoredTrack, p picture) (io.Reader, error) {
	args := []string{"-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-max_pixels", maxPixels, "-format_whitelist", pictureFormats, "-i", "file:" + file}
	return run(ctx, nil, append(args, "-vf", cut(p.crop, t)+scale(p)), p)
}

// run ends the arguments with what is to come out.
func run(ctx context.Context, input io.Reader, args []string, p picture) (io.Reader, error) {
	container := "image2pipe"
	if p.format == "gif" {
		container = "gif" // with its header and palette
	}
	args = append(args, "-frames:v", "1", "-f", container)
	args = append(args, codec(p)...)
	cmd := exec.CommandContext(ctx, "ffmpeg", append(args, "pipe:1")...)
	var out, complaint bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = input, &out, &complaint
	if err := cmd.Run(); err != nil && out.Len() == 0 {
		return nil, fmt.Errorf("ffmpeg: %w: %s", err, strings.TrimSpace(complaint.String()))
	}
	if out.Len() == 0 {
		return nil, fmt.Errorf("ffmpeg drew nothing: %s", strings.TrimSpace(complaint.String()))
	}
	return &out, nil
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
	last := math.Round(length*t.FrameRate) - 1
	return int(max(0, min(last, math.Floor((seconds-start)*t.FrameRate+0.01))))
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

// cut is the filter that takes a part of the picture, "" for the whole.
func cut(c crop, t *packager.StoredTrack) string {
	if c == (crop{}) {
		return ""
	}
	w, h := float64(t.Width), float64(t.Height)
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
	return fmt.Sprintf("crop=%d:%d:%d:%d:exact=1,", max(1, int(cw+0.5)), max(1, int(ch+0.5)), int(x+0.5), int(y+0.5))
}

func scale(p picture) string {
	w, h := strconv.Itoa(p.width), strconv.Itoa(p.height)
	switch {
	case p.width == 0 && p.height == 0:
		return "null"
	case p.height == 0:
		return "scale=" + w + ":-2"
	case p.width == 0:
		return "scale=-2:" + h
	}
	switch p.kind {
	case 2:
		return fmt.Sprintf("scale=%s:%s:force_original_aspect_ratio=decrease,pad=%s:%s:(ow-iw)/2:(oh-ih)/2:color=0x%s", w, h, w, h, p.background)
	case 3:
		return fmt.Sprintf("scale=%s:%s:force_original_aspect_ratio=increase,crop=%s:%s", w, h, w, h)
	case 4:
		return fmt.Sprintf("scale=%s:%s:force_original_aspect_ratio=increase,crop=%s:%s:(iw-ow)/2:0", w, h, w, h)
	case 5:
		return fmt.Sprintf("scale=%s:%s", w, h)
	}
	return fmt.Sprintf("scale=%s:%s:force_original_aspect_ratio=decrease", w, h)
}

func codec(p picture) []string {
	switch p.format {
	case "png", "gif", "bmp":
		return []string{"-c:v", p.format}
	case "tif":
		return []string{"-c:v", "tiff"}
	case "webp":
		return []string{"-c:v", "libwebp", "-quality", strconv.Itoa(p.quality)}
	}
	// mjpeg's scale runs from 2 (best) to 31.
	return []string{"-c:v", "mjpeg", "-q:v", strconv.Itoa(2 + (100-p.quality)*29/100)}
}

// stock is the picture of what has none: an even dark field.
func (d *Delivery) stock(p picture) (readSeekCloser, int64, error) {
	img := image.NewRGBA(image.Rect(0, 0, max(1, min(p.width, 1920)), max(1, min(p.height, 1080))))
	for i := range img.Pix {
		img.Pix[i] = 0x22
	}
	img.Set(0, 0, color.RGBA{0x22, 0x22, 0x22, 0xff})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		return nil, 0, err
	}
	return nopCloser{bytes.NewReader(b.Bytes())}, int64(b.Len()), nil
}

type nopCloser struct{ *bytes.Reader }

func (nopCloser) Close() error { return nil }

// rangeOf copies ranges of a file.
func rangeOf(f io.ReadSeeker) func(w io.Writer, from, n int64) error {
	return func(w io.Writer, from, n int64) error {
		if _, err := f.Seek(from, io.SeekStart); err != nil {
			return err
		}
		_, err := io.CopyN(w, f, n)
		return err
	}
}
