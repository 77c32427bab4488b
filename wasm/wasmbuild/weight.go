package wasmbuild

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
)

// Weight is what the functions of one package take of a program.
type Weight struct {
	Package   string
	Functions int
	Code      int // bytes, not compressed
	Marginal  int // bytes that the compressed code would be smaller without it
}

// Weights are those of a program, largest first, with what is no code.
type Weights struct {
	Packages []Weight
	Code     int // bytes of all functions
	Data     int // bytes of the data section: strings, types, line tables
	Total    int // bytes of the file without names
}

var errModule = errors.New("no WebAssembly module")

// Sections of a module (WebAssembly core specification §5.5.2).
const (
	sectionCustom = 0
	sectionImport = 2
	sectionCode   = 10
	sectionData   = 11
)

// Weigh reads a program that was linked with its names and sums up the function
// bodies by package.
func Weigh(path string, compressed func([]byte) int) (*Weights, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("weigh: %w", err)
	}
	m := module{names: map[int]string{}}
	if err := m.read(b); err != nil {
		return nil, fmt.Errorf("weigh %s: %w", path, err)
	}
	w := m.weights()
	m.marginal(w, compressed)
	w.Total = m.total
	return w, nil
}

type module struct {
	total    int // bytes of all sections but custom ones
	imported int
	bodies   [][]byte
	names    map[int]string
	data     int
}

// read takes the sections of a program apart.
func (m *module) read(program []byte) error {
	if len(program) < 8 || string(program[:4]) != "\x00asm" {
		return errModule
	}
	m.total = 8
	for r := (cursor{b: program[8:]}); len(r.b) > 0; {
		id := r.byte()
		body := r.take(r.number())
		if r.bad {
			return errModule
		}
		if id != sectionCustom {
			m.total += len(body)
		}
		m.section(id, cursor{b: body})
	}
	return nil
}

func (m *module) section(id byte, r cursor) {
	switch id {
	case sectionImport:
		for range r.number() {
			r.take(r.number())
			r.take(r.number())
			if r.byte() == 0 { // a function: its type
				m.imported++
				r.number()
			} else { // a memory: its limits
				if flags := r.byte(); flags&1 != 0 {
					r.number()
				}
				r.number()
			}
		}
	case sectionCode:
		for range r.number() {
			m.bodies = append(m.bodies, r.take(r.number()))
		}
	case sectionData:
		m.data = len(r.b)
	case sectionCustom:
		if string(r.take(r.number())) == "name" {
			m.readNames(r)
		}
	}
}

func (m *module) readNames(r cursor) {
	for len(r.b) > 0 && !r.bad {
		kind := r.byte()
		sub := cursor{b: r.take(r.number())}
		if kind != 1 { // function names
			continue
		}
		for range sub.number() {
			i := sub.number()
			m.names[i] = string(sub.take(sub.number()))
		}
	}
}

func (m *module) weights() *Weights {
	w := &Weights{Data: m.data}
	by := map[string]*Weight{}
	for i, body := range m.bodies {
		name := packageOf(m.names[m.imported+i])
		if by[name] == nil {
			by[name] = &Weight{Package: name}
		}
		by[name].Functions++
		by[name].Code += len(body)
		w.Code += len(body)
	}
	for _, x := range by {
		w.Packages = append(w.Packages, *x)
	}
	sort.Slice(w.Packages, func(i, j int) bool { return w.Packages[i].Code > w.Packages[j].Code })
	return w
}

// marginal leaves out one package after the other.
func (m *module) marginal(w *Weights, compressed func([]byte) int) {
	all := compressed(m.code(""))
	for i := range w.Packages {
		w.Packages[i].Marginal = all - compressed(m.code(w.Packages[i].Package))
	}
}

func (m *module) code(without string) []byte {
	var out []byte
	for i, body := range m.bodies {
		if without == "" || packageOf(m.names[m.imported+i]) != without {
			out = append(out, body...)
		}
	}
	return out
}

// packageOf takes the package from a symbol; the linker has written slashes as
// underscores.
func packageOf(symbol string) string {
	name, _, ok := strings.Cut(symbol, ".")
	if !ok {
		return "other"
	}
	return strings.ReplaceAll(name, "_", "/")
}

// cursor reads LEB128 numbers and bytes.
type cursor struct {
	b   []byte
	bad bool
}

func (r *cursor) byte() byte {
	b := r.take(1)
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

func (r *cursor) number() int {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > 1<<31 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

func (r *cursor) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}
