package wasmbuild

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// unwinds is a program that needs what is left of the tables: stacks that grow and
// are moved, panics through several frames, deferred calls, collections while
// pointers stand only on stacks, goroutines, closures, maps.
const unwinds = `package main

import "runtime"

type node struct {
	next *node
	data [40]byte
}

func deep(n int, list *node) (length int) {
	if n == 0 {
		runtime.GC()
		for ; list != nil; list = list.next {
			length++
		}
		return length
	}
	var room [64]byte
	room[n%64] = byte(n)
	return deep(n-1, &node{next: list}) + int(room[(n+1)%64])
}

func falls(n int) {
	defer func() { order = append(order, byte('0'+n)) }()
	if n == 0 {
		var m map[string]int
		m["x"] = 1
	}
	falls(n - 1)
}

var order []byte

type value struct{ n int }

func (v value) read() int { return v.n }

type reader interface{ read() int }

var reads = []reader{(*value)(nil)}

func recovers() (text string) {
	defer func() { text = recover().(error).Error() }()
	falls(3)
	return "not reached"
}

// Structs that are compared, by themselves and as keys of a map, and one that is not.
type pair struct {
	a, b string
	n    float64
}

type key struct {
	s string
	n int
}

type unequal struct {
	a, b string
	n    float64
}

var keys = map[key]int{{"a", 1}: 1, {"b", 2}: 2}

//go:noinline
func same(x, y *pair) bool { return *x == *y }

var held any = unequal{"a", "b", 1}

func main() {
	first, second := &pair{"a", "b", 1}, &pair{"a", "c", 1}
	println(same(first, &pair{"a", "b", 1}), same(first, second), keys[key{"b", 2}])
	_, is := held.(unequal)
	println(is)
	println(deep(2000, nil))
	println(recovers(), string(order))
	done := make(chan int)
	for i := range 10 {
		go func() { done <- deep(100*i, nil) }()
	}
	total := 0
	for range 10 {
		total += <-done
	}
	println(total)
	defer func() {
		list := make([]int, 3)
		defer func() { _, ok := recover().(runtime.Error); println("bounds", ok) }()
		println(list[len(order)])
	}()
	defer func() { println(recover().(error).Error()) }()
	defer func() { reads[len(order)-4].read() }()
	var nothing *node
	defer func() { println("nil", recover() != nil) }()
	println(nothing.data[3])
}
`

const unwound = "true false 2\ntrue\n2000\nassignment to entry in nil map 0123\n4500\nnil true\n" +
	"value method main.value.read called using nil *value pointer\nbounds true\n"

// TestShrunkProgramsRun in Node, which is what builds and checks the page's script.
func TestShrunkProgramsRun(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	for name, text := range map[string]string{"main.go": unwinds, "go.mod": "module unwinds\n\ngo 1.26\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path, err := link(ctx, dir, dir, Program{Name: "unwinds", Package: "."}, "")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	small, err := Shrink(whole, true, []string{})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Shrink(small, false, nil); err != nil || !bytes.Equal(again, small) {
		t.Errorf("shrunk twice it is another one (%v)", err)
	}
	script, err := Exec(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for name, program := range map[string][]byte{"whole": whole, "small": small} {
		if err := os.WriteFile(path, program, 0o600); err != nil {
			t.Fatal(err)
		}
		run := exec.CommandContext(ctx, "node", filepath.Join(filepath.Dir(script), "wasm_exec_node.js"), path)
		out, err := run.CombinedOutput()
		if err != nil || string(out) != unwound {
			t.Errorf("%s: %v, wrote\n%s\nwant\n%s", name, err, out, unwound)
		}
	}
	if left := lineTables(small); left != "" {
		t.Errorf("still there: %s", left)
	}
}

// lineTables finds names that only tracebacks have a use for.
func lineTables(program []byte) string {
	for _, name := range []string{"main.recovers", "unwinds/main.go", "runtime/proc.go"} {
		if bytes.Contains(program, []byte(name)) {
			return name
		}
	}
	return ""
}

func TestShrinkRefuses(t *testing.T) {
	t.Parallel()
	module := "\x00asm\x01\x00\x00\x00"
	for name, program := range map[string]string{
		"nothing":                       "",
		"a text":                        strings.Repeat("text", 9),
		"a section that is cut off":     module + "\x0b\x09\x01",
		"a segment of another memory":   module + "\x0b\x08\x01\x02\x00\x41\x00\x0b\x01a",
		"data without a function table": module + "\x0b\x07\x01\x00\x41\x00\x0b\x01a",
	} {
		if out, err := Shrink([]byte(program), false, nil); err == nil {
			t.Errorf("%s: made %q of it", name, out)
		}
	}
}

// TestDataStaysTheSame whatever segments it is cut into.
func TestDataStaysTheSame(t *testing.T) {
	t.Parallel()
	memory := make([]byte, 40_000)
	copy(memory[70:], "the first")
	copy(memory[200:], "near it")
	copy(memory[30_000:], "far from it")
	section := writeData(memory)
	back, err := readData(cursor{b: section})
	if want := memory[:30_000+len("far from it")]; err != nil || !bytes.Equal(back, want) {
		t.Errorf("%v, %d bytes, want %d", err, len(back), len(want))
	}
	if section[0] != 2 {
		t.Errorf("%d segments, want 2", section[0])
	}
}
