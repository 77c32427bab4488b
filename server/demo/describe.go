package demo

import (
	"context"
	_ "embed"
	"fmt"
	"path/filepath"
	"strconv"
)

//go:embed captions.vtt
var english string

//go:embed captions.de.vtt
var german string

// describe adds what stands beside the film: captions in two languages,
// chapters, the slides with their pictures, a hotspot.
func (c *Client) describe(ctx context.Context, parent, deck string) error {
	for _, k := range []struct{ language, label, text, first string }{{"English", "English", english, "1"},
		{"German", "Deutsch", german, "0"}} {
		if err := c.caption(ctx, parent, k.language, k.label, k.text, k.first); err != nil {
			return err
		}
	}
	for i, s := range slides {
		if s.chapter != "" {
			if _, err := c.cue(ctx, "KalturaThumbCuePoint", parent, s.start,
				map[string]string{"title": s.chapter, "subType": "2"}); err != nil {
				return err
			}
		}
		id, err := c.cue(ctx, "KalturaThumbCuePoint", parent, s.start,
			map[string]string{"title": s.title, "description": s.text, "subType": "1"})
		if err != nil {
			return err
		}
		picture := filepath.Join(filepath.Dir(deck), fmt.Sprintf("slide-%d.jpg", i+1))
		if err := ffmpeg(ctx, "-ss", strconv.Itoa(s.start+1), "-i", deck, "-frames:v", "1", "-vf",
			"scale=960:-2", "-q:v", "3", picture); err != nil {
			return err
		}
		if err := c.picture(ctx, parent, id, picture); err != nil {
			return err
		}
	}
	_, err := c.cue(ctx, "KalturaAnnotation", parent, 10, map[string]string{
		"endTime": "14000", "tags": "hotspots", "text": "Big Buck Bunny",
		"partnerData": `{"schemaVersion":"1.0.0","onClick":{"type":"openUrl",` +
			`"url":"https://peach.blender.org/"},"styles":{"width":"20%","height":"9%","top":"80%",` +
			`"left":"4%","fontSize":"16px","color":"#ffffff","backgroundColor":"#1f3a5fcc",` +
			`"borderRadius":"6px"}}`,
	})
	return err
}

func (c *Client) caption(ctx context.Context, parent, language, label, text, first string) error {
	var asset object
	if err := c.call(ctx, "caption_captionAsset", "add", map[string]string{"entryId": parent,
		"captionAsset[language]": language, "captionAsset[label]": label, "captionAsset[format]": "3",
		"captionAsset[isDefault]": first}, &asset); err != nil {
		return err
	}
	return c.call(ctx, "caption_captionAsset", "setContent",
		map[string]string{"id": asset.ID, "contentResource[objectType]": "KalturaStringResource",
			"contentResource[content]": text}, nil)
}

// cue adds a cue point at a second and gives its id.
func (c *Client) cue(ctx context.Context, class, parent string, at int, more map[string]string) (string, error) {
	params := map[string]string{"cuePoint[objectType]": class, "cuePoint[entryId]": parent,
		"cuePoint[startTime]": strconv.Itoa(at * 1000)}
	for k, v := range more {
		params["cuePoint["+k+"]"] = v
	}
	var made object
	err := c.call(ctx, "cuepoint_cuepoint", "add", params, &made)
	return made.ID, err
}

// picture gives a cue point its picture.
func (c *Client) picture(ctx context.Context, parent, cue, file string) error {
	token, err := c.upload(ctx, file)
	if err != nil {
		return err
	}
	var asset object
	if err := c.call(ctx, "thumbAsset", "add", map[string]string{"entryId": parent,
		"thumbAsset[objectType]": "KalturaTimedThumbAsset", "thumbAsset[cuePointId]": cue}, &asset); err != nil {
		return err
	}
	return c.call(ctx, "thumbAsset", "setContent", map[string]string{"id": asset.ID,
		"contentResource[objectType]": "KalturaUploadedFileTokenResource", "contentResource[token]": token}, nil)
}
