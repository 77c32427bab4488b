// Components by the names that Go's trees and integrators use (reference:
// player-api §8.2).
import type { ComponentType } from "preact";
import {
	ClosedCaptions,
	Forward,
	Fullscreen,
	LiveTag,
	PictureInPicture,
	PlaybackControls,
	PlaylistControls,
	Rewind,
	TimeDisplayPlaybackContainer,
} from "./controls";
import { UpperBar } from "./bar";
import { Logo, Watermark } from "./brand";
import { DualScreen } from "./dualscreen";
import { later } from "./later";
import {
	ErrorOverlay,
	Loading,
	OverlayAction,
	PrePlaybackPlayOverlay,
	Title,
	UnmuteIndication,
} from "./overlays";
import { PlaylistButton, PlaylistCountdown, PlaylistNextScreen } from "./playlist";
import { SeekBar } from "./seekbar";
import { Audio, QualityControl, Settings, SpeedControl } from "./settings";
import { Volume } from "./volume";

export const registry: Record<string, ComponentType<any>> = {
	Navigation: later("lecture.js", "Navigation"),
	Transcript: later("lecture.js", "Transcript"),
	Audio,
	ClosedCaptions,
	DualScreen,
	ErrorOverlay,
	Forward,
	Fullscreen,
	LiveTag,
	Loading,
	Logo,
	OverlayAction,
	PictureInPicture,
	PlaybackControls,
	PlaylistButton,
	PlaylistControls,
	PlaylistCountdown,
	PlaylistNextScreen,
	PrePlaybackPlayOverlay,
	QualityControl,
	Rewind,
	SeekBar,
	Settings,
	SpeedControl,
	TimeDisplayPlaybackContainer,
	Title,
	UnmuteIndication,
	UpperBar,
	Volume,
	Watermark,
};
