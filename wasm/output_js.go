package main

import "diptych/player/value"

// batch collects what the page is told during one call into Go. One batch is
// enough: calls do not overlap. Parent and child players write to the same one,
// so that their outputs keep their order.
type batch struct{ out []byte }

var current batch

// add appends [player, kind, ...] of web/src/protocol.ts, Output.
func (b *batch) add(player int, kind string, rest ...any) {
	if len(b.out) > 0 {
		b.out = append(b.out, ',')
	}
	b.out = append(b.out, '[')
	b.out = value.Append(b.out, player)
	b.out = value.Append(append(b.out, ','), kind)
	for _, v := range rest {
		b.out = value.Append(append(b.out, ','), v)
	}
	b.out = append(b.out, ']')
}

// take is the batch as text, "" when there is nothing to tell.
func (b *batch) take(result any, failure string) string {
	if result == nil && failure == "" && len(b.out) == 0 {
		return ""
	}
	text := []byte(`{"out":[`)
	text = append(append(text, b.out...), ']')
	if result != nil {
		text = value.Append(append(text, `,"result":`...), result)
	}
	if failure != "" {
		text = value.AppendString(append(text, `,"error":`...), failure)
	}
	b.out = b.out[:0]
	return string(append(text, '}'))
}

// output is player.Output of one player.
type output struct{ number int }

func (o output) Dispatch(event string, payload value.Marshaler) {
	if payload == nil {
		current.add(o.number, "event", event)
		return
	}
	current.add(o.number, "event", event, payload)
}
func (o output) Facts(patch value.Fields)      { current.add(o.number, "facts", patch) }
func (o output) View(patch value.Fields)       { current.add(o.number, "view", patch) }
func (o output) Settle(id int, ok bool, v any) { current.add(o.number, "settle", id, ok, v) }
func (o output) Ask(id int, action string, args value.List) {
	current.add(o.number, "ask", id, action, args)
}
func (o output) Captions(cues value.Array) { current.add(o.number, "cues", cues) }
