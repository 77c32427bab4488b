package dash

import (
	"diptych/player/value"
	"math"
	"strings"

	"diptych/player/manifest"
)

// join makes one presentation of periods. The one that offers most gives the
// renditions; in each of the others that goes on which is most alike: by role and
// language, then by size and rate. No more segments than maxAll are joined.
func join(p *manifest.Presentation, list []*period) {
	left := maxAll
	of := func(kind func(p *manifest.Presentation) *[]*manifest.Rendition) {
		most := 0
		for i, x := range list {
			value.SortStable(*kind(x.p), func(a, b int) bool {
				return (*kind(x.p))[a].Bandwidth < (*kind(x.p))[b].Bandwidth
			})
			if len(*kind(x.p)) > len(*kind(list[most].p)) {
				most = i
			}
		}
		leading := *kind(list[most].p)
		for rank, r := range leading {
			whole := across(list, r, rank, len(leading), kind, &left)
			if left > 0 || rank == 0 {
				*kind(p) = append(*kind(p), whole)
			}
		}
	}
	of(func(p *manifest.Presentation) *[]*manifest.Rendition { return &p.Video })
	of(func(p *manifest.Presentation) *[]*manifest.Rendition { return &p.Audio })
	of(func(p *manifest.Presentation) *[]*manifest.Rendition { return &p.Text })
	of(func(p *manifest.Presentation) *[]*manifest.Rendition { return &p.Images })
}

// across is a rendition with the segments of all periods; one without a
// counterpart has a gap. left is how many segments may still be taken.
func across(
	list []*period, r *manifest.Rendition, rank, ranks int,
	kind func(p *manifest.Presentation) *[]*manifest.Rendition, left *int,
) *manifest.Rendition {
	if len(list) == 1 {
		return r
	}
	out := *r
	out.Segments, out.Bases = nil, nil
	for _, x := range list {
		if *left <= 0 {
			break
		}
		c := counterpart(*kind(x.p), r, rank, ranks)
		if c == nil {
			*left--
			out.Segments = append(out.Segments, manifest.Segment{
				Start: x.start, Duration: x.length, Gap: true, Discontinuity: int64(x.number),
			})
			x.gap(&out)
			continue
		}
		n := min(len(c.Segments), *left)
		*left -= max(1, n)
		out.Segments = append(out.Segments, c.Segments[:n]...)
		if out.Bases == nil {
			out.Bases = c.Bases
		}
	}
	return &out
}

// gap marks the last segment of a list that grows as stamp does.
func (x *period) gap(r *manifest.Rendition) {
	if x.live != nil {
		last := manifest.Rendition{Segments: r.Segments[len(r.Segments)-1:]}
		x.stamp(&last)
	}
}

// counterpart finds what is most like r among the renditions of another period;
// rank is the place of r among so many.
func counterpart(list []*manifest.Rendition, r *manifest.Rendition, rank, ranks int) *manifest.Rendition {
	var best *manifest.Rendition
	least := math.Inf(1)
	for i, c := range list {
		far := math.Abs(float64(rank)/float64(ranks) - float64(i)/float64(len(list)))
		if c.Height != r.Height {
			far += 2
		}
		if c.Kind != r.Kind {
			far += 20
		}
		if !sameLanguage(c.Language, r.Language) {
			far += 10
		}
		if far < least {
			best, least = c, far
		}
	}
	return best
}

// sameLanguage compares codes however they are written: de, ger, deu and de-AT.
func sameLanguage(a, b string) bool {
	a, b = short(a), short(b)
	return a == b || len(a) > 1 && len(b) > 1 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// longCodes are codes of three letters (ISO 639-2, both forms) that do not begin
// with those of two.
const longCodes = " ger:de deu:de fre:fr fra:fr spa:es por:pt dut:nl nld:nl swe:sv pol:pl chi:zh zho:zh " +
	"jpn:ja tur:tr ukr:uk cze:cs ces:cs slo:sk slk:sk gre:el ell:el" +
	" per:fa fas:fa rum:ro ron:ro est:et ind:id may:ms msa:ms ice:is isl:is gle:ga baq:eu eus:eu arm:hy " +
	"hye:hy geo:ka kat:ka wel:cy cym:cy alb:sq sqi:sq srp:sr kaz:kk mlt:mt "

func short(code string) string {
	code, _, _ = strings.Cut(strings.ToLower(code), "-")
	if i := strings.Index(longCodes, " "+code+":"); i >= 0 && len(code) == 3 {
		return longCodes[i+5 : i+7]
	}
	return code
}
