package e2e

// difference is what ours tells where it does not do as the real player; "" where
// that depends on the network.
type difference struct{ reason, ours string }

const (
	drawn    = "a preset is told of with the call that leads to it; there in a later task, when it is drawn"
	paused   = "captions of the manifest show in a paused picture at once; there when the clock runs"
	unloaded = "the engine comes in a task after setup, so that what a call leads to is told when the call " +
		"is over"
	named   = "what never ends there ends in a named error"
	settled = "after a failure ready() stays settled there, so that it plays an element that has nothing " +
		"loaded; ours waits for the tracks"
	manifest = "the element gets its source when the manifest is there; there before, and it goes on to play," +
		" and fails again, behind the error"
)

const (
	chosen = "registeredpluginslistevent list → changesourcestarted → sourceselected selectedSource → " +
		"mutechange false → changesourceended"
	begun = "emptied → playerstatechanged idle>loading → loadstart → manifestloaded miliSeconds → " +
		"texttrackchanged off → medialoaded → trackschanged tracks → play → firstplay → "
	shown = "durationchange → audiotrackchanged selectedAudioTrack → playerstatechanged loading>paused → " +
		"loadedmetadata → loadeddata → canplay → playerstatechanged paused>playing → playing → firstplaying " +
		"→ videotrackchanged selectedVideoTrack"
	failing = "playbackstart → abrmodechanged auto → error 1/1/1002 → error 2/1/1002 → " +
		"playkit-ui-uipresetchange Playback>Error → ready resolved"
)

// known are the differences, by scene and step.
var known = map[string]difference{
	"first play, captions on": {paused,
		"texttrackchanged en → set → textcuechanged cues"},
	"first play, captions back": {paused,
		"texttrackchanged en → set → textcuechanged cues"},
	"captions beside the manifest from the start, load": {paused, ""},
	"captions beside the manifest from the start, play": {paused,
		"playbackstart → playerstatechanged paused>playing → play → firstplay → playing → firstplaying"},

	"first play, reset": {drawn,
		"playerreset isChangeMedia:false → playkit-ui-uipresetchange Playback>Idle → returned"},

	"manifest not found, play": {manifest, failing},
	"manifest fails, play":     {manifest, failing},

	"no such entry, load": {named,
		"error 2/7/7002 → playkit-ui-uipresetchange Playback>Error → loadMedia rejected 2/1/1006"},
	"no such entry, another": {named, "playkit-ui-uipresetchange Error>Playback → " + chosen +
		" → loadMedia resolved → visibilitychange true"},
	"api fails, load": {named,
		"error 2/7/7002 → playkit-ui-uipresetchange Playback>Error → loadMedia rejected 2/1/1001"},

	"nothing with the engine there, play": {drawn,
		"playbackstart → error 2/7/7006 → playkit-ui-uipresetchange Playback>Error → returned"},
	"nothing with the engine there, load": {settled,
		"playkit-ui-uipresetchange Error>Playback → playbackstart → returned → " + chosen +
			" → abrmodechanged auto → loadMedia resolved → " + begun + shown + " → visibilitychange true"},
	"blocked, play": {settled, "playbackstart → abrmodechanged auto → " + begun + shown},

	"destroy while loading, go": {"the promise is rejected with an error that tells",
		"playerdestroy → returned → loadMedia rejected 2/7/7000"},
	"play before load, go": {unloaded, "returned → playbackstart → " + chosen +
		" → abrmodechanged auto → loadMedia resolved → " + begun + shown + " → visibilitychange true"},
	"play without media, go": {unloaded,
		"returned → playbackstart → error 2/7/7006 → playkit-ui-uipresetchange Playback>Error"},
}
