package value

import "strconv"

// Fields is the inside of a JSON object as it is written, member by member and in
// that order: value.Empty.Str("id", id).Num("at", 2). It is a Marshaler. Members of
// a Map would be sorted, and cost player.wasm three times as much code.
type Fields []byte

// Empty is where an object begins; by itself it is {}.
var Empty Fields

// AppendJSON implements Marshaler.
func (f Fields) AppendJSON(dst []byte) []byte {
	return append(append(append(dst, '{'), f...), '}')
}

// name begins a member. Names are the protocol's words, which need no escapes.
func (f Fields) name(name string) Fields {
	if len(f) > 0 {
		f = append(f, ',')
	}
	return append(append(append(f, '"'), name...), '"', ':')
}

// Any adds a member of any type that Append writes.
func (f Fields) Any(name string, v any) Fields { return Append(f.name(name), v) }

// Put adds a member that writes itself.
func (f Fields) Put(name string, v Marshaler) Fields { return v.AppendJSON(f.name(name)) }

// Str adds a text.
func (f Fields) Str(name, s string) Fields { return AppendString(f.name(name), s) }

// Some adds a text, or null for none.
func (f Fields) Some(name, s string) Fields {
	if s == "" {
		return append(f.name(name), "null"...)
	}
	return f.Str(name, s)
}

// Num adds a number; what JSON has none for becomes null.
func (f Fields) Num(name string, n float64) Fields { return appendFloat(f.name(name), n) }

// Int adds a whole number.
func (f Fields) Int(name string, n int) Fields { return strconv.AppendInt(f.name(name), int64(n), 10) }

// Bool adds a truth.
func (f Fields) Bool(name string, on bool) Fields { return strconv.AppendBool(f.name(name), on) }

// Array is the inside of a JSON array as it is written. The zero Array is [].
type Array []byte

// AppendJSON implements Marshaler.
func (a Array) AppendJSON(dst []byte) []byte {
	return append(append(append(dst, '['), a...), ']')
}

func (a Array) next() Array {
	if len(a) > 0 {
		a = append(a, ',')
	}
	return a
}

// Add adds an item that writes itself.
func (a Array) Add(v Marshaler) Array { return v.AppendJSON(a.next()) }

// Str adds a text.
func (a Array) Str(s string) Array { return AppendString(a.next(), s) }

// Num adds a number.
func (a Array) Num(n float64) Array { return appendFloat(a.next(), n) }

// Bool adds a truth.
func (a Array) Bool(on bool) Array { return strconv.AppendBool(a.next(), on) }

// Text is JSON that is written already.
type Text string

// AppendJSON implements Marshaler.
func (t Text) AppendJSON(dst []byte) []byte { return append(dst, t...) }

// Texts is a list of texts.
type Texts []string

// AppendJSON implements Marshaler.
func (t Texts) AppendJSON(dst []byte) []byte {
	a := Array{}
	for _, s := range t {
		a = a.Str(s)
	}
	return a.AppendJSON(dst)
}

// Nums is a list of numbers.
type Nums []float64

// AppendJSON implements Marshaler.
func (n Nums) AppendJSON(dst []byte) []byte {
	a := Array{}
	for _, f := range n {
		a = a.Num(f)
	}
	return a.AppendJSON(dst)
}
