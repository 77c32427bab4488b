package packager

import (
	"fmt"
	"math"

	"github.com/zencoder/go-dash/v3/mpd"
)

// The sprite that seek bars preview with: so many pictures of the whole entry in
// one row, each so wide (pixels). It is the one that the contract's player asks
// for, so that both share it (reference: player-api §6.7).
const (
	spriteSlices = 100
	sliceWidth   = 164
	sliceBytes   = 4000 // of a picture, about
)

// thumbnailTile says that an image holds rows and columns of thumbnails (DASH-IF
// IOP §6.2.6).
const thumbnailTile = "http://dashif.org/guidelines/thumbnail_tile"

// thumbnailSet adds the sprite, unless the media is a clip: it shows the whole.
func (m *Media) thumbnailSet(doc *mpd.MPD) error {
	seconds := m.Seconds()
	if len(m.Video) == 0 || m.clip != "" || seconds < 1 {
		return nil
	}
	set, err := doc.AddNewAdaptationSetThumbnailsWithID("i", "image/jpeg")
	if err != nil {
		return err
	}
	url := fmt.Sprintf("%s/thumbnail/entry_id/%s/version/%d/width/%d/vid_slices/%d", m.Base, m.EntryID,
		m.Version, sliceWidth, spriteSlices)
	if m.KS != "" {
		url += "/ks/" + m.KS
	}
	if _, err := set.SetNewSegmentTemplateThumbnails(int64(math.Ceil(seconds*1000)), url, 1, 1000); err != nil {
		return err
	}
	t := &m.Video[0]
	height := 2 * int64(math.Round(sliceWidth*float64(t.Height)/float64(2*t.Width)))
	_, err = set.AddNewRepresentationThumbnails("i", fmt.Sprintf("%dx1", spriteSlices), thumbnailTile,
		int64(spriteSlices*sliceBytes*8/seconds)+1, spriteSlices*sliceWidth, height)
	return err
}
