package player

import (
	"cmp"
	"strings"

	"diptych/player/manifest"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// description is the role of audio that describes the picture.
const description = "description"

// tracks is the list of a media, in the contract's order: audio, video, text,
// external captions, Off (reference: player-api §5.2).
type tracks struct {
	list   model.Tracks
	manual *choice // video chosen by hand, for the next media
	text   string  // language of captions shown last
	hidden bool    // captions were switched off by hand
}

// choice is what of a video track is looked for in the next media.
type choice struct {
	label  string
	height int
}

func (ts *tracks) reset() { ts.list = nil }

// Tracks are all tracks of the media. They are not to be changed.
func (p *Player) Tracks() model.Tracks { return p.tracks.list }

// build lists what the manifest and the media offer.
func (ts *tracks) build(p *Player) {
	ts.list = nil
	pres, playing := p.engine.Presentation(), p.engine.Stats().Audio
	for i, r := range audible(pres, playing) {
		ts.list = append(ts.list, &model.Track{
			Kind: stream.Audio, ID: r.ID, Index: i, Active: r.ID == playing, Language: r.Language,
			Label: cmp.Or(r.Name, r.Language), Role: audioRole(r), ManifestName: r.Name,
			FlavorID: flavorID(r.Playlist),
		})
	}
	for i, r := range pres.Video {
		if p.media.format == formatProgressive {
			break
		}
		ts.list = append(ts.list, &model.Track{
			Kind: stream.Video, ID: r.ID, Index: i, Active: p.media.video != nil && p.media.video.ID == r.ID,
			Bandwidth: r.Bandwidth, Width: r.Width, Height: r.Height, Label: videoLabel(r),
		})
	}
	ts.buildText(p, pres, false)
	ts.label(p)
	ts.restrict(pres, p.config.ABR.Restrictions)
	p.d.Out.Facts(value.Empty.Put("tracks", ts.list).Bool("adaptive", true))
}

// restrict marks the video tracks that a restriction leaves; one that leaves
// nothing is no restriction (reference: player-api §5.7).
func (ts *tracks) restrict(pres *manifest.Presentation, x stream.Restrictions) bool {
	left := map[string]bool{}
	for _, r := range pres.Video {
		if x.Allow(r) {
			left[r.ID] = true
		}
	}
	if len(left) == 0 {
		return false
	}
	for _, t := range ts.list.Of(stream.Video) {
		t.Restricted, t.Unavailable = true, !left[t.ID]
	}
	return true
}

// buildText lists the text of the manifest and beside it, as it did before if again.
func (ts *tracks) buildText(p *Player, pres *manifest.Presentation, again bool) {
	n := 0
	add := func(t model.Track) {
		t.Kind, t.Index = stream.Text, n
		n++
		ts.list = append(ts.list, &t)
	}
	for _, r := range pres.Text {
		if r.Kind == manifest.InPictures && !p.captionsWanted() {
			continue
		}
		language, label := p.captionsIn(r)
		add(model.Track{
			ID: r.ID, Language: language, Label: label,
			Role: cmp.Or(r.Kind, "subtitles"), Default: r.Default,
		})
	}
	for i, c := range p.media.title.Captions {
		if c.Language == "" && again {
			continue
		}
		if c.Language == "" {
			p.Fail(&Error{
				Severity: Recoverable, Category: categoryText, Code: codeNoLanguage,
				Data: value.Empty.Put("caption", c),
			})
			continue
		}
		if ts.inBand(c.Language) {
			continue
		}
		add(model.Track{
			URL: c.URL, Format: c.Type, External: true, ID: "external-" + itoa(i), Language: c.Language,
			Label: cmp.Or(c.Label, c.Language), Role: "subtitles", Default: c.Default,
		})
	}
	if n > 0 {
		add(model.Track{Active: true, ID: model.Off, Language: model.Off, Label: "Off", Role: "subtitles"})
	}
}

// inBand tells whether the manifest has captions of a language already.
func (ts *tracks) inBand(language string) bool {
	for _, t := range ts.list.Of(stream.Text) {
		if t.URL == "" && matches(t.Language, language) {
			return true
		}
	}
	return false
}

// audible is one rendition per language and name: the same audio in several
// bit rates is one choice. The one that plays stands for its like.
func audible(pres *manifest.Presentation, playing string) []*manifest.Rendition {
	var out []*manifest.Rendition
	seen := map[string]int{}
	for _, r := range pres.Audio {
		key := r.Language + "|" + r.Name + "|" + r.Kind
		if at, ok := seen[key]; ok {
			if r.ID == playing {
				out[at] = r
			}
			continue
		}
		seen[key] = len(out)
		out = append(out, r)
	}
	return out
}

func audioRole(r *manifest.Rendition) string {
	if r.Kind == description {
		return r.Kind
	}
	return "main"
}

func videoLabel(r *manifest.Rendition) string {
	if r.Height > 0 {
		return itoa(r.Height) + "p"
	}
	return ""
}

// matches compares languages: equal, or one is a prefix of the other (en, eng,
// en-US).
func matches(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a != "" && b != "" && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// activate marks the one track of a kind that plays.
func (ts *tracks) activate(p *Player, kind stream.Kind, id string) {
	for _, t := range ts.list {
		if t.Kind == kind {
			t.Active = t.ID == id
		}
	}
	p.d.Out.Facts(value.Empty.Put("tracks", ts.list))
}
