package dash

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"diptych/player/manifest"
	"diptych/player/value"
)

// The faults of a document.
var (
	ErrNoMPD    = errors.New("dash: not an MPD")
	ErrNoPeriod = errors.New("dash: no period")
)

// What a hostile document can ask for: segments of one rendition, of all of them,
// periods, and renditions of a kind in one.
const (
	maxSegments = 400_000
	maxAll      = 600_000
	maxPeriods  = 2_000
	maxOfAKind  = 200
)

// Parse reads a document. Several periods are joined (join.go).
func Parse(tree any, url string) (*manifest.Presentation, error) {
	p, _, err := ParseAt(tree, url, At{})
	return p, err
}

// ParseAt reads a document for a moment; the answer about its growth is nil for one that
// does not grow.
func ParseAt(tree any, url string, at At) (*manifest.Presentation, *Dynamic, error) {
	root, ok := asNode(tree)
	if !ok || root.name != "MPD" {
		return nil, nil, ErrNoMPD
	}
	p := &manifest.Presentation{
		Live: root.str("type") == "dynamic", Duration: duration(root.str("mediaPresentationDuration")),
	}
	var grows *live
	if p.Live {
		grows = readDynamic(root, url, p, at)
	}
	if err := readPeriods(root, url, p, grows); err != nil {
		return nil, nil, err
	}
	if grows == nil {
		for _, r := range p.All() {
			r.Number()
		}
		return p, nil, nil
	}
	return p, grows.Dynamic, nil
}

func readPeriods(root node, url string, p *manifest.Presentation, grows *live) error {
	periods := root.all("Period")
	if len(periods) == 0 {
		return ErrNoPeriod
	}
	if len(periods) > maxPeriods {
		periods = periods[:maxPeriods]
	}
	bases := baseURLs(root, []string{url})
	var start float64
	var list []*period
	left := maxAll
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
		x := &period{
			all: p, p: &manifest.Presentation{Live: p.Live}, start: start, length: length, number: i, left: &left,
			live: grows,
		}
		x.read(n, baseURLs(n, bases))
		x.events(n)
		list = append(list, x)
		start += length
	}
	inPictures := p.Text
	p.Text = nil
	join(p, list)
	p.Text = append(p.Text, inPictures...)
	if p.Duration == 0 && !p.Live {
		p.Duration = start
	}
	value.SortStable(p.Video, func(i, j int) bool { return p.Video[i].Bandwidth < p.Video[j].Bandwidth })
	return nil
}

// maxBases is how many addresses of the same are kept.
const maxBases = 4

// baseURLs resolves the alternatives of one level against those above (ISO/IEC
// 23009-1 §5.6.5).
func baseURLs(n node, above []string) []string {
	var out []string
	for _, b := range n.all("BaseURL") {
		for _, base := range above {
			if len(out) < maxBases {
				out = append(out, manifest.Resolve(base, b.text()))
			}
		}
	}
	if len(out) == 0 {
		return above
	}
	return out
}

type period struct {
	all           *manifest.Presentation
	p             *manifest.Presentation // of this period alone
	start, length float64                // seconds
	number        int
	left          *int // segments that may still be made
	live          *live
}

func (x *period) read(n node, bases []string) {
	for i, set := range n.all("AdaptationSet") {
		if forTricks(set) {
			continue
		}
		for _, a := range set.all("Accessibility") {
			captions(a, x.all)
		}
		setBases := baseURLs(set, bases)
		for j, rep := range set.all("Representation") {
			if !forTricks(rep) {
				x.representation(set, rep, n, baseURLs(rep, setBases), strconv.Itoa(i)+"-"+strconv.Itoa(j))
			}
		}
	}
}

// forTricks tells of pictures for winding on (DASH-IF IOP §3.2.9), which are not
// for play.
func forTricks(n node) bool {
	for _, name := range []string{"EssentialProperty", "SupplementalProperty"} {
		for _, x := range n.all(name) {
			if x.str("schemeIdUri") == "http://dashif.org/guidelines/trickmode" {
				return true
			}
		}
	}
	return false
}

// described tells of sound that describes the picture: by role, or by what it is
// for (ETSI TS 102 822-3-1, AudioPurposeCS).
func described(set node) bool {
	for _, role := range set.all("Role") {
		if role.str("value") == "description" {
			return true
		}
	}
	for _, a := range set.all("Accessibility") {
		scheme, v := a.str("schemeIdUri"), a.str("value")
		if strings.HasPrefix(scheme, "urn:tva:metadata:cs:AudioPurposeCS") && v == "1" ||
			scheme == "urn:mpeg:dash:role:2011" && v == "description" {
			return true
		}
	}
	return false
}

func either(a, b node, name string) string {
	if s := a.str(name); s != "" {
		return s
	}
	return b.str(name)
}

func (x *period) representation(set, rep, outer node, bases []string, place string) {
	mime := either(rep, set, "mimeType")
	kind := either(set, rep, "contentType")
	if kind == "" {
		kind, _, _ = strings.Cut(mime, "/")
	}
	r := &manifest.Rendition{
		ID: rep.str("id"), Codecs: either(rep, set, "codecs"), Bandwidth: int(rep.integer("bandwidth", 0)),
		Language: set.str("lang"), FrameRate: rate(either(rep, set, "frameRate")),
		Kind: "main", EndList: x.live == nil || x.live.Ended, Container: "mp4",
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
	if described(set) {
		r.Kind = "description"
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
	for _, base := range bases {
		r.Bases = append(r.Bases, folder(base))
	}
	if x.live.wants(r.ID) {
		x.segments(r, []node{rep, set, outer}, bases[0])
	}
	for i := range r.Segments {
		r.Segments[i].Discontinuity = int64(x.number)
	}
	if x.live != nil {
		x.stamp(r)
	}
	if key := protection(bases[0], set, rep); key != nil {
		for i := range r.Segments {
			r.Segments[i].Key = key
		}
	}
	x.add(r, kind, mime)
}

// folder is an address without what stands behind its last slash.
func folder(url string) string {
	path, _, _ := strings.Cut(url, "?")
	return path[:strings.LastIndexByte(path, '/')+1]
}

func atoi(s string) int {
	n, _ := value.ParseInt(s)
	return int(n)
}

func rate(s string) float64 {
	a, b, ok := strings.Cut(s, "/")
	f, _ := value.ParseFloat(a)
	if d, known := value.ParseFloat(b); ok && known && d > 0 {
		return f / d
	}
	return f
}

// pictures tells of subtitles that are images (IMSC 1.1 §4, RFC 6381), which nothing
// here draws.
func pictures(codecs string) bool {
	return strings.HasPrefix(codecs, "stpp") && strings.Contains(codecs, ".im") && strings.HasSuffix(codecs, "i")
}

// add puts a rendition into its list.
func (x *period) add(r *manifest.Rendition, kind, mime string) {
	list := map[string]*[]*manifest.Rendition{
		"video": &x.p.Video, "audio": &x.p.Audio, "text": &x.p.Text, "image": &x.p.Images,
	}[kind]
	if list == nil && strings.HasPrefix(mime, "application/") {
		list = &x.p.Text
	}
	if list == nil {
		return
	}
	if list == &x.p.Text {
		if pictures(r.Codecs) {
			return
		}
		r.Kind = "subtitles"
		if strings.Contains(mime, "vtt") {
			r.Container = "vtt"
		}
	}
	if len(*list) < maxOfAKind {
		*list = append(*list, r)
	}
}
