// Command media is media.wasm, for a Worker: it turns segments that browsers do not
// take into ones that they do.
package main

import (
	"errors"
	"syscall/js"

	"diptych/player/subtitle"
	"diptych/player/transmux"
)

// main offers functions of (media, options) on the program's global object: media and
// options.init, key and iv are Uint8Arrays, options.method is a string. convert answers
// what transmux.Output says, subtitles a text as {vtt}, captions what is in the pictures
// of fragmented MP4 as {found}, and all of them {error, message} by the names of errorName
// where that is not to be had. convert answers found too where options.stream names the
// stream; options.duration is that of the segment, seconds.
func main() {
	warm()
	c := &converter{array: js.Global().Get("Uint8Array"), object: js.Global().Get("Object")}
	c.offer("convert", c.convert)
	c.offer("subtitles", c.subtitles)
	c.offer("captions", c.captions)
	select {}
}

// converter keeps the memory of a segment for the next one.
type converter struct {
	media         []byte
	array, object js.Value
	streams       streams
}

func (c *converter) offer(name string, f func(in transmux.Input, o js.Value) (js.Value, error)) {
	js.Global().Set(name, js.FuncOf(func(_ js.Value, a []js.Value) any { return c.answer(a, f) }))
}

// answer answers one call. A defect is told, and the program lives on.
func (c *converter) answer(a []js.Value, f func(in transmux.Input, o js.Value) (js.Value, error)) (answer any) {
	defer func() {
		if r := recover(); r != nil {
			text, _ := r.(error)
			answer = c.failure(errors.Join(errDefect, text))
		}
	}()
	if len(a) == 0 || !a[0].InstanceOf(c.array) {
		return c.failure(transmux.ErrTruncated)
	}
	n := a[0].Length()
	if n > cap(c.media) {
		c.media = make([]byte, n+n/4)
	}
	in := transmux.Input{Media: c.media[:n]}
	js.CopyBytesToGo(in.Media, a[0])
	o := c.members()
	if len(a) > 1 && a[1].Type() == js.TypeObject {
		o = a[1]
	}
	in.Init = c.bytes(o.Get("init"))
	if method := o.Get("method"); method.Type() == js.TypeString {
		in.Key = &transmux.Key{Method: method.String(), Key: c.bytes(o.Get("key")), IV: c.bytes(o.Get("iv"))}
	}
	out, err := f(in, o)
	if err != nil {
		return c.failure(err)
	}
	return out
}

func (c *converter) convert(in transmux.Input, o js.Value) (js.Value, error) {
	out, err := transmux.Convert(in)
	if err != nil {
		return js.Value{}, err
	}
	answer := c.output(out)
	answer.Set("found", c.found(o, out.Start, out.Captions))
	return answer, nil
}

func (c *converter) subtitles(in transmux.Input, _ js.Value) (js.Value, error) {
	media, err := in.Key.Unseal(in.Media)
	if err != nil {
		return js.Value{}, err
	}
	vtt, err := subtitle.ToVTT(in.Init, media)
	return c.members(member{"vtt", vtt}), err
}

func (c *converter) bytes(v js.Value) []byte {
	if !v.InstanceOf(c.array) {
		return nil
	}
	b := make([]byte, v.Length())
	js.CopyBytesToGo(b, v)
	return b
}

func (c *converter) output(out transmux.Output) js.Value {
	captions := js.Global().Get("Array").New(len(out.Captions))
	for i, x := range out.Captions {
		captions.SetIndex(i, c.members(member{"at", x.At}, member{"data", c.copy(x.Data)}))
	}
	timed := js.Global().Get("Array").New(len(out.Timed))
	for i, x := range out.Timed {
		timed.SetIndex(i, c.members(member{"at", x.At}, member{"duration", x.Duration},
			member{"scheme", x.Scheme}, member{"value", x.Value}, member{"data", c.copy(x.Data)}))
	}
	return c.members(member{"init", c.copy(out.Init)}, member{"media", c.copy(out.Media)},
		member{"codecs", out.Codecs}, member{"start", out.Start}, member{"captions", captions},
		member{"timed", timed})
}

func (c *converter) copy(b []byte) js.Value {
	v := c.array.New(len(b))
	js.CopyBytesToJS(v, b)
	return v
}

type member struct {
	name  string
	value any
}

func (c *converter) members(list ...member) js.Value {
	v := c.object.New()
	for _, m := range list {
		v.Set(m.name, m.value)
	}
	return v
}

func (c *converter) failure(err error) js.Value {
	return c.members(member{"error", errorName(err)}, member{"message", err.Error()})
}

var errDefect = errors.New("media: a defect")

func errorName(err error) string {
	switch {
	case errors.Is(err, errDefect):
		return "defect"
	case errors.Is(err, transmux.ErrNoStreams):
		return "no streams"
	case errors.Is(err, transmux.ErrKey):
		return "key"
	case errors.Is(err, transmux.ErrCodec):
		return "codec"
	case errors.Is(err, transmux.ErrMethod):
		return "method"
	}
	return "truncated"
}
