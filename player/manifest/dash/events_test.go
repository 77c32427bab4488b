package dash

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/value"
)

// TestEventStreams: what an MPD tells beside its media stands at its place, in bounds.
func TestEventStreams(t *testing.T) {
	t.Parallel()
	const set = `["AdaptationSet",{"mimeType":"video/mp4"},["Representation",{"id":"v","bandwidth":"1000"},` +
		`["SegmentTemplate",{"media":"$Number$.m4s","duration":"2"}]]]`
	many := strings.Repeat(`,["Event",{"presentationTime":"1"}]`, 5000)
	for _, x := range []struct{ stream, want string }{
		{`["EventStream",{"schemeIdUri":"urn:x","value":"7","timescale":"10","presentationTimeOffset":"20"},` +
			`["Event",{"id":"1","presentationTime":"35","duration":"20"},"hi"],` +
			`["Event",{"id":"2","presentationTime":"20","messageData":"ä"}]]`,
			"[emsg-urn:x-7-1-11.5 11.5+2 hi emsg-urn:x-7-2-10 10+0 Ã¤]"},
		{`["EventStream",{},["Event",{}]]`, "[emsg----10 10+0 ]"},
		{`["EventStream",{"timescale":"0"},["Event",{"presentationTime":"-3","duration":"-9"}]]`, "[emsg----7 7+0 ]"},
		{`["EventStream",{}` + many + `]`, "2000"},
	} {
		tree, err := value.Parse(`["MPD",{"mediaPresentationDuration":"PT20S"},["Period",{"start":"PT0S"},` + set +
			`],["Period",{"start":"PT10S"},` + set + `,` + x.stream + `]]`)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(tree, "http://x/a.mpd")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range p.Events {
			m, err := value.Parse(value.JSON(e.Metadata))
			if err != nil || e.Kind != "emsg" {
				t.Fatal(e.Kind, err)
			}
			data := value.Str(value.Get(m, "messageData"), "text")
			got = append(got, fmt.Sprintf("%s %v+%v %s", e.ID, e.Start, e.Duration, data))
		}
		if all := fmt.Sprint(got); all != x.want && fmt.Sprint(len(got)) != x.want {
			t.Errorf("%s: %s, want %s", x.stream[:40], all, x.want)
		}
	}
}
