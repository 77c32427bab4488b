// Types of the page side: the global KalturaPlayer, and the module
// /player/kaltura-player.mjs of the same names.

/** A plain object of settings or data. */
export type Dict = Record<string, unknown>;

// ---- configuration

export interface EnvironmentConfig {
	/** The API's URL, with or without /api_v3; the script's own origin when absent. */
	serviceUrl?: string;
	cdnUrl?: string;
	overrideServiceUrl?: string;
	useApiCaptions?: boolean;
	replaceHostOnlyManifestUrls?: boolean;
	[key: string]: unknown;
}

export interface ProviderConfig {
	partnerId?: number;
	uiConfId?: number;
	ks?: string;
	widgetId?: string;
	env?: EnvironmentConfig;
	filterOptions?: { redirectFromEntryId?: boolean };
	ignoreServerConfig?: boolean;
	loadThumbnailWithKs?: boolean;
	useHeaderForKs?: boolean;
	vrTag?: string;
	[key: string]: unknown;
}

export type StreamFormat = "hls" | "dash" | "progressive" | "image" | "document";

export interface PlaybackConfig {
	audioLanguage?: string;
	/** A language code, or "auto". */
	textLanguage?: string;
	additionalAudioLanguage?: string | string[];
	additionalTextLanguage?: string | string[];
	captionsDisplay?: boolean;
	/** 0 to 1. */
	volume?: number;
	muted?: boolean;
	playsinline?: boolean;
	preload?: "none" | "auto" | "metadata";
	autoplay?: boolean | "inview";
	allowMutedAutoPlay?: boolean;
	autopause?: boolean;
	loop?: boolean;
	pictureInPicture?: boolean;
	playbackRates?: number[];
	updateAudioDescriptionLabels?: boolean;
	alphabeticalSort?: boolean;
	inBrowserFullscreen?: boolean;
	crossOrigin?: string;
	preferNative?: { hls?: boolean; dash?: boolean };
	streamPriority?: { engine: string; format: StreamFormat }[];
	options?: Dict;
	[key: string]: unknown;
}

export interface AbrRestrictions { minHeight?: number; maxHeight?: number; minWidth?: number; maxWidth?: number; minBitrate?: number; maxBitrate?: number }

export interface Source {
	id?: string;
	url: string;
	mimetype: string;
	bandwidth?: number;
	width?: number;
	height?: number;
	label?: string;
	drmData?: { licenseUrl: string; scheme: string; certificate?: string }[];
	[key: string]: unknown;
}

export interface Caption { url: string; label: string; language: string; default?: boolean; type?: "vtt" | "srt" }

/** Times are seconds. */
export interface SourcesConfig {
	hls?: Source[];
	dash?: Source[];
	progressive?: Source[];
	image?: Source[];
	document?: Source[];
	id?: string;
	type?: string;
	dvr?: boolean;
	poster?: string;
	duration?: number;
	startTime?: number;
	endTime?: number;
	seekFrom?: number;
	clipTo?: number;
	captions?: Caption[];
	thumbnails?: { vttUrl: string; imgBaseUrl?: string };
	metadata?: { name?: string; description?: string; [key: string]: unknown };
	options?: Dict;
	[key: string]: unknown;
}

export interface TextConfig {
	enableCEA708Captions?: boolean;
	useNativeTextTrack?: boolean;
	forceCenter?: boolean;
	captionsTextTrack1Label?: string;
	captionsTextTrack1LanguageCode?: string;
	captionsTextTrack2Label?: string;
	captionsTextTrack2LanguageCode?: string;
	textTrackDisplaySetting?: TextDisplaySettings;
	textStyle?: Partial<TextStyleJson>;
	[key: string]: unknown;
}

/** Everything but targetId and provider may be left out. */
export interface PlayerConfig {
	/** Id of an element, or the element itself. */
	targetId: string | HTMLElement;
	provider: ProviderConfig;
	playback?: PlaybackConfig;
	sources?: SourcesConfig;
	text?: TextConfig;
	abr?: { enabled?: boolean; defaultBandwidthEstimate?: number; capLevelToPlayerSize?: boolean; restrictions?: AbrRestrictions; [key: string]: unknown };
	streaming?: Dict;
	network?: Dict;
	drm?: Dict;
	log?: { level?: keyof LogLevels; handler?(messages: unknown[], context: LogContext): void; useDebugInfo?: boolean; playerVersion?: boolean };
	dimensions?: Dimensions;
	customLabels?: { audio?(track: AudioTrack): string; qualities?(track: VideoTrack): string; captions?(track: TextTrack): string };
	viewability?: { observedThresholds?: number[]; playerThreshold?: number };
	disableUserCache?: boolean;
	plugins?: Record<string, Dict>;
	playlist?: Dict;
	session?: Dict;
	ui?: Dict;
	cast?: Dict;
	advertising?: Dict;
	[key: string]: unknown;
}

export type ConfigChange = Partial<PlayerConfig>;

export interface Dimensions { width?: number | string; height?: number | string; /** As "16:9". */ ratio?: string }

// ---- media

export interface MediaInfo { entryId?: string; referenceId?: string; ks?: string; redirectFromEntryId?: boolean; [key: string]: unknown }
export interface MediaConfig { sources: SourcesConfig; session?: Dict; plugins?: Dict }

export class Track {
	constructor(settings?: Dict);
	static langComparer(wanted: string, language: string, additional?: string | string[], same?: boolean): boolean;
	static clone<T extends Track>(track: T): T;
	readonly id: unknown;
	active: boolean;
	label: string;
	language: string;
	index: number;
	available: boolean;
	clone(): this;
}
export class VideoTrack extends Track {
	/** bit/s. */
	readonly bandwidth: number;
	readonly width: number;
	readonly height: number;
}
export class AudioTrack extends Track {
	kind: string;
	flavorId: string;
	manifestName: string;
}
export class TextTrack extends Track {
	static readonly KIND: { METADATA: string; SUBTITLES: string; CAPTIONS: string };
	static readonly MODE: { DISABLED: string; SHOWING: string; HIDDEN: string };
	readonly kind: string;
	readonly external: boolean | undefined;
	readonly default: boolean;
	mode: string;
}
export class ImageTrack extends Track {
	readonly url: string;
	readonly width: number;
	readonly height: number;
	readonly duration: number;
	readonly rows: number;
	readonly cols: number;
	readonly sliceWidth: number;
	readonly sliceHeight: number;
}

export class ThumbnailInfo {
	constructor(piece: { url: string; x: number; y: number; width: number; height: number });
	readonly url: string;
	/** px, as all of them. */
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface CuePoint { startTime: number; endTime?: number; id: string; metadata: unknown }
export class TimedMetadata {
	constructor(startTime: number, endTime: number, id: string, type: string, metadata: unknown);
	static readonly TYPE: { ID3: string; EMSG: string; CUE_POINT: string; CUSTOM: string };
	readonly startTime: number;
	readonly endTime: number;
	readonly id: string;
	readonly type: string;
	readonly metadata: unknown;
}

export interface TextDisplaySettings { line?: number | string; lineAlign?: string; align?: string; position?: number | string; positionAlign?: string; snapToLines?: boolean; vertical?: string; size?: number | string; [key: string]: unknown }

export interface TextStyleJson { fontSize: string; fontScale: number; fontWeight: number; textAlign: string; fontFamily: string; fontColor: number[]; fontOpacity: number; fontEdge: number[][]; backgroundColor: number[]; backgroundOpacity: number }

export class TextStyle implements TextStyleJson {
	static readonly FontFamily: Record<string, string>;
	static readonly StandardColors: Record<string, number[]>;
	static readonly StandardOpacities: Record<string, number>;
	static readonly EdgeStyles: Record<string, number[][]>;
	static readonly FontSizes: { value: number; label: string; name: string }[];
	static readonly StandardFontWeights: { value: number; label: string }[];
	static readonly FontAlignment: { value: string; label: string }[];
	static toRGBA(color: number[], opacity: number): string;
	static fromJson(json: Partial<TextStyleJson>): TextStyle;
	static toJson(style: TextStyle): TextStyleJson;
	fontSize: string;
	fontScale: number;
	fontWeight: number;
	textAlign: string;
	fontFamily: string;
	fontColor: number[];
	fontOpacity: number;
	fontEdge: number[][];
	backgroundColor: number[];
	backgroundOpacity: number;
	readonly implicitFontScale: number;
	getTextShadow(): string;
	toCSS(): string;
	clone(): TextStyle;
	isEqual(other: TextStyle): boolean;
}

// ---- events and errors

export class FakeEvent<P = any> {
	constructor(type: string, payload?: P);
	readonly type: string;
	readonly payload: P;
	target: any;
	currentTarget: any;
	readonly timeStamp: number;
	stopped: boolean;
	preventDefault(): void;
	stopPropagation(): void;
	stopImmediatePropagation(): void;
}

export type Listener = ((event: FakeEvent) => void) | { handleEvent(event: FakeEvent): void };

export class FakeEventTarget {
	addEventListener(type: string, listener: Listener): void;
	removeEventListener(type: string, listener: Listener): void;
	dispatchEvent(event: FakeEvent): boolean;
}

export class EventManager {
	listen(target: FakeEventTarget | EventTarget, type: string, listener: (event: any) => void, options?: unknown): void;
	listenOnce(target: FakeEventTarget | EventTarget, type: string, listener: (event: any) => void, options?: unknown): void;
	unlisten(target: FakeEventTarget | EventTarget, type: string, listener?: (event: any) => void): void;
	removeAll(): void;
	destroy(): void;
}

/** Payload of the error event. */
export class PlayerError {
	static readonly Severity: Record<string, number>;
	static readonly Category: Record<string, number>;
	static readonly Code: Record<string, number>;
	constructor(severity: number, category: number, code: number, data?: unknown, errorDetails?: Dict);
	readonly severity: number;
	readonly category: number;
	readonly code: number;
	readonly data: any;
	readonly errorDetails: { errorTitle?: string; errorMessage?: string; [key: string]: unknown };
}

/** Names of all events by group; every core name is there directly too. */
export interface Events {
	readonly Core: Record<string, string>;
	readonly UI: Record<string, string>;
	readonly Cast: Record<string, string>;
	readonly Playlist: Record<string, string>;
	readonly VISIBILITY_CHANGE: string;
	readonly REGISTERED_PLUGINS_LIST_EVENT: string;
	readonly [name: string]: any;
}

// ---- the player

export interface LogLevel { value: number; name: string }
export interface LogLevels { DEBUG: LogLevel; INFO: LogLevel; TIME: LogLevel; WARN: LogLevel; ERROR: LogLevel; OFF: LogLevel; TRACE: LogLevel }
export interface LogContext { name: string; level?: LogLevel; filterLevel: LogLevel }

export interface Player extends FakeEventTarget {
	loadMedia(mediaInfo: MediaInfo, mediaOptions?: SourcesConfig): Promise<any>;
	setMedia(mediaConfig: MediaConfig): void;
	loadPlaylist(playlistInfo: { playlistId: string; ks?: string }, playlistConfig?: Dict): Promise<any>;
	loadPlaylistByEntryList(entryList: { entries: (string | MediaInfo)[]; ks?: string }, playlistConfig?: Dict): Promise<any>;
	configure(config?: ConfigChange): void;
	ready(): Promise<void>;
	load(): void;
	play(): void;
	pause(): void;
	reset(isChangeMedia?: boolean): void;
	clearReset(): void;
	destroy(): void;
	getView(): HTMLElement;
	getVideoElement(): HTMLVideoElement | undefined;
	getMediaInfo(): any;
	getMediaConfig(): any;
	getDrmInfo(): any;
	setSourcesMetadata(metadata: Dict): void;
	getThumbnail(time?: number): ThumbnailInfo | null;
	getTracks(type?: "video" | "audio" | "text" | "image"): any[];
	getActiveTracks(): { video?: any; audio?: any; text?: any };
	/** Only what getTracks gave, or another instance of a track class. */
	selectTrack(track: any): void;
	changeQuality(track: any): void;
	hideTextTrack(): void;
	showTextTrack(): void;
	enableAdaptiveBitrate(): void;
	isAdaptiveBitrateEnabled(): boolean;
	setTextDisplaySettings(settings: TextDisplaySettings): void;
	readonly textDisplaySetting: TextDisplaySettings;
	isLive(): boolean;
	isDvr(): boolean;
	isOnLiveEdge(): boolean;
	isAudio(): boolean;
	isImage(): boolean;
	isDocument(): boolean;
	isVr(): boolean;
	seekToLiveEdge(): void;
	getStartTimeOfDvrWindow(): number;
	isFullscreen(): boolean;
	enterFullscreen(elementId?: string): void;
	exitFullscreen(): void;
	enterPictureInPicture(): void;
	exitPictureInPicture(): void;
	isInPictureInPicture(): boolean;
	isPictureInPictureSupported(): boolean;
	startCasting(type?: string): Promise<unknown>;
	stopCasting(): void;
	isCasting(): boolean;
	isCastAvailable(type?: string): boolean;
	getService(name: string): any;
	hasService(name: string): boolean;
	registerService(name: string, service: unknown): void;
	updateThumbnailKs(ks: string, sendEvent?: boolean): void;
	getKs(): string;
	getMediaCapabilities(hevc?: { width?: number; height?: number; bitrate?: number; framerate?: number }): Promise<any>;
	attachMediaSource(): void;
	detachMediaSource(): void;
	setLogLevel(level: LogLevel, name?: string): void;
	getLogLevel(name?: string): LogLevel;

	/** Seconds; null before there is media, as with all that the element tells. */
	currentTime: number | null;
	readonly duration: number | null;
	readonly liveDuration: number | null;
	normalizedCurrentTime: number | null;
	readonly normalizedDuration: number | null;
	volume: number | null;
	muted: boolean | null;
	readonly paused: boolean | null;
	readonly ended: boolean | null;
	readonly seeking: boolean | null;
	readonly src: any;
	readonly videoWidth: number | null;
	readonly videoHeight: number | null;
	readonly buffered: TimeRanges | null;
	playbackRate: number | null;
	readonly playbackRates: any;
	readonly defaultPlaybackRate: number;
	textStyle: any;
	dimensions: any;
	playsinline: boolean | null;
	crossOrigin: string | null;
	readonly poster: any;
	readonly engineType: any;
	readonly streamType: any;
	readonly selectedSource: any;
	readonly sources: any;
	readonly config: any;
	readonly plugins: Record<string, any>;
	readonly provider: any;
	readonly ui: any;
	readonly cuePointManager: any;
	/** docs/stats.md; numbers but for these. */
	readonly stats: {
		targetBuffer: number;
		availableBuffer: number;
		protocol: string;
		live: boolean;
		[name: string]: number | string | boolean | null;
	};
	readonly env: any;
	readonly debugInfo: Dict | null;
	readonly isVisible: boolean;
	readonly hasUserInteracted: boolean;

	readonly Event: any;
	readonly State: any;
	readonly Track: any;
	readonly AbrMode: any;
	readonly MediaType: any;
	readonly StreamType: any;
	readonly EngineType: any;
	readonly LogLevel: any;
}

// ---- the namespace

export interface Logger {
	trace(...messages: unknown[]): void;
	debug(...messages: unknown[]): void;
	info(...messages: unknown[]): void;
	warn(...messages: unknown[]): void;
	error(...messages: unknown[]): void;
	time(label: string): void;
	timeEnd(label: string): void;
	getLevel(): LogLevel;
	setLevel(level: LogLevel): void;
	enabledFor(level: LogLevel): boolean;
}

export interface Core {
	readonly VERSION: string;
	readonly NAME: string;
	readonly EventType: Record<string, string>;
	readonly Error: typeof PlayerError;
	readonly EventManager: typeof EventManager;
	readonly FakeEvent: typeof FakeEvent;
	readonly FakeEventTarget: typeof FakeEventTarget;
	readonly Track: typeof Track;
	readonly VideoTrack: typeof VideoTrack;
	readonly AudioTrack: typeof AudioTrack;
	readonly TextTrack: typeof TextTrack;
	readonly PKTextTrack: typeof TextTrack;
	readonly ImageTrack: typeof ImageTrack;
	readonly TextStyle: typeof TextStyle;
	readonly ThumbnailInfo: typeof ThumbnailInfo;
	readonly TimedMetadata: typeof TimedMetadata;
	readonly LogLevel: LogLevels;
	getLogger(name?: string): Logger;
	getLogLevel(name?: string): LogLevel;
	setLogLevel(level: LogLevel, name?: string): void;
	setLogHandler(handler: (messages: unknown[], context: LogContext) => void): void;
	getCapabilities(engine?: string): Promise<Dict>;
	setCapabilities(engine: string, capabilities: Dict): void;
	getNativeLanguageName(code: string, otherwise?: string): string;
	loadPlayer(config?: Dict): Player;
	readonly utils: any;
	readonly Utils: any;
	readonly [name: string]: any;
}

export function setup(config: PlayerConfig): Player;
export function getPlayers(): Record<string, Player>;
export function getPlayer(id: string): Player | null;
export const core: Core;
export const cast: any;
export const providers: any;
export const playlist: { PlaylistEventType: Record<string, string> };
export const VERSION: string;
export const PLAYER_NAME: string;
export const PLAYER_TYPE: string;

declare global {
	/** The same names, once the page's script has run. */
	const KalturaPlayer: typeof import("./kaltura-player");
}
