package kalturacuepoints_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/stream"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/kalturacuepoints"
)

// load plays an entry whose cue points a backend gives by the type it is asked
// for, in a player where some types are registered.
func load(
	t *testing.T, sources value.Map, prevent bool, answer func(call value.Map) any, types ...string,
) *playertest.Page {
	t.Helper()
	p := playertest.NewPage(value.Map{})
	m := ui.New(p.Player, func(value.Fields) {})
	m.Action("prevent", model.ReadObject(value.Map{"on": prevent}))
	p.API = answer
	h := plugins.NewHost(p.Player, m, []plugins.Descriptor{kalturacuepoints.Descriptor})
	t.Cleanup(h.Destroy)
	p.Player.Service("kalturaCuepoints").(kalturacuepoints.Registrar).Register(types...)
	p.HLS(30, 500_000)
	p.SetMedia(value.Map{
		"sources": value.Merge(value.Map{"id": "0_a", "hls": playertest.MainPlaylist()}, sources),
	})
	p.Player.Service("kalturaCuepoints").(kalturacuepoints.Registrar).Register(kalturacuepoints.Slide) // too late
	p.Player.Play()
	p.Run(2)
	return p
}

func list(objects ...value.Map) any {
	out := value.List{}
	for _, o := range objects {
		out = append(out, o)
	}
	return value.Map{"objects": out, "totalCount": len(out)}
}

func thumb(id string, ms, sub int, asset string) value.Map {
	return value.Map{
		"id": id, "startTime": ms, "cuePointType": kalturacuepoints.KindThumb, "subType": sub,
		"assetId": asset, "title": "t-" + id,
	}
}

// notify writes cues as "id start-end" with what else is asked for.
func told(p *playertest.Page, fields ...string) string {
	var out []string
	for _, c := range p.CuePoints() {
		end := fmt.Sprint(value.Num(c, "endTime"))
		if value.Num(c, "endTime") >= kalturacuepoints.NoEnd {
			end = "∞"
		}
		line := fmt.Sprintf("%s %g-%s", value.Str(c, "id"), value.Num(c, "startTime"), end)
		for _, f := range fields {
			line += fmt.Sprint(" ", value.Get(c, append([]string{"metadata"}, strings.Split(f, ".")...)...))
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestThumbsEndAtTheNextOfTheirKind(t *testing.T) {
	p := load(t, nil, false, func(call value.Map) any {
		if value.Str(call, "action") == "getUrl" {
			return "http://x/thumbAssetId/" + value.Str(call, "id") + "/version/1"
		}
		return list(thumb("c1", 0, 2, ""), thumb("s1", 1000, 1, "A"), thumb("s2", 5000, 1, "B"),
			thumb("s3", 5000, 1, "C"), thumb("c2", 7000, 2, ""))
	}, kalturacuepoints.Slide, kalturacuepoints.Chapter)
	got := told(p, "assetUrl", "isDefaultThumb")
	want := "c1 0-7 http://x/p/101/sp/10100/thumbnail/entry_id/0_a/width/400/vid_sec/0.00 true; s1 1-5 " +
		"http://x/thumbAssetId/A/version/1 false; " +
		"s2 5-∞ http://x/thumbAssetId/B/version/1 false; s3 5-∞ http://x/thumbAssetId/C/version/1 " +
		"false; c2 7-∞ http://x/p/101/sp/10100/thumbnail/entry_id/0_a/width/400/vid_sec/7.00 true"
	if got != want {
		t.Errorf("cues\n %s\nwant\n %s", got, want)
	}
	if filter := value.Str(p.Asked[0][len(p.Asked[0])-1], "filter", "subTypeIn"); filter != "1,2," {
		t.Errorf("asked for sub types %q", filter)
	}
}

func TestViewChangesAreChainedApartFromLocks(t *testing.T) {
	change := func(id string, ms int, data string) value.Map {
		return value.Map{
			"id": id, "startTime": ms, "cuePointType": kalturacuepoints.KindCode,
			"tags": kalturacuepoints.TagViewChange, "partnerData": data,
		}
	}
	p := load(t, nil, false, func(value.Map) any {
		return list(change("a", 0, `{"playerViewModeId":"parent-only"}`),
			change("lock", 2000, `{"playerViewModeId":"pip-parent-in-large","viewModeLockState":"locked"}`),
			change("b", 4000, "not JSON"))
	}, kalturacuepoints.ViewChange)
	if got, want := told(p, "partnerData.playerViewModeId"), "a 0-4 parent-only; lock 2-∞ "+
		"pip-parent-in-large; b 4-∞ <nil>"; got != want {
		t.Errorf("cues %s, want %s", got, want)
	}
}

func TestQuestionsAndHotspots(t *testing.T) {
	p := load(t, nil, false, func(call value.Map) any {
		if value.Str(call, "filter", "cuePointTypeEqual") == kalturacuepoints.KindQuestion {
			return list(value.Map{
				"id": "q", "startTime": 3000, "endTime": 9000, "question": "Why?",
				"cuePointType": kalturacuepoints.KindQuestion,
			})
		}
		return list(value.Map{
			"id": "h", "startTime": 1000, "endTime": 2500, "text": "Look", "partnerData": `{"schemaVersion":"1"}`,
		}, value.Map{"id": "open", "startTime": 4000})
	}, kalturacuepoints.Quiz, kalturacuepoints.Hotspot)
	if got, want := told(p, "question", "text", "partnerData.schemaVersion"), "h 1-2.5 <nil> Look 1; q "+
		"3-3.5 Why? <nil> <nil>; open 4-∞ <nil> <nil> <nil>"; got != want {
		t.Errorf("cues %s, want %s", got, want)
	}
}

func TestClipShiftsCues(t *testing.T) {
	p := load(t, value.Map{"seekFrom": 4, "clipTo": 10}, false, func(value.Map) any {
		return list(thumb("before", 1000, 2, ""), thumb("first", 4000, 2, ""), thumb("last", 9999, 2, ""),
			thumb("behind", 10000, 2, ""))
	}, kalturacuepoints.Chapter)
	if got, want := told(p), "first 0-5.999; last 5.999-6"; got != want {
		t.Errorf("cues %s, want %s", got, want)
	}
}

func TestMoreCuesThanAPageHolds(t *testing.T) {
	pages := 0
	p := load(t, nil, false, func(call value.Map) any {
		page, n := value.Int(call, "pager", "pageIndex"), 500
		pages = max(pages, page)
		if page == 3 {
			n = 7
		}
		objects := value.List{}
		for i := range n {
			objects = append(objects, thumb(fmt.Sprint(page, "-", i), page*100_000+i, 2, ""))
		}
		return value.Map{"objects": objects, "totalCount": 1007}
	}, kalturacuepoints.Chapter)
	if n := len(p.Player.CuePoints()); pages != 3 || n != 1007 {
		t.Errorf("%d cues in %d pages", n, pages)
	}
}

// TestCaptionsInABatchOfTheirOwn behind the session that the media has, or one of
// their own where it has none.
func TestCaptionsInABatchOfTheirOwn(t *testing.T) {
	caption := func(id, language string) value.Map {
		return value.Map{
			"type": "vtt", "language": language, "label": language,
			"url": "http://x/captionAssetId/" + id + "/v/1/captions.vtt",
		}
	}
	p := load(t, value.Map{"captions": value.List{caption("k1", "en"), caption("k2", "de")}}, false,
		func(call value.Map) any {
			if value.Str(call, "action") == "startWidgetSession" {
				return value.Map{"ks": "S"}
			}
			line := func(ms int, text string) value.Map {
				return value.Map{
					"startTime": ms, "endTime": ms + 900, "content": value.List{
						value.Map{"text": text + " "}, value.Map{"text": value.Str(call, "captionAssetId")},
					},
				}
			}
			return value.Map{
				"objects": value.List{
					line(0, "one"),
					value.Map{"startTime": 1, "endTime": 2, "content": value.List{value.Map{"text": " "}}},
					line(1000, "two"),
				},
			}
		}, kalturacuepoints.Caption)
	if n := len(p.Asked); n != 1 {
		t.Errorf("%d requests for one track", n)
	}
	if got, want := value.JSON(p.Asked[0][1]), `{"action":"serveAsJson","captionAssetId":"k1",`+
		`"ks":"{1:result:ks}","service":"caption_captionasset"}`; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
	if got, want := told(p, "text", "language"), "k1-0 0-0.9 one k1 en; k1-2 1-1.9 two k1 en"; got != want {
		t.Errorf("cues %s, want %s", got, want)
	}
	p.Bodies["http://x/captionAssetId/k2/v/1/captions.vtt"] = "WEBVTT\n"
	p.Player.SelectTrack(stream.Text, textID(p, "de"))
	p.Run(0.5)
	if got := told(p, "language"); !strings.Contains(got, "k2-0 0-0.9 de") {
		t.Errorf("after another language: %s", got)
	}
}

func textID(p *playertest.Page, language string) string {
	for _, t := range p.Tracks() {
		if value.Str(t, "$") == "TextTrack" && value.Str(t, "language") == language {
			return value.Str(t, "id")
		}
	}
	return ""
}

func TestCuesWaitWhereSeekingIsForbidden(t *testing.T) {
	p := load(t, nil, true, func(value.Map) any {
		return list(thumb("now", 0, 2, ""), thumb("later", 5000, 2, ""))
	}, kalturacuepoints.Chapter)
	if got := told(p); got != "now 0-5" {
		t.Errorf("before: %s", got)
	}
	p.Run(5)
	if got := told(p); got != "now 0-5; later 5-∞" {
		t.Errorf("after: %s", got)
	}
}

func TestLateAndUnknownTypesAreRefused(t *testing.T) {
	p := load(t, nil, false, func(call value.Map) any { t.Errorf("asked for %v", call); return nil }, "nonsense")
	if n := len(p.Asked); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestPushedSlidesEndEachOther(t *testing.T) {
	p := load(t, nil, false, func(value.Map) any { return list() }, kalturacuepoints.Slide)
	r := p.Player.Service("kalturaCuepoints").(kalturacuepoints.Registrar)
	now := p.Player.Media().CurrentTime
	slide := func(id string, created float64) value.List {
		return value.List{
			value.Map{"id": id, "createdAt": created, "cuePointType": kalturacuepoints.KindThumb, "subType": 1},
		}
	}
	r.Push(kalturacuepoints.Slide, slide("a", 1000), 1000)
	r.Push(kalturacuepoints.Slide, slide("b", 1000), 1001+now) // before the stream began
	p.Run(1)
	then := p.Player.Media().CurrentTime
	r.Push(kalturacuepoints.Slide, slide("c", 1001), 1001)
	if got, want := told(p), fmt.Sprintf("a %g-%g; c %g-∞", now, then, then); got != want {
		t.Errorf("cues %s, want %s", got, want)
	}
	var added int
	p.Player.On(player.EventMetadataAdded, func(player.Event) { added++ })
	r.Push(kalturacuepoints.ViewChange, slide("d", 1001), 1001)
	if added != 0 {
		t.Error("a type that nobody registered was given on")
	}
}

func TestListsAreOneBatch(t *testing.T) {
	p := load(t, nil, false, func(call value.Map) any {
		// one that fails leaves the others
		if value.Str(call, "filter", "cuePointTypeEqual") == kalturacuepoints.KindCode {
			return value.Map{"objectType": "KalturaAPIException", "code": "SERVICE_FORBIDDEN", "message": "no"}
		}
		return list(value.Map{"id": value.Str(call, "filter", "objectType"), "startTime": 1000})
	}, kalturacuepoints.Slide, kalturacuepoints.ViewChange, kalturacuepoints.Quiz, kalturacuepoints.Hotspot)
	if len(p.Asked) != 1 || len(p.Asked[0]) != 5 {
		t.Errorf("asked %d times, %d calls", len(p.Asked), len(p.Asked[0]))
	}
	if got := len(p.Player.CuePoints()); got != 3 {
		t.Errorf("%d cues, want 3", got)
	}
}
