package e2e

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// packed writes streams of base as segments of another container: args say which codecs
// and muxer. Gives the names of the segments.
func (c odder) packed(name, ext, from string, args ...string) []string {
	dir := filepath.Join(c.dir, c.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		panic(err)
	}
	var in []string
	for _, f := range strings.Fields(from) {
		in = append(in, "-i", "../base/src-"+f+".mp4")
	}
	args = append(in, args...)
	if err := ffmpeg(dir, append(args, "-f", "segment", "-segment_time", "1", "-segment_list_type", "flat",
		"-segment_list", "list.txt", name+"%d."+ext)...); err != nil {
		panic(err)
	}
	list, err := os.ReadFile(filepath.Join(dir, "list.txt"))
	if err != nil {
		panic(err)
	}
	return strings.Fields(string(list))
}

// list writes a playlist of segments of a second without an init segment.
func (c odder) list(file string, segments []string, head ...string) {
	lines := append([]string{"#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:2"}, head...)
	for _, s := range segments {
		lines = append(lines, "#EXTINF:1.000,", s)
	}
	c.put(file, []byte(strings.Join(append(lines, "#EXT-X-ENDLIST", ""), "\n")))
}

var transport = []string{"-map", "0", "-map", "1", "-c", "copy", "-segment_format", "mpegts"}

// sealed encrypts files with AES-128 as a list without IV says: by their numbers.
func (c odder) sealed(key string, segments []string) {
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		panic(err)
	}
	for k, name := range segments {
		data, err := os.ReadFile(filepath.Join(c.dir, c.name, name))
		if err != nil {
			panic(err)
		}
		pad := aes.BlockSize - len(data)%aes.BlockSize
		data = append(data, strings.Repeat(string(rune(pad)), pad)...)
		iv := make([]byte, aes.BlockSize)
		binary.BigEndian.PutUint64(iv[8:], uint64(k))
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, data)
		c.put(name, data)
	}
}

const (
	secret = "sixteen of bytes"
	keyTag = `#EXT-X-KEY:METHOD=AES-128,URI="key"`
)

var alone = variant("v.m3u8", 200_000, "160x90", twoCodecs, "")

// oddContainers are streams that browsers do not take as they are.
var oddContainers = []oddCase{
	hls("MPEG-TS", usual, func(c odder) {
		c.list("v.m3u8", c.packed("s", "ts", "v0 a0", transport...))
		c.master(alone)
	}).as("ended 6 video 90 audio"),
	hls("MPEG-TS at the end of its clock", "ended 6 video 90 audio", func(c odder) {
		c.list("v.m3u8", c.packed("s", "ts", "v0 a0", append(transport, "-output_ts_offset", "95440")...))
		c.master(alone)
	}),
	hls("MPEG-TS of picture beside MPEG-TS of sound", usual, func(c odder) {
		c.list("v.m3u8", c.packed("s", "ts", "v0", "-c", "copy", "-segment_format", "mpegts"))
		c.list("a.m3u8", c.packed("a", "ts", "a0", "-c", "copy", "-segment_format", "mpegts"))
		c.master(sound("a.m3u8", "English", "en", "YES"),
			variant("v.m3u8", 200_000, "160x90", twoCodecs, `,AUDIO="a"`))
	}),
	hls("packed AAC", "ended 6 video 0 audio", func(c odder) {
		c.list("main.m3u8", c.packed("s", "aac", "a0", "-c", "copy", "-segment_format", "adts"))
	}),
	hls("packed MP3", "ended 6 video 0 audio", func(c odder) {
		c.list("main.m3u8", c.packed("s", "mp3", "a0", "-c:a", "libmp3lame", "-segment_format", "mp3"))
	}),
	hls("AES-128 over MPEG-TS", "ended 6 video 90 audio", func(c odder) {
		names := c.packed("s", "ts", "v0 a0", transport...)
		c.sealed(secret, names)
		c.put("key", []byte(secret))
		c.list("v.m3u8", names, keyTag)
		c.master(alone)
	}),
	hls("AES-128 over fMP4", usual, func(c odder) {
		c.plain(nil, nil)
		for _, n := range []string{"v0", "a0"} {
			var names []string
			for k := range oddSeconds {
				names = append(names, fmt.Sprintf("%s-%d.m4s", n, k))
			}
			c.sealed(secret, names)
			c.media(n, map[int]string{0: keyTag})
		}
		c.put("key", []byte(secret))
	}),
	hls("the key of another stream", "error 3/3019", func(c odder) {
		names := c.packed("s", "ts", "v0 a0", transport...)
		c.sealed("another of bytes", names)
		c.put("key", []byte(secret))
		c.list("v.m3u8", names, keyTag)
		c.master(alone)
	}),
	hls("no key there", "error 3/3019", func(c odder) {
		names := c.packed("s", "ts", "v0 a0", transport...)
		c.list("v.m3u8", names, keyTag)
		c.master(alone)
	}),
	hls("a key of a system without a licence server", "error 6/6012", func(c odder) {
		c.plain(nil, map[int]string{0: `#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://a",` +
			`KEYFORMAT="com.apple.streamingkeydelivery"`})
	}),
	hls("pages in place of segments", "error 3/3019", func(c odder) {
		var names []string
		for k := range oddSeconds {
			name := fmt.Sprintf("s%d.ts", k)
			c.put(name, []byte("<!doctype html><title>Sign in</title>"))
			names = append(names, name)
		}
		c.list("v.m3u8", names)
		c.master(alone)
	}),
}
