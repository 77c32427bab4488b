package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"diptych/server/store"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Subtitle is a text track of a source.
type Subtitle struct {
	Index    int    // among the file's subtitle tracks
	Language string // BCP 47; "" = not known
	Title    string
}

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
	if len(texts) == 0 {
		return texts, nil
	}
	if err := extract(ctx, file, dir, s.Subtitles); err == nil {
		return texts, readTexts(dir, s.Subtitles, texts)
	}
	for i := range s.Subtitles { // one of them cannot be read: a film is more than its subtitles
		if err := extract(ctx, file, dir, s.Subtitles[i:i+1]); err != nil {
			_ = os.Remove(textFile(dir, s.Subtitles[i])) // what there is of it
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("read subtitles: %w", ctx.Err())
		}
	}
	return texts, readTexts(dir, s.Subtitles, texts)
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
	cmd := confined(ctx, dir, "ffmpeg", args...)
	if err := start(cmd, maxMemory); err != nil {
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
