package service

import (
	"context"
	"encoding/json"
	"fmt"

	"diptych/server/api"
	"diptych/server/captions"
)

// captionLine is a caption on the screen; times in milliseconds.
type captionLine struct {
	StartTime int64         `json:"startTime"`
	EndTime   int64         `json:"endTime"`
	Content   []captionText `json:"content"`
}

type captionText struct {
	Text string `json:"text"`
}

// captionServeAsJSON answers what transcripts read (reference: backend-api §3.5).
func (s *Services) captionServeAsJSON(ctx context.Context, c *api.Call, in captionIDIn) (*api.Raw, error) {
	k, err := s.playableCaption(ctx, c, in.id())
	if err != nil {
		return nil, err
	}
	file, err := s.captionFile(ctx, k)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(map[string]any{"objects": captionLines(file)})
	if err != nil {
		return nil, fmt.Errorf("write caption as JSON: %w", err)
	}
	return &api.Raw{
		MIME:    "application/json",
		Body:    body,
		Headers: map[string]string{"Cache-Control": "private, max-age=60"},
	}, nil
}

func captionLines(file *captions.File) []captionLine {
	out := make([]captionLine, 0, len(file.Cues))
	for _, cue := range file.Cues {
		line := captionLine{StartTime: cue.Start.Milliseconds(), EndTime: cue.End.Milliseconds()}
		rows := cue.Text()
		for i, text := range rows {
			if i < len(rows)-1 {
				text += "\n"
			}
			line.Content = append(line.Content, captionText{text})
		}
		if len(line.Content) > 0 {
			out = append(out, line)
		}
	}
	return out
}
