// KalturaPlayer.cast beyond what a cast plugin extends while it loads (that is in
// core/remote-player.ts): what its device is told of by, and tells with
// (reference: player-api §1.2, §3.4).
import type { BaseRemotePlayer, RemotePlayerUI, RemoteSession } from "../core/remote-player";
import type { TextStyle } from "../core/text-style";
import type { Dict } from "../objects";
import type { Page } from "../ports";
import type { FakeEvent, FakeEventTarget } from "../target";

/** What is the loader's: a page tells events, players and styles by these classes. */
export interface Own {
	FakeEvent: typeof FakeEvent;
	FakeEventTarget: typeof FakeEventTarget;
	TextStyle: typeof TextStyle;
	CastEventType: Record<string, string>;
	CustomMessageType: { ACTION: string; EVENT: string };
}

let own: Own;

class CustomMessage {
	constructor(readonly type: string) {}
}
class CustomActionMessage extends CustomMessage {
	constructor(
		readonly action: string,
		readonly args: unknown,
	) {
		super(own.CustomMessageType.ACTION);
	}
}
class CustomEventMessage extends CustomMessage {
	constructor(
		readonly event: string,
		readonly payload: unknown,
	) {
		super(own.CustomMessageType.EVENT);
	}
}

class RemotePayload {
	constructor(private readonly _player: BaseRemotePlayer) {}
	get player(): BaseRemotePlayer {
		return this._player;
	}
}
class RemoteConnectedPayload extends RemotePayload {
	constructor(
		player: BaseRemotePlayer,
		private readonly _session: RemoteSession,
		private readonly _ui?: RemotePlayerUI,
	) {
		super(player);
	}
	get session(): RemoteSession {
		return this._session;
	}
	get ui(): RemotePlayerUI | undefined {
		return this._ui;
	}
}
class RemoteDisconnectedPayload extends RemotePayload {
	constructor(
		player: BaseRemotePlayer,
		private readonly _snapshot: PlayerSnapshot | null,
	) {
		super(player);
	}
	get snapshot(): PlayerSnapshot | null {
		return this._snapshot;
	}
}
class RemoteAvailablePayload extends RemotePayload {
	constructor(
		player: BaseRemotePlayer,
		private readonly _available: boolean,
	) {
		super(player);
	}
	get available(): boolean {
		return this._available;
	}
}

/** What a player was doing, to go on with elsewhere. */
export class PlayerSnapshot {
	textStyle: unknown;
	mediaInfo: unknown;
	mediaConfig: unknown;
	advertising: unknown;
	config: Dict;

	constructor(player: Page) {
		const { textStyle, config, currentTime, paused } = player;
		const playback = { ...(config.playback as Dict), autoplay: !paused };
		Object.assign(this, {
			textStyle,
			mediaInfo: player.getMediaInfo(),
			mediaConfig: player.getMediaConfig(),
			advertising: undefined,
		});
		this.config = {
			...config,
			playback,
			sources: { ...(config.sources as Dict), ...(player.isLive() ? {} : { startTime: currentTime }) },
		};
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

	constructor(player: Page) {
		const tell = (name: string, payload?: Dict) =>
			player.dispatchEvent(new own.FakeEvent(own.CastEventType[name]!, payload));
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

const lent = new WeakMap<Page, string[]>();

/** Lets a remote player answer in a player's place, for every member that it has. */
function hand(player: Page, remote: any): void {
	for (const name of lent.get(player) ?? []) delete (player as unknown as Dict)[name];
	lent.delete(player);
	if (!remote) return;
	const base = own.FakeEventTarget.prototype;
	const stays = new Set(["constructor", ...Object.getOwnPropertyNames(base)]);
	const names = new Set<string>();
	for (
		let p = Object.getPrototypeOf(remote);
		p && p !== base && p !== Object.prototype;
		p = Object.getPrototypeOf(p)
	) {
		for (const name of Object.getOwnPropertyNames(p))
			if (!stays.has(name) && name[0] !== "_") names.add(name);
	}
	for (const name of names) {
		Object.defineProperty(player, name, {
			configurable: true,
			enumerable: false,
			get: () => (typeof remote[name] === "function" ? remote[name].bind(remote) : remote[name]),
			set: (v) => (remote[name] = v),
		});
	}
	lent.set(player, [...names]);
}

const hex = (n: number): string => Math.round(n).toString(16).toUpperCase().padStart(2, "0");

/** Caption styles between the player's form and a cast receiver's. */
class TextStyleConverter {
	static rgbToHex([r, g, b, opacity = 1]: number[]): string {
		return "#" + [r!, g!, b!, opacity * 255].map(hex).join("");
	}
	static hexToRGB(text: string): number[] {
		return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
	}

	static toCastTextStyle(style: TextStyle): Dict {
		const cast = (window as { chrome?: { cast?: { media?: { TextTrackStyle?: new () => Dict } } } })
			.chrome?.cast?.media?.TextTrackStyle;
		if (!cast) return {}; // no cast framework, nobody to tell
		return Object.assign(new cast(), {
			backgroundColor: this.rgbToHex([...style.backgroundColor, style.backgroundOpacity]),
			foregroundColor: this.rgbToHex([...style.fontColor, style.fontOpacity]),
			fontFamily: style.fontFamily,
			fontScale: style.implicitFontScale,
		});
	}

	static toPlayerTextStyle(cast: {
		foregroundColor: string;
		backgroundColor: string;
		fontFamily?: string;
		fontScale?: number;
	}): TextStyle {
		const style = new own.TextStyle();
		style.fontColor = this.hexToRGB(cast.foregroundColor);
		style.backgroundColor = this.hexToRGB(cast.backgroundColor);
		if (cast.fontFamily) style.fontFamily = cast.fontFamily;
		if (cast.fontScale) style.fontScale = (cast.fontScale - 1) * 4;
		return style;
	}
}

/** Members of KalturaPlayer.cast, made with what is the loader's. */
export function castMembers(given: Own): Dict {
	own = given;
	return {
		PlayerSnapshot,
		RemoteControl,
		RemoteConnectedPayload,
		RemoteDisconnectedPayload,
		RemoteAvailablePayload,
		TextStyleConverter,
		CustomMessage,
		CustomEventMessage,
		CustomActionMessage,
	};
}
