// KalturaPlayer.cast: what remote players are made of, and who holds those of
// a player (reference: player-api §1.1, §1.2, §3.4).
import type { Dict } from "../objects";
import type { PagePlayer } from "../page-player";
import { Event } from "../tables";
import { FakeEvent, FakeEventTarget } from "../target";
import { BaseRemotePlayer, RemoteSession } from "./remote-player";
import { TextStyle } from "./text-style";

export const RemotePlayerType = { CHROMECAST: "chromecast" };
const CustomMessageType = { ACTION: "action", EVENT: "event" };
const CustomActionType = { SKIP_AD: "skipAd" };
const CastEventType = Event.Cast as Record<string, string>;

class CustomMessage {
	constructor(readonly type: string) {}
}
class CustomActionMessage extends CustomMessage {
	constructor(readonly action: string, readonly args: unknown) { super(CustomMessageType.ACTION); }
}
class CustomEventMessage extends CustomMessage {
	constructor(readonly event: string, readonly payload: unknown) { super(CustomMessageType.EVENT); }
}

class RemotePayload {
	constructor(private readonly _player: BaseRemotePlayer) {}
	get player(): BaseRemotePlayer { return this._player; }
}
class RemoteConnectedPayload extends RemotePayload {
	constructor(player: BaseRemotePlayer, private readonly _session: RemoteSession, private readonly _ui?: RemotePlayerUI) { super(player); }
	get session(): RemoteSession { return this._session; }
	get ui(): RemotePlayerUI | undefined { return this._ui; }
}
class RemoteDisconnectedPayload extends RemotePayload {
	constructor(player: BaseRemotePlayer, private readonly _snapshot: PlayerSnapshot | null) { super(player); }
	get snapshot(): PlayerSnapshot | null { return this._snapshot; }
}
class RemoteAvailablePayload extends RemotePayload {
	constructor(player: BaseRemotePlayer, private readonly _available: boolean) { super(player); }
	get available(): boolean { return this._available; }
}

/** What a player was doing, to go on with elsewhere. */
export class PlayerSnapshot {
	textStyle: unknown;
	mediaInfo: unknown;
	mediaConfig: unknown;
	advertising: unknown;
	config: Dict;

	constructor(player: PagePlayer) {
		const { textStyle, config, currentTime, paused } = player;
		const playback = { ...(config.playback as Dict), autoplay: !paused };
		Object.assign(this, { textStyle, mediaInfo: player.getMediaInfo(), mediaConfig: player.getMediaConfig(), advertising: undefined });
		this.config = { ...config, playback, sources: { ...(config.sources as Dict), ...(player.isLive() ? {} : { startTime: currentTime }) } };
	}
}

interface Preset { template: (props: unknown) => unknown; condition?: (state: any) => boolean }

/** What is drawn while a remote player plays; a subclass brings the pictures. */
class RemotePlayerUI {
	private readonly _uis: Preset[] = [
		{ template: this.adsUI.bind(this), condition: (state) => !!state.ads?.adIsPlaying },
		{ template: this.idleUI.bind(this), condition: (state) => !!state.engine?.isIdle },
		{ template: this.liveUI.bind(this), condition: (state) => !!state.engine?.isLive },
		{ template: this.errorUI.bind(this), condition: (state) => !!state.engine?.hasError },
		{ template: this.playbackUI.bind(this) },
	];
	playbackUI(_: unknown): unknown { return null; }
	idleUI(_: unknown): unknown { return null; }
	adsUI(_: unknown): unknown { return null; }
	liveUI(props: unknown): unknown { return this.playbackUI(props); }
	errorUI(_: unknown): unknown { return null; }
	get uis(): Preset[] { return this._uis; }
}

const hex = (n: number): string => Math.round(n).toString(16).toUpperCase().padStart(2, "0");

/** Caption styles between the player's form and a cast receiver's. */
class TextStyleConverter {
	static rgbToHex([r, g, b, opacity = 1]: number[]): string { return "#" + [r!, g!, b!, opacity * 255].map(hex).join(""); }
	static hexToRGB(text: string): number[] { return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)); }

	static toCastTextStyle(style: TextStyle): Dict {
		const cast = (window as { chrome?: { cast?: { media?: { TextTrackStyle?: new () => Dict } } } }).chrome?.cast?.media?.TextTrackStyle;
		if (!cast) return {}; // no cast framework, nobody to tell
		return Object.assign(new cast(), {
			backgroundColor: this.rgbToHex([...style.backgroundColor, style.backgroundOpacity]), foregroundColor: this.rgbToHex([...style.fontColor, style.fontOpacity]),
			fontFamily: style.fontFamily, fontScale: style.implicitFontScale,
		});
	}

	static toPlayerTextStyle(cast: { foregroundColor: string; backgroundColor: string; fontFamily?: string; fontScale?: number }): TextStyle {
		const style = new TextStyle();
		style.fontColor = this.hexToRGB(cast.foregroundColor);
		style.backgroundColor = this.hexToRGB(cast.backgroundColor);
		if (cast.fontFamily) style.fontFamily = cast.fontFamily;
		if (cast.fontScale) style.fontScale = (cast.fontScale - 1) * 4;
		return style;
	}
}

/** How a remote player tells of its device. Functions are its own: they are passed on by themselves. */
export class RemoteControl {
	getPlayerSnapshot: () => PlayerSnapshot;
	getUIWrapper: () => unknown;
	getPlayerSelectedSource: () => string | undefined;
	onRemoteDeviceAvailable: (p: RemoteAvailablePayload) => void;
	onRemoteDeviceConnecting: () => void;
	onRemoteDeviceConnected: (p: RemoteConnectedPayload) => void;
	onRemoteDeviceDisconnecting: () => void;
	onRemoteDeviceDisconnected: (p: RemoteDisconnectedPayload) => void;
	onRemoteDeviceConnectFailed: () => void;

	constructor(player: PagePlayer) {
		const tell = (name: string, payload?: Dict) => player.dispatchEvent(new FakeEvent(CastEventType[name]!, payload));
		this.getPlayerSnapshot = () => new PlayerSnapshot(player);
		this.getUIWrapper = () => player.ui;
		this.getPlayerSelectedSource = () => (player.selectedSource as { url?: string } | null)?.url;
		this.onRemoteDeviceAvailable = ({ available }) => void tell("CAST_AVAILABLE", { available });
		this.onRemoteDeviceConnecting = () => void tell("CAST_SESSION_STARTING");
		this.onRemoteDeviceConnected = ({ player: remote, session }) => {
			player.pause();
			hand(player, remote);
			tell("CAST_SESSION_STARTED", { session });
		};
		this.onRemoteDeviceDisconnecting = () => void tell("CAST_SESSION_ENDING");
		this.onRemoteDeviceDisconnected = ({ snapshot }) => {
			hand(player, undefined);
			if (snapshot) player.configure({ playback: snapshot.config.playback });
			tell("CAST_SESSION_ENDED");
		};
		this.onRemoteDeviceConnectFailed = () => void tell("CAST_SESSION_START_FAILED");
	}
}

const lent = new WeakMap<PagePlayer, string[]>();
const stays = new Set(["constructor", ...Object.getOwnPropertyNames(FakeEventTarget.prototype)]);

/** Lets a remote player answer in a player's place, for every member that it has. */
function hand(player: PagePlayer, remote: any): void {
	for (const name of lent.get(player) ?? []) delete (player as unknown as Dict)[name];
	lent.delete(player);
	if (!remote) return;
	const names = new Set<string>();
	for (let p = Object.getPrototypeOf(remote); p && p !== FakeEventTarget.prototype && p !== Object.prototype; p = Object.getPrototypeOf(p)) {
		for (const name of Object.getOwnPropertyNames(p)) if (!stays.has(name) && name[0] !== "_") names.add(name);
	}
	for (const name of names) {
		Object.defineProperty(player, name, {
			configurable: true, enumerable: false,
			get: () => (typeof remote[name] === "function" ? remote[name].bind(remote) : remote[name]),
			set: (v) => (remote[name] = v),
		});
	}
	lent.set(player, [...names]);
}

const classes = new Map<string, typeof BaseRemotePlayer>();

/** Offers a kind of remote player to all players of the page. */
export function registerRemotePlayer(type: string, remote: typeof BaseRemotePlayer): void {
	if (remote?.prototype instanceof BaseRemotePlayer && !classes.has(type)) classes.set(type, remote);
}

/** The remote players of one player, by type. */
export class RemotePlayerManager {
	private readonly _remotePlayers = new Map<string, BaseRemotePlayer>();

	/** Makes those that the cast config names. */
	load(castConfig: Dict, player: PagePlayer): void {
		for (const [type, remote] of classes) {
			const Remote = remote as unknown as new (config: Dict, control: RemoteControl) => BaseRemotePlayer;
			if (castConfig[type] && remote.isSupported() && !this._remotePlayers.has(type)) this._remotePlayers.set(type, new Remote(castConfig, new RemoteControl(player)));
		}
	}

	startCasting(type?: string): Promise<unknown> { return this.find(type)?.startCasting() ?? Promise.reject(); }
	isCastAvailable(type?: string): boolean { return type ? !!this._remotePlayers.get(type)?.isCastAvailable() : [...this._remotePlayers.values()].some((p) => p.isCastAvailable()); }
	setIsCastInitiator(type: string, v: boolean): void {
		const remote = this._remotePlayers.get(type);
		if (remote) remote.isCastInitiator = v;
	}
	destroy(): void {
		for (const p of this._remotePlayers.values()) p.destroy();
		this._remotePlayers.clear();
	}

	private find(type = RemotePlayerType.CHROMECAST): BaseRemotePlayer | undefined { return this._remotePlayers.get(type); }
}

export const cast = {
	registerRemotePlayer, PlayerSnapshot, RemoteControl, RemoteSession, BaseRemotePlayer, RemoteConnectedPayload, RemoteDisconnectedPayload, RemoteAvailablePayload, RemotePlayerUI,
	CastEventType, RemotePlayerType, TextStyleConverter, CustomEventMessage, CustomActionMessage, CustomMessageType, CustomActionType, CustomMessage,
};
