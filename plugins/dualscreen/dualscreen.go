// Package dualscreen shows a second stream beside the main one: small in a
// corner, side by side, or as a choice (reference: plugins §1). Video elements
// never move in the document; a layout is a set of rectangles.
package dualscreen

import (
	"diptych/player"
	"diptych/player/model"
	"diptych/player/provider"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/kalturacuepoints"
)

// Descriptor is the plugin's row.
var Descriptor = plugins.Descriptor{
	Name: "dualscreen", Aliases: []string{"dualScreen"},
	Defaults: model.New("layout", "PIP", "slidesPreloadEnabled", true, "removePlayerSettings", false),
	Methods: []string{
		"_switchToPIP", "_switchToInversePIP", "_switchToSideBySide", "_switchToSingleMedia",
		"_switchToHidden", "_applyInverse",
		"getDualScreenPlayer", "getActiveDualScreenPlayer", "getPipPosition", "updateLayout",
	},
	Properties: []string{"_layout"},
	Services: []plugins.ServiceRow{{
		Name:     "dualScreen",
		Methods:  []string{"getDualScreenThumbs", "getDualScreenPlayers", "getActivePlayer", "getPipPlayer"},
		Promises: []string{"ready"},
	}},
	New: func(c *plugins.Context) (plugins.Plugin, error) { return newDualScreen(c), nil },
}

// Ids of the records that are always there, and the prefix of children's players.
const (
	mainID      = "mainPlayer"
	imageID     = "imagePlayer"
	childPrefix = "secondaryPlaceholder-"
)

// source is one stream: a record of the contract with what we know of it.
type source struct {
	id        string
	image     bool
	container string         // primary, secondary, none
	p         *player.Player // of a child
	follow    follower
	shown     bool // it has played: there is a picture
	portrait  bool
	area      float64 // as it stands, share of the stage
	failed    bool
	asked     bool // its player was asked for
}

// stream is what the stage calls it.
func (s *source) stream() string {
	switch {
	case s.image:
		return "image"
	case s.id == mainID:
		return "main"
	}
	return childPrefix + s.id
}

// known is what is known of a stream, nil while there is nobody to ask.
type known interface {
	ID() string
	Title() *model.Media
	Thumbnail(at any) *provider.Slice
}

func (d *dualScreen) known(s *source) known {
	switch {
	case s == nil || s.image:
		return nil
	case s.id == mainID:
		return d.c.Player
	case s.p == nil:
		return nil
	}
	return s.p
}

type dualScreen struct {
	c        *plugins.Context
	sources  []*source
	conf     settings
	layout   Layout
	notified Layout // as events named it last
	former   Layout // before the player became small, "" = none
	corner   Corner
	active   bool // the second stream has a picture
	loaded   bool // children are known, or there are none
	waiting  []func()
	wishes   []func() // of the page, before the second stream has a picture
	media    int
	unview   func()
	loopStop func()
	begun    bool // the main stream has been played
	ended    bool
	buffers  bool // the main stream waits for data
	deck     deck
	view     string  // the view change in force, "" = none
	size     float64 // of the small picture, percent of the height
	notice   string  // what is said to the viewer, a key of the dictionary
	unnotice func()
	away     away
}

func newDualScreen(c *plugins.Context) *dualScreen {
	d := &dualScreen{c: c, layout: Hidden, deck: deck{active: -1}}
	d.restart()
	c.Player.RegisterService("dualScreen", d)
	c.Player.On("", d.onMain)
	if c.UI != nil {
		d.actions()
	}
	return d
}

// restart goes back to what the config says.
func (d *dualScreen) restart() {
	d.conf = parseSettings(d.c.Config.Over(d.away.kept))
	d.corner, d.former, d.size = d.conf.corner, "", d.conf.size
}

// LoadMedia implements plugins.Plugin.
func (d *dualScreen) LoadMedia() {
	d.restart()
	if r, ok := d.c.Player.Service("kalturaCuepoints").(kalturacuepoints.Registrar); ok {
		r.Register(kalturacuepoints.Slide, kalturacuepoints.ViewChange)
	}
	d.sources = []*source{
		{id: mainID, container: "primary", shown: true}, {id: imageID, container: "none", image: true},
	}
	d.publish()
}

// Reset implements plugins.Plugin.
func (d *dualScreen) Reset() {
	d.media++
	d.drop()
	d.settle()
	d.loaded, d.active, d.begun, d.ended = false, false, false, false
	d.layout, d.notified, d.wishes = Hidden, Hidden, nil
	d.deck, d.view, d.away = deck{active: -1}, "", away{kept: d.away.kept}
	d.say("")
	d.publish()
}

// Destroy implements plugins.Plugin.
func (d *dualScreen) Destroy() {
	d.media++
	d.say("")
	d.drop()
}

// drop removes the children's players.
func (d *dualScreen) drop() {
	d.stopLoop()
	for _, s := range d.sources {
		if s.id != mainID && !s.image {
			d.c.Children.Remove(childPrefix + s.id)
		}
	}
	if len(d.sources) > 0 {
		d.sources = d.sources[:1]
	}
}

// find asks the API for streams recorded beside this one.
func (d *dualScreen) find() {
	entry := d.c.Player.Title().ID
	if entry == "" {
		d.settle()
		return
	}
	media := d.media
	filter := value.Empty.Str("objectType", "KalturaBaseEntryFilter").Str("parentEntryIdEqual", entry).
		Str("typeIn", "1,7")
	profile := value.Empty.Str("objectType", "KalturaDetachedResponseProfile").Int("type", 1).Str("fields", "id")
	call := provider.Call{
		Service: "baseEntry", Action: "list",
		Parameters: value.Empty.Put("filter", filter).Put("responseProfile", profile),
	}
	d.c.Player.Request([]provider.Call{call}, func(results []any, err *player.Error) {
		if media != d.media {
			return
		}
		if err != nil || len(results) == 0 {
			d.children(nil)
			return
		}
		d.children(value.Items(results[0], "objects"))
	})
}

func (d *dualScreen) children(objects value.List) {
	second := d.conf.secondaryID
	for _, o := range objects {
		id := value.Str(o, "id")
		if id == "" || d.byID(id) != nil {
			continue
		}
		s := &source{id: id, container: "none", follow: newFollower()}
		if second == "" || second == id {
			s.container, second = "secondary", id
		}
		d.sources = append(d.sources, s)
		if s.container == "secondary" {
			d.create(s)
		}
	}
	media := d.media
	d.c.Clock.After(restMS, func() {
		if media == d.media {
			d.createRest()
		}
	})
	if d.secondary() != nil {
		return
	}
	if image := d.byID(imageID); image != nil {
		image.container = "secondary"
		if image.shown {
			d.active = true
			d.begin()
			d.applyView()
		}
	}
	d.settle()
}

// cut is the clip that the main stream is, so that its companions are the same.
func (d *dualScreen) cut() model.Object {
	out, title := model.New(), d.c.Player.Title()
	if title.SeekFrom != nil {
		out.Set("seekFrom", *title.SeekFrom)
	}
	if title.ClipTo != nil {
		out.Set("clipTo", *title.ClipTo)
	}
	return out
}

// create makes the player of a child (reference: plugins §1.2).
func (d *dualScreen) create(s *source) {
	if s.asked {
		return
	}
	s.asked = true
	ks, media := d.c.Player.Session().KS, d.media
	d.c.Children.Create(childPrefix+s.id, childConfig(d.c.Player.Config(), ks), func(p *player.Player) {
		if media != d.media {
			return
		}
		s.p = p
		p.On("", func(e player.Event) { d.onChild(s, e) })
		p.LoadMedia(model.NewInfo(s.id, ks), d.cut(), func(*model.MediaConfig, *player.Error) {})
		d.step()
	})
}

// childConfig is the config of a player for a stream beside the main one.
func childConfig(main *model.Config, ks string) model.Object {
	said := main.Said()
	return model.New(
		"child", true, "ui", model.New("disable", true), "disableUserCache", true, "plugins", model.New(),
		"log", said.Object("log"),
		"provider", said.Object("provider").Over(model.New("ignoreServerConfig", true, "ks", ks)),
		"playback", model.New("muted", true, "autoplay", false, "volume", 1),
		"abr", said.Object("abr").Over(model.New("capLevelToPlayerSize", true)),
	)
}

// restMS is when streams that nobody sees are made: not while the first ones
// begin, milliseconds.
const restMS = 10_000

// createRest makes the players of streams that are not shown.
func (d *dualScreen) createRest() {
	for _, s := range d.sources {
		if s.id != mainID && !s.image {
			d.create(s)
		}
	}
}

// hidden tells of a stream that no layout shows.
func (d *dualScreen) hidden(s *source) bool {
	return s.container == "none" && d.layout != SingleMedia
}

func (d *dualScreen) byID(id string) *source {
	for _, s := range d.sources {
		if s.id == id {
			return s
		}
	}
	return nil
}

func (d *dualScreen) in(container string) *source {
	for _, s := range d.sources {
		if s.container == container {
			return s
		}
	}
	return nil
}

func (d *dualScreen) primary() *source   { return d.in("primary") }
func (d *dualScreen) secondary() *source { return d.in("secondary") }

// settle lets those go on who wait for the children.
func (d *dualScreen) settle() {
	d.loaded = true
	for _, f := range d.waiting {
		f()
	}
	d.waiting = nil
}

// onChild follows the life of a child's player.
func (d *dualScreen) onChild(s *source, e player.Event) {
	switch e.Type {
	case player.EventChangeEnded:
		if s == d.secondary() {
			d.settle()
		}
		switch {
		case d.playing():
			s.p.Play()
		case d.begun:
			s.p.Load()
		}
		d.publish() // its name is known
	case player.EventFirstPlaying:
		d.present(s)
	case player.EventLoadedData:
		d.presentStill(s)
	case player.EventError:
		d.failed(s, e)
	}
}

// present shows a stream that has a picture.
func (d *dualScreen) present(s *source) {
	s.shown = true
	state := s.p.Media()
	s.portrait = state.VideoWidth > 0 && state.VideoWidth < state.VideoHeight
	if s == d.secondary() && !d.active {
		d.active = true
		d.begin()
	}
	d.publish()
	d.matchQuality()
}

// presentStill shows a stream that has no reason to play: who has paused sees
// both pictures too.
func (d *dualScreen) presentStill(s *source) {
	if s.shown || !d.begun || d.playing() || s.p.Media().ReadyState < haveData {
		return
	}
	d.present(s)
	d.step()
}

// haveData is HTMLMediaElement.HAVE_CURRENT_DATA.
const haveData = 2

// failed leaves the main stream alone on the screen when a child cannot play.
func (d *dualScreen) failed(s *source, e player.Event) {
	d.c.Player.Fail(&player.Error{
		Severity: player.Recoverable, Category: player.CategoryPlayer, Code: player.CodeVideoError,
		Data: e.Payload,
	})
	if failure, ok := e.Payload.(*player.Error); !ok || failure.Severity != player.Critical {
		return
	}
	s.shown, s.failed = false, true
	d.say("dualScreen.failed")
	if s.container == "primary" {
		d.swap()
	}
	if s == d.secondary() {
		d.active = false
		d.set(Hidden, false)
		if image := d.byID(imageID); image != nil && image.container == "none" { // slides stand in
			s.container = "none"
			d.children(nil)
		}
	}
	d.publish()
	d.settle()
}

// onMain follows the main player.
func (d *dualScreen) onMain(e player.Event) {
	switch e.Type {
	case player.EventChangeEnded:
		d.find()
	case player.EventPlay:
		if d.ended {
			d.ended = false
			d.restart()
			d.begin()
		}
		d.each(func(s *source) {
			if !s.shown {
				s.p.Play()
			}
			s.follow.hold(d.c.Player.Media().CurrentTime)
		})
		d.step()
	case player.EventPlaybackStart:
		d.begun = true
		d.each(func(s *source) { s.p.Load() })
	case player.EventPause:
		d.each(d.presentStill)
		d.step()
	case player.EventEnded, player.EventSeeked:
		d.step()
	case player.EventPlaying:
		d.buffers = false
		d.step()
	case player.EventSeeking:
		d.seeking()
	case player.EventWaiting:
		d.buffers = true
		d.step()
	case player.EventPlaybackEnded:
		d.ended = true
	case player.EventVideoTrackChanged:
		d.matchQuality()
	case player.EventThumbnailKS:
		if ks, ok := e.Payload.(player.NewKS); ok {
			d.each(func(s *source) { s.p.UpdateThumbnailKS(string(ks), false) })
		}
	case ui.EventResize:
		d.resized()
	case player.EventMetadataAdded:
		d.deck.add(cues(e))
	case player.EventMetadataChange:
		d.slidesMoved(cues(e))
		d.viewsMoved(cues(e))
	}
}

func cues(e player.Event) model.Cues {
	list, _ := e.Payload.(player.CueList)
	return list.Cues
}

// noticeMS is how long a notice stands, milliseconds.
const noticeMS = 8000

// say shows a notice for a while; "" takes it away.
func (d *dualScreen) say(notice string) {
	if d.unnotice != nil {
		d.unnotice()
		d.unnotice = nil
	}
	if d.notice = notice; notice != "" {
		d.unnotice = d.c.Clock.After(noticeMS, func() { d.say(""); d.publish() })
	}
}

// each visits the children that have a player.
func (d *dualScreen) each(f func(*source)) {
	for _, s := range d.sources {
		if s.p != nil {
			f(s)
		}
	}
}

func (d *dualScreen) playing() bool { return !d.c.Player.Media().Paused }

// grownMS is when a layout has settled on the page, milliseconds.
const grownMS = 600

// matchQuality lets every stream take what the size it is shown at asks for: a
// hidden one the least, and a small buffer at the right place.
func (d *dualScreen) matchQuality() {
	main := d.byID(mainID)
	d.c.Player.CapToSize(d.active && main != nil && (main.container != "primary" || d.layout == SideBySide))
	d.each(func(s *source) {
		if engine := s.p.Engine(); engine != nil {
			engine.Background(s != d.away.out &&
				(s.container == "none" || d.active && d.layout == SingleMedia && s.container == "secondary"))
		}
	})
}

// sized notes how large a stream stands; one that has grown takes a better
// rendition at once.
func (d *dualScreen) sized(s *source, r rect) {
	before := s.area
	if s.area = r.w * r.h; before == 0 || s.area < before*1.5 {
		return
	}
	media := d.media
	d.c.Clock.After(grownMS, func() {
		if media == d.media && s.p != nil && s.p.Engine() != nil {
			s.p.Engine().Enlarged()
		}
	})
}
