package dash

import (
	"errors"
	"math"
	"sort"
	"strconv"
	"strings"

	"diptych/player/manifest"
)

// The faults of a document.
var (
	ErrNoMPD    = errors.New("dash: not an MPD")
	ErrNoPeriod = errors.New("dash: no period")
)

// maxSegments bounds what a hostile timeline can ask for.
const maxSegments = 500_000

// Parse reads a document. Several periods are joined: renditions go on in the
// next period where their set and height are the same.
func Parse(tree any, url string) (*manifest.Presentation, error) {
	root, ok := asNode(tree)
	if !ok || root.name != "MPD" {
		return nil, ErrNoMPD
	}
	p := &manifest.Presentation{Live: root.str("type") == "dynamic", Duration: duration(root.str("mediaPresentationDuration"))}
	periods := root.all("Period")
	if len(periods) == 0 {
		return nil, ErrNoPeriod
	}
	base := baseURL(root, url)
	var start float64
	for i, n := range periods {
		if s := n.str("start"); s != "" {
			start = duration(s)
		}
		length := duration(n.str("duration"))
		if length == 0 && i+1 < len(periods) && periods[i+1].str("start") != "" {
			length = duration(periods[i+1].str("start")) - start
		}
		if length == 0 {
			length = math.Max(0, p.Duration-start)
		}
		period{p, start, length}.read(n, baseURL(n, base), i)
		start += length
	}
	if p.Duration == 0 && !p.Live {
		p.Duration = start
	}
	sort.SliceStable(p.Video, func(i, j int) bool { return p.Video[i].Bandwidth < p.Video[j].Bandwidth })
	return p, nil
}

func baseURL(n node, base string) string {
	if b, ok := n.child("BaseURL"); ok {
		return manifest.Resolve(base, b.text())
	}
	return base
}

type period struct {
	p             *manifest.Presentation
	start, length float64 // seconds
}

func (x period) read(n node, base string, number int) {
	for i, set := range n.all("AdaptationSet") {
		setBase := baseURL(set, base)
		for j, rep := range set.all("Representation") {
			x.representation(set, rep, n, baseURL(rep, setBase), strconv.Itoa(i)+"-"+strconv.Itoa(j), number)
		}
	}
}

func either(a, b node, name string) string {
	if s := a.str(name); s != "" {
		return s
	}
	return b.str(name)
}

func (x period) representation(set, rep, outer node, base, place string, number int) {
	mime := either(rep, set, "mimeType")
	kind := either(set, rep, "contentType")
	if kind == "" {
		kind, _, _ = strings.Cut(mime, "/")
	}
	r := &manifest.Rendition{
		ID: rep.str("id"), Codecs: either(rep, set, "codecs"), Bandwidth: int(rep.integer("bandwidth", 0)), Language: set.str("lang"), FrameRate: rate(either(rep, set, "frameRate")),
		Kind: "main", EndList: !x.p.Live, Container: "mp4",
	}
	r.Width, r.Height = atoi(either(rep, set, "width")), atoi(either(rep, set, "height"))
	if r.ID == "" {
		r.ID = place
	}
	if label, ok := set.child("Label"); ok {
		r.Name = label.text()
	} else {
		r.Name = set.str("label")
	}
	for _, role := range set.all("Role") {
		if v := role.str("value"); v == "description" || v == "main" {
			r.Kind = v
		}
	}
	if mime != "" {
		r.MIME = mime
		if r.Codecs != "" {
			r.MIME += `; codecs="` + r.Codecs + `"`
		}
	}
	if strings.Contains(mime, "webm") {
		r.Container = "webm"
	}
	x.segments(r, []node{rep, set, outer}, base)
	x.add(r, kind, mime, number)
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func rate(s string) float64 {
	a, b, ok := strings.Cut(s, "/")
	f, _ := strconv.ParseFloat(a, 64)
	if d, err := strconv.ParseFloat(b, 64); ok && err == nil && d > 0 {
		return f / d
	}
	return f
}

// add puts a rendition into its list, or behind its counterpart of the period
// before.
func (x period) add(r *manifest.Rendition, kind, mime string, number int) {
	list := map[string]*[]*manifest.Rendition{"video": &x.p.Video, "audio": &x.p.Audio, "text": &x.p.Text, "image": &x.p.Images}[kind]
	if list == nil && strings.HasPrefix(mime, "application/") {
		list = &x.p.Text
	}
	if list == nil {
		return
	}
	if list == &x.p.Text {
		r.Kind = "subtitles"
		if strings.Contains(mime, "vtt") {
			r.Container = "vtt"
		}
	}
	if number > 0 {
		for _, have := range *list {
			if have.Height == r.Height && have.Language == r.Language && have.Codecs == r.Codecs && have.Bandwidth == r.Bandwidth {
				have.Segments = append(have.Segments, r.Segments...)
				return
			}
		}
	}
	*list = append(*list, r)
}
