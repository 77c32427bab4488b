// Constants of KalturaPlayer.ui: plugins read them while they load (reference:
// player-api §8.1, §8.4).

/** Constants that are named like their values. */
export const named = (words: string): Record<string, string> =>
	Object.fromEntries(words.split(" ").map((w) => [w, w]));
const upper = (words: string) => Object.fromEntries(words.split(" ").map((w) => [w.toUpperCase(), w]));
const kebab = (words: string) =>
	Object.fromEntries(words.split(" ").map((w) => [w, w.replace(/(?!^)[A-Z]/g, "-$&").toLowerCase()]));

export const presetNames = named("Playback Live Ads Error Idle Img Document MiniAudioUI");
export const areaNames = named(
	"PlayerArea PresetArea VideoContainer VideoArea GuiArea InteractiveArea TopBar " +
		"TopBarLeftControls TopBarRightControls BottomBar BottomBarLeftControls " +
		"BottomBarRightControls BottomBarPlaybackControls OverlayPlaybackControls PresetFloating " +
		"SidePanelTop SidePanelLeft SidePanelRight SidePanelBottom SeekBar LoadingSpinner",
);
export const panels = {
	SidePanelModes: upper("alongside hidden over"),
	SidePanelPositions: upper("left top bottom right"),
	SidePanelOrientation: upper("vertical horizontal"),
};

const IconType = {
	...kebab(
		"Maximize Minimize Play Pause Stop VolumeBase VolumeWaves VolumeWave VolumeMute Close " +
			"Settings Check CheckActive Language Quality Captions Speed SpeedDown SpeedUp Audio " +
			"ArrowDown StartOver SeekEnd Rewind Rewind5 Rewind10 Forward Forward5 Forward10 vrStereo " +
			"vrStereoFull Cast CastBrand Next Prev PictureInPictureStart PictureInPictureStop " +
			"ClosedCaptionsOn ClosedCaptionsOff AdvancedAudioDescription " +
			"AdvancedAudioDescriptionActive AdvancedAudioDescriptionDisabled " +
			"AdvancedAudioDescriptionDisabledDropdown QualityButton",
	),
};

/** Members of Components that are no components. */
export const ofComponents = {
	IconType,
	IconState: { INACTIVE: 0, ACTIVE: 1 },
	ToolTipType: kebab("Top Bottom TopRight TopLeft BottomRight BottomLeft Left Right"),
	HeightResolution: { HD: 1080, UHD_4K: 2160, UHD_8K: 4320 },
	Remove: "remove",
	PLAYER_BREAK_POINTS: { TINY: 280, EXTRA_SMALL: 380, SMALL: 480, MEDIUM: 768, LARGE: 1024 },
	PLAYER_SIZE: {
		TINY: "tiny",
		EXTRA_SMALL: "extrasmall",
		SMALL: "small",
		MEDIUM: "medium",
		LARGE: "large",
		EXTRA_LARGE: "extralarge",
	},
};

/** Members of Utils that are no functions. */
export const ofUtils = {
	KeyMap: {
		TAB: 9,
		ENTER: 13,
		ESC: 27,
		SPACE: 32,
		END: 35,
		HOME: 36,
		LEFT: 37,
		UP: 38,
		RIGHT: 39,
		DOWN: 40,
		P: 80,
		C: 67,
		F: 70,
		M: 77,
		SEMI_COLON: 186,
		COMMA: 188,
		PERIOD: 190,
	},
	KeyCode: named(
		"Backspace Tab Enter ShiftLeft ShiftRight ControlLeft ControlRight AltLeft AltRight Pause " +
			"CapsLock Escape Space PageUp PageDown End Home ArrowLeft ArrowUp ArrowRight ArrowDown " +
			"Insert Delete KeyP KeyC KeyF KeyM KeyR KeyD KeyQ Numpad0 Semicolon Equal Comma Minus " +
			"Period Slash",
	),
};
