package dash

import (
	"diptych/player/manifest"
	"diptych/player/value"
)

// events reads what a period tells beside its media (ISO/IEC 23009-1 §5.10.2.2), in the
// form of those that come within segments.
func (x *period) events(n node) {
	for _, stream := range n.all("EventStream") {
		scheme, kind := stream.str("schemeIdUri"), stream.str("value")
		scale := float64(max(1, stream.integer("timescale", 1)))
		from := x.start - float64(stream.integer("presentationTimeOffset", 0))/scale
		for _, e := range stream.all("Event") {
			if len(x.all.Events) >= manifest.MaxEvents {
				return
			}
			at := from + float64(e.integer("presentationTime", 0))/scale
			length := float64(max(0, e.integer("duration", 0))) / scale
			message := e.str("messageData")
			if message == "" {
				message = e.text()
			}
			m := value.Empty.Str("schemeIdUri", scheme).Str("value", kind).Str("id", e.str("id"))
			m = m.Num("startTime", at).Num("endTime", at+length)
			x.all.Events = append(x.all.Events, manifest.Event{
				ID: "emsg-" + scheme + "-" + kind + "-" + e.str("id") + "-" + value.JSON(at), Kind: "emsg",
				Start: at, Duration: length,
				Metadata: m.Put("messageData", value.Empty.Str("$", "Bytes").Str("text", latin(message))),
			})
		}
	}
}

// latin has a character for each byte of a text.
func latin(s string) string {
	out := make([]rune, len(s))
	for i := range len(s) {
		out[i] = rune(s[i])
	}
	return string(out)
}
