package player

import "diptych/player/value"

// Version is what pages and the server are told (the contract that is kept).
const Version = "3.17.95"

// Defaults is the config under everything else (reference: player-api §2).
func Defaults() value.Map {
	return value.Map{
		"log":  value.Map{"level": "ERROR"},
		"text": value.Map{"enableCEA708Captions": true, "useNativeTextTrack": false, "forceCenter": false, "captionsTextTrack1Label": "English", "captionsTextTrack1LanguageCode": "en", "captionsTextTrack2Label": "Spanish", "captionsTextTrack2LanguageCode": "es"},
		"playback": value.Map{
			"audioLanguage": "", "textLanguage": "", "volume": 1, "muted": false, "playsinline": true, "preload": "none", "autoplay": false, "allowMutedAutoPlay": true, "autopause": false, "loop": false,
			"updateAudioDescriptionLabels": true, "pictureInPicture": true, "inBrowserFullscreen": false, "screenLockOrientionMode": "none", "playAdsWithMSE": false,
			"options":        value.Map{"html5": value.Map{"hls": value.Map{}, "dash": value.Map{}, "native": value.Map{}}},
			"preferNative":   value.Map{"hls": false, "dash": false},
			"streamPriority": value.List{priority("html5", "hls"), priority("html5", "dash"), priority("html5", "progressive")},
		},
		"abr":       value.Map{"enabled": true, "fpsDroppedFramesInterval": 5000, "fpsDroppedMonitoringThreshold": 0.2, "capLevelOnFPSDrop": false, "capLevelToPlayerSize": false, "restrictions": value.Map{}},
		"streaming": value.Map{"forceBreakStall": false, "trackEmsgEvents": true, "switchDynamicToStatic": false},
		"network":   value.Map{"maxStaleLevelReloads": 20},
		"drm":       value.Map{"keySystem": ""},
		"sources":   value.Map{"options": value.Map{}, "metadata": value.Map{}},
		"plugins":   value.Map{}, "advertising": value.Map{"adBreaks": value.List{}}, "session": value.Map{},
		"ui": value.Map{
			"disable": false, "hoverTimeout": 3000, "seekSeconds": 10, "locale": "en", "showCCButton": true, "showSpeedButton": false, "showQualityButton": false, "settings": value.Map{"showCaptionsMenu": true, "showQualityMenu": true, "showSpeedMenu": true},
			"components": value.Map{"seekbar": value.Map{}, "fullscreen": value.Map{}, "sidePanels": value.Map{}},
		},
	}
}

func priority(engine, format string) value.Map {
	return value.Map{"engine": engine, "format": format}
}

// Enums are the contract's value tables (reference: player-api §1.1).
func Enums() value.Map {
	return value.Map{
		"StateType":    value.Map{"IDLE": "idle", "LOADING": "loading", "PLAYING": "playing", "PAUSED": "paused", "BUFFERING": "buffering"},
		"TrackType":    value.Map{"VIDEO": "video", "AUDIO": "audio", "TEXT": "text", "IMAGE": "image"},
		"EngineType":   value.Map{"HTML5": "html5", "FLASH": "flash", "SILVERLIGHT": "silverlight", "CAST": "cast", "YOUTUBE": "youtube", "IMAGE": "image", "DOCUMENT": "document"},
		"StreamType":   value.Map{"DASH": "dash", "HLS": "hls", "PROGRESSIVE": "progressive", "IMAGE": "image", "DOCUMENT": "document"},
		"MediaType":    value.Map{"VOD": "Vod", "LIVE": "Live", "AUDIO": "Audio", "IMAGE": "Image", "DOCUMENT": "Document", "UNKNOWN": "Unknown"},
		"AbrMode":      value.Map{"MANUAL": "manual", "AUTO": "auto"},
		"AutoPlayType": value.Map{"TRUE": true, "FALSE": false, "IN_VIEW": "inview"},
		"RequestType":  value.Map{"MANIFEST": 0, "SEGMENT": 1, "LICENSE": 2},
		"CorsType":     value.Map{"ANONYMOUS": "anonymous", "USE_CREDENTIALS": "use-credentials"},
		"DrmScheme":    value.Map{"WIDEVINE": "com.widevine.alpha", "PLAYREADY": "com.microsoft.playready", "FAIRPLAY": "com.apple.fairplay"},
		"MimeType":     value.Map{"HLS": value.List{"application/x-mpegurl", "application/vnd.apple.mpegurl"}, "DASH": value.List{"application/dash+xml"}, "PROGRESSIVE": value.List{"video/mp4"}},
	}
}

// Tables is what the loader answers with before Go is there.
func Tables() value.Map {
	return value.Map{"events": packed(Events()), "errors": Errors(), "config": Defaults(), "enums": Enums(), "version": Version}
}
