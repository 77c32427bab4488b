package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"diptych/server/confine"
	"diptych/server/store"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Subtitle is a text track of a source.
type Subtitle struct {
	Index    int    // among the file's subtitle tracks; inPictures = beside none
	Language string // BCP 47; "" = not known
	Title    string
}

// inPictures is the index of captions that travel with the pictures (CEA-608,
// also beside CTA-708), as broadcasters have them.
const inPictures = -1

// textCodecs are subtitles that are text; the others are pictures.
var textCodecs = map[string]bool{"mov_text": true, "subrip": true, "ass": true, "ssa": true, "webvtt": true, "text": true}

// mostSubtitles is how many text tracks of a file are kept.
const mostSubtitles = 32

// maxSubtitle is how long one of them may be as WebVTT, bytes.
const maxSubtitle = 16 << 20

// Subtitles writes the text tracks of a file as WebVTT files in dir, in their
// order. One that cannot be read gives "".
func Subtitles(ctx context.Context, file, dir string, s *Source) ([]string, error) {
	texts := make([]string, len(s.Subtitles))
	tracks := s.Subtitles
	if n := len(tracks); n > 0 && tracks[n-1].Index == inPictures {
		one(dir, tracks[n-1], fromPictures(ctx, file, dir, s.format, tracks[n-1]))
		tracks = tracks[:n-1]
	}
	if len(tracks) > 0 && extract(ctx, file, dir, tracks) != nil {
		for i := range tracks { // one of them cannot be read: a film is more than its subtitles
			one(dir, tracks[i], extract(ctx, file, dir, tracks[i:i+1]))
		}
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("read subtitles: %w", ctx.Err())
	}
	return texts, readTexts(dir, s.Subtitles, texts)
}

// one drops what there is of a text that could not be read to its end.
func one(dir string, sub Subtitle, err error) {
	if err != nil {
		_ = os.Remove(textFile(dir, sub))
	}
}

// captioned tells whether the first pictures of a file carry captions, which is
// not known before they are decoded. What cannot be decoded here says so later.
func captioned(ctx context.Context, file, codec string) bool {
	if codec != "h264" && codec != "hevc" && codec != "mpeg2video" {
		return false
	}
	cmd := confine.Command(ctx, filepath.Dir(file), confine.Media, "ffprobe", "-v", "error", "-count_frames", "-read_intervals", "%+#60", "-select_streams", "v:0", "-show_entries", "stream=closed_captions", "-of", "csv=p=0", "file:"+file)
	var answer bytes.Buffer
	cmd.Stdout = &answer
	if err := confine.Start(cmd, confine.Probe()); err != nil || cmd.Wait() != nil {
		return false
	}
	return strings.HasPrefix(answer.String(), "1")
}

// fromPictures decodes the pictures for the captions in them. The file is opened
// by a filter, under a name that needs no quotes and as what it was found to be.
func fromPictures(ctx context.Context, file, dir, format string, sub Subtitle) error {
	const name = "captioned"
	if err := os.Symlink(file, filepath.Join(dir, name)); err != nil {
		return fmt.Errorf("name the file: %w", err)
	}
	cmd := confine.Command(ctx, dir, confine.Media, "ffmpeg", "-nostdin", "-v", "error", "-y", "-format_whitelist", "lavfi", "-f", "lavfi", "-i", "movie="+name+":format_name="+format+"[out0+subcc]", "-map", "0:s", "-c:s", "webvtt", "-f", "webvtt", textFile(dir, sub))
	if err := confine.Start(cmd, confine.Conversion()); err != nil {
		return err
	}
	return cmd.Wait()
}

func textFile(dir string, sub Subtitle) string {
	return filepath.Join(dir, "s"+strconv.Itoa(sub.Index)+".vtt")
}

// extract reads the file once for all of some tracks.
func extract(ctx context.Context, file, dir string, list []Subtitle) error {
	args := []string{"-nostdin", "-v", "error", "-y", "-i", "file:" + file}
	for _, sub := range list {
		args = append(args, "-map", "0:s:"+strconv.Itoa(sub.Index), "-c:s", "webvtt", "-f", "webvtt", textFile(dir, sub))
	}
	cmd := confine.Command(ctx, dir, confine.Media, "ffmpeg", args...)
	if err := confine.Start(cmd, confine.Conversion()); err != nil {
		return err
	}
	return cmd.Wait()
}

func readTexts(dir string, subtitles []Subtitle, texts []string) error {
	for i, sub := range subtitles {
		text, err := os.ReadFile(textFile(dir, sub))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("read subtitles: %w", err)
		}
		if len(text) <= maxSubtitle && len(text) > len("WEBVTT\n\n") {
			texts[i] = string(text)
		}
	}
	return nil
}

// captionVTT is the contract's number for WebVTT.
const captionVTT = 3

// captionRows are the subtitles as captions of the entry. None is the default:
// programs that make films mark one in every file, whether viewers want it or not.
func captionRows(e *store.Entry, s *Source, texts []string) []store.CaptionAsset {
	now := time.Now().Unix()
	var rows []store.CaptionAsset
	for i, sub := range s.Subtitles {
		if i >= len(texts) || texts[i] == "" {
			continue
		}
		name, code := "Undefined", "un"
		if sub.Language != "" {
			code = sub.Language
			name = display.English.Languages().Name(language.Make(code))
		}
		label := sub.Title
		if label == "" {
			label = name
		}
		rows = append(rows, store.CaptionAsset{ID: store.NewID(), PartnerID: e.PartnerID, EntryID: e.ID, Label: label, Language: name, LanguageCode: code, Format: captionVTT, Display: true,
			Status: store.AssetReady, Version: 1, Content: texts[i], WebVTT: texts[i], CreatedAt: now, UpdatedAt: now})
	}
	return rows
}
