// Package kalturacuepoints loads the cue points of an entry for the plugins that
// ask for them (reference: plugins §2). It shows nothing itself: cues go to the
// player, which tells of them and of those that become active.
package kalturacuepoints

import (
	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
	"diptych/plugins"
)

// Types that plugins register.
const (
	Slide      = "slide"
	Chapter    = "chapter"
	ViewChange = "viewchange"
	Quiz       = "quiz"
	Hotspot    = "hotspot"
	Caption    = "caption"
	PublicQnA  = "publicqna"
	UserQnA    = "userqna"
	CodeQnA    = "codeqna"
)

// Kinds are the values of metadata.cuePointType.
const (
	KindAd         = "adCuePoint.Ad"
	KindAnnotation = "annotation.Annotation"
	KindCode       = "codeCuePoint.Code"
	KindEvent      = "eventCuePoint.Event"
	KindQuestion   = "quiz.QUIZ_QUESTION"
	KindThumb      = "thumbCuePoint.Thumb"
	KindCaption    = "kalturaCaption"
)

// Sub types of thumb cues.
const (
	SubSlide   = 1
	SubChapter = 2
)

// Tags of cues.
const (
	TagHotspot     = "hotspots"
	TagAnswer      = "qna"
	TagViewChange  = "change-view-mode"
	lockedViewMode = "viewModeLockState"
)

// NoEnd is the end of a cue that nothing follows, seconds: the largest whole
// number that a page can hold.
const NoEnd = 1<<53 - 1

// types are the names that plugins and pages give to what they register.
var types = model.New(
	"PUBLIC_QNA", PublicQnA, "USER_QNA", UserQnA, "CODE_QNA", CodeQnA, "QUIZ", Quiz, "SLIDE", Slide,
	"VIEW_CHANGE", ViewChange, "CHAPTER", Chapter, "HOTSPOT", Hotspot, "CAPTION", Caption,
)

// constants are members of the plugin; other engines than ours have a cue point
// manager of their own here.
var constants = model.New(
	"CuepointType", types,
	"KalturaCuePointType", model.New(
		"AD", KindAd, "ANNOTATION", KindAnnotation, "CODE", KindCode, "EVENT", KindEvent,
		"QUIZ_QUESTION", KindQuestion, "THUMB", KindThumb, "CAPTION", KindCaption,
	),
	"KalturaThumbCuePointSubType", model.New("SLIDE", SubSlide, "CHAPTER", SubChapter),
	"KalturaCuePointTags", model.New("ANSWERONAIR", TagAnswer, "HOTSPOT", TagHotspot),
	"cuePointManager", nil,
)

// Descriptor is the plugin's row.
var Descriptor = plugins.Descriptor{
	Name: "kalturaCuepoints", Aliases: []string{"kalturaCuePoints"}, Always: true,
	Methods:  []string{"registerTypes"},
	Values:   constants,
	Services: []plugins.ServiceRow{{Name: "kalturaCuepoints", Itself: true}},
	New:      func(c *plugins.Context) (plugins.Plugin, error) { return newLoader(c), nil },
}

// Registrar is the service as other plugins see it.
type Registrar interface {
	// Register asks for cues of some types, in or before LoadMedia of every media.
	Register(types ...string)
	// Push takes objects of the API as a live entry's notifications bring them;
	// createdAt says when (seconds since 1970), now is the moment shown.
	Push(kind string, objects value.List, now float64)
}

type loader struct {
	c      *plugins.Context
	types  map[string]bool
	closed bool                  // too late to register for this media
	media  int                   // answers for an older one are dropped
	held   model.Cues            // cues that wait for play to come by, in prevent-seek mode
	said   map[string]bool       // caption tracks that were asked for
	last   map[string]*model.Cue // the last pushed cue by kind
	passed float64               // seconds, when held cues were looked at
}

func newLoader(c *plugins.Context) *loader {
	l := &loader{c: c}
	l.forget()
	c.Player.RegisterService("kalturaCuepoints", l)
	c.Player.On(player.EventChangeEnded, func(player.Event) { l.load() })
	c.Player.On(player.EventTracksChanged, func(player.Event) { l.loadCaptions() })
	c.Player.On(player.EventTextTrackChanged, func(player.Event) { l.loadCaptions() })
	c.Player.On(player.EventTimeUpdate, func(player.Event) { l.release() })
	return l
}

func (l *loader) forget() {
	l.media++
	l.closed, l.held, l.passed = false, nil, 0
	l.types, l.said, l.last = map[string]bool{}, map[string]bool{}, map[string]*model.Cue{}
}

// Register implements Registrar.
func (l *loader) Register(wanted ...string) {
	if l.closed {
		l.c.Log.Log(stream.Warn, "cue point types are registered in or before loadMedia; ignored", "plugin",
			"kalturaCuepoints")
		return
	}
	for _, t := range wanted {
		if !known(t) {
			l.c.Log.Log(stream.Warn, "unknown cue point type", "plugin", "kalturaCuepoints", "type", t)
			continue
		}
		l.types[t] = true
	}
}

func known(t string) bool {
	for _, name := range types.Names() {
		if types.Str(name) == t {
			return true
		}
	}
	return false
}

// Call implements player.Service.
func (l *loader) Call(method string, args value.List) (any, error) {
	if method == "registerTypes" && len(args) > 0 {
		list, _ := args[0].(value.List)
		for _, t := range list {
			if s, ok := t.(string); ok {
				l.Register(s)
			}
		}
	}
	return nil, nil
}

// LoadMedia implements plugins.Plugin.
func (l *loader) LoadMedia() {}

// Reset implements plugins.Plugin.
func (l *loader) Reset() { l.forget() }

// Destroy implements plugins.Plugin.
func (l *loader) Destroy() { l.media++ }

// load asks for everything that was registered; a live entry's cues are pushed.
func (l *loader) load() {
	l.closed = true
	entry := l.c.Player.Title().ID
	if entry == "" || l.c.Player.Live() {
		return
	}
	l.ask(l.queries(entry), 1)
	l.loadCaptions()
}

// give puts cues on the player's timeline; where seeking ahead is forbidden,
// they wait for play to come by. A quiz needs all of them at once.
func (l *loader) give(cues model.Cues) {
	if len(cues) == 0 {
		return
	}
	if l.c.UI != nil && l.c.UI.PreventsSeek() && !l.types[Quiz] {
		l.held = append(l.held, cues...)
		l.passed = -1
		l.release()
		return
	}
	l.c.Player.AddCuePoints(cues)
}

// releaseEvery is how often held cues are looked at, seconds of the media.
const releaseEvery = 0.4

func (l *loader) release() {
	now := l.c.Player.Media().CurrentTime
	if len(l.held) == 0 || l.passed >= 0 && now-l.passed < releaseEvery {
		return
	}
	l.passed = now
	var due, rest model.Cues
	for _, c := range l.held {
		if float64(int(c.Start)) <= now || !l.c.UI.PreventsSeek() {
			due = append(due, c)
		} else {
			rest = append(rest, c)
		}
	}
	l.held = rest
	if len(due) > 0 {
		l.c.Player.AddCuePoints(due)
	}
}
