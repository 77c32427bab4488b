package e2e

import "strings"

const (
	load = `await player.loadMedia({entryId: entry});`
	runs = `!player.paused && player.currentTime > 0.5`
)

var scenes = []scene{
	{name: "first play", steps: []step{
		{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, ""},
		{"play", `player.play(); say("play() returned"); outcome("ready", player.ready());`, runs},
		{"pause", `player.pause();`, `player.paused`},
		{"resume", `player.play();`, `!player.paused`},
		{"seek playing", `player.currentTime = 16;`, `player.currentTime > 16.3`},
		{"pause again", `player.pause();`, `player.paused`},
		{"seek paused", `player.currentTime = 5;`, `player.currentTime === 5 && !player.seeking`},
		{"mute", `player.muted = true; say("set");`, ""},
		{"mute again", `player.muted = true;`, ""},
		{"unmute", `player.muted = false;`, ""},
		{"volume", `player.volume = 0.4; say("set");`, ""},
		{"speed", `player.playbackRate = 1.5; say("set");`, ""},
		{"captions on",
			`player.selectTrack(player.getTracks("text").find((t) => t.language !== "off")); say("set");`, ""},
		{"captions off", `player.hideTextTrack(); say("set");`, ""},
		{"captions back", `player.showTextTrack(); say("set");`, ""},
		{"captions off again", `player.hideTextTrack();`, ""},
		{"quality", `player.selectTrack(player.getTracks("video").find((t) => !t.active)); say("set");`, ""},
		{"quality auto", `player.enableAdaptiveBitrate(); say("set");`, ""},
		{"to the end", `player.currentTime = player.duration - 2; player.play();`, `player.ended`},
		{"replay", `player.play();`, `!player.paused && player.currentTime > 0.5 && player.currentTime < 5`},
		{"other media while playing", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, ""},
		{"play it", `player.play();`, runs},
		{"other media by setMedia",
			`const m = player.getMediaConfig(); player.setMedia({sources: m.sources}); say("set");`, ""},
		{"play that", `player.play();`, runs},
		{"reset", `player.reset(); say("returned");`, ""},
		{"destroy", `player.destroy(); say("returned");`, ""},
	}},
	{name: "start time", steps: []step{
		{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}, {startTime: 10}));`, ""},
		{"play", `player.play();`, `!player.paused && player.currentTime > 10.3`},
	}},
	{name: "preload", config: `{playback: {preload: "auto"}}`, steps: []step{
		{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`,
			`player.duration > 0 && player.getVideoElement().readyState > 2`},
		{"play", `player.play();`, runs},
	}},
	{name: "autoplay", config: `{playback: {autoplay: true}}`, steps: []step{
		{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, runs},
	}},
	{name: "autoplay muted", config: `{playback: {autoplay: true, muted: true}}`, steps: []step{
		{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, runs},
	}},
	{name: "autoplay without sound", config: `{playback: {autoplay: true}}`,
		policy: "document-user-activation-required", steps: []step{
			{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, runs},
			{"unmute", `player.muted = false;`, ""},
		}},
	{name: "autoplay refused", config: `{playback: {autoplay: true, allowMutedAutoPlay: false}}`,
		policy: "document-user-activation-required", steps: []step{
			{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`,
				`tape.some((e) => /canplay/.test(e.text))`},
		}},
	{name: "autoplay refused even muted", config: `{playback: {autoplay: true}}`,
		policy: "user-gesture-required", steps: []step{
			{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`,
				`tape.some((e) => /canplay/.test(e.text))`},
		}},
	{name: "play refused", policy: "document-user-activation-required", steps: []step{
		{"load", load, ""},
		{"play", `player.play();`, `tape.some((e) => /canplay/.test(e.text))`},
	}},
	{name: "manifest not found", fault: only(fault{status: 404}, "start", "manifest"), steps: []step{
		{"load", load, ""},
		{"play", `player.play(); outcome("ready", player.ready());`,
			`tape.some((e) => e.text.startsWith("error 2"))`},
	}},
	{name: "manifest fails", fault: only(fault{status: 500}, "start", "manifest"), steps: []step{
		{"load", load, ""},
		{"play", `player.play(); outcome("ready", player.ready());`,
			`tape.some((e) => e.text.startsWith("error 2"))`},
	}},
	{name: "no such entry", steps: []step{
		{"load", `outcome("loadMedia", player.loadMedia({entryId: "0_nosuch00"}));`, ""},
		{"another", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, ""},
	}},
	{name: "nothing with the engine there", steps: []step{
		{"wait", `await new Promise((done) => setTimeout(done, 1500));`, ""},
		{"play", `player.play(); say("returned");`, ""},
		{"load", `outcome("loadMedia", player.loadMedia({entryId: entry})); player.play(); say("returned");`,
			runs},
		{"pause and play", `player.pause(); player.play();`, ""},
	}},
	{name: "no source", steps: []step{
		{"set", `player.setMedia({sources: {}});`, ""},
		{"play", `player.play();`, `tape.some((e) => e.text.startsWith("error"))`},
	}},
	{name: "destroy while loading", steps: []step{
		{"go", `outcome("loadMedia", player.loadMedia({entryId: entry})); player.destroy(); say("returned");`,
			""},
	}},
	{name: "play before load", steps: []step{
		{"go", `outcome("loadMedia", player.loadMedia({entryId: entry})); player.play(); say("returned");`,
			runs},
	}},
	{name: "play without media", steps: []step{
		{"go", `player.play(); say("returned");`, `tape.some((e) => e.text.startsWith("error"))`},
	}},
	{name: "mute before play", steps: []step{
		{"load", load, ""},
		{"mute", `player.muted = true; player.volume = 0.5; player.playbackRate = 2;`, ""},
		{"play", `player.play();`, runs},
	}},
	{name: "start time and autoplay", config: `{playback: {autoplay: true, muted: true}}`, steps: []step{
		{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}, {startTime: 10}));`,
			`!player.paused && player.currentTime > 10.3`},
	}},
	{name: "no player for the source", steps: []step{
		{"set", `player.setMedia({sources: {progressive: [{id: "1", url: "/none.xyz", mimetype: ` +
			`"video/xyz"}]}});`, `tape.some((e) => e.text.startsWith("error"))`},
		{"play", `player.play();`, ""},
	}},
	{name: "captions beside the manifest", steps: []step{
		{"load", `const url = URL.createObjectURL(new Blob(["WEBVTT\n\n00:00.000 --> 00:28.000\nhello\n"],
			{type: "text/vtt"}));
			await player.loadMedia({entryId: entry},
				{captions: [{language: "fr", label: "French", type: "vtt", url}]});`, ""},
		{"play", `player.play();`, runs},
		{"on", `player.selectTrack(player.getTracks("text").find((t) => t.language === "fr")); say("set");`,
			`tape.some((e) => e.text === "textcuechanged cues")`},
		{"off", `player.hideTextTrack(); say("set");`, ""},
	}},
	{name: "api fails", fault: only(fault{status: 500}, "start", "api"), steps: []step{
		{"load",
			`outcome("loadMedia", player.loadMedia({entryId: entry})); await new Promise((r) => setTimeout(r,` +
				` 2000));`, ""},
	}},
	{name: "blocked", fault: blocked, steps: []step{
		{"load", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, ""},
		{"another", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, ""},
		{"play", `player.play();`, runs},
	}},
	{name: "blocked while another plays", fault: func(class string, n int) fault { return blocked(class, n-1) },
		steps: []step{
			{"load", load, ""},
			{"play", `player.play();`, runs},
			{"another", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, ""},
		}},
	{name: "errors of the API", fault: rules, steps: verdicts()},
	{name: "other media with autoplay", config: `{playback: {autoplay: true, muted: true}}`, steps: []step{
		{"load", load, runs},
		{"other", `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, runs},
	}},
	{name: "captions of the manifest", steps: []step{
		{"load", load, ""},
		{"play", `player.play();`, runs},
		{"on", `player.selectTrack(player.getTracks("text").find((t) => t.language === "en")); say("set");`,
			`tape.some((e) => e.text === "textcuechanged cues") || player.currentTime > 6`},
		{"off", `player.hideTextTrack(); say("set");`, ""},
	}},
	{name: "captions from the start", config: `{playback: {textLanguage: "en", captionsDisplay: true}}`,
		steps: []step{
			{"load", load, ""},
			{"play", `player.play();`,
				`tape.some((e) => e.text === "textcuechanged cues") || player.currentTime > 6`},
		}},
	{name: "captions beside the manifest from the start",
		config: `{playback: {preload: "auto", textLanguage: "fr", captionsDisplay: true}}`, steps: []step{
			{"load", `const url = URL.createObjectURL(new Blob(["WEBVTT\n\n00:00.000 --> 00:28.000\nhello\n"],
				{type: "text/vtt"}));
			await player.loadMedia({entryId: entry},
				{captions: [{language: "fr", label: "French", type: "vtt",
					url}]});`, `tape.some((e) => e.text === "texttrackchanged fr") &&
						player.getVideoElement().readyState > 2`},
			{"play", `player.play();`, runs},
			{"other media", load, ""},
		}},
	{name: "load only", steps: []step{
		{"load", load, ""},
		{"load()", `player.load(); say("returned");`, `player.duration > 0`},
		{"play", `player.play();`, runs},
	}},
}

// verdict is what an access control profile or a schedule makes of an entry.
var verdictList = []struct{ name, actions, messages, status string }{
	{"session", block, "SESSION_RESTRICTED", "2"}, {"country", block, "COUNTRY_RESTRICTED", "2"},
	{"address", block, "IP_RESTRICTED", "2"}, {"site", block, "SITE_RESTRICTED", "2"},
	{"other rule", block, "SOMETHING", "2"}, {"schedule", "", "SCHEDULED_RESTRICTED", "2"},
	{"schedule and a block", block, "SCHEDULED_RESTRICTED", "2"}, {"importing", "", "", "0"},
	{"converting", "", "", "1"},
}

const block = `{"type":1,"objectType":"KalturaAccessControlBlockAction"}`

func verdicts() []step {
	var out []step
	for _, v := range verdictList {
		out = append(out, step{v.name, `await outcome("loadMedia", player.loadMedia({entryId: entry}));`, ""})
	}
	return out
}

// rules gives the n-th question of the API the n-th verdict.
func rules(class string, n int) fault {
	switch {
	case class == "start":
		return fault{status: 404} // so that the API is asked
	case class == "api" && n <= len(verdictList):
		v := verdictList[n-1]
		messages := ""
		if v.messages != "" {
			messages = `{"code":"` + v.messages + `","message":"no"}`
		}
		return fault{edit: strings.NewReplacer(`"actions":[]`, `"actions":[`+v.actions+`]`, `"messages":[]`,
			`"messages":[`+messages+`]`, `"status":2`, `"status":`+v.status).Replace}
	}
	return fault{}
}

// only makes every request of some classes end the same way.
func only(f fault, classes ...string) func(string, int) fault {
	return func(class string, _ int) fault {
		for _, c := range classes {
			if c == class {
				return f
			}
		}
		return fault{}
	}
}

// blocked lets the API say that an access control profile forbids play.
func blocked(class string, n int) fault {
	switch {
	case class == "start":
		return fault{status: 404} // so that the API is asked
	case class == "api" && n == 1:
		return fault{edit: func(body string) string {
			return strings.Replace(body, `"actions":[]`,
				`"actions":[{"type":1,"objectType":"KalturaAccessControlBlockAction"}]`, 1)
		}}
	}
	return fault{}
}
