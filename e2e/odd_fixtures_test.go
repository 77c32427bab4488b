package e2e

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// odd makes small streams that are unusual in one way each, as packagers and
// people make them: 6 s in segments of 1 s, in a folder for each.
type odd struct{ dir string }

const oddSeconds = 6

var oddCodecs = map[string]string{"v0": "avc1.42c00b", "v1": "avc1.42c00d", "a0": "mp4a.40.2", "a1": "mp4a.40.2",
	"m0": "avc1.42c00b,mp4a.40.2"}

// base renders two sizes of picture (v0, v1), two sounds (a0, a1), and v0 with a0
// in one file (m0).
func (o odd) base() error {
	if err := os.Mkdir(filepath.Join(o.dir, "base"), 0o755); err != nil {
		return err
	}
	dir := filepath.Join(o.dir, "base")
	picture := strings.Fields(
		"-c:v libx264 -preset ultrafast -profile:v baseline -g 25 -keyint_min 25 -sc_threshold 0 -pix_fmt " +
			"yuv420p")
	args := []string{"-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=6", "-f", "lavfi", "-i",
		"testsrc=s=320x180:r=25:d=6", "-f", "lavfi", "-i", "sine=f=440:d=6:r=48000", "-f", "lavfi", "-i",
		"sine=f=880:d=6:r=48000"}
	for i, name := range []string{"v0", "v1"} {
		args = append(append(append(args, "-map", fmt.Sprint(i)), picture...), "src-"+name+".mp4")
	}
	for i, name := range []string{"a0", "a1"} {
		args = append(args, "-map", fmt.Sprint(i+2), "-c:a", "aac", "-b:a", "64k", "src-"+name+".mp4")
	}
	if err := ffmpeg(dir, args...); err != nil {
		return err
	}
	for name, from := range map[string][]string{"v0": {"v0"}, "v1": {"v1"}, "a0": {"a0"}, "a1": {"a1"},
		"m0": {"v0", "a0"}} {
		var in, maps []string
		for i, f := range from {
			in = append(in, "-i", "src-"+f+".mp4")
			maps = append(maps, "-map", fmt.Sprint(i))
		}
		if err := ffmpeg(dir, append(append(in, maps...), "-c", "copy", "-f", "hls", "-hls_time", "1",
			"-hls_playlist_type", "vod", "-hls_segment_type", "fmp4",
			"-hls_fmp4_init_filename", name+"-init.mp4", "-hls_segment_filename", name+"-%d.m4s",
			name+".m3u8")...); err != nil {
			return err
		}
	}
	return nil
}

func (o odd) read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(o.dir, "base", name))
	if err != nil {
		panic(err)
	}
	return data
}

// odder is the folder of one stream.
type odder struct {
	odd
	name string
}

func (c odder) put(name string, data []byte) {
	dir := filepath.Join(c.dir, c.name)
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), data, 0o644)
	}
	if err != nil {
		panic(err)
	}
}

// copy takes streams of base over; by(k) seconds are added to the times of
// segment k.
func (c odder) copy(by func(k int) float64, names ...string) {
	for _, n := range names {
		init := c.read(n + "-init.mp4")
		c.put(n+"-init.mp4", init)
		for k := range oddSeconds {
			s := c.read(fmt.Sprintf("%s-%d.m4s", n, k))
			if by != nil {
				s = retimed(s, scales(init), by(k))
			}
			c.put(fmt.Sprintf("%s-%d.m4s", n, k), s)
		}
	}
}

// scales are the timescales of the tracks of an init segment.
func scales(init []byte) (out []uint32) {
	for rest := init; ; {
		i := bytes.Index(rest, []byte("mdhd"))
		if i < 0 {
			return out
		}
		out = append(out, binary.BigEndian.Uint32(rest[i+16:]))
		rest = rest[i+4:]
	}
}

// retimed adds seconds to every tfdt of a segment (ISO/IEC 14496-12 §8.8.12).
func retimed(segment []byte, scales []uint32, seconds float64) []byte {
	b := bytes.Clone(segment)
	track := 1
	for i := 0; i+20 <= len(b); i++ {
		switch string(b[i : i+4]) {
		case "tfhd":
			track = int(binary.BigEndian.Uint32(b[i+8:]))
		case "tfdt":
			add := uint64(int64(seconds * float64(scales[track-1])))
			if b[i+4] == 1 {
				binary.BigEndian.PutUint64(b[i+8:], binary.BigEndian.Uint64(b[i+8:])+add)
			} else {
				binary.BigEndian.PutUint32(b[i+8:], binary.BigEndian.Uint32(b[i+8:])+uint32(add))
			}
		}
	}
	return b
}

func shift(seconds float64) func(int) float64 { return func(int) float64 { return seconds } }

// ---- HLS

// media writes the playlist of a stream; before are tags in front of segments.
func (c odder) media(n string, before map[int]string, head ...string) {
	lines := append([]string{"#EXTM3U", "#EXT-X-VERSION:8", "#EXT-X-TARGETDURATION:2",
		"#EXT-X-PLAYLIST-TYPE:VOD"}, head...)
	lines = append(lines, `#EXT-X-MAP:URI="`+n+`-init.mp4"`)
	for k := range oddSeconds {
		if before[k] != "" {
			lines = append(lines, before[k])
		}
		lines = append(lines, "#EXTINF:1.000,", fmt.Sprintf("%s-%d.m4s", n, k))
	}
	c.put(n+".m3u8", []byte(strings.Join(append(lines, "#EXT-X-ENDLIST", ""), "\n")))
}

func (c odder) master(lines ...string) {
	c.put("main.m3u8", []byte("#EXTM3U\n#EXT-X-VERSION:8\n#EXT-X-INDEPENDENT-SEGMENTS\n"+
		strings.Join(lines, "\n")+"\n"))
}

func sound(uri, name, language, chosen string) string {
	line := fmt.Sprintf(`#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="%s",LANGUAGE="%s",DEFAULT=%s,AUTOSELECT=YES`,
		name, language, chosen)
	if uri != "" {
		line += `,URI="` + uri + `"`
	}
	return line
}

var english = sound("a0.m3u8", "English", "en", "YES")

func variant(uri string, rate int, size, codecs, more string) string {
	line := fmt.Sprintf("#EXT-X-STREAM-INF:BANDWIDTH=%d", rate)
	if size != "" {
		line += ",RESOLUTION=" + size
	}
	if codecs != "" {
		line += `,CODECS="` + codecs + `"`
	}
	return line + more + "\n" + uri
}

const twoCodecs = "avc1.42c00b,mp4a.40.2"

// plain is a picture and a sound, cut alike.
func (c odder) plain(by func(int) float64, before map[int]string) {
	c.copy(by, "v0", "a0")
	c.media("v0", before)
	c.media("a0", before)
	c.master(english, variant("v0.m3u8", 200_000, "160x90", twoCodecs, `,AUDIO="a"`))
}

// without leaves segments out of the folder.
func (c odder) without(names ...string) {
	for _, n := range names {
		if err := os.Remove(filepath.Join(c.dir, c.name, n)); err != nil {
			panic(err)
		}
	}
}

// ---- DASH

func (c odder) mpd(body string) {
	c.put("main.mpd", []byte(fmt.Sprintf(
		`<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" `+
			`profiles="urn:mpeg:dash:profile:isoff-live:2011" minBufferTime="PT2S" type="static" `+
			`mediaPresentationDuration="PT%dS">%s</MPD>`, oddSeconds, body)))
}

func kindOf(n string) string {
	if n[0] == 'a' {
		return "audio"
	}
	return "video"
}

func representation(n, inner string, rate int) string {
	size := ""
	switch n {
	case "v0":
		size = ` width="160" height="90"`
	case "v1":
		size = ` width="320" height="180"`
	}
	return fmt.Sprintf(`<Representation id="%s" bandwidth="%d" codecs="%s"%s>%s</Representation>`, n, rate,
		oddCodecs[n], size, inner)
}

func adaptation(n, inner, language string) string {
	if language != "" {
		language = ` lang="` + language + `"`
	}
	return fmt.Sprintf(
		`<AdaptationSet contentType="%s" mimeType="%s/mp4" segmentAlignment="true"%s>%s</AdaptationSet>`,
		kindOf(n), kindOf(n), language, inner)
}

// template addresses segments from k on.
func template(k int) string {
	return fmt.Sprintf(
		`<SegmentTemplate timescale="1000" duration="1000" startNumber="%d" presentationTimeOffset="%d" `+
			`initialization="$RepresentationID$-init.mp4" media="$RepresentationID$-$Number$.m4s"/>`, k, k*1000)
}

func one(n string, k, rate int, language string) string {
	return adaptation(n, representation(n, template(k), rate), language)
}

// indexed puts a stream into one file with a sidx and gives its SegmentBase.
func (c odder) indexed(n string, init bool) string {
	dir := filepath.Join(c.dir, c.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		panic(err)
	}
	if err := ffmpeg(dir, "-i", "../base/src-"+n+".mp4", "-c", "copy", "-f", "mp4", "-movflags",
		"dash+delay_moov+global_sidx+frag_keyframe", n+".mp4"); err != nil {
		panic(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, n+".mp4"))
	if err != nil {
		panic(err)
	}
	out := `<BaseURL>` + n + `.mp4</BaseURL>`
	for at, moov := 0, 0; at+8 <= len(data); {
		size := int(binary.BigEndian.Uint32(data[at:]))
		switch string(data[at+4 : at+8]) {
		case "moov":
			moov = at + size - 1
		case "sidx":
			out += fmt.Sprintf(`<SegmentBase indexRange="%d-%d">`, at, at+size-1)
			if init {
				out += fmt.Sprintf(`<Initialization range="0-%d"/>`, moov)
			}
			return out + `</SegmentBase>`
		}
		at += size
	}
	panic("no sidx in " + n)
}
