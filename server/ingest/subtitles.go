package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"diptych/server/confine"
	"diptych/server/failure"
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
var textCodecs = map[string]bool{"mov_text": true, "subrip": true, "ass": true, "ssa": true, "webvtt": true,
	"text": true}

// mostSubtitles is how many text tracks of a file are kept.
const mostSubtitles = 32

// maxSubtitle is how long one of them may be as WebVTT, bytes.
const maxSubtitle = 16 << 20

// Subtitles writes the text tracks of a file as WebVTT files in dir, in their
// order. One that cannot be read gives "": a film is more than its subtitles. An
// error is the context's, or a *failure.Wait.
func Subtitles(ctx context.Context, file, dir string, s *Source) ([]string, error) {
	texts := make([]string, len(s.Subtitles))
	tracks := s.Subtitles
	if n := len(tracks); n > 0 && tracks[n-1].Index == inPictures {
		if err := one(ctx, dir, tracks[n-1], fromPictures(ctx, file, dir, s, tracks[n-1])); err != nil {
			return nil, err
		}
		tracks = tracks[:n-1]
	}
	if len(tracks) > 0 {
		err := extract(ctx, file, dir, tracks)
		if sorted(ctx, err) {
			return nil, err
		}
		for i := 0; err != nil && i < len(tracks); i++ { // one of them cannot be read
			if err := one(ctx, dir, tracks[i], extract(ctx, file, dir, tracks[i:i+1])); err != nil {
				return nil, err
			}
		}
	}
	return texts, readTexts(dir, s.Subtitles, texts)
}

// one drops what there is of a text that could not be read to its end.
func one(ctx context.Context, dir string, sub Subtitle, err error) error {
	if sorted(ctx, err) {
		return err
	}
	if err != nil {
		_ = os.Remove(textFile(dir, sub))
	}
	return nil
}

// fromPictures decodes the pictures for the captions in them. The file is opened
// by a filter, under a name that needs no quotes and as what it was found to be.
func fromPictures(ctx context.Context, file, dir string, s *Source, sub Subtitle) error {
	const name = "captioned"
	if err := os.Symlink(file, filepath.Join(dir, name)); err != nil {
		return failure.Sort(fmt.Errorf("name the file: %w", err))
	}
	return text(ctx, dir, "-format_whitelist", "lavfi", "-f", "lavfi", "-i",
		"movie="+name+":format_name="+s.format+
			":si="+strconv.Itoa(s.picture.Index)+"[out0+subcc]", "-map", "0:s", "-c:s", "webvtt", "-f", "webvtt",
		textFile(dir, sub))
}

// text runs ffmpeg for texts.
func text(ctx context.Context, dir string, args ...string) error {
	cmd := confine.Command(ctx, dir, confine.Media, "ffmpeg",
		append([]string{"-nostdin", "-v", "error", "-y"}, args...)...)
	var complaint tail
	verdict, err := run(ctx, cmd, confine.Conversion(), &complaint)
	if verdict != nil {
		return verdict
	}
	return err
}

func textFile(dir string, sub Subtitle) string {
	return filepath.Join(dir, "s"+strconv.Itoa(sub.Index)+".vtt")
}

// extract reads the file once for all of some tracks.
func extract(ctx context.Context, file, dir string, list []Subtitle) error {
	args := []string{"-i", "file:" + file}
	for _, sub := range list {
		args = append(args, "-map", "0:s:"+strconv.Itoa(sub.Index), "-c:s", "webvtt", "-f", "webvtt",
			textFile(dir, sub))
	}
	return text(ctx, dir, args...)
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
		rows = append(rows, store.CaptionAsset{
			ID:           store.NewID(),
			PartnerID:    e.PartnerID,
			EntryID:      e.ID,
			Label:        label,
			Language:     name,
			LanguageCode: code,
			Format:       captionVTT,
			Display:      true,
			Status:       store.AssetReady,
			Version:      1,
			Content:      texts[i],
			WebVTT:       texts[i],
			CreatedAt:    now,
			UpdatedAt:    now,
		})
	}
	return rows
}
