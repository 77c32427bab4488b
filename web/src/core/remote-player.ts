// What a cast plugin extends: a player on another device (reference:
// player-api §1.1, §1.2).
import type { RemoteControl } from "../kit/cast";
import type { Dict } from "../objects";
import { FakeEventTarget } from "../target";
import { getLogger } from "./logger";
import { TextStyle } from "./text-style";

/** The connection to a device. */
export class RemoteSession {
	constructor(
		private readonly _id: string,
		private readonly _friendlyName: string,
		private readonly _resuming?: boolean,
	) {}
	get id(): string {
		return this._id;
	}
	get deviceFriendlyName(): string {
		return this._friendlyName;
	}
	get resuming(): boolean | undefined {
		return this._resuming;
	}
}

/** The base of remote players; each member is there to be overridden. */
export class BaseRemotePlayer extends FakeEventTarget {
	[member: string]: any;

	static readonly Type: string = "BaseRemotePlayer";
	static readonly defaultConfig: Dict = {};
	static isSupported(): boolean {
		return true;
	}

	protected _isCastInitiator = false;
	protected readonly _playerConfig: Dict;
	protected readonly logger: unknown;

	constructor(
		name: string,
		protected readonly _castConfig: Dict,
		protected readonly _remoteControl: RemoteControl,
	) {
		super();
		this._playerConfig = {};
		this.logger = getLogger(name);
	}

	async loadMedia(_info: Dict): Promise<void> {}
	async ready(): Promise<void> {}
	getTracks(_type?: string): unknown[] {
		return [];
	}
	getActiveTracks(): Dict {
		return { video: undefined, audio: undefined, text: undefined };
	}
	startCasting(): Promise<unknown> {
		return Promise.reject(new Error("this remote player cannot start casting"));
	}
	getCastSession(): RemoteSession {
		return new RemoteSession("", "");
	}
	get textStyle(): TextStyle {
		return new TextStyle();
	}
	set textStyle(_: TextStyle) {
		/* the receiver's */
	}
	get buffered(): unknown {
		return [];
	}
	get type(): string {
		return (this.constructor as typeof BaseRemotePlayer).Type;
	}
	get config(): Dict {
		return this._playerConfig;
	}
	get isCastInitiator(): boolean {
		return this._isCastInitiator;
	}
	set isCastInitiator(v: boolean) {
		this._isCastInitiator = v;
	}
}

interface Preset {
	template: (props: unknown) => unknown;
	condition?: (state: any) => boolean;
}

const { prototype } = BaseRemotePlayer;

/** Methods by what they give as long as nobody overrides them. */
for (const [names, v] of [
	[
		"setMedia getMediaInfo getMediaConfig configure load play pause reset destroy " +
			"seekToLiveEdge selectTrack hideTextTrack enableAdaptiveBitrate setTextDisplaySettings " +
			"stopCasting toggleVrStereoMode",
	],
	["isLive isDvr isVr isInVrStereoMode", false],
	["isAdaptiveBitrateEnabled isCasting isCastAvailable", true],
	["getStartTimeOfDvrWindow", 0],
] as [string, unknown?][])
	for (const name of names.split(" "))
		Object.defineProperty(prototype, name, { configurable: true, writable: true, value: () => v });

/** Properties, of which some take a value that is the receiver's business. */
for (const [name, v] of Object.entries({
	ads: null,
	duration: 0,
	liveDuration: NaN,
	paused: false,
	ended: false,
	seeking: false,
	src: "",
	poster: "",
	engineType: "",
	streamType: "",
})) {
	Object.defineProperty(prototype, name, { configurable: true, get: () => v });
}
for (const [name, v] of Object.entries({ currentTime: 0, volume: 1, muted: false, playbackRate: 1 })) {
	Object.defineProperty(prototype, name, { configurable: true, get: () => v, set() {} });
}

/** What is drawn while a remote player plays; a subclass brings the pictures. */
export class RemotePlayerUI {
	private readonly _uis: Preset[] = [
		{ template: this.adsUI.bind(this), condition: (state) => !!state.ads?.adIsPlaying },
		{ template: this.idleUI.bind(this), condition: (state) => !!state.engine?.isIdle },
		{ template: this.liveUI.bind(this), condition: (state) => !!state.engine?.isLive },
		{ template: this.errorUI.bind(this), condition: (state) => !!state.engine?.hasError },
		{ template: this.playbackUI.bind(this) },
	];
	playbackUI(_: unknown): unknown {
		return null;
	}
	idleUI(_: unknown): unknown {
		return null;
	}
	adsUI(_: unknown): unknown {
		return null;
	}
	liveUI(props: unknown): unknown {
		return this.playbackUI(props);
	}
	errorUI(_: unknown): unknown {
		return null;
	}
	get uis(): Preset[] {
		return this._uis;
	}
}
