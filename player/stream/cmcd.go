package stream

import "diptych/player/value"

// CMCD is what servers are told with each request for media beside what the page knows of
// its element (CTA-5004, Common Media Client Data; web/src/cmcd.ts writes it).
type CMCD struct{ Session, Content string }

// cmcd is what the page is to tell with a request: bit rates in kbit/s.
func (e *Engine) cmcd(n *trackBuffer) value.Fields {
	if e.c.CMCD == nil {
		return nil
	}
	list, kind := e.p.Video, "v"
	if n.kind == Audio {
		list, kind = e.p.Audio, "a"
	}
	top := n.r.Bandwidth
	for _, r := range list {
		top = max(top, r.Bandwidth)
	}
	st := "v"
	if e.p.Live {
		st = "l"
	}
	f := value.Empty.Int("br", n.r.Bandwidth/1000).Int("tb", top/1000).Str("ot", kind).Str("st", st)
	f = f.Int("mtp", int(e.estimate.Bitrate()/1e5)*100).Str("sf", string(e.format[:1]))
	return f.Str("sid", e.c.CMCD.Session).Str("cid", e.c.CMCD.Content)
}
