package wasmbuild

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// neverRun are functions of the runtime that no program of ours ever calls, though
// the linker cannot know it, by the beginnings of their symbols, or the whole of them
// where a $ follows. Their bodies become a trap, which is three bytes. A browser offers neither GODEBUG nor anybody who
// would ask for a profile or a trace.
var neverRun = []struct {
	why     string
	symbols string // by spaces
}{
	{"nobody starts an execution trace", `traceAdvance traceReadCPU traceStopReadCPU traceSyncBatch traceStack
		traceWriter. traceEventWriter. traceLocker. traceAcquireEnabled traceBufFlush
		traceRegisterLabelsAndReasons makeTraceFrame goStatusToTraceGoStatus __trace`},
	{"nobody takes a profile", `__profBuf_. doRecordGoroutineProfile tryRecordGoroutineProfile saveblockevent
		blockevent findGoroutineLeaks fpunwindExpand`},
	{"GODEBUG is not set", `schedtrace dumpTypesRec dumpStacksRec checkFinalizersAndCleanups
		printScavTrace setCheckmark fmtNSAsMS parseByteCount`},
	{"a heap that is damaged ends the program before it is printed", `gcDumpObject __hexdumper_. hexdumpWords
		hexdumpMarker tracebackHexdump __mspan_.reportZombies badPointer`},
	{"there are no names and lines to print", `traceback1 traceback2 goroutineheader printArgs
		printAncestorTraceback printcreatedby tracebacksomeothers printCgoTraceback printOneCgoTraceback
		__Frames_.Next expandCgoFrames printanycustomtype`},
	{"nobody makes arenas", "__mspan_.setUserArenaChunkToFault"},
	{"a program is one module", "typesEqual"},
	{"there is one thread, which nothing is handed to or stolen from", `mexit __p_.destroy startm$ newm$ newm1$ allocm$
		oneNewExtraM$ handoffp$ stoplockedm$ startlockedm$ runqgrab$ runqsteal$ exitsyscall entersyscall
		reentersyscall cgocall$ notetsleepg$ dumpgstatus$`},
	{"nothing is interrupted where it cannot be", "scanConservative$"},
	{"testing/synctest is for tests", "__synctestBubble_."},
}

// idle are functions of the runtime that a program calls once and that find nothing to
// do, as it is one module that the linker has just made, without GODEBUG: they return at
// once.
var idle = []string{"runtime.moduledataverify1", "runtime.check", "runtime.typelinksinit",
	"runtime.parsegodebug", "internal_cpu.processOptions"}

// giveBack is a body without locals that takes its return address off the stack, whose
// pointer is the first global, and says that it has not been suspended
// (cmd/internal/obj/wasm).
var giveBack = []byte{0, opGlobalGet, 0, opConst, 8, opAdd, opGlobalSet, 0, opConst, 0, opEnd}

// trap is a body without locals that is not to be reached (WebAssembly core
// specification §5.4.1).
var trap = []byte{0, 0x00, opEnd}

// dropNeverRun writes a code section without the bodies of what never runs, never among
// it. Names that are not there mean that this version of Go has others.
func dropNeverRun(m *module, never map[int]bool, strict bool) ([]byte, error) {
	out := binary.AppendUvarint(nil, uint64(len(m.bodies)))
	found := map[string]bool{}
	floats := m.hasFloats()
	for i, body := range m.bodies {
		name := m.names[m.imported+i]
		if symbol, ok := strings.CutPrefix(name, "runtime."); ok {
			if which := neverRuns(symbol); which != "" {
				found[which], body = true, trap
			}
		}
		if symbol, ok := strings.CutPrefix(name, "internal_strconv."); ok && !floats && anyPrefix(symbol, ofFloats) {
			body = trap
		}
		if never[m.imported+i] {
			body = trap
		}
		if slices.Contains(idle, name) {
			found[name], body = true, giveBack
		}
		out = append(binary.AppendUvarint(out, uint64(len(body))), body...)
	}
	for _, name := range idle {
		if strict && !found[name] {
			return nil, fmt.Errorf("no function is called %s: %w", name, errLines)
		}
	}
	for _, row := range neverRun {
		for _, symbol := range strings.Fields(row.symbols) {
			if strict && !found[symbol] {
				return nil, fmt.Errorf("no function is called runtime.%s, of which %s: %w", symbol, row.why, errLines)
			}
		}
	}
	return out, nil
}

func neverRuns(symbol string) string {
	for _, row := range neverRun {
		for _, begin := range strings.Fields(row.symbols) {
			if whole, exact := strings.CutSuffix(begin, "$"); exact && symbol == whole ||
				!exact && strings.HasPrefix(symbol, begin) {
				return begin
			}
		}
	}
	return ""
}

func anyPrefix(symbol, begins string) bool {
	for _, begin := range strings.Fields(begins) {
		if strings.HasPrefix(symbol, begin) {
			return true
		}
	}
	return false
}
