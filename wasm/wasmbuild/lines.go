package wasmbuild

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
)

// The table of functions that the runtime unwinds stacks with, as Go 1.20 and later
// lay it out (runtime/symtab.go pcHeader, runtime/runtime2.go _func).
const (
	pclnMagic   = 0xfffffff1
	headerWords = 8 // behind magic and sizes: nfunc, nfiles, textStart and five offsets

	funcName      = 4 // offsets within a _func, bytes
	funcSP        = 16
	funcPCFile    = 20
	funcPCLine    = 24
	funcNumPCData = 28
	funcCU        = 32
	funcLine      = 36
	funcID        = 40
	funcNumData   = 43
	funcSize      = 44

	noFuncdata = ^uint32(0)
)

// Tables of a function that only tracebacks, profiles and traces read
// (internal/abi/symtab.go): what was inlined where, which arguments to print.
var (
	pcdataUnread   = []int{0, 2, 3}    // PCDATA_UnsafePoint (nothing preempts), InlTreeIndex, ArgLiveIndex
	funcdataUnread = []int{3, 5, 6, 7} // FUNCDATA_InlTree, ArgInfo, ArgLiveInfo, WrapInfo
)

var errLines = errors.New("the table of functions is not as this version of Go lays it out")

// dropLines takes out of a program's memory what only tracebacks read: which function
// an instruction belongs to by name, in which line of which file it stands, what was
// inlined there. It is a sixth of player.wasm. What unwinds stacks stays, and the few
// names that the runtime itself reads (see namesRead). A browser's own stack still has
// the number of each function in the program; as a build is the same whoever makes it,
// BuildNamed tells what that one is called.
func dropLines(memory []byte) error {
	head := binary.LittleEndian.AppendUint32(nil, pclnMagic)
	head = append(head, 0, 0, 1, 8) // instructions of a byte, pointers of eight
	at := bytes.Index(memory, head)
	if at < 0 || bytes.Contains(memory[at+1:], head) {
		return errLines
	}
	table := memory[at:]
	word := func(i int) int { return int(binary.LittleEndian.Uint64(table[8+8*i:])) }
	count, names, pctab, functab := word(0), word(3), word(6), word(7)
	if names <= 0 || pctab <= names || functab <= pctab || functab+8*count+4 > len(table) {
		return errLines
	}
	kept := map[uint32]bool{}
	text := bytes.Clone(table[names:pctab]) // names of functions and of files
	clear(table[names:pctab])
	for i := range count {
		f := functab + int(binary.LittleEndian.Uint32(table[functab+8*i+4:]))
		if f+funcSize > len(table) {
			return errLines
		}
		if err := keepName(table[f:], text, table[names:pctab]); err != nil {
			return err
		}
		if err := dropLinesOf(table[f:], kept); err != nil {
			return err
		}
	}
	return clearTables(table[pctab:functab], kept)
}

// namesRead tells names that the runtime reads other than to print them: a method
// that is called on a nil pointer panics by the name of its wrapper
// (runtime/error.go panicwrap), reflect's stubs have arguments of their own kind
// (runtime/stkframe.go argMapInternal).
func namesRead(name string, special bool) bool {
	return special && strings.Contains(name, ".(*") ||
		name == "reflect.makeFuncStub" || name == "reflect.methodValueCall"
}

// keepName leaves a function its name if the runtime reads it, else it has none.
func keepName(f, text, into []byte) error {
	at := int(binary.LittleEndian.Uint32(f[funcName:]))
	if at > len(text) {
		return errLines
	}
	name, _, found := bytes.Cut(text[at:], []byte{0})
	switch {
	case !found:
		return errLines
	case namesRead(string(name), f[funcID] != 0):
		copy(into[at:], name)
	default:
		binary.LittleEndian.PutUint32(f[funcName:], 0)
	}
	return nil
}

// dropLinesOf does so for one function and notes the tables that it still has.
func dropLinesOf(f []byte, kept map[uint32]bool) error {
	pcdata := int(binary.LittleEndian.Uint32(f[funcNumPCData:]))
	funcdata := int(f[funcNumData])
	if funcSize+4*(pcdata+funcdata) > len(f) {
		return errLines
	}
	for _, field := range []int{funcPCFile, funcPCLine, funcCU, funcLine} {
		binary.LittleEndian.PutUint32(f[field:], 0)
	}
	for _, i := range pcdataUnread {
		if i < pcdata {
			binary.LittleEndian.PutUint32(f[funcSize+4*i:], 0)
		}
	}
	for _, i := range funcdataUnread {
		if i < funcdata {
			binary.LittleEndian.PutUint32(f[funcSize+4*(pcdata+i):], noFuncdata)
		}
	}
	kept[binary.LittleEndian.Uint32(f[funcSP:])] = true // stack sizes
	for i := range pcdata {
		kept[binary.LittleEndian.Uint32(f[funcSize+4*i:])] = true
	}
	return nil
}

// clearTables zeroes the tables that no function has any more. Offset 0 is none.
func clearTables(tables []byte, kept map[uint32]bool) error {
	cleared := make([]byte, len(tables))
	for at := range kept {
		end := tableEnd(tables, int(at))
		if at != 0 && end < 0 {
			return errLines
		}
		if at != 0 {
			copy(cleared[at:end], tables[at:end])
		}
	}
	copy(tables, cleared)
	return nil
}

// tableEnd finds the end of a table: pairs of numbers, the first of them 0 behind
// the last pair (runtime/symtab.go step).
func tableEnd(tables []byte, at int) int {
	for first := true; at < len(tables); first = false {
		if tables[at] == 0 && !first {
			return at + 1
		}
		for range 2 {
			_, n := binary.Uvarint(tables[min(at, len(tables)):])
			if n <= 0 {
				return -1
			}
			at += n
		}
	}
	return -1
}
