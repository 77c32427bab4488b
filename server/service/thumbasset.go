package service

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // formats that pictures come in
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise
	"io"
	"os"
	"strconv"

	"diptych/server/api"
	"diptych/server/blob"
	"diptych/server/limits"
	"diptych/server/store"

	_ "golang.org/x/image/bmp"  // likewise
	_ "golang.org/x/image/tiff" // likewise
	_ "golang.org/x/image/webp" // likewise
)

func (s *Services) thumbAssetActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Makes a picture without content, of an entry or of a cue point.", s.thumbAdd),
		api.Do("addFromImage", api.Manage, "Adds a picture that is sent along.", s.thumbAddFromImage),
		api.Do("setContent", api.Manage, "Gives a picture its file.", s.thumbSetContent),
		api.Do("get", api.View, "Reads a picture's properties.", s.thumbGet),
		api.Do("list", api.View, "Lists the pictures of an entry.", s.thumbList),
		api.Do("getByEntryId", api.View, "The pictures of an entry.", s.thumbByEntry),
		api.Do("getUrl", api.View, "Where a picture is.", s.thumbURL),
		api.Do("serve", api.Public, "The picture.", s.thumbServe),
		api.Do("delete", api.Manage, "Deletes a picture.", s.thumbDelete),
	}
}

// pictureEndings are the kinds of pictures that are taken, by the names that their
// decoders have, and pictureTypes the media types of their endings.
var (
	pictureEndings = map[string]string{
		"jpeg": "jpg", "png": "png", "gif": "gif", "webp": "webp", "bmp": "bmp", "tiff": "tif",
	}
	pictureTypes = map[string]string{
		"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp",
		"tif": "image/tiff",
	}
)

// ThumbAsset is a picture as the API shows it.
type ThumbAsset struct {
	ID         string `json:"id"`
	EntryID    string `json:"entryId"`
	PartnerID  int    `json:"partnerId"`
	Version    int    `json:"version"`
	Size       int64  `json:"size"`
	Tags       string `json:"tags"`
	FileExt    string `json:"fileExt"`
	CreatedAt  int64  `json:"createdAt"`
	UpdatedAt  int64  `json:"updatedAt"`
	Width      int    `json:"width"`
	Height     int    `json:"height"`
	Status     int    `json:"status"`
	CuePointID string `json:"cuePointId,omitempty"`
}

// ObjectType names the class.
func (t ThumbAsset) ObjectType() string {
	if t.CuePointID != "" {
		return "KalturaTimedThumbAsset"
	}
	return "KalturaThumbAsset"
}

func thumbOut(t *store.ThumbAsset) ThumbAsset {
	return ThumbAsset{
		ID:         t.ID,
		EntryID:    t.EntryID,
		PartnerID:  t.PartnerID,
		Version:    t.Version,
		Size:       t.Size / 1024,
		Tags:       t.Tags,
		FileExt:    t.FileExt,
		CreatedAt:  t.CreatedAt,
		UpdatedAt:  t.UpdatedAt,
		Width:      t.Width,
		Height:     t.Height,
		Status:     t.Status,
		CuePointID: t.CuePointID,
	}
}

type thumbAddIn struct {
	EntryID string `json:"entryId,required"`
	Thumb   struct {
		Tags       string `json:"tags"`
		CuePointID string `json:"cuePointId"`
	} `json:"thumbAsset"`
}

func (s *Services) newThumb(ctx context.Context, c *api.Call, entry, tags, cue string) (*store.ThumbAsset,
	error) {
	if _, err := s.ownedEntry(ctx, c, entry); err != nil {
		return nil, err
	}
	if cue != "" {
		p, err := s.cue(ctx, c, cue)
		if err != nil {
			return nil, err
		}
		if p.EntryID != entry {
			return nil, api.Err(api.InvalidCuePointID, cue)
		}
	}
	t := &store.ThumbAsset{
		ID:         store.NewID(),
		PartnerID:  c.PartnerID,
		EntryID:    entry,
		CuePointID: cue,
		Tags:       tags,
		FileExt:    "jpg",
		CreatedAt:  s.now(),
		UpdatedAt:  s.now(),
	}
	return t, s.Store.Insert(ctx, nil, t)
}

func (s *Services) thumbAdd(ctx context.Context, c *api.Call, in thumbAddIn) (ThumbAsset, error) {
	t, err := s.newThumb(ctx, c, in.EntryID, in.Thumb.Tags, in.Thumb.CuePointID)
	if err != nil {
		return ThumbAsset{}, err
	}
	return thumbOut(t), nil
}

type thumbImageIn struct {
	EntryID string    `json:"entryId,required"`
	File    *api.File `json:"fileData,required"`
}

func (s *Services) thumbAddFromImage(ctx context.Context, c *api.Call, in thumbImageIn) (ThumbAsset, error) {
	file, err := os.Open(in.File.Path)
	if err != nil {
		return ThumbAsset{}, fmt.Errorf("read the picture: %w", err)
	}
	defer file.Close()
	data, err := readBounded(file)
	if err != nil {
		return ThumbAsset{}, err
	}
	t, err := s.newThumb(ctx, c, in.EntryID, "", "")
	if err != nil {
		return ThumbAsset{}, err
	}
	return s.thumbStore(ctx, t, data)
}

func readBounded(f io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(f, limits.PictureFile+1))
	if err == nil && len(data) > limits.PictureFile {
		return nil, api.Err(api.ThumbNoImage)
	}
	return data, err
}

type thumbContentIn struct {
	ID       string `json:"id,required"`
	Resource struct {
		ObjectType string `json:"objectType"`
		Token      string `json:"token"`
	} `json:"contentResource,required"`
}

func (s *Services) thumbSetContent(ctx context.Context, c *api.Call, in thumbContentIn) (ThumbAsset, error) {
	t, err := s.ownedThumb(ctx, c, in.ID)
	if err != nil {
		return ThumbAsset{}, err
	}
	if in.Resource.Token == "" {
		return ThumbAsset{}, api.Err(api.ResourceTypeNotSupported, in.Resource.ObjectType)
	}
	token, err := s.token(ctx, c, in.Resource.Token)
	if err != nil {
		return ThumbAsset{}, err
	}
	if token.Status != store.TokenFull {
		return ThumbAsset{}, api.Err(api.UploadTokenBadForEntry)
	}
	if err := s.Uploads.Settle(ctx, token.ID); err != nil {
		return ThumbAsset{}, err
	}
	file, _, err := s.Blobs.Open(ctx, token.BlobKey)
	if err != nil {
		return ThumbAsset{}, err
	}
	defer file.Close()
	data, err := readBounded(file)
	if err != nil {
		return ThumbAsset{}, err
	}
	out, err := s.thumbStore(ctx, t, data)
	if err != nil {
		return out, err
	}
	token.Status = store.TokenClosed
	return out, s.Store.Update(ctx, nil, token, "status")
}

// pictureConfig reads the size of a picture without its pixels, and its kind as an
// ending of file names.
func pictureConfig(data []byte) (config image.Config, ending string, err error) {
	defer func() {
		if r := recover(); r != nil { // decoders of strangers' bytes
			err = fmt.Errorf("read the picture: %v", r)
		}
	}()
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return config, "", fmt.Errorf("read the picture: %w", err)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > limits.PictureSide ||
		config.Height > limits.PictureSide ||
		config.Width*config.Height > limits.SourcePixels {
		return config, "", fmt.Errorf("the picture has %d x %d pixels", config.Width, config.Height)
	}
	return config, pictureEndings[format], nil
}

// thumbStore keeps a picture as it came, when it is one, and makes the cue
// point that waited for it READY.
func (s *Services) thumbStore(ctx context.Context, t *store.ThumbAsset, data []byte) (ThumbAsset, error) {
	config, ending, err := pictureConfig(data)
	if err != nil {
		s.Log.Info("picture not taken", "thumb", t.ID, "error", err)
		return ThumbAsset{}, api.Err(api.ThumbNoImage)
	}
	t.Version++
	t.BlobKey = blob.Key("thumb", t.ID+"-"+strconv.Itoa(t.Version))
	if t.Size, err = s.Blobs.Put(ctx, t.BlobKey, bytes.NewReader(data)); err != nil {
		return ThumbAsset{}, err
	}
	t.FileExt = ending
	t.Width, t.Height, t.Status, t.UpdatedAt = config.Width, config.Height, store.AssetReady, s.now()
	err = s.Store.Tx(ctx, func(tx store.Tx) error {
		if err := s.Store.Update(ctx, tx, t); err != nil || t.CuePointID == "" {
			return err
		}
		return s.Store.GiveThumb(ctx, tx, t)
	})
	return thumbOut(t), err
}

type thumbIDIn struct {
	ThumbAssetID string `json:"thumbAssetId"`
	ID           string `json:"id"`
}

func (in thumbIDIn) id() string { return cmp.Or(in.ThumbAssetID, in.ID) }

func (s *Services) thumb(ctx context.Context, c *api.Call, id string) (*store.ThumbAsset, error) {
	t, err := s.Store.Thumb(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (c.PartnerID != 0 && t.PartnerID != c.PartnerID ||
		t.Status == store.AssetDeleted) {
		return nil, api.Err(api.ThumbIDNotFound, id)
	}
	if err == nil && s.elsewhere(ctx, c, t.EntryID) {
		return nil, api.Err(api.ThumbIDNotFound, id)
	}
	return t, err
}

func (s *Services) ownedThumb(ctx context.Context, c *api.Call, id string) (*store.ThumbAsset, error) {
	t, err := s.thumb(ctx, c, id)
	if err != nil {
		return nil, err
	}
	_, err = s.ownedEntry(ctx, c, t.EntryID)
	return t, err
}

func (s *Services) thumbGet(ctx context.Context, c *api.Call, in thumbIDIn) (ThumbAsset, error) {
	t, err := s.thumb(ctx, c, in.id())
	if err != nil {
		return ThumbAsset{}, err
	}
	return thumbOut(t), nil
}

type thumbEntryIn struct {
	EntryID string `json:"entryId,required"`
}

func (s *Services) thumbByEntry(ctx context.Context, c *api.Call, in thumbEntryIn) ([]ThumbAsset, error) {
	if _, err := s.entry(ctx, c, in.EntryID); err != nil {
		return nil, err
	}
	rows, err := s.Store.Thumbs(ctx, in.EntryID)
	return listOf("ThumbAsset", rows, len(rows), thumbOut).Objects, err
}

func (s *Services) thumbURL(ctx context.Context, c *api.Call, in thumbIDIn) (string, error) {
	t, err := s.thumb(ctx, c, in.id())
	if err != nil {
		return "", err
	}
	if t.Status != store.AssetReady {
		return "", api.Err(api.ThumbNotReady, t.ID)
	}
	return c.BaseURL + "/api_v3/index.php/service/thumbAsset/action/serve/partnerId/" +
		strconv.Itoa(t.PartnerID) + "/thumbAssetId/" + t.ID + "/version/" + strconv.Itoa(t.Version), nil
}

// thumbServe hands out the file. The entry's rules decide, as for its media.
func (s *Services) thumbServe(ctx context.Context, c *api.Call, in thumbIDIn) (*api.Raw, error) {
	t, err := s.thumb(ctx, c, in.id())
	if err != nil {
		return nil, err
	}
	if t.Status != store.AssetReady {
		return nil, api.Err(api.ThumbNotReady, t.ID)
	}
	e, err := s.Store.Entry(ctx, nil, t.EntryID)
	if err != nil || e.Status == store.EntryDeleted {
		return nil, api.Err(api.ThumbIDNotFound, t.ID)
	}
	if verdict, err := s.MayPlay(ctx, e, c.KS); err != nil || verdict != nil {
		return nil, api.Err(api.ThumbNotReady, t.ID)
	}
	r, _, err := s.Blobs.Open(ctx, t.BlobKey)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, limits.PictureFile))
	return &api.Raw{
		MIME:    pictureTypes[t.FileExt],
		Body:    body,
		Headers: map[string]string{"X-Content-Type-Options": "nosniff"},
	}, err
}

func (s *Services) thumbDelete(ctx context.Context, c *api.Call, in thumbIDIn) (api.None, error) {
	t, err := s.ownedThumb(ctx, c, in.id())
	if err != nil {
		return api.None{}, err
	}
	t.Status, t.UpdatedAt = store.AssetDeleted, s.now()
	return api.None{}, s.Store.Update(ctx, nil, t, "status", "updated_at")
}
