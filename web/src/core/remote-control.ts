// What a remote player tells its page's player with, and what it is told by
// (reference: player-api §1.2, §3.4).
import type { Dict } from "../objects";
import type { Page } from "../ports";
import { Event } from "../tables";
import { FakeEvent, FakeEventTarget } from "../target";
import type { BaseRemotePlayer, RemoteSession } from "./remote-player";

export const CastEventType = Event.Cast as Record<string, string>;

class RemotePayload {
	constructor(private readonly _player: BaseRemotePlayer) {}
	get player(): BaseRemotePlayer { return this._player; }
}
export class RemoteConnectedPayload extends RemotePayload {
	constructor(player: BaseRemotePlayer, private readonly _session: RemoteSession, private readonly _ui?: RemotePlayerUI) { super(player); }
	get session(): RemoteSession { return this._session; }
	get ui(): RemotePlayerUI | undefined { return this._ui; }
}
export class RemoteDisconnectedPayload extends RemotePayload {
	constructor(player: BaseRemotePlayer, private readonly _snapshot: PlayerSnapshot | null) { super(player); }
	get snapshot(): PlayerSnapshot | null { return this._snapshot; }
}
export class RemoteAvailablePayload extends RemotePayload {
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

	constructor(player: Page) {
		const { textStyle, config, currentTime, paused } = player;
		const playback = { ...(config.playback as Dict), autoplay: !paused };
		Object.assign(this, { textStyle, mediaInfo: player.getMediaInfo(), mediaConfig: player.getMediaConfig(), advertising: undefined });
		this.config = { ...config, playback, sources: { ...(config.sources as Dict), ...(player.isLive() ? {} : { startTime: currentTime }) } };
	}
}

interface Preset { template: (props: unknown) => unknown; condition?: (state: any) => boolean }

/** What is drawn while a remote player plays; a subclass brings the pictures. */
export class RemotePlayerUI {
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

const lent = new WeakMap<Page, string[]>();
const stays = new Set(["constructor", ...Object.getOwnPropertyNames(FakeEventTarget.prototype)]);

/** Lets a remote player answer in a player's place, for every member that it has. */
function hand(player: Page, remote: any): void {
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
