package player

import "diptych/player/value"

// Version is what pages and the server are told (the contract that is kept).
const Version = "3.17.95"

// Defaults is the config under everything else (reference: player-api §2).
func Defaults() value.Map {
	return value.Map{
		"log": value.Map{"level": "ERROR", "useDebugInfo": true},
		"text": value.Map{
			"enableCEA708Captions": true, "useNativeTextTrack": false, "forceCenter": false,
			"captionsTextTrack1Label": "English", "captionsTextTrack1LanguageCode": "en",
			"captionsTextTrack2Label": "Spanish", "captionsTextTrack2LanguageCode": "es",
		},
		"playback": value.Map{
			"audioLanguage": "", "textLanguage": "", "volume": 1, "muted": false, "playsinline": true,
			"preload": "none", "autoplay": false, "allowMutedAutoPlay": true, "autopause": false, "loop": false,
			"updateAudioDescriptionLabels": true, "pictureInPicture": true, "inBrowserFullscreen": false,
			"screenLockOrientionMode": "none", "playAdsWithMSE": false,
			"options": value.Map{
				"html5": value.Map{"hls": value.Map{}, "dash": value.Map{}, "native": value.Map{}},
			},
			"preferNative": value.Map{"hls": false, "dash": false},
			"streamPriority": value.List{
				priority("html5", "hls"), priority("html5", "dash"), priority("html5", "progressive"),
				priority("flash", "hls"),
			},
		},
		"abr": value.Map{
			"enabled": true, "fpsDroppedFramesInterval": 5000, "fpsDroppedMonitoringThreshold": 0.2,
			"capLevelOnFPSDrop": false, "capLevelToPlayerSize": false,
			"restrictions": value.Map{"minHeight": 0, "minWidth": 0, "minBitrate": 0},
		},
		"streaming": value.Map{"forceBreakStall": false, "trackEmsgEvents": true, "switchDynamicToStatic": false},
		"network":   value.Map{"maxStaleLevelReloads": 20},
		"drm":       value.Map{"keySystem": ""},
		"sources":   value.Map{"options": value.Map{}, "metadata": value.Map{}},
		"plugins":   value.Map{}, "advertising": value.Map{"adBreaks": value.List{}},
		"disableUserCache": false,
		"viewability": value.Map{
			"observedThresholds": value.List{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100}, "playerThreshold": 50,
		},
		"ui": value.Map{
			"disable": false, "hoverTimeout": 3000, "seekSeconds": 10, "locale": "en", "showCCButton": true,
			"showSpeedButton": false, "showQualityButton": false,
			"settings":   value.Map{"showCaptionsMenu": true, "showQualityMenu": true, "showSpeedMenu": true},
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
		"StateType":      same("IDLE LOADING PLAYING PAUSED BUFFERING"),
		"TrackType":      same("VIDEO AUDIO TEXT IMAGE"),
		"EngineType":     same("HTML5 FLASH SILVERLIGHT CAST YOUTUBE IMAGE DOCUMENT"),
		"StreamType":     same("DASH HLS PROGRESSIVE IMAGE DOCUMENT"),
		"AbrMode":        same("MANUAL AUTO"),
		"AdTagType":      same("VAST VMAP"),
		"AudioTrackKind": same("MAIN DESCRIPTION"),
		"AdBreakType":    value.Map{"PRE": "preroll", "MID": "midroll", "POST": "postroll", "OVERLAY": "overlay"},
		"MediaType": value.Map{
			"VOD": "Vod", "LIVE": "Live", "AUDIO": "Audio", "IMAGE": "Image", "DOCUMENT": "Document",
			"UNKNOWN": "Unknown",
		},
		"AutoPlayType": value.Map{"TRUE": true, "FALSE": false, "IN_VIEW": "inview"},
		"RequestType":  value.Map{"MANIFEST": 0, "SEGMENT": 1, "LICENSE": 2},
		"CorsType":     value.Map{"ANONYMOUS": "anonymous", "USE_CREDENTIALS": "use-credentials"},
		"DrmScheme": value.Map{
			"WIDEVINE": "com.widevine.alpha", "PLAYREADY": "com.microsoft.playready",
			"FAIRPLAY": "com.apple.fairplay",
		},
		"MimeType": value.Map{
			"HLS":  value.List{"application/x-mpegurl", "application/vnd.apple.mpegurl"},
			"DASH": value.List{"application/dash+xml"}, "PROGRESSIVE": value.List{"video/mp4"},
			"SMOOTH_STREAMING": value.List{"application/vnd.ms-sstr+xml"},
		},
		"ScreenOrientationType": value.Map{
			"NONE": "none", "ANY": "any", "NATURAL": "natural", "LANDSCAPE": "landscape", "PORTRAIT": "portrait",
			"PORTRAIT_PRIMARY": "portrait-primary", "PORTRAIT_SECONDARY": "portrait-secondary",
			"LANDSCAPE_PRIMARY": "landscape-primary", "LANDSCAPE_SECONDARY": "landscape-secondary",
		},
	}
}

// same is a table whose values are its keys in small letters.
func same(keys string) value.Map { return table(keys, "") }

// Tables is what the loader answers with before Go is there.
func Tables() value.Map {
	return value.Map{
		"events": packed(Events()), "errors": Errors(), "config": Defaults(), "enums": packed(Enums()),
		"version": Version,
	}
}
