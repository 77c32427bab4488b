package ingest

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"diptych/server/blob"
	"diptych/server/confine"
	"diptych/server/store"
)

// defaultThumb is the tag of the picture that stands for an entry (reference:
// backend-api §3.4, thumbAsset).
const defaultThumb = "default_thumb"

// poster makes the picture that stands for a film: the same moment as the one
// that is delivered without a time. A film without one plays all the same.
func (g *Ingest) poster(ctx context.Context, e *store.Entry, dir string, s *Source,
	outputs []Output) (*store.ThumbAsset, error) {
	var best *Output
	for i := range outputs {
		if r := outputs[i].Rung; r != nil && (best == nil || r.Width > best.Rung.Width) {
			best = &outputs[i]
		}
	}
	if best == nil {
		return nil, nil
	}
	file := filepath.Join(dir, "poster.jpg")
	at := strconv.FormatFloat(math.Min(s.Duration/3, 10), 'f', 3, 64)
	cmd := confine.Command(ctx, dir, confine.Media, "ffmpeg", "-nostdin", "-v", "error", "-y", "-i",
		"file:"+best.File, "-ss", at,
		"-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-f", "image2", "-update", "1", file)
	var complaint tail
	cmd.Stderr = &complaint
	most := confine.Conversion()
	err := confine.Start(cmd, most)
	if err == nil {
		err = verdict(ctx, cmd, cmd.Wait(), string(complaint.text), most)
	}
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(file)
	if err != nil || info.Size() == 0 {
		g.Log.Warn("no poster", "entry", e.ID, "cause", lastOf(string(complaint.text)))
		return nil, nil
	}
	id, now := store.NewID(), time.Now().Unix()
	t := &store.ThumbAsset{
		ID:        id,
		PartnerID: e.PartnerID,
		EntryID:   e.ID,
		Tags:      defaultThumb,
		FileExt:   "jpg",
		Status:    store.AssetReady,
		Version:   1,
		Width:     best.Rung.Width,
		Height:    best.Rung.Height,
		Size:      info.Size(),
		BlobKey:   blob.Key("thumb", id+"-1"),
		CreatedAt: now,
		UpdatedAt: now,
	}
	if err := g.Blobs.Adopt(ctx, t.BlobKey, file); err != nil {
		return nil, stored(fmt.Errorf("keep the poster: %w", err))
	}
	return t, nil
}

// addPoster gives an entry its picture, unless it has some: somebody has chosen.
func (g *Ingest) addPoster(ctx context.Context, tx store.Tx, e *store.Entry, t *store.ThumbAsset) error {
	if t == nil {
		return nil
	}
	have, err := g.Store.Thumbs(ctx, e.ID)
	if err != nil {
		return err
	}
	for i := range have {
		if have[i].CuePointID == "" {
			return nil
		}
	}
	t.EntryID = e.ID
	return g.Store.Insert(ctx, tx, t)
}
