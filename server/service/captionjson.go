package service

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"diptych/server/api"

	"github.com/asticode/go-astisub"
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
	subtitles, err := astisub.ReadFromWebVTT(strings.NewReader(k.WebVTT))
	if err != nil {
		return nil, fmt.Errorf("read stored WebVTT: %w", err)
	}
	body, err := json.Marshal(map[string]any{"objects": captionLines(subtitles)})
	if err != nil {
		return nil, fmt.Errorf("write caption as JSON: %w", err)
	}
	return &api.Raw{MIME: "application/json", Body: body, Headers: map[string]string{"Cache-Control": "private, max-age=60"}}, nil
}

func captionLines(subtitles *astisub.Subtitles) []captionLine {
	lines := make([]captionLine, 0, len(subtitles.Items))
	for _, item := range subtitles.Items {
		line := captionLine{StartTime: item.StartAt.Milliseconds(), EndTime: item.EndAt.Milliseconds()}
		for i, row := range item.Lines {
			text := row.String()
			if i < len(item.Lines)-1 {
				text += "\n"
			}
			line.Content = append(line.Content, captionText{text})
		}
		if len(line.Content) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}
