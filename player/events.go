package player

import (
	"strings"

	"diptych/player/value"
)

// Event is something that happened; Payload is nil where nothing more is told.
type Event struct {
	Type    string
	Payload value.Marshaler
}

// Events that the code itself names (reference: player-api §3.2, §3.3).
const (
	EventError             = "error"
	EventPlay              = "play"
	EventPlaying           = "playing"
	EventPause             = "pause"
	EventEnded             = "ended"
	EventSeeking           = "seeking"
	EventSeeked            = "seeked"
	EventWaiting           = "waiting"
	EventTimeUpdate        = "timeupdate"
	EventEmptied           = "emptied"
	EventLoadStart         = "loadstart"
	EventLoadedMetadata    = "loadedmetadata"
	EventLoadedData        = "loadeddata"
	EventVolumeChange      = "volumechange"
	EventRateChange        = "ratechange"
	EventMediaLoaded       = "medialoaded"
	EventReset             = "playerreset"
	EventDestroy           = "playerdestroy"
	EventPlayFailed        = "playfailed"
	EventAutoplayFailed    = "autoplayfailed"
	EventMutedAutoplay     = "fallbacktomutedautoplay"
	EventChangeStarted     = "changesourcestarted"
	EventChangeEnded       = "changesourceended"
	EventMuteChange        = "mutechange"
	EventVideoTrackChanged = "videotrackchanged"
	EventAudioTrackChanged = "audiotrackchanged"
	EventTextTrackChanged  = "texttrackchanged"
	EventTextCueChanged    = "textcuechanged"
	EventTracksChanged     = "trackschanged"
	EventABRModeChanged    = "abrmodechanged"
	EventStateChanged      = "playerstatechanged"
	EventPlaybackStart     = "playbackstart"
	EventFirstPlay         = "firstplay"
	EventFirstPlaying      = "firstplaying"
	EventPlaybackEnded     = "playbackended"
	EventSourceSelected    = "sourceselected"
	EventFragLoaded        = "fragloaded"
	EventManifestLoaded    = "manifestloaded"
	EventMetadataAdded     = "timedmetadataadded"
	EventMetadataChange    = "timedmetadatachange"
	EventPluginsList       = "registeredpluginslistevent"
	EventThumbnailKS       = "thumbnailksupdated"
)

// plain constants are named like their strings, in upper case with underscores
// between words; a bar stands for the underscore.
const plain = `abort can|play can|play|through duration|change emptied ended error loaded|data
loaded|metadata load|start pause play playing progress
rate|change seeked seeking stalled suspend time|update volume|change waiting enter|picture|in|picture
leave|picture|in|picture
player|reset player|destroy enter|fullscreen exit|fullscreen play|failed autoplay|failed
fallback|to|muted|autoplay
change|source|started change|source|ended mute|change video|track|changed audio|track|changed
text|track|changed image|track|changed text|track|added
text|cue|changed tracks|changed abr|mode|changed player|state|changed playback|start first|play
first|playing playback|ended source|selected text|style|changed
media|recovered vr|stereo|mode|changed fps|drop bookmark|error concurrency|limit resize timed|metadata
timed|metadata|change timed|metadata|added frag|loaded manifest|loaded
user|gesture drm|license|loaded source|url|switched timeline|region|added timeline|region|enter
timeline|region|exit thumbnail|ks|updated media|loaded
ad|can|skip ad|manifest|loaded ad|loaded ad|started ad|resumed ad|paused ad|clicked ad|skipped
ad|completed ad|error ads|completed all|ads|completed ad|break|start ad|break|end
ad|first|quartile ad|midpoint ad|third|quartile user|closed|ad ad|volume|changed ad|muted ad|buffering
ad|progress ad|waterfalling ad|waterfalling|failed ad|autoplay|failed`

const uiNames = `ui|clicked ui|visibility|changed ui|preset|change gui|resize player|resize video|resize
resize user|clicked|play user|clicked|pause user|clicked|rewind user|clicked|forward
user|clicked|live|tag user|clicked|logo user|clicked|mute user|clicked|unmute user|changed|volume
user|seeked user|selected|caption|track user|showed|captions user|hid|captions
user|selected|audio|track user|selected|quality|track user|selected|speed
user|clicked|advanced|audio|description user|entered|full|screen user|exited|full|screen
user|entered|picture|in|picture user|exited|picture|in|picture user|selected|captions|style
user|selected|captions|size user|selected|captions|weight user|selected|captions|alignment
user|selected|captions|font|family user|selected|captions|font|opacity
user|selected|captions|background|opacity user|selected|captions|font|style
user|selected|captions|font|color
user|selected|captions|background|color user|selected|captions|preset|minimalist
user|selected|captions|preset|high|contrast user|selected|captions|preset|classic|tv|style
user|selected|captions|preset|easy|reading user|selected|captions|preset|early|readers
user|selected|captions|preset|night|mode user|selected|captions|custom
bottom|bar|client|rect|changed bottom|bar|needs|resize player|hovered user|copied|debug|info
display|info|before|playback`

func table(list, prefix string) value.Map {
	m := value.Map{}
	for _, word := range strings.Fields(list) {
		m[strings.ToUpper(strings.ReplaceAll(word, "|", "_"))] = prefix +
			strings.ToLower(strings.ReplaceAll(word, "|", ""))
	}
	return m
}

// packed writes a group of constants as "prefix KEY KEY …" where a value is the
// prefix and the key in small letters without underscores; web/src/tables.ts
// unpacks it. The whole table would be a sixth of the loader.
func packed(events value.Map) value.Map {
	out := value.Map{}
	for name, v := range events {
		group, ok := v.(value.Map)
		if !ok {
			out[name] = v
			continue
		}
		prefix := prefixes[name]
		rest := value.Map{}
		var keys []string
		for key, text := range group {
			if text == prefix+strings.ToLower(strings.ReplaceAll(key, "_", "")) {
				keys = append(keys, key)
			} else {
				rest[key] = text
			}
		}
		value.SortStable(keys, func(i, j int) bool { return keys[i] < keys[j] })
		out[name] = value.List{prefix + " " + strings.Join(keys, " "), rest}
	}
	return out
}

var prefixes = map[string]string{"UI": UIPrefix, "Cast": "kaltura-player-", "Playlist": "kaltura-player-"}

// UIPrefix begins the strings of all UI events (reference: player-api §3.5).
const UIPrefix = "playkit-ui-"

// Events is the contract's table of constants by group.
func Events() value.Map {
	core := table(plain, "")
	core["PRESENTATION_MODE_CHANGED"] = "webkitpresentationmodechanged"
	// Guides spell these two so (§10).
	core["CANPLAY"], core["EXIT_PICTURE_IN_PICTURE"] = "canplay", "leavepictureinpicture"
	for _, n := range []string{"25", "50", "75", "90", "100"} {
		core["PLAY_REACHED_"+n+"_PERCENT"] = "playreached" + n + "percent"
	}
	return value.Map{
		"Core": core, "UI": table(uiNames, UIPrefix),
		"Cast": table("cast|session|start|failed cast|session|starting "+
			"cast|session|started cast|session|ending cast|session|ended cast|available", "kaltura-player-"),
		"Playlist": table("playlist|loaded playlist|item|changed playlist|ended",
			"kaltura-player-"),
		"VISIBILITY_CHANGE":             "visibilitychange",
		"REGISTERED_PLUGINS_LIST_EVENT": EventPluginsList,
	}
}
