package e2e

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// eventBox is an emsg box of version 0 that begins so many ms behind its segment's beginning.
func eventBox(scheme string, delta, length uint32, data string) []byte {
	b := append(make([]byte, 12), scheme+"\x00v\x00"...)
	for _, n := range []uint32{1000, delta, length, 5} {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	b = append(b, data...)
	copy(b[4:], "emsg")
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

// TestTimedMetadata: what segments and lists tell beside their media, as the contract tells it.
func TestTimedMetadata(t *testing.T) {
	slot(t, waits)
	dir, err := oddStreams()
	if err != nil {
		t.Fatal(err)
	}
	c := odder{odd{dir}, "timed-metadata"}
	c.plain(shift(10), map[int]string{0: "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T10:00:00Z\n" +
		`#EXT-X-DATERANGE:ID="break",START-DATE="2026-01-01T10:00:02.5Z",DURATION=1,X-SHOW="it"`})
	tag := "ID3\x04\x00\x00\x00\x00\x00\x12TXXX\x00\x00\x00\x08\x00\x00\x03TEXT\x00{}\x00"
	for k, box := range map[int][]byte{
		1: eventBox("https://aomedia.org/emsg/ID3", 0, 0xffffffff, tag), 3: eventBox("urn:x", 500, 1000, "\xffhi"),
	} {
		name := fmt.Sprintf("v0-%d.m4s", k)
		data, err := os.ReadFile(filepath.Join(dir, c.name, name))
		if err != nil {
			t.Fatal(err)
		}
		c.put(name, append(box, data...))
	}
	b := open(t, site.pages.URL+"/page")
	b.setup(`{}`)
	b.do(oddPlayer)
	b.do(`
		window.told = []; window.active = [];
		player.addEventListener("timedmetadataadded", (e) => told.push(...e.payload.cues));
		player.addEventListener("timedmetadatachange", (e) => active.push(e.payload.cues.map((c) => c.type).join("+")));
	`)
	if got := eval[string](b, js(`odd("hls", %q)`, site.base2()+"/odd/"+c.name+"/main.m3u8")); got !=
		"ended 6 video 90 audio en" {
		t.Errorf("plays: %s", got)
	}
	got := eval[string](b, `told.sort((a, b) => a.startTime - b.startTime).map((c) => [c.constructor.name.length > 0,
		c.type, c.startTime.toFixed(1), c.endTime.toFixed(1),
		c.metadata.key ?? c.metadata.schemeIdUri ?? c.metadata["X-SHOW"], c.metadata.info ?? "",
		c.metadata.messageData ? Array.from(c.metadata.messageData).join() : c.metadata.data ?? "",
		].join(" ")).join(" | ")`)
	want := "true id3 1.0 2.0 TXXX TEXT {} | true custom 2.5 3.5 it   | true emsg 3.5 4.5 urn:x  255,104,105"
	if got != want {
		t.Errorf("told: %s\nwant: %s", got, want)
	}
	// A second lasts a quarter of one here, which is as often as the clock is looked at.
	if got := eval[string](b, `active.filter((x) => x).join()`); !strings.Contains("id3,custom,emsg", got) &&
		got != "id3,emsg" || got == "" {
		t.Errorf("active: %s", got)
	}
}
