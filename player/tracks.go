package player

import (
	"strings"

	"diptych/player/manifest"
	"diptych/player/stream"
	"diptych/player/value"
)

// off is the language of the text track that stands for "no captions"
// (reference: player-api §5.3).
const off = "off"

// track is one choice the viewer has.
type track struct {
	kind   stream.Kind
	class  string // of the page's object
	fields value.Map
	active bool
	// url and format of a text that stands beside the manifest.
	url, format string
}

func (t *track) id() string { return value.Str(t.fields, "id") }

func (t *track) str(field string) string { return value.Str(t.fields, field) }

// value is the track as a page gets it.
func (t *track) value() value.Map {
	out := value.Map{"$": t.class, "active": t.active}
	for k, v := range t.fields {
		out[k] = v
	}
	return out
}

// tracks is the list of a media, in the contract's order: audio, video, text,
// external captions, Off (reference: player-api §5.2).
type tracks struct {
	list   []*track
	manual value.Map // video chosen by hand, for the next media
	text   string    // language of captions shown last
	hidden bool      // captions were switched off by hand
}

func (ts *tracks) reset() { ts.list = nil }

func (ts *tracks) values() value.List {
	out := value.List{}
	for _, t := range ts.list {
		out = append(out, t.value())
	}
	return out
}

func (ts *tracks) find(kind stream.Kind, id string) *track {
	for _, t := range ts.list {
		if t.kind == kind && t.id() == id {
			return t
		}
	}
	return nil
}

func (ts *tracks) active(kind stream.Kind) *track {
	for _, t := range ts.list {
		if t.kind == kind && t.active {
			return t
		}
	}
	return nil
}

func (ts *tracks) of(kind stream.Kind) []*track {
	var out []*track
	for _, t := range ts.list {
		if t.kind == kind {
			out = append(out, t)
		}
	}
	return out
}

// build lists what the manifest and the media offer.
func (ts *tracks) build(p *Player) {
	ts.list = nil
	pres := p.engine.Presentation()
	for i, r := range audible(pres, p.engine.Stats().Audio) {
		ts.list = append(ts.list, &track{kind: stream.Audio, class: "AudioTrack", active: r.ID == p.engine.Stats().Audio, fields: value.Map{
			"id": r.ID, "index": i, "language": some(r.Language), "label": first(r.Name, r.Language), "kind": audioKind(r), "manifestName": r.Name, "flavorId": flavorID(r.Playlist),
		}})
	}
	for i, r := range pres.Video {
		if p.media.format == formatProgressive {
			break
		}
		ts.list = append(ts.list, &track{kind: stream.Video, class: "VideoTrack", active: p.media.video != nil && p.media.video.ID == r.ID, fields: value.Map{
			"id": r.ID, "index": i, "bandwidth": r.Bandwidth, "width": r.Width, "height": r.Height, "label": videoLabel(r), "language": "",
		}})
	}
	ts.buildText(p, pres)
	ts.label(p)
	ts.restrict(pres, restrictions(p.config))
	p.d.Out.Facts(value.Map{"tracks": ts.values(), "adaptive": true})
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
	for _, t := range ts.of(stream.Video) {
		t.fields["available"] = left[t.id()]
	}
	return true
}

func (ts *tracks) buildText(p *Player, pres *manifest.Presentation) {
	n := 0
	add := func(t *track) {
		t.fields["index"] = n
		n++
		t.kind, t.class = stream.Text, "TextTrack"
		ts.list = append(ts.list, t)
	}
	for _, r := range pres.Text {
		add(&track{fields: value.Map{"id": r.ID, "language": r.Language, "label": first(r.Name, r.Language), "kind": first(r.Kind, "subtitles"), "default": r.Default}})
	}
	for i, item := range value.Items(p.media.sources, "captions") {
		language := value.Str(item, "language")
		if language == "" {
			p.Fail(&Error{Severity: Recoverable, Category: categoryText, Code: codeNoLanguage, Data: value.Map{"caption": item}})
			continue
		}
		if ts.inBand(language) {
			continue
		}
		add(&track{url: value.Str(item, "url"), format: value.Str(item, "type"), fields: value.Map{
			"id": "external-" + itoa(i), "language": language, "label": first(value.Str(item, "label"), language), "kind": "subtitles", "default": value.Bool(item, "default"), "external": true,
		}})
	}
	if n > 0 {
		add(&track{active: true, fields: value.Map{"id": off, "language": off, "label": "Off", "kind": "subtitles", "default": false}})
	}
}

// inBand tells whether the manifest has captions of a language already.
func (ts *tracks) inBand(language string) bool {
	for _, t := range ts.of(stream.Text) {
		if t.url == "" && matches(t.str("language"), language) {
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

// some is a text, or nil for none.
func some(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func audioKind(r *manifest.Rendition) string {
	if r.Kind == "description" {
		return r.Kind
	}
	return "main"
}

func videoLabel(r *manifest.Rendition) any {
	if r.Height > 0 {
		return itoa(r.Height) + "p"
	}
	return nil
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
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
		if t.kind == kind {
			t.active = t.id() == id
		}
	}
	p.d.Out.Facts(value.Map{"tracks": ts.values()})
}
