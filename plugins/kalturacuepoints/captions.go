package kalturacuepoints

import (
	"strconv"
	"strings"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/provider"
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
	asset, key := assetOf(track.URL), track.Language+"-"+track.Label
	if asset == "" || l.said[key] {
		return
	}
	l.said[key] = true
	media := l.media
	call := provider.Call{
		Service: "caption_captionasset", Action: "serveAsJson",
		Parameters: value.Empty.Str("captionAssetId", asset),
	}
	l.c.Player.Request([]provider.Call{call}, func(results []any, err *player.Error) {
		if media != l.media {
			return
		}
		if err != nil || provider.Failed(results[0]) {
			delete(l.said, key)
			l.c.Log.Log(stream.Warn, "captions could not be loaded", "plugin", "kalturaCuepoints", "asset", asset)
			return
		}
		l.give(clip(captionCues(value.Items(results[0], "objects"), asset, track), l.c.Player.Title()))
	})
}

// captionTrack is the caption of the sources that is shown, or the first.
func (l *loader) captionTrack() model.Caption {
	list := l.c.Player.Title().Captions
	if len(list) == 0 {
		return model.Caption{}
	}
	if t := l.c.Player.Tracks().Active(stream.Text); t != nil {
		for _, c := range list {
			if c.Language == t.Language && c.Label == t.Label {
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
func captionCues(lines value.List, asset string, track model.Caption) model.Cues {
	var out model.Cues
	for i, line := range lines {
		content, text := value.Items(line, "content"), ""
		for _, part := range content {
			text += value.Str(part, "text")
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		out = append(out, &model.Cue{
			ID: asset + "-" + strconv.Itoa(i), Start: value.Num(line, "startTime") / 1000,
			End: value.Num(line, "endTime") / 1000,
			Metadata: model.New("cuePointType", KindCaption, "content", content, "text", text, "language",
				track.Language, "label", track.Label),
		})
	}
	return out
}
