package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"diptych/server/blob"
	"diptych/server/failure"
	"diptych/server/packager"
	"diptych/server/store"
	"diptych/server/upload"
)

// Ingest turns sources into renditions.
type Ingest struct {
	Store   *store.Store
	Blobs   blob.Store
	Uploads *upload.Files
	Fetch   *Fetcher
	Log     *slog.Logger
}

// reported is how often progress is written down.
const reported = 2 * time.Second

// Import downloads a file and converts it.
func (g *Ingest) Import(ctx context.Context, entryID, url string) error {
	return g.attend(ctx, entryID, store.EntryErrorImporting,
		func(ctx context.Context, e *store.Entry) error { return g.fetch(ctx, e, url) })
}

func (g *Ingest) fetch(ctx context.Context, e *store.Entry, url string) error {
	key := blob.Key("source", e.ID)
	have, _, err := g.Blobs.Open(ctx, key)
	switch {
	case err == nil: // a run before this one came as far as that
		return errors.Join(have.Close(), g.Convert(ctx, e.ID, key))
	case !errors.Is(err, blob.ErrNotFound):
		return stored(err)
	}
	file := g.Uploads.Import(e.ID)
	err = g.Fetch.Fetch(ctx, url, file, g.throttled(ctx, e,
		func(done, total int64) int { return percent(float64(done), float64(total)) }))
	if err != nil {
		var final *failure.Final
		if errors.As(err, &final) {
			_ = os.Remove(file) // what there is of it is of no use
		}
		return err
	}
	if err := g.Blobs.Adopt(ctx, key, file); err != nil {
		return stored(err)
	}
	return g.Convert(ctx, e.ID, key)
}

// Convert makes the renditions of a source. Running it again gives the same
// result: rows and state change in one transaction at the end.
func (g *Ingest) Convert(ctx context.Context, entryID, key string) error {
	return g.attend(ctx, entryID, store.EntryErrorConverting,
		func(ctx context.Context, e *store.Entry) error { return g.convert(ctx, e, key) })
}

func (g *Ingest) convert(ctx context.Context, e *store.Entry, key string) error {
	if err := g.Uploads.SettleKey(ctx, key); err != nil {
		return stored(err)
	}
	file, release, err := g.Blobs.Local(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return failure.Of("The uploaded file is not there any more.", err)
	}
	if err != nil {
		return stored(err)
	}
	defer release()
	source, err := g.inspect(ctx, file)
	if err != nil {
		return err
	}
	if ext := g.extension(ctx, key); ext != "" {
		source.Extension = ext
	}
	if source.Wanted, err = g.wanted(ctx, e); err != nil {
		return err
	}
	if source.IsImage || e.MediaType == store.MediaImage && source.VideoCodec == "gif" {
		return g.publishImage(ctx, e, key, source)
	}
	if err := g.become(ctx, e, store.EntryPreconvert, "progress"); err != nil {
		return err
	}
	g.Log.Info("converting", "entry", e.ID, "width", source.Width, "height", source.Height, "seconds",
		source.Duration)
	dir, err := os.MkdirTemp(g.Blobs.Temp(), "convert-")
	if err != nil {
		return failure.Sort(fmt.Errorf("convert %s: %w", e.ID, err))
	}
	defer os.RemoveAll(dir)
	outputs, err := Transcode(ctx, file, dir, source, g.progress(ctx, e, source))
	if err != nil {
		return err
	}
	extra, err := g.extras(ctx, e, file, dir, source, outputs)
	if err != nil {
		return err
	}
	if extra.poster, err = g.poster(ctx, e, dir, source, outputs); err != nil {
		return err
	}
	return g.publish(ctx, e, key, source, outputs, extra)
}

// extras are what goes with the renditions: subtitles of the file, how loud it is
// when, and a picture of it.
type extras struct {
	captions []store.CaptionAsset
	volume   string // volume map of the first sound track; "" = there is none
	poster   *store.ThumbAsset
}

func (g *Ingest) extras(ctx context.Context, e *store.Entry, file, dir string, s *Source,
	outputs []Output) (extras, error) {
	texts, err := Subtitles(ctx, file, dir, s)
	if err != nil {
		return extras{}, err
	}
	x := extras{captions: captionRows(e, s, texts)}
	for _, out := range outputs {
		if out.Rung != nil {
			continue
		}
		csv, err := Volume(ctx, out.File, dir)
		if err != nil {
			if sorted(ctx, err) {
				return extras{}, err
			}
			g.Log.Warn("no volume map", "entry", e.ID, "error", err)
			return x, nil
		}
		x.volume = csv
		break
	}
	return x, nil
}

var plainExtension = regexp.MustCompile(`^[a-z0-9]{1,5}$`)

// extension is that of the name that a file was uploaded under.
func (g *Ingest) extension(ctx context.Context, key string) string {
	t, err := g.Store.UploadToken(ctx, nil, path.Base(key))
	if err != nil {
		return ""
	}
	return plainExtension.FindString(strings.ToLower(strings.TrimPrefix(path.Ext(t.FileName), ".")))
}

func (g *Ingest) inspect(ctx context.Context, file string) (*Source, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, failure.Sort(fmt.Errorf("read the source: %w", err))
	}
	if info.Size() == 0 {
		return nil, failure.Of("The file is empty.", nil)
	}
	s, err := Probe(ctx, file)
	var final *failure.Final
	if errors.Is(err, ErrUnreadable) && !errors.As(err, &final) {
		return nil, failure.Of("The file holds no sound or picture that can be read.", err)
	}
	return s, err
}

func percent(done, total float64) int {
	if total <= 0 {
		return 0
	}
	return max(0, min(99, int(done*100/total)))
}

func (g *Ingest) progress(ctx context.Context, e *store.Entry, s *Source) func(float64) {
	tell := g.throttled(ctx, e, func(done, total int64) int { return percent(float64(done), float64(total)) })
	return func(seconds float64) { tell(int64(seconds*1000), int64(s.Duration*1000)) }
}

// throttled writes progress into log and row now and then.
func (g *Ingest) throttled(ctx context.Context, e *store.Entry, f func(done, total int64) int) func(done,
	total int64) {
	last := time.Now()
	return func(done, total int64) {
		if time.Since(last) < reported {
			return
		}
		last = time.Now()
		e.Progress = f(done, total)
		g.Log.Info("progress", "entry", e.ID, "percent", e.Progress)
		if err := g.Store.Update(ctx, nil, e, "progress"); err != nil {
			g.Log.Warn("progress not written", "entry", e.ID, "error", err)
		}
	}
}

// publish stores the tracks and makes the entry READY.
func (g *Ingest) publish(ctx context.Context, e *store.Entry, key string, s *Source, outputs []Output,
	x extras) error {
	version := e.Version + 1
	var flavors []store.FlavorAsset
	var tracks []store.Track
	flavors = append(flavors, sourceFlavor(e, key, s))
	for _, out := range outputs {
		t, err := g.pack(ctx, e, version, out)
		if err != nil {
			return err
		}
		t.FrameRate, t.Language = s.FrameRate, out.Language
		if t.Kind == "audio" && x.volume != "" {
			if _, err := g.Blobs.Put(ctx, packager.VolumeKey(t.BlobKey),
				strings.NewReader(x.volume)); err != nil {
				return stored(err)
			}
			x.volume = ""
		}
		tracks = append(tracks, *t)
		if out.Rung != nil || !s.HasVideo {
			flavors = append(flavors, renditionFlavor(e, t, out.Rung))
		}
	}
	return g.Store.Tx(ctx, func(tx store.Tx) error {
		now, err := g.target(ctx, tx, e)
		if now == nil || err != nil {
			return err
		}
		for i := range flavors {
			flavors[i].EntryID = now.ID
		}
		for i := range tracks {
			tracks[i].EntryID = now.ID
		}
		now.Status, now.Progress, now.ErrorReason, now.UpdatedAt = store.EntryReady, 100, "", time.Now().Unix()
		now.Version, now.ThumbVersion = now.Version+1, now.ThumbVersion+1
		now.DurationMS, now.Width, now.Height = milliseconds(tracks), s.Width, s.Height
		now.Notes = strings.Join(s.Notes, "\n")
		if !s.HasVideo {
			now.MediaType = store.MediaAudio
		}
		if err := g.Store.ReplaceMedia(ctx, tx, now.ID, flavors, tracks); err != nil {
			return err
		}
		if err := g.addCaptions(ctx, tx, now, x.captions); err != nil {
			return err
		}
		if err := g.addPoster(ctx, tx, now, x.poster); err != nil {
			return err
		}
		g.Log.Info("ready", "entry", e.ID, "renditions", len(flavors)-1)
		return g.Store.Update(ctx, tx, now)
	})
}

// addCaptions gives an entry the subtitles of its file, unless it has captions:
// somebody has taken care of them.
func (g *Ingest) addCaptions(ctx context.Context, tx store.Tx, e *store.Entry, rows []store.CaptionAsset) error {
	if len(rows) == 0 {
		return nil
	}
	have, err := g.Store.Captions(ctx, e.ID)
	if err != nil || len(have) > 0 {
		return err
	}
	for i := range rows {
		rows[i].EntryID = e.ID
	}
	return g.Store.Insert(ctx, tx, &rows)
}

// target is the entry that gets what was made in e: e itself, or the one whose
// content it replaces, in which case e is gone after. nil: nobody wants it any more.
func (g *Ingest) target(ctx context.Context, tx store.Tx, e *store.Entry) (*store.Entry, error) {
	now, err := g.Store.LockEntry(ctx, tx, e.ID)
	if err != nil || now.Status == store.EntryDeleted {
		return nil, err
	}
	if now.ReplacedEntryID == "" {
		return now, nil
	}
	now.Status, now.UpdatedAt = store.EntryDeleted, time.Now().Unix()
	if err := g.Store.Update(ctx, tx, now, "status", "updated_at"); err != nil {
		return nil, err
	}
	old, err := g.Store.LockEntry(ctx, tx, now.ReplacedEntryID)
	if err != nil || old.Status == store.EntryDeleted || old.ReplacingEntryID != now.ID {
		return nil, err
	}
	old.ReplacingEntryID, old.ReplacementStatus = "", 0
	return old, nil
}

// publishImage makes an entry of a picture READY: its file is all there is.
func (g *Ingest) publishImage(ctx context.Context, e *store.Entry, key string, s *Source) error {
	return g.Store.Tx(ctx, func(tx store.Tx) error {
		now, err := g.target(ctx, tx, e)
		if now == nil || err != nil {
			return err
		}
		now.Status, now.Progress, now.ErrorReason, now.UpdatedAt = store.EntryReady, 100, "", time.Now().Unix()
		now.MediaType, now.DurationMS, now.Width, now.Height = store.MediaImage, 0, s.Width, s.Height
		now.Version, now.ThumbVersion, now.Notes = now.Version+1, now.ThumbVersion+1, ""
		if err := g.Store.ReplaceMedia(ctx, tx, now.ID, []store.FlavorAsset{sourceFlavor(now, key, s)},
			nil); err != nil {
			return err
		}
		return g.Store.Update(ctx, tx, now)
	})
}

func milliseconds(tracks []store.Track) int64 {
	var longest int64
	for _, t := range tracks {
		longest = max(longest, t.Duration*1000/max(1, t.Timescale))
	}
	return longest
}

// pack repackages one output into the blob store.
func (g *Ingest) pack(ctx context.Context, e *store.Entry, version int, out Output) (*store.Track, error) {
	in, err := os.Open(out.File)
	if err != nil {
		return nil, failure.Sort(fmt.Errorf("pack: %w", err))
	}
	defer in.Close()
	file := out.File + ".cmaf"
	w, err := os.Create(file)
	if err != nil {
		return nil, failure.Sort(fmt.Errorf("pack: %w", err))
	}
	t, err := packager.Repackage(in, w)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, failure.Sort(fmt.Errorf("pack: %w", err))
	}
	id := store.NewID()
	key := blob.Key("media", e.ID, fmt.Sprintf("%d-%s%s", version, id, filepath.Ext(out.File)))
	if err := g.Blobs.Adopt(ctx, key, file); err != nil {
		return nil, stored(err)
	}
	return &store.Track{
		ID:               id,
		EntryID:          e.ID,
		FlavorID:         id,
		Kind:             t.Kind,
		Codec:            t.Codec,
		Width:            t.Width,
		Height:           t.Height,
		SampleRate:       t.SampleRate,
		Channels:         t.Channels,
		Bandwidth:        t.Bandwidth,
		AverageBandwidth: t.AverageBandwidth,
		Timescale:        t.Timescale,
		Duration:         t.End() - t.Start,
		BlobKey:          key,
		Size:             t.Size,
		Segments:         t.Encode(),
	}, nil
}
