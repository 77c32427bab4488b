// KalturaPlayer.core: what plugins and pages are written with (reference:
// player-api §1.1).
import { elementEvents } from "../events";
import { Event, playerTables } from "../tables";
import { FakeEvent, FakeEventTarget } from "../target";
import { AudioTrack, ImageTrack, State, TextTrack, TimedMetadata, Track, VideoTrack } from "../tracks";
import { standIns } from "../kit/namespace";
import { BasePlugin, registerPlugin } from "../plugins/base";
import {
	getCapabilities,
	registerEngine,
	registerMediaSourceAdapter,
	setCapabilities,
	unRegisterEngine,
} from "./engines";
import { Env } from "./env";
import { PlayerError } from "./error";
import { EventManager } from "./event-manager";
import { getLogger, logging } from "./logger";
import { BaseMiddleware } from "./middleware";
import { getNativeLanguageName } from "./selection";
import { LogLevelType } from "./surface";
import { TextStyle } from "./text-style";
import { ThumbnailInfo } from "./thumbnail";
import { utils } from "./utils";

const all = Object.entries(Event.Core as Record<string, string>);
const group = (which: (key: string, v: string) => boolean) =>
	Object.fromEntries(all.filter(([key, v]) => which(key, v)));
const html5 = new Set([...elementEvents, "webkitpresentationmodechanged"]);
const isAd = (key: string) => /^(ADS?|ALL_ADS)_|^USER_CLOSED_AD$/.test(key);

export const core = standIns(
	{
		...logging,
		...playerTables.enums,
		EventType: Event.Core,
		AdEventType: group(isAd),
		Html5EventType: group((_, v) => html5.has(v)),
		CustomEventType: group((key, v) => !isAd(key) && !html5.has(v)),
		LogLevelType,
		NAME: "@playkit-js/playkit-js",
		VERSION: "0.84.50",
		AudioTrack,
		BaseMiddleware,
		Env,
		Error: PlayerError,
		EventManager,
		FakeEvent,
		FakeEventTarget,
		ImageTrack,
		PKTextTrack: TextTrack,
		State,
		TextStyle,
		TextTrack,
		ThumbnailInfo,
		TimedMetadata,
		Track,
		VideoTrack,
		BasePlugin,
		registerPlugin,
		getCapabilities,
		getNativeLanguageName,
		registerEngine,
		registerMediaSourceAdapter,
		setCapabilities,
		unRegisterEngine,
		utils,
		Utils: utils,
	},
	[
		"Ad",
		"AdBreak",
		"BaseMediaSourceAdapter",
		"EngineDecoratorProvider",
		"createTextTrackCue",
		"createTimedMetadata",
		"filterTracksByRestriction",
	],
	(kit) => kit.coreMembers(TimedMetadata, { FakeEventTarget, FakeEvent, PlayerError, getLogger }),
);
