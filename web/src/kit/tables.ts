// The store's slices: first state, and actions by slice (reference: player-api
// §8.1). An action "name=field,field" has the type prefix/NAME_IN_WORDS and sets
// the fields of its slice that it carries.
import type { Dict } from "../objects";

const rect = { x: 0, y: 0, width: 0, height: 0, top: 0, right: 0, bottom: 0, left: 0 };
const fill = { position: "absolute", left: 0, right: 0, top: 0, bottom: 0 };

export const initial: Record<string, Dict> = {
	config: {
		targetId: undefined,
		forceTouchUI: false,
		allowPlayPause: true,
		allowLivePlayPause: true,
		showCCButton: true,
		showTitleOnUpperBar: false,
		showAudioButton: true,
		showAudioDescriptionButton: true,
		showSpeedButton: false,
		showQualityButton: false,
		openMenuFromCCButton: false,
		openMenuFromAudioDescriptionButton: true,
		seekSeconds: 10,
		hoverTimeout: 3000,
		tinySizeDisabled: false,
		settings: {
			showAudioMenu: false,
			showCaptionsMenu: true,
			showQualityMenu: true,
			showSpeedMenu: true,
			showAdvancedCaptionsMenu: true,
			showAudioDescriptionMenu: false,
		},
		showMediaInfo: { showDuration: false, detailsMode: "none", position: "bottom" },
		buttons: { showUnmuteIndicationButton: true },
		components: {
			watermark: {},
			seekbar: {},
			vrStereo: {},
			logo: {},
			fullscreen: {},
			sidePanels: {},
			unmuteIndication: { unmuteTextSeconds: 3, unmuteButtonSeconds: 0 },
		},
	},
	engine: {
		isIdle: false,
		isPlaying: false,
		isPaused: true,
		isSeeking: false,
		isEnded: false,
		isPlaybackStarted: false,
		isPlaybackEnded: false,
		isChangingSource: false,
		prePlayback: true,
		metadataLoaded: false,
		dataLoaded: false,
		playerState: { previousState: "", currentState: "" },
		fallbackToMutedAutoPlay: false,
		poster: "",
		currentTime: 0,
		lastSeekPoint: 0,
		duration: 0,
		volume: 1,
		muted: false,
		videoTracks: [],
		audioTracks: [],
		textTracks: [],
		adIsLinear: false,
		adBreak: false,
		adIsPlaying: false,
		adSkipTimeOffset: 0,
		adSkippableState: false,
		adIsBumper: false,
		adContentType: null,
		isLive: false,
		isDvr: false,
		isImg: false,
		isDocument: false,
		isAudio: false,
		adProgress: { currentTime: 0, duration: 0 },
		adUrl: "",
		hasError: false,
		errorDetails: {},
		isVr: false,
		vrStereoMode: false,
		isCasting: false,
		castSession: null,
		isCastAvailable: false,
		pictureInPictureSupported: false,
		isInPictureInPicture: false,
		playlist: null,
		sources: null,
		fullscreen: false,
		componentData: {},
	},
	shell: {
		playerClasses: [],
		guiClientRect: rect,
		topBarClientRect: rect,
		playerClientRect: rect,
		videoClientRect: rect,
		layoutStyles: { video: fill, gui: fill, sidePanels: { left: {}, right: {}, top: {}, bottom: {} } },
		playerHover: false,
		playerNav: false,
		smartContainerOpen: false,
		activePresetName: "",
		sidePanelsModes: { left: "hidden", right: "hidden", top: "hidden", bottom: "hidden" },
		sidePanelsSizes: {
			vertical: { min: 240, max: 480, ratio: 0.33 },
			horizontal: { min: 144, max: 288, ratio: 0.33 },
		},
		presetSettings: { allowSidePanels: false, allowPlayerArea: false },
		timeDisplayIsMinimized: false,
	},
	seekbar: {
		currentTime: 0,
		virtualTime: 0,
		draggingActive: false,
		hoverActive: false,
		previewHoverActive: false,
		clientRect: rect,
		hidePreview: false,
		hideTimeBubble: false,
		segments: [],
		seekbarClasses: [],
		isPreventSeek: false,
	},
	volume: { draggingActive: false, hover: false },
	loading: { show: false },
	cvaa: { style: "default" },
	settings: { quality: 1, speed: 2, isCaptionsEnabled: false },
	overlayAction: { iconType: null },
	playlist: { countdownCanceled: false },
	overlay: { isOpen: false },
	bottomBar: { controlsToMove: [] },
	audioDescription: {
		audioDescriptionLanguages: [],
		advancedAudioDescriptionLanguages: [],
		isEnabled: false,
		selectedType: 1,
		selectionByLanguage: {},
		isDefaultValueSet: false,
		selectedAudioLanguage: null,
	},
};

/** First part of an action's type, and the actions that only set a field: creator, type, field. */
export const setters: Record<string, [prefix: string, list: string]> = {
	engine: [
		"engine",
		"updateHasError:ERROR:hasError updatePrePlayback:UPDATE_PRE_PLAYBACK:prePlayback " +
			"updateIsPlaying:UPDATE_IS_PLAYING:isPlaying updateIsPaused:UPDATE_IS_PAUSED:isPaused " +
			"updateIsSeeking:UPDATE_IS_SEEKING:isSeeking " +
			"updateLastSeekPoint:UPDATE_LAST_SEEK_POINT:lastSeekPoint " +
			"updateIsEnded:UPDATE_IS_ENDED:isEnded " +
			"updateIsPlaybackStarted:UPDATE_IS_PLAYBACK_STARTED:isPlaybackStarted " +
			"updateIsPlaybackEnded:UPDATE_IS_PLAYBACK_ENDED:isPlaybackEnded " +
			"updateCurrentTime:UPDATE_CURRENT_TIME:currentTime updateDuration:UPDATE_DURATION:duration " +
			"updateVolume:UPDATE_VOLUME:volume updateMuted:UPDATE_MUTED:muted " +
			"updateMetadataLoadingStatus:UPDATE_METADATA_LOADING_STATUS:metadataLoaded " +
			"updateDataLoadingStatus:UPDATE_DATA_LOADING_STATUS:dataLoaded " +
			"updateAudioTracks:UPDATE_AUDIO_TRACKS:audioTracks=tracks " +
			"updateVideoTracks:UPDATE_VIDEO_TRACKS:videoTracks=tracks " +
			"updateTextTracks:UPDATE_TEXT_TRACKS:textTracks=tracks updateAdBreak:UPDATE_AD_BREAK:adBreak " +
			"updateAdIsPlaying:UPDATE_AD_IS_PLAYING:adIsPlaying " +
			"updateAdSkipTimeOffset:UPDATE_AD_SKIP_TIME_OFFSET:adSkipTimeOffset " +
			"updateAdSkippableState:UPDATE_AD_SKIPPABLE_STATE:adSkippableState " +
			"updateAdClickUrl:UPDATE_AD_URL:adUrl updateAdIsLinear:UPDATE_AD_IS_LINEAR:adIsLinear " +
			"updateAdIsBumper:UPDATE_AD_IS_BUMPER:adIsBumper " +
			"updateAdContentType:UPDATE_AD_CONTENT_TYPE:adContentType " +
			"updatePlayerPoster:UPDATE_PLAYER_POSTER:poster updateIsAudio:UPDATE_IS_AUDIO:isAudio " +
			"updateIsLive:UPDATE_IS_LIVE:isLive updateIsDvr:UPDATE_IS_DVR:isDvr " +
			"updateIsImg:UPDATE_IS_IMG:isImg updateIsDocument:UPDATE_IS_DOCUMENT:isDocument " +
			"updateIsIdle:UPDATE_IS_IDLE:isIdle=IsIdle " +
			"updateFallbackToMutedAutoPlay:UPDATE_FALLBACK_TO_MUTED_AUTOPLAY:fallbackToMutedAutoPlay=fallback " +
			"updateIsVr:UPDATE_IS_VR:isVr updateVrStereoMode:UPDATE_VR_STEREO_MODE:vrStereoMode " +
			"updateIsCasting:UPDATE_IS_CASTING:isCasting " +
			"updateCastSession:UPDATE_CAST_SESSION:castSession " +
			"updateIsCastAvailable:UPDATE_IS_CAST_AVAILABLE:isCastAvailable " +
			"updateIsChangingSource:UPDATE_IS_CHANGING_SOURCE:isChangingSource " +
			"updatePlaylist:UPDATE_PLAYLIST:playlist updateSources:UPDATE_SOURCES:sources " +
			"updatePictureInPictureSupport:UPDATE_PICTURE_IN_PICTURE_SUPPORTED:isPictureInPictureSupported " +
			"updateIsInPictureInPicture:UPDATE_PICTURE_IN_PICTURE_MODE:isInPictureInPicture " +
			"updateFullscreen:UPDATE_FULLSCREEN:fullscreen " +
			"updatePlayerState:UPDATE_PLAYER_STATE:playerState/prevoiusState,currentState " +
			"updateErrorDetails:ERROR_DETAILS:errorDetails/errorCategory,errorTitle,errorMessage " +
			"updateAdBreakProgress:UPDATE_AD_BREAK_PROGRESS:adProgress/currentTime,duration",
	],
	shell: [
		"shell",
		"updateIsMobile:UPDATE_IS_MOBILE:isMobile updatePlayerSize:UPDATE_PLAYER_SIZE:playerSize " +
			"updateIsSmallSize:UPDATE_IS_SMALL_SIZE:isSmallSize " +
			"updateGuiClientRect:UPDATE_GUI_CLIENT_RECT:guiClientRect " +
			"updateTopBarClientRect:UPDATE_TOP_BAR_CLIENT_RECT:topBarClientRect " +
			"updatePlayerClientRect:UPDATE_PLAYER_CLIENT_RECT:playerClientRect " +
			"updateVideoClientRect:UPDATE_VIDEO_CLIENT_RECT:videoClientRect " +
			"updateDocumentWidth:UPDATE_DOCUMENT_WIDTH:documentWidth " +
			"updatePlayerHoverState:UPDATE_PLAYER_HOVER_STATE:playerHover=hover " +
			"updatePlayerNavState:UPDATE_PLAYER_NAV_STATE:playerNav=nav " +
			"updateSmartContainerOpen:UPDATE_SMART_CONTAINER_OPEN:smartContainerOpen=open " +
			"updateActivePresetName:UPDATE_ACTIVE_PRESET_NAME:activePresetName " +
			"updateLayoutStyles:UPDATE_LAYOUT_STYLES:layoutStyles " +
			"updateTimeDisplayIsMinimized:UPDATE_TIME_DISPLAY_IS_MINIMIZED:timeDisplayIsMinimized",
	],
	seekbar: [
		"seekbar",
		"updateSeekbarDraggingStatus:UPDATE_SEEKBAR_DRAGGING_STATUS:draggingActive " +
			"updateSeekbarHoverActive:UPDATE_SEEKBAR_HOVER_ACTIVE:hoverActive " +
			"updateSeekbarPreviewHoverActive:UPDATE_SEEKBAR_PREVIEW_HOVER_ACTIVE:previewHoverActive " +
			"updateSeekbarClientRect:UPDATE_SEEKBAR_CLIENT_RECT:clientRect " +
			"updateHideSeekbarPreview:UPDATE_HIDE_SEEKBAR_PREVIEW:hidePreview " +
			"updateHideSeekbarTimeBubble:UPDATE_HIDE_SEEKBAR_TIME_BUBBLE:hideTimeBubble " +
			"updateCurrentTime:UPDATE_CURRENT_TIME:currentTime " +
			"updateVirtualTime:UPDATE_VIRTUAL_TIME:virtualTime " +
			"updateSeekbarSegments:UPDATE_SEEKBAR_SEGMENTS:segments " +
			"updatePreventSeek:UPDATE_PREVENT_SEEK:isPreventSeek",
	],
	volume: [
		"volume",
		"updateVolumeDraggingStatus:UPDATE_VOLUME_DRAGGING_STATUS:draggingActive " +
			"updateVolumeHover:UPDATE_HOVER:hover",
	],
	loading: ["loading", "updateLoadingSpinnerState:UPDATE_LOADING_SPINNER_STATE:show"],
	cvaa: ["cvaa", "updateCaptionsStyle:UPDATE_CAPTIONS_STYLE:style"],
	settings: [
		"settings",
		"updateQuality:UPDATE_QUALITY:quality updateSpeed:UPDATE_SPEED:speed " +
			"updateIsCaptionsEnabled:UPDATE_IS_CAPTIONS_ENABLED:isCaptionsEnabled",
	],
	overlayAction: ["overlay-action", "updateOverlayActionIcon:UPDATE_ACTION_ICON:iconType"],
	playlist: [
		"playlist-countdown",
		"updatePlaylistCountdownCanceled:UPDATE_PLAYLIST_COUNTDOWN_CANCELED:countdownCanceled",
	],
	overlay: ["overlay", "updateOverlay:UPDATE_OVERLAY:isOpen"],
	bottomBar: ["bottom-bar", "updateControlsToMove:UPDATE_CONTROLS_TO_MOVE:controlsToMove"],
	audioDescription: [
		"audio-description",
		"updateAudioDescriptionLanguages:UPDATE_AUDIO_DESCRIPTION_LANGUAGES:audioDescriptionLanguages " +
			"updateAdvancedAudioDescriptionLanguages:UPDATE_EXTENDED_AUDIO_DESCRIPTION_LANGUAGES:advancedAudioDescriptionLanguages " +
			"updateAudioDescriptionEnabled:UPDATE_AUDIO_DESCRIPTION:isEnabled " +
			"updateAudioDescriptionType:UPDATE_AUDIO_DESCRIPTION_TYPE:selectedType " +
			"updateDefaultValueSet:UPDATE_DEFAULT_VALUE_SET:isDefaultValueSet " +
			"updateSelectedAudioLanguage:UPDATE_SELECTED_AUDIO_LANGUAGE:selectedAudioLanguage",
	],
};
