package wasmbuild

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// equality begins the names of the functions that compare two values of a type, which
// every type has that can be compared, hashing those of types that are keys of maps.
const (
	equality = "type_.eq."
	hashing  = "type_.hash."
)

// comparing are functions that compare what two interfaces hold.
var comparing = []string{"runtime.efaceeq", "runtime.ifaceeq"}

// ours are functions of Go's own that compare interfaces: keys of maps, and errors, which
// are pointers.
var ours = []string{"runtime.nilinterequal", "runtime.interequal", "internal_strconv.ParseInt"}

const opCall = 0x10 // WebAssembly core specification §5.4.1

// callers tells whether any body calls a function. What looks like a call may be
// another thing's bytes, so some that are told do not.
func (m *module) callers(index int) (names []string) {
	call := binary.AppendUvarint([]byte{opCall}, uint64(index))
	for i, body := range m.bodies {
		if bytes.Contains(body, call) && m.imported+i != index {
			names = append(names, m.names[m.imported+i])
		}
	}
	return names
}

// uncompared finds the functions of types whose values are only ever compared where
// nobody compares them: not by name, not as keys of a map and, as only functions that
// are listed compare interfaces and those hold no structs, not through interfaces.
// It is an error if others compare interfaces too.
func (m *module) uncompared(listed []string) (map[int]bool, error) {
	if listed == nil {
		return nil, nil
	}
	keys := map[string]bool{}
	for _, name := range m.names {
		if of, ok := strings.CutPrefix(name, hashing); ok {
			keys[of] = true
		}
	}
	out := map[int]bool{}
	for i, name := range m.names {
		of, ok := strings.CutPrefix(name, equality)
		if ok && !keys[of] && len(m.callers(i)) == 0 {
			out[i] = true
		}
		if !slices.Contains(comparing, name) {
			continue
		}
		for _, caller := range m.callers(i) {
			known := slices.Contains(ours, caller) || slices.Contains(listed, caller)
			if !known && !strings.HasPrefix(caller, equality) {
				return nil, fmt.Errorf("%s compares interfaces and is not among those whose interfaces hold no structs",
					caller)
			}
		}
	}
	return out, nil
}
