package wasmbuild

import (
	"encoding/binary"
	"fmt"
)

// Shrink makes a program that was linked with its names smaller without changing
// what it does, and takes the names out. strict tells that all of neverRun is to be
// there, as it is in any program that collects garbage.
//
// The linker leaves every run of eight zeros out of the data section, which makes
// some fifty thousand segments; their headers compress worse than the zeros. They
// become few. Within the data the tables of source lines are taken out (see
// dropLines), within the code what never runs (see neverRun, and uncompared for compare).
func Shrink(program []byte, strict bool, compare []string) ([]byte, error) {
	m := module{names: map[int]string{}}
	if err := m.read(program); err != nil {
		return nil, err
	}
	never, err := m.uncompared(compare)
	if err != nil {
		return nil, err
	}
	out := append([]byte{}, program[:8]...)
	for r := (cursor{b: program[8:]}); len(r.b) > 0; {
		id := r.byte()
		body := r.take(r.number())
		var err error
		switch {
		case id == sectionData:
			body, err = shrinkData(body, !m.hasFloats())
		case id == sectionCode:
			body, err = dropNeverRun(&m, never, strict)
		case id == sectionCustom && isNames(body):
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(binary.AppendUvarint(append(out, id), uint64(len(body))), body...)
	}
	return out, nil
}

func isNames(custom []byte) bool {
	r := cursor{b: custom}
	return string(r.take(r.number())) == "name"
}

func shrinkData(section []byte, noFloats bool) ([]byte, error) {
	memory, err := readData(cursor{b: section})
	if err != nil {
		return nil, err
	}
	if err := dropLines(memory); err != nil {
		return nil, err
	}
	if noFloats {
		dropPowers(memory)
	}
	return writeData(memory), nil
}

// Bytes of an active segment of memory 0 (WebAssembly core specification §5.5.14).
const (
	segmentActive = 0
	opGlobalGet   = 0x23
	opGlobalSet   = 0x24
	opConst       = 0x41 // i32.const
	opAdd         = 0x6a // i32.add
	opEnd         = 0x0b
)

// readData gives the memory as the segments of a data section leave it.
func readData(r cursor) ([]byte, error) {
	var memory []byte
	for range r.number() {
		kind, op := r.number(), r.byte()
		at := r.signed()
		end := r.byte()
		bytes := r.take(r.number())
		if r.bad || kind != segmentActive || op != opConst || end != opEnd || at < 0 {
			return nil, fmt.Errorf("read the data section: %w", errModule)
		}
		if need := at + len(bytes) - len(memory); need > 0 {
			memory = append(memory, make([]byte, need)...)
		}
		copy(memory[at:], bytes)
	}
	return memory, nil
}

// leastGap is the shortest run of zeros that is worth a segment of its own.
const leastGap = 1024

// writeData is a data section that leaves the memory so.
func writeData(memory []byte) []byte {
	var segments []byte
	n := 0
	for at := 0; at < len(memory); {
		if memory[at] == 0 {
			at++
			continue
		}
		end, zeros := at, 0
		for i := at; i < len(memory) && zeros < leastGap; i++ {
			if memory[i] != 0 {
				end, zeros = i+1, 0
			} else {
				zeros++
			}
		}
		segments = appendSigned(append(segments, segmentActive, opConst), at)
		segments = binary.AppendUvarint(append(segments, opEnd), uint64(end-at))
		segments = append(segments, memory[at:end]...)
		at, n = end, n+1
	}
	return append(binary.AppendUvarint(nil, uint64(n)), segments...)
}

// appendSigned writes a signed LEB128 number (WebAssembly core specification
// §5.2.2).
func appendSigned(dst []byte, n int) []byte {
	for {
		b := byte(n & 0x7f)
		n >>= 7
		if n == 0 && b&0x40 == 0 || n == -1 && b&0x40 != 0 {
			return append(dst, b)
		}
		dst = append(dst, b|0x80)
	}
}

// signed reads one.
func (r *cursor) signed() int {
	n, shift := 0, 0
	for {
		b := r.byte()
		n |= int(b&0x7f) << shift
		shift += 7
		if b&0x80 == 0 || r.bad || shift > 63 {
			if b&0x40 != 0 && shift < 64 {
				n |= -1 << shift
			}
			return n
		}
	}
}
