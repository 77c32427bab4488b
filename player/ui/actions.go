package ui

import (
	"math"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

func (m *Manager) tell(event string, payload value.Marshaler) {
	m.p.Dispatch(player.UIPrefix+event, payload)
}

// viewerActions are what the built-in components ask for (reference: player-api
// §3.5, §8.7).
func (m *Manager) viewerActions() {
	for _, row := range plainActions {
		m.On(row.name, func(model.Object) any { row.do(m); return nil })
	}
	for _, row := range actions {
		m.On(row.name, func(a model.Object) any { row.do(m, a); return nil })
	}
	m.On("thumbnail", func(a model.Object) any { return m.thumbnail(a.Get("at")) })
}

// plainActions say all by their name.
var plainActions = []struct {
	name string
	do   func(*Manager)
}{
	{"playPause", (*Manager).playPause},
	{"play", (*Manager).play},
	{"pause", (*Manager).pause},
	{"toggleCaptions", (*Manager).toggleCaptions},
	{"retry", func(m *Manager) { m.p.Retry() }},
	{"rewind", func(m *Manager) { m.skip(-1, "userclickedrewind") }},
	{"forward", func(m *Manager) { m.skip(1, "userclickedforward") }},
	{"copiedDebugInfo", func(m *Manager) { m.tell("usercopieddebuginfo", nil) }},
	{"unmute", func(m *Manager) { m.opening.unmute = false; m.p.SetMuted(false) }},
	{"clicked", func(m *Manager) { m.tell("uiclicked", nil) }},
	{"live", func(m *Manager) { m.tell("userclickedlivetag", nil); m.p.SeekToLiveEdge(); m.p.Play() }},
	{"next", func(m *Manager) { m.p.PlayNext() }},
	{"prev", func(m *Manager) { m.p.PlayPrev() }},
	{"stay", func(m *Manager) { m.p.StayOnItem() }},
}

// actions say more than their name.
var actions = []struct {
	name string
	do   func(m *Manager, a model.Object)
}{
	{"mute", (*Manager).mute},
	{"captionStyle", (*Manager).captionStyle},
	{"seekTap", func(m *Manager, a model.Object) { m.seekTap(int(a.Num("direction"))) }},
	{"hold", func(m *Manager, a model.Object) { m.hold(a.Bool("on")) }},
	{"seek", func(m *Manager, a model.Object) { m.Seek(a.Num("to")) }},
	{"volume", func(m *Manager, a model.Object) { m.volume(a.Num("volume")) }},
	{"speed", func(m *Manager, a model.Object) { m.speed(a.Num("rate")) }},
	{"quality", func(m *Manager, a model.Object) { m.quality(a.Str("id")) }},
	{"captions", func(m *Manager, a model.Object) { m.selectTrack(stream.Text, a.Str("id")) }},
	{"audio", func(m *Manager, a model.Object) { m.selectTrack(stream.Audio, a.Str("id")) }},
	{"visible", func(m *Manager, a model.Object) {
		m.tell("uivisibilitychanged", value.Empty.Any("visible", a.Get("visible")))
	}},
	{"fullscreen", func(m *Manager, a model.Object) { m.fullscreen(a.Bool("on")) }},
	{"pip", func(m *Manager, a model.Object) { m.pictureInPicture(a.Bool("on")) }},
	{"prevent", func(m *Manager, a model.Object) { m.prevent = a.Bool("on") }},
	{"keys", func(m *Manager, a model.Object) { m.showKeys(a.Bool("open")) }},
}

func (m *Manager) captionStyle(a model.Object) {
	m.tell("userselectedcaptions"+a.Str("event"), nil)
	m.tell("userselectedcaptionsstyle", value.Empty.Any("captionsStyle", a.Get("style")))
}

// Thumbnails lets a plugin show pictures of its own over the seek bar.
type Thumbnails interface {
	// Thumbnails are those of a moment (seconds); false where it has none.
	Thumbnails(at float64) (pictures value.Array, some bool)
}

func (m *Manager) thumbnail(at any) any {
	t, _ := value.Number(at)
	if s, ok := m.p.Service("dualScreen").(Thumbnails); ok {
		if list, some := s.Thumbnails(t); some {
			return list
		}
	}
	if slice := m.p.Thumbnail(at); slice != nil {
		return value.Array{}.Add(slice)
	}
	return value.Array{}
}

func (m *Manager) playPause() {
	if m.p.Media().Paused || m.p.Ended() || m.opening.before {
		m.play()
	} else {
		m.pause()
	}
}

func (m *Manager) play()  { m.tell("userclickedplay", nil); m.p.Play() }
func (m *Manager) pause() { m.tell("userclickedpause", nil); m.p.Pause() }

// PreventsSeek tells whether the viewer may not go ahead of what was seen, as
// plugins of the page want it (reference: plugins §0.3, seekbar.isPreventSeek).
func (m *Manager) PreventsSeek() bool { return m.prevent }

// span is where the viewer may go, seconds; false in a live stream that keeps nothing.
func (m *Manager) span() (from, end float64, some bool) {
	if end = m.p.Media().Duration; !(end > 0) {
		end = math.Inf(1)
	}
	return m.p.Window().Start, end, m.p.DVR() || !m.p.Live()
}

// travel seeks to a moment as the viewer wishes, seconds, cut to what is there and allowed.
func (m *Manager) travel(to float64, event string) {
	from, end, some := m.span()
	if !some {
		return
	}
	now := m.p.Media().CurrentTime
	to = max(from, min(to, end))
	if m.prevent {
		to = min(to, max(m.reached, now))
	}
	m.tell(event, move(now, to))
	m.p.Seek(to)
}

// Seek goes to a moment as the viewer wishes, seconds.
func (m *Manager) Seek(to float64) { m.travel(to, "userseeked") }

func move(from, to float64) value.Marshaler { return value.Empty.Num("from", from).Num("to", to) }

func (m *Manager) skip(direction int, event string) {
	m.travel(m.p.Media().CurrentTime+float64(direction*m.p.Config().Controls.SeekSeconds), event)
}

// quiet is where a volume counts as none.
const quiet = 0.05

func (m *Manager) volume(v float64) {
	v = max(0, min(1, v))
	m.opening.unmute = false
	m.p.SetVolume(v)
	if muted := v < quiet; muted != m.p.Media().Muted {
		m.p.SetMuted(muted)
	}
	m.tell("userchangedvolume", value.Empty.Num("volume", v))
}

// mute switches, or does what the page has done already ("on").
func (m *Manager) mute(a model.Object) {
	muted := a.Flag(!m.p.Media().Muted && m.p.Media().Volume > 0, "on")
	if !muted && m.p.Media().Volume == 0 {
		m.p.SetVolume(0.5)
	}
	m.opening.unmute = false
	m.p.SetMuted(muted)
	if muted {
		m.tell("userclickedmute", nil)
	} else {
		m.tell("userclickedunmute", nil)
	}
}

func (m *Manager) speed(rate float64) {
	if rate > 0 {
		m.p.SetRate(rate)
		m.tell("userselectedspeed", value.Empty.Num("speed", rate))
	}
}

func (m *Manager) quality(id string) {
	if id == "auto" {
		m.p.EnableABR()
		m.tell("userselectedqualitytrack", value.Empty.Str("qualityTrack", "auto"))
		return
	}
	m.selectTrack(stream.Video, id)
}

func (m *Manager) selectTrack(kind stream.Kind, id string) {
	t := m.p.Tracks().Find(kind, id)
	if t == nil {
		return
	}
	before := value.Text(value.JSON(t))
	m.p.SelectTrack(kind, id)
	switch kind {
	case stream.Video:
		m.tell("userselectedqualitytrack", value.Empty.Put("qualityTrack", before))
	case stream.Text:
		m.tell("userselectedcaptiontrack", value.Empty.Put("captionTrack", before))
	case stream.Audio:
		m.tell("userselectedaudiotrack", value.Empty.Put("audioTrack", before))
	}
}

func (m *Manager) toggleCaptions() {
	if language := m.p.SelectedText(); language != "" {
		m.p.HideText()
		m.tell("userhidcaptions", value.Empty.Str("language", language))
		return
	}
	m.p.ShowText()
	m.tell("usershowedcaptions", value.Empty.Str("language", m.p.SelectedText()))
}

// fullscreen only tells of the wish and passes it on: browsers want the call in
// the page itself.
func (m *Manager) fullscreen(on bool) {
	if on {
		m.tell("userenteredfullscreen", nil)
		m.Command("enterFullscreen")
	} else {
		m.tell("userexitedfullscreen", nil)
		m.Command("exitFullscreen")
	}
}

func (m *Manager) pictureInPicture(on bool) {
	if on {
		m.tell("userenteredpictureinpicture", nil)
		m.Command("enterPictureInPicture")
	} else {
		m.tell("userexitedpictureinpicture", nil)
		m.Command("exitPictureInPicture")
	}
}
