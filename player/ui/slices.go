package ui

import (
	"strconv"
	"strings"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// loading tells whether the spinner turns (reference: player-api §3.7).
func (m *Manager) loading() bool {
	if m.preset == "Error" {
		return false
	}
	s := m.p.State()
	return m.p.Loading() || s == player.Buffering || s == player.Loading && !m.opening.before
}

func (m *Manager) engine() value.Fields {
	title, o := m.p.Title(), m.opening
	f := value.Empty.Str("state", string(m.p.State())).Bool("ended", m.p.Ended()).Str("title", title.Name)
	f = f.Bool("prePlayback", o.before || o.byItself && m.p.Media().Paused).Bool("unmute", o.unmute)
	f = f.Str("poster", m.p.Poster()).Bool("live", m.p.Live()).Bool("away", m.p.Away())
	f = f.Bool("pip", !m.p.Config().Controls.NoPictureInPicture)
	return f.Bool("audio", title.Type == "Audio").Str("image", m.p.Image())
}

// live tells what the viewer may do in a live stream.
func (m *Manager) live() value.Fields {
	w := m.p.Window()
	return value.Empty.Bool("dvr", m.p.DVR()).Bool("edge", w.OnEdge).Num("from", w.Start)
}

// settings are the choices of the menus (reference: player-api §8.7).
func (m *Manager) settings() value.Fields {
	tracks, c := m.p.Tracks(), m.p.Config().Controls
	f := value.Empty.Put("quality", choices(qualities(tracks.Of(stream.Video)))).
		Put("captions", choices(sorted(tracks.Of(stream.Text))))
	f = f.Put("audio", choices(tracks.Of(stream.Audio))).Bool("auto", m.p.Adaptive())
	f = f.Put("speeds", value.Nums(m.p.Rates())).Num("speed", m.p.Media().Rate).
		Bool("captionsOn", m.p.SelectedText() != "")
	f = f.Bool("showCC", !c.HideCaptions).Bool("showAudio", !c.HideAudio)
	f = f.Bool("showSpeed", c.ShowSpeed).Bool("showQuality", c.ShowQuality)
	return f.Put("menus", c.Menus).Int("seekSeconds", c.SeekSeconds)
}

// choices are tracks as menus show them.
func choices(tracks model.Tracks) value.Array {
	a := value.Array{}
	for _, t := range tracks {
		f := value.Empty.Str("id", t.ID).Str("label", t.Label).Bool("active", t.Active).
			Some("language", t.Language)
		a = a.Add(f.Int("height", t.Height).Int("bandwidth", t.Bandwidth))
	}
	return a
}

// qualities are the renditions by height, highest first; of two with one label
// the better one stays.
func qualities(tracks model.Tracks) model.Tracks {
	best := map[string]*model.Track{}
	for _, t := range tracks {
		q := *t
		if q.Label == "" {
			q.Label = strconv.Itoa(q.Bandwidth/1000) + " kbps"
		}
		switch have := best[q.Label]; {
		case have == nil:
			best[q.Label] = &q
		case q.Bandwidth > have.Bandwidth:
			q.Active = q.Active || have.Active
			best[q.Label] = &q
		default:
			have.Active = have.Active || q.Active
		}
	}
	var out model.Tracks
	for _, t := range best {
		out = append(out, t)
	}
	value.SortStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Height != b.Height {
			return a.Height > b.Height
		}
		return a.Bandwidth > b.Bandwidth || a.Bandwidth == b.Bandwidth && a.Index < b.Index
	})
	return out
}

// sorted orders captions by label, Off last.
func sorted(list model.Tracks) model.Tracks {
	value.SortStable(list, func(i, j int) bool {
		if a, b := list[i].IsOff(), list[j].IsOff(); a != b {
			return b
		}
		return strings.ToLower(list[i].Label) < strings.ToLower(list[j].Label)
	})
	return list
}

// kindOf is the sentence that a failure has, by its code or else by its category.
func kindOf(e *player.Error) string {
	for _, row := range failures {
		if row.code == e.Code || row.code == e.Category {
			return row.kind
		}
	}
	return ""
}

var failures = []struct {
	code int // below 1000: a category
	kind string
}{
	{1003, "timeout"}, {3018, "codec"}, {3023, "stalled"}, {4006, "container"}, {4029, "liveStream"},
	{6010, "encrypted"},
	{player.CategoryNetwork, "network"}, {player.CategoryMedia, "media"}, {4, "manifest"}, {12, "notReady"},
	{13, "geo"},
	{14, "unavailable"}, {15, "ip"}, {16, "site"}, {17, "scheduled"}, {18, "access"}, {19, "deleted"},
}

// failureText is what the error view says: a key of the page's dictionary by
// the kind of failure, and what a person at the help desk needs.
func (m *Manager) failureText() value.Fields {
	e := m.failure
	if e == nil {
		return value.Empty
	}
	f := value.Empty.Str("kind", kindOf(e))
	f = f.Str("code", strconv.Itoa(e.Category)+"-"+strconv.Itoa(e.Code)).Str("session", m.p.Session().ID)
	return f.Str("title", e.Title).Str("message", e.Message).Bool("retry", m.p.CanRetry())
}

// playlist is what the buttons, the countdown and the next screen show.
func (m *Manager) playlist() value.Fields {
	l := m.p.Playlist()
	c := l.CountdownNow()
	f := value.Empty.Int("count", len(l.Items)).Bool("continues", m.p.Continues())
	f = f.Any("duration", c.Get("duration")).Bool("showing", c.Flag(true, "showing")).
		Any("timeToShow", c.Get("timeToShow"))
	if i := l.Next(); i >= 0 {
		f = f.Put("next", listed(l.Items[i].Sources))
	}
	if i := l.Prev(); i >= 0 {
		f = f.Put("prev", listed(l.Items[i].Sources))
	}
	return f
}

// listed is an item with its picture in a small size, where the server draws it.
func listed(sources model.Object) value.Fields {
	poster := sources.Str("poster")
	if poster != "" && poster == sources.Str("rawThumbnailUrl") &&
		strings.Contains(poster, "/thumbnail/entry_id/") {
		poster += "/width/384"
	}
	return value.Empty.Str("title", sources.Str("metadata", "name")).Str("poster", poster)
}
