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
	for i, sub := range s.Subtitles {
		out := filepath.Join(dir, "s"+strconv.Itoa(i)+".vtt")
		cmd := confined(ctx, dir, "ffmpeg", "-nostdin", "-v", "error", "-i", "file:"+file, "-map", "0:s:"+strconv.Itoa(sub.Index), "-c:s", "webvtt", "-f", "webvtt", "-y", out)
		err := start(cmd, maxMemory)
		if err == nil {
			err = cmd.Wait()
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("read subtitles: %w", ctx.Err())
		}
		if err != nil {
			continue // a film is more than its subtitles
		}
		text, err := os.ReadFile(out)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("read subtitles: %w", err)
		}
		if len(text) <= maxSubtitle && len(text) > len("WEBVTT\n\n") {
			texts[i] = string(text)
		}
	}
	return texts, nil
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
