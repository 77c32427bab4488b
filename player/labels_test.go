package player_test

import (
	"strings"
	"testing"

	"diptych/player"
	"diptych/player/playertest"
	"diptych/player/value"
)

// audioPage plays a stream with these audio renditions: "language|name|characteristics".
func audioPage(config value.Map, renditions ...string) *playertest.Page {
	p := playertest.NewPage(config)
	p.HLS(8, 400_000, 900_000, 2_000_000)
	var media strings.Builder
	for i, r := range renditions {
		part := strings.Split(r, "|")
		media.WriteString(`#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",LANGUAGE="` + part[0] + `",NAME="` +
			part[1] + `",URI="a.m3u8?n=` + string(rune('0'+i)) + `"`)
		if part[2] != "" {
			media.WriteString(`,CHARACTERISTICS="` + part[2] + `"`)
		}
		media.WriteString("\n")
		p.Bodies["http://x/a.m3u8?n="+string(rune('0'+i))] = p.Bodies["http://x/a.m3u8"]
	}
	_, rest, _ := strings.Cut(p.Bodies["http://x/main.m3u8"], "URI=\"a.m3u8\"\n")
	p.Bodies["http://x/main.m3u8"] = "#EXTM3U\n" + media.String() + rest
	p.Call("setMedia", 0, value.Map{"sources": value.Map{"hls": playertest.MainPlaylist()}})
	p.Call("load", 0)
	p.Run(1)
	return p
}

// listed joins a field of the tracks of a class, the active ones with a star.
func listed(p *playertest.Page, class, field string) string {
	var out []string
	for _, t := range value.Items(p.Known["tracks"]) {
		if value.Str(t, "$") != class {
			continue
		}
		text := value.Str(t, field)
		if value.Bool(t, "active") {
			text += "*"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestAudioLabels(t *testing.T) {
	t.Parallel()
	const described = "public.accessibility.describes-video"
	p := audioPage(nil, "en|Main|", "en|English audio desc|", "de|Kommentar|"+described, "de|Deutsch|")
	expect(t, "labels", listed(p, "AudioTrack", "label"),
		"Main*, English audio desc - Audio Description, Kommentar - Audio Description, Deutsch")
	expect(t, "languages", listed(p, "AudioTrack", "language"), "en*, ad-en, ad-de, de")
	p = audioPage(value.Map{
		"playback": value.Map{"updateAudioDescriptionLabels": false, "alphabeticalSort": true},
	}, "en|Zulu|", "de|Alpha|"+described)
	expect(t, "sorted, as the manifest says", listed(p, "AudioTrack", "label"), "Alpha, Zulu*")
}

func TestDescriptionIsNobodysDefault(t *testing.T) {
	t.Parallel()
	p := audioPage(nil, "en|Main, described|public.accessibility.describes-video", "en|Main|")
	p.Run(1)
	if got := listed(p, "AudioTrack", "kind"); !strings.HasSuffix(got, "main*") {
		t.Errorf("plays %s", got)
	}
	p = audioPage(value.Map{"playback": value.Map{"audioLanguage": "xx", "additionalAudioLanguage": "fr"}},
		"en|English|", "fr|French|")
	p.Run(1)
	expect(t, "the alternative", listed(p, "AudioTrack", "language"), "en, fr*")
}

func TestRestrictionsStayLive(t *testing.T) {
	t.Parallel()
	p := audioPage(nil, "en|Main|")
	told := 0
	p.Player.On(player.EventTracksChanged, func(player.Event) { told++ })
	left := func() string {
		var out []string
		for _, t := range value.Items(p.Known["tracks"]) {
			if value.Str(t, "$") == "VideoTrack" && value.Bool(t, "available") {
				out = append(out, value.Str(t, "label"))
			}
		}
		return strings.Join(out, " ")
	}
	bound := func(r value.Map) string {
		p.Call("configure", 0, value.Map{"abr": value.Map{"restrictions": r}})
		return left()
	}
	expect(t, "none", left(), "180p 360p 540p")
	expect(t, "by height", bound(value.Map{"maxHeight": 400}), "180p 360p")
	expect(t, "one that nothing meets", bound(value.Map{"maxHeight": 1}), "180p 360p")
	expect(t, "sizes before bit rates", bound(value.Map{"maxHeight": 400, "minBitrate": 1_500_000}), "180p 360p")
	expect(t, "by bit rate", bound(value.Map{"maxHeight": nil, "minBitrate": 800_000}), "360p 540p")
	if told != 3 {
		t.Errorf("told of %d times, want 3", told)
	}
}

func TestElementIsLentAndTakenBack(t *testing.T) {
	t.Parallel()
	p := audioPage(value.Map{"playback": value.Map{"muted": true}}, "en|Main|")
	p.Call("play", 0)
	if !p.Until(10, func() bool { return p.Media.CurrentTime > 2 }) {
		t.Fatal("does not play")
	}
	p.Call("pause", 0)
	p.Call("detachMediaSource", 0)
	at := p.Media.CurrentTime
	p.Seek(0)
	p.Run(1)
	p.Call("attachMediaSource", 0)
	p.Call("play", 0)
	if !p.Until(10, func() bool { return p.Media.CurrentTime > at }) {
		t.Errorf("stands at %v, was at %v", p.Media.CurrentTime, at)
	}
}

func TestCaptionFilesAreShownOnceTheyAreThere(t *testing.T) {
	t.Parallel()
	p := playertest.NewPage(nil)
	p.HLS(8, 400_000)
	var failed []string
	p.Player.On(player.EventError, func(e player.Event) {
		failed = append(failed, value.JSON(e.Payload.(*player.Error).Code))
	})
	p.Bodies["http://x/es.vtt"] = "WEBVTT\n\n00:00.000 --> 00:08.000\nHola\n"
	file := func(language, kind string) value.Map {
		return value.Map{
			"url": "http://x/" + language + ".vtt", "label": language, "language": language, "type": kind,
		}
	}
	p.Call("setMedia", 0, value.Map{"sources": value.Map{
		"hls":      playertest.MainPlaylist(),
		"captions": value.List{file("", "vtt"), file("fr", "xyz"), file("de", "vtt"), file("es", "vtt")},
	}})
	p.Call("load", 0)
	p.Run(1)
	choose := func(language string) string {
		for _, t := range value.Items(p.Known["tracks"]) {
			if value.Str(t, "language") == language {
				p.Call("selectTrack", 0, value.Map{"type": "text", "id": value.Str(t, "id")})
			}
		}
		p.Run(1)
		return listed(p, "TextTrack", "language")
	}
	expect(t, "a kind that nobody knows", choose("fr"), "fr, de, es, off*")
	expect(t, "a file that is not there", choose("de"), "fr, de, es, off*")
	expect(t, "a good one", choose("es"), "fr, de, es*, off")
	expect(t, "another try", choose("de"), "fr, de, es*, off")
	expect(t, "errors", strings.Join(failed, " "), "2012 2011 1002 1002")
}
