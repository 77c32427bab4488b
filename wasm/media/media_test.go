package main_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"diptych/player/playertest"
	"diptych/player/transmux"
	"diptych/wasm/wasmbuild"
)

// script runs the program as a worker does and prints what it answers; bytes as their
// SHA-256.
const script = `
const [exec, program, segment, captioned] = process.argv.slice(2);
const fs = require("fs"), { createHash } = require("crypto");
globalThis.fs = fs;
require(exec);
const go = new Go();
const bytes = file => new Uint8Array(fs.readFileSync(file));
const hash = (_, v) => v instanceof Uint8Array ? createHash("sha256").update(v).digest("hex") : v;
WebAssembly.instantiate(bytes(program), go.importObject).then(({ instance }) => {
	go.run(instance);
	const plain = bytes(segment);
	const iv = new Uint8Array(16).fill(7), k = new Uint8Array(16).fill(5);
	const cipher = require("crypto").createCipheriv("aes-128-cbc", k, iv);
	const sealed = new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final()]));
	const answers = [
		convert(plain, {}),
		convert(sealed, { method: "AES-128", key: k, iv }),
		convert(sealed, { method: "AES-128", key: iv, iv }),
		convert(new Uint8Array(), {}), convert(), convert(plain.subarray(0, 100)), convert("text", 7),
	];
	const text = new TextEncoder().encode('<tt xmlns="x"><body><p begin="1s" end="2s">é</p></body></tt>');
	const locked = require("crypto").createCipheriv("aes-128-cbc", k, iv);
	const hidden = new Uint8Array(Buffer.concat([locked.update(text), locked.final()]));
	answers.push(subtitles(text, {}), subtitles(hidden, { method: "AES-128", key: k, iv }), subtitles(plain, {}));
	const of = (file, more) => captions(bytes(captioned + file), { init: bytes(captioned), ...more });
	answers.push(of(".m4s", { stream: "a", duration: 2 }), of(".m4s", {}), captions(plain, { stream: "a" }));
	console.log(JSON.stringify(answers, hash));
	process.exit(0);
});
`

type answer struct {
	Init, Media, Codecs, Error, Message, VTT string
	Start                                    float64
	Captions, Timed                          []any
	Found                                    []struct{ Channel, VTT string }
}

// captioned writes an init segment and, beside it, a segment of a picture with captions of
// CTA-608: a cue that is loaded and shown at once.
func captioned(t *testing.T, dir string) string {
	t.Helper()
	cc := "\xfc\x14\x20\xfc\x14\x70\xfchi\xfc\x14\x2f"
	sei := "\xb5\x00\x31GA94\x03" + string(rune(0x40+len(cc)/3)) + "\xff" + cc
	nal := "\x06\x04" + string(rune(len(sei))) + sei + "\x80"
	sample := append(playertest.Words(uint32(len(nal))), nal...)
	moof := func(at uint32) []byte {
		return playertest.Box("moof", playertest.Box("traf", playertest.Box("tfhd", playertest.Words(0x20000, 1)),
			playertest.Box("tfdt", playertest.Words(0, 3000)),
			playertest.Box("trun", playertest.Words(0x301, 1, at, 40, uint32(len(sample))))))
	}
	media := append(moof(uint32(len(moof(0)))+8), playertest.Box("mdat", sample)...)
	init := playertest.InitSegment(playertest.Track{
		ID: 1, Kind: "video", Entry: "avc1", Config: playertest.AVC(0x64, 0, 30), Timescale: 1000,
	})
	file := filepath.Join(dir, "captioned")
	for name, b := range map[string][]byte{file: init, file + ".m4s": media} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return file
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// TestProgram: what the program answers in JavaScript is what the package does.
func TestProgram(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	segment := filepath.Join(dir, "in.ts")
	ffmpeg := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25:duration=1",
		"-f", "lavfi", "-i", "sine=duration=1", "-pix_fmt", "yuv420p", "-c:a", "aac", segment)
	if out, err := ffmpeg.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	var program string
	for _, p := range wasmbuild.Programs {
		if p.Name == "media" {
			var err error
			if program, err = wasmbuild.Build(ctx, filepath.Join("..", ".."), dir, p); err != nil {
				t.Fatal(err)
			}
		}
	}
	glue, err := wasmbuild.Exec(ctx)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "script.cjs")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(ctx, "node", file, glue, program, segment, captioned(t, dir)).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []answer
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	in, err := os.ReadFile(segment)
	if err != nil {
		t.Fatal(err)
	}
	want, err := transmux.Convert(transmux.Input{Media: in})
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range got[:2] {
		if x.Init != sum(want.Init) || x.Media != sum(want.Media) || x.Codecs != want.Codecs ||
			x.Start != want.Start || x.Error != "" || x.Captions == nil || x.Timed == nil {
			t.Errorf("%d: %+v, want %s at %v", i, x, want.Codecs, want.Start)
		}
	}
	for i, name := range []string{"key", "truncated", "truncated", "no streams", "truncated"} {
		if x := got[2+i]; x.Error != name || x.Message == "" || x.Media != "" {
			t.Errorf("%d: %+v, want %s", 2+i, x, name)
		}
	}
	for i, want := range []string{"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\né\n", "", ""} {
		if i == 1 { // encrypted
			want = got[7].VTT
		}
		if x := got[7+i]; x.VTT != want || i == 2 && x.Error == "" {
			t.Errorf("text %d: %+v", i, x)
		}
	}
	cues := "WEBVTT\n\n00:00:03.000 --> 00:00:05.000 line:90%,end position:10%,line-left align:left\nhi\n"
	if x := got[10].Found; len(x) != 1 || x[0].Channel != "CC1" || x[0].VTT != cues {
		t.Errorf("captions: %+v", got[10])
	}
	if x := got[11]; x.Found == nil || len(x.Found) != 0 || got[12].Error != "no streams" {
		t.Errorf("of no stream: %+v, no MP4: %+v", x, got[12])
	}
}
