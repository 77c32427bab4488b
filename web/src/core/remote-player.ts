// What a cast plugin extends: a player on another device (reference:
// player-api §1.1, §1.2).
import type { Dict } from "../objects";
import { FakeEventTarget } from "../target";
import { getLogger } from "./logger";
import type { RemoteControl } from "./remote-control";
import { TextStyle } from "./text-style";

/** The connection to a device. */
export class RemoteSession {
	constructor(private readonly _id: string, private readonly _friendlyName: string, private readonly _resuming?: boolean) {}
	get id(): string { return this._id; }
	get deviceFriendlyName(): string { return this._friendlyName; }
	get resuming(): boolean | undefined { return this._resuming; }
}

/** The base of remote players; each member is there to be overridden. */
export class BaseRemotePlayer extends FakeEventTarget {
	static readonly Type: string = "BaseRemotePlayer";
	static readonly defaultConfig: Dict = {};
	static isSupported(): boolean { return true; }

	protected _isCastInitiator = false;
	protected readonly _playerConfig: Dict;
	protected readonly logger: unknown;

	constructor(name: string, protected readonly _castConfig: Dict, protected readonly _remoteControl: RemoteControl) {
		super();
		this._playerConfig = {};
		this.logger = getLogger(name);
	}

	async loadMedia(_info: Dict): Promise<void> {}
	setMedia(_config: Dict): void {}
	getMediaInfo(): Dict | undefined { return undefined; }
	getMediaConfig(): Dict | undefined { return undefined; }
	configure(_config: Dict = {}): void {}
	async ready(): Promise<void> {}
	load(): void {}
	play(): void {}
	pause(): void {}
	reset(): void {}
	destroy(): void {}
	isLive(): boolean { return false; }
	isDvr(): boolean { return false; }
	seekToLiveEdge(): void {}
	getStartTimeOfDvrWindow(): number { return 0; }
	getTracks(_type?: string): unknown[] { return []; }
	getActiveTracks(): Dict { return { video: undefined, audio: undefined, text: undefined }; }
	selectTrack(_track: unknown): void {}
	hideTextTrack(): void {}
	enableAdaptiveBitrate(): void {}
	isAdaptiveBitrateEnabled(): boolean { return true; }
	setTextDisplaySettings(_settings: Dict): void {}
	startCasting(): Promise<unknown> { return Promise.reject(new Error("this remote player cannot start casting")); }
	stopCasting(): void {}
	isCasting(): boolean { return true; }
	isCastAvailable(): boolean { return true; }
	getCastSession(): RemoteSession { return new RemoteSession("", ""); }
	isVr(): boolean { return false; }
	toggleVrStereoMode(): void {}
	isInVrStereoMode(): boolean { return false; }
	get ads(): unknown { return null; }
	get textStyle(): TextStyle { return new TextStyle(); }
	set textStyle(_: TextStyle) { /* the receiver's */ }
	get buffered(): unknown { return []; }
	get currentTime(): number { return 0; }
	set currentTime(_: number) { /* the receiver's */ }
	get duration(): number { return 0; }
	get liveDuration(): number { return NaN; }
	get volume(): number { return 1; }
	set volume(_: number) { /* the receiver's */ }
	get paused(): boolean { return false; }
	get ended(): boolean { return false; }
	get seeking(): boolean { return false; }
	get muted(): boolean { return false; }
	set muted(_: boolean) { /* the receiver's */ }
	get src(): string { return ""; }
	get poster(): string { return ""; }
	get playbackRate(): number { return 1; }
	set playbackRate(_: number) { /* the receiver's */ }
	get engineType(): string { return ""; }
	get streamType(): string { return ""; }
	get type(): string { return (this.constructor as typeof BaseRemotePlayer).Type; }
	get config(): Dict { return this._playerConfig; }
	get isCastInitiator(): boolean { return this._isCastInitiator; }
	set isCastInitiator(v: boolean) { this._isCastInitiator = v; }
}
