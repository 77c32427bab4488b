package e2e

import (
	"slices"
	"strings"
)

// oddCase is a stream and what is right: seconds that the clock covers, the
// tracks, and the error that ends it ("" = it plays to its end).
type oddCase struct {
	name string
	make func(c odder)
	want string
	dash bool
}

func hls(name, want string, f func(c odder)) oddCase { return oddCase{name: name, want: want, make: f} }
func dash(name, want string, f func(c odder)) oddCase {
	return oddCase{name: name, want: want, make: f, dash: true}
}

const usual = "ended 6 video 90 audio en"

// oddCases are all of them.
var oddCases = slices.Concat(oddLists, oddContainers)

var oddLists = []oddCase{
	hls("starts at 10 s", usual, func(c odder) { c.plain(shift(10), nil) }),
	hls("starts at 10 s, single sound", usual, func(c odder) {
		c.copy(shift(10), "m0")
		c.media("m0", nil)
		c.master(variant("m0.m3u8", 200_000, "160x90", twoCodecs, ""))
	}).as("ended 6 video 90 audio"),
	hls("begins anew behind a discontinuity", usual, func(c odder) {
		c.plain(func(k int) float64 { return float64(-3 * (k / 3)) }, map[int]string{3: "#EXT-X-DISCONTINUITY"})
	}),
	hls("jumps 100 s without a discontinuity", usual, func(c odder) {
		c.plain(func(k int) float64 { return float64(100 * (k / 3)) }, nil)
	}),
	hls("sound at 0, picture at 10 s", usual, func(c odder) {
		c.plain(nil, nil)
		c.copy(shift(10), "v0")
	}),
	hls("gap of 2 s", usual+" jumps", func(c odder) {
		c.plain(nil,
			map[int]string{2: "#EXT-X-GAP", 3: "#EXT-X-GAP"})
	}),
	hls("gap at the start", usual, func(c odder) {
		c.plain(nil,
			map[int]string{0: "#EXT-X-GAP", 1: "#EXT-X-GAP"})
	}),
	hls("segment missing", usual, func(c odder) { c.plain(nil, nil); c.without("v0-2.m4s") }),
	hls("last segment missing", "ended 5 video 90 audio en",
		func(c odder) { c.plain(nil, nil); c.without("v0-5.m4s", "a0-5.m4s") }),
	hls("no segment there", "error 1/1002", func(c odder) {
		c.plain(nil, nil)
		for k := range oddSeconds {
			c.without("v0-" + string(rune('0'+k)) + ".m4s")
		}
	}),
	hls("no CODECS, no sound", "ended 6 video 90 audio", func(c odder) {
		c.copy(nil, "v0")
		c.media("v0", nil)
		c.master(variant("v0.m3u8", 200_000, "160x90", "", ""))
	}),
	hls("CODECS of sound that is not there", "ended 6 video 90 audio", func(c odder) {
		c.copy(nil, "v0")
		c.media("v0", nil)
		c.master(variant("v0.m3u8", 200_000, "160x90", twoCodecs, ""))
	}),
	hls("CODECS without the sound that is there", "ended 6 video 90 audio", func(c odder) {
		c.copy(nil, "m0")
		c.media("m0", nil)
		c.master(variant("m0.m3u8", 200_000, "160x90", "avc1.42c00b", ""))
	}),
	hls("CODECS of another kind", "ended 6 video 90 audio en", func(c odder) {
		c.plain(nil, nil)
		c.master(english, variant("v0.m3u8", 200_000, "160x90", "vp09.00.10.08,opus", `,AUDIO="a"`))
	}),
	hls("CODECS as they were once", usual, func(c odder) {
		c.plain(nil, nil)
		c.master(english, variant("v0.m3u8", 200_000, "160x90", "avc1.66.30,mp4a.40.2", `,AUDIO="a"`))
	}),
	hls("sound in the variant beside its group", usual, func(c odder) {
		c.copy(nil, "m0", "a0")
		c.media("m0", nil)
		c.media("a0", nil)
		c.master(english, variant("m0.m3u8", 200_000, "160x90", twoCodecs, `,AUDIO="a"`))
	}),
	hls("default sound in the variant beside a dub", "ended 6 video 90 audio en de", func(c odder) {
		c.copy(nil, "m0", "a1")
		c.media("m0", nil)
		c.media("a1", nil)
		c.master(sound("", "English", "en", "YES"), sound("a1.m3u8", "Deutsch", "de", "NO"),
			variant("m0.m3u8", 200_000, "160x90", twoCodecs, `,AUDIO="a"`))
	}),
	hls("podcast with a group", "ended 6 video audio en", func(c odder) {
		c.copy(nil, "a0")
		c.media("a0", nil)
		c.master(english, variant("a0.m3u8", 64_000, "", "mp4a.40.2", `,AUDIO="a"`))
	}),
	hls("podcast that says nothing", "ended 6 video 0 audio", func(c odder) {
		c.copy(nil, "a0")
		c.media("a0", nil)
		c.master(variant("a0.m3u8", 64_000, "", "", ""))
	}),
	hls("variant without picture", "ended 6 video 90,180 audio en", func(c odder) {
		c.copy(nil, "v0", "v1", "a0")
		for _, n := range []string{"v0", "v1", "a0"} {
			c.media(n, nil)
		}
		c.master(english, variant("a0.m3u8", 64_000, "", "mp4a.40.2", `,AUDIO="a"`),
			variant("v0.m3u8", 200_000, "160x90", twoCodecs, `,AUDIO="a"`),
			variant("v1.m3u8", 400_000, "320x180", "avc1.42c00d,mp4a.40.2", `,AUDIO="a"`))
	}),
	hls("redundant variants, the first away", usual, func(c odder) {
		c.plain(nil, nil)
		c.master(english, variant("nowhere.m3u8", 200_000, "160x90", twoCodecs, `,AUDIO="a"`),
			variant("v0.m3u8", 200_000, "160x90", twoCodecs, `,AUDIO="a"`))
	}),
	hls("variables", usual, func(c odder) {
		c.plain(nil, nil)
		c.media("v0", nil, `#EXT-X-DEFINE:IMPORT="name"`, `#EXT-X-DEFINE:NAME="never",VALUE="x"`)
		c.master(`#EXT-X-DEFINE:NAME="name",VALUE="v0"`, english,
			variant("{$name}.m3u8", 200_000, "160x90", twoCodecs, `,AUDIO="a"`))
	}),
	hls("start in the middle", usual+" from 3", func(c odder) {
		c.plain(nil, nil)
		c.master("#EXT-X-START:TIME-OFFSET=3", english, variant("v0.m3u8", 200_000, "160x90", twoCodecs,
			`,AUDIO="a"`))
	}),
	hls("encrypted samples", "error 6/6010", func(c odder) {
		c.plain(nil, nil)
		c.put("v0-init.mp4", []byte(strings.Replace(string(c.read("v0-init.mp4")), "avc1\x00", "encv\x00", 1)))
	}),
	hls("a codec that no browser has", "error 3/3018", func(c odder) {
		c.plain(nil, nil)
		c.put("v0-init.mp4", []byte(strings.Replace(string(c.read("v0-init.mp4")), "avc1\x00", "xvid\x00", 1)))
	}),
	hls("no end", "error 1/1008", func(c odder) {
		c.plain(nil, nil)
		for _, n := range []string{"v0", "a0"} {
			c.put(n+".m3u8", []byte("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MAP:URI=\""+n+
				"-init.mp4\"\n#EXTINF:1,\n"+n+"-0.m4s\n"))
		}
	}),
	dash("sidx", usual, func(c odder) {
		c.mpd("<Period>" + adaptation("v0", representation("v0", c.indexed("v0", true), 200_000), "") +
			adaptation("a0", representation("a0", c.indexed("a0", false), 64_000), "en") + "</Period>")
	}),
	dash("trick mode", "ended 6 video 180 audio en", func(c odder) {
		c.copy(nil, "v0", "v1", "a0")
		c.mpd("<Period>" + one("v1", 0, 400_000, "") + one("a0", 0, 64_000, "en") +
			adaptation("v0",
				`<EssentialProperty schemeIdUri="http://dashif.org/guidelines/trickmode" value="1"/>`+
					representation("v0", template(0), 50_000), "") + "</Period>")
	}),
	dash("periods that differ", usual, func(c odder) {
		c.copy(nil, "v0", "v1", "a0", "a1")
		c.mpd(`<Period duration="PT3S">` + one("v0", 0, 200_000, "") + one("a0", 0, 64_000, "en") +
			`</Period><Period duration="PT3S">` +
			adaptation("v1", representation("v1", template(3), 420_000), "") + one("a1", 3, 65_000, "eng") +
			`</Period>`)
	}),
	dash("one more rung", "ended 6 video 90,180 audio en", func(c odder) {
		c.copy(nil, "v0", "v1", "a0")
		c.mpd(`<Period duration="PT3S">` + one("v0", 0, 200_000, "") + one("a0", 0, 64_000, "en") +
			`</Period><Period duration="PT3S">` +
			adaptation("v0", representation("v0", template(3), 210_000)+
				representation("v1", template(3), 400_000), "") + one("a0", 3, 64_000, "en") + `</Period>`)
	}),
	dash("a period without sound", usual, func(c odder) {
		c.copy(nil, "v0", "a0")
		c.mpd(`<Period duration="PT2S">` + one("v0", 0, 200_000, "") + one("a0", 0, 64_000, "en") +
			`</Period><Period duration="PT2S">` +
			one("v0", 2, 200_000, "") + `</Period><Period duration="PT2S">` + one("v0", 4, 200_000, "") +
			one("a0", 4, 64_000, "en") + `</Period>`)
	}),
	dash("list with an offset, second BaseURL", usual, func(c odder) {
		c.copy(shift(10), "v0", "a0")
		body := `<BaseURL>nowhere/</BaseURL><BaseURL>./</BaseURL><Period>`
		for _, n := range []string{"v0", "a0"} {
			list := `<SegmentList timescale="1000" duration="1000" presentationTimeOffset="10000">` +
				`<Initialization sourceURL="` + n + `-init.mp4"/>`
			for k := range oddSeconds {
				list += `<SegmentURL media="` + n + "-" + string(rune('0'+k)) + `.m4s"/>`
			}
			body += adaptation(n, representation(n, list+"</SegmentList>", 100_000),
				map[string]string{"a0": "en"}[n])
		}
		c.mpd(body + "</Period>")
	}),
}

func (c oddCase) as(want string) oddCase {
	c.want = want
	return c
}
