package wasmbuild

import (
	"bytes"
	"encoding/binary"
)

// ofFloats writes and reads floating-point numbers. Where a program does that by code
// of its own, as the player does, only the runtime is left to call it: for a panic
// whose value is such a number, which no code of ours raises.
const ofFloats = `genericFtoa bigFtoa formatDigits roundShortest fmtE fmtF fmtB fmtX dboxFtoa dboxDigits umul128
	umul192 fixedFtoa __decimal_. rightShift leftShift trimZeros AppendComplex`

// callsFloats are the doors to ofFloats that a program uses.
const callsFloats = `strconv.AppendFloat strconv.FormatFloat strconv.ParseFloat strconv.FormatComplex
	strconv.ParseComplex fmt. encoding_json. internal_strconv.ParseFloat`

func (m *module) hasFloats() bool {
	for _, name := range m.names {
		if anyPrefix(name, callsFloats) {
			return true
		}
	}
	return false
}

// powersOfTen begins the table of 128-bit powers of ten in internal/strconv: those of
// 1e-348 and 1e-347, the high halves first as the compiler lays them out.
var powersOfTen = [4]uint64{0xfa8fd5a0081c0288, 0x1732c869cd60e453, 0x9c99e58405118195, 0x0e7fbd42205c8eb4}

const powersOfTenBytes = 696 * 16

// dropPowers clears that table, eleven kilobytes that do not compress.
func dropPowers(memory []byte) {
	var begin []byte
	for _, n := range powersOfTen {
		begin = binary.LittleEndian.AppendUint64(begin, n)
	}
	if at := bytes.Index(memory, begin); at >= 0 && at+powersOfTenBytes <= len(memory) {
		clear(memory[at : at+powersOfTenBytes])
	}
}
