package kalturacuepoints

import (
	"strconv"
	"strings"

	"diptych/player"
	"diptych/player/stream"
	"diptych/player/value"
)

// loadCaptions asks for the lines of the track that is shown; with captions off
// those of the first one. Each track is asked for once.
func (l *loader) loadCaptions() {
	if !l.types[Caption] || !l.closed || l.c.Player.Live() {
		return
	}
	track := l.captionTrack()
	language, label := value.Str(track, "language"), value.Str(track, "label")
	asset := assetOf(value.Str(track, "url"))
	if asset == "" || l.said[language+"-"+label] {
		return
	}
	l.said[language+"-"+label] = true
	media := l.media
	l.c.Player.Request([]value.Map{{"service": "caption_captionasset", "action": "serveAsJson", "captionAssetId": asset}}, func(results []any, err *player.Error) {
		if media != l.media {
			return
		}
		if err != nil || failed(results[0]) {
			delete(l.said, language+"-"+label)
			l.c.Log.Log(stream.Warn, "captions could not be loaded", "plugin", "kalturaCuepoints", "asset", asset)
			return
		}
		l.give(clip(captionCues(value.Items(results[0], "objects"), asset, language, label), l.c.Player.Sources()))
	})
}

// captionTrack is the caption of the sources that is shown, or the first.
func (l *loader) captionTrack() any {
	list := value.Items(l.c.Player.Sources(), "captions")
	if len(list) == 0 {
		return nil
	}
	for _, t := range l.c.Player.Tracks() {
		if value.Str(t, "$") != "TextTrack" || value.Get(t, "active") != true {
			continue
		}
		for _, c := range list {
			if value.Str(c, "language") == value.Str(t, "language") && value.Str(c, "label") == value.Str(t, "label") {
				return c
			}
		}
	}
	return list[0]
}

// assetOf cuts the id out of a caption's address.
func assetOf(url string) string {
	_, rest, ok := strings.Cut(url, "/captionAssetId/")
	if !ok {
		return ""
	}
	id, _, _ := strings.Cut(rest, "/")
	return id
}

// captionCues makes a cue of each line that has a text.
func captionCues(lines value.List, asset, language, label string) value.List {
	out := value.List{}
	for i, line := range lines {
		content, text := value.Items(line, "content"), ""
		for _, part := range content {
			text += value.Str(part, "text")
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		out = append(out, value.Map{"id": asset + "-" + strconv.Itoa(i), "startTime": value.Num(line, "startTime") / 1000, "endTime": value.Num(line, "endTime") / 1000, "metadata": value.Map{
			"cuePointType": KindCaption, "content": content, "text": text, "language": language, "label": label,
		}})
	}
	return out
}
