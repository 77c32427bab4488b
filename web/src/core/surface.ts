// The part of a page's player that needs no engine: tables, environment,
// managers, what is remembered of the page (reference: player-api §1.3, §1.4).
import { at, type Dict } from "../objects";
import { Event, playerTables } from "../tables";
import { FakeEventTarget } from "../target";
import { RemotePlayerManager } from "./cast";
import { Env } from "./env";
import { PlayerError } from "./error";
import { getLogger, getLogLevel, logged, LogLevel, setLogLevel, type Level } from "./logger";
import { Provider } from "./providers";
import { SessionIDCache } from "./session-cache";
import { TextStyle } from "./text-style";
import { ViewabilityManager, ViewabilityType } from "./viewability";

export const LogLevelType = Object.fromEntries(Object.keys(LogLevel).map((key) => [key, key]));

const { enums, version } = playerTables;

export abstract class Surface extends FakeEventTarget {
	abstract get config(): Dict;
	abstract ask(method: string, ...args: unknown[]): unknown;
	protected abstract askLater(method: string, ...args: unknown[]): Promise<unknown>;

	private readonly ids = new SessionIDCache();
	private readonly remotes = new RemotePlayerManager();
	private redirected = false;
	private touched = false;
	private readonly untilEnd = new AbortController(); // the page's element outlives the player
	private viewability?: ViewabilityManager;
	private backend?: Provider;
	private display: Dict = {};
	private style = new TextStyle();

	get sessionIdCache(): SessionIDCache {
		return this.ids;
	}
	get remotePlayerManager(): RemotePlayerManager {
		return this.remotes;
	}
	get isV2ToV7Redirected(): boolean {
		return this.redirected;
	}
	set isV2ToV7Redirected(v: boolean) {
		this.redirected = v;
	}
	/** Whether the viewer has clicked into the player. */
	get hasUserInteracted(): boolean {
		return this.touched;
	}
	/** Listens for that in the element that the page has given. */
	watch(target: Element): void {
		target.addEventListener("click", () => (this.touched = true), {
			capture: true,
			signal: this.untilEnd.signal,
		});
	}

	get viewabilityManager(): ViewabilityManager {
		return (this.viewability ??= new ViewabilityManager(
			this.config.viewability as { observedThresholds: number[]; playerThreshold: number },
		));
	}

	get provider(): Provider {
		return (this.backend ??= new Provider(this.config.provider as Dict, version, (method, info) =>
			this.askLater(method, info),
		));
	}

	/** Ends what the managers have under way. */
	protected closeManagers(): void {
		this.untilEnd.abort();
		this.viewability?.destroy();
		this.remotes.destroy();
	}

	// ---- casting: what no remote player does

	startCasting(type?: string): Promise<unknown> {
		return this.remotes.startCasting(type);
	}
	stopCasting(): void {}
	isCasting(): boolean {
		return false;
	}
	isCastAvailable(type?: string): boolean {
		return this.remotes.isCastAvailable(type);
	}
	getCastSession(): unknown {
		return null;
	}
	setIsCastInitiator(type: string, v: boolean): void {
		this.remotes.setIsCastInitiator(type, v);
	}

	// ---- what only a plugin can do

	toggleVrStereoMode(): void {
		this.vr?.toggleVrStereoMode?.();
	}
	isInVrStereoMode(): boolean {
		return this.vr?.isInStereoMode?.() ?? false;
	}
	private get vr(): { toggleVrStereoMode?(): void; isInStereoMode?(): boolean } | undefined {
		return (this as { plugins?: Dict }).plugins?.vr as ReturnType<() => undefined>;
	}

	// ---- captions

	get textStyle(): TextStyle {
		return this.style.clone();
	}
	set textStyle(style: TextStyle) {
		if (typeof style?.toCSS !== "function") throw new Error("Style must be instance of TextStyle");
		this.style = style;
		this.ask("setTextStyle", TextStyle.toJson(style));
		this.styled(this.style);
	}

	get textDisplaySetting(): Dict {
		return { ...this.display };
	}
	/** Takes cue settings: line, lineAlign, align, position, positionAlign, snapToLines, vertical, size. */
	setTextDisplaySettings(settings: Dict): void {
		Object.assign(this.display, settings);
		this.placed(this.display);
	}

	/** The caption part of a config, at setup and later (reference: player-api §1.6). */
	protected configureText({ textStyle, textTrackDisplaySetting, forceCenter }: Dict): void {
		if (textStyle)
			this.textStyle = TextStyle.fromJson({ ...TextStyle.toJson(this.style), ...(textStyle as Dict) });
		const centered = forceCenter === true ? { position: "auto", align: "center", size: "100" } : {};
		if (textTrackDisplaySetting || forceCenter === true)
			this.setTextDisplaySettings({ ...(textTrackDisplaySetting as Dict), ...centered });
	}

	/** Draws captions so. */
	protected abstract styled(style: TextStyle): void;
	protected abstract placed(settings: Dict): void;

	// ---- log

	setLogLevel(level: Level, name?: string): void {
		setLogLevel(level, name);
	}
	getLogLevel(name?: string): Level {
		return getLogLevel(name);
	}
	protected log(level: number, text: string): void {
		const logger = getLogger("Player");
		[logger.debug, logger.info, logger.warn, logger.error][level]?.call(logger, text);
	}

	/** What a viewer may send along with a complaint; null when log.useDebugInfo is false. */
	get debugInfo(): Dict | null {
		const { config } = this;
		if (at(config, "log.useDebugInfo") === false) return null;
		const frame = window.parent !== window,
			referrer = window.originalRequestReferrer ?? (frame ? document.referrer : location.href);
		return {
			embedUrl: location.href,
			userAgent: Env.ua,
			referrer,
			targetId: config.targetId,
			playerVersion: version,
			partnerId: at(config, "provider.partnerId"),
			uiConfId: at(config, "provider.uiConfId"),
			entryId: at(config, "sources.id"),
			playlistId: at(config, "playlist.id") ?? "",
			manifestUrl: at(this, "selectedSource.url"),
			plugins: Object.keys((config.plugins ?? {}) as Dict),
			localStorage: storedItems(),
			log: logged(),
		};
	}

	// ---- tables

	declare readonly env: typeof Env;
	declare readonly Event: Dict;
	declare readonly Error: typeof PlayerError;
	declare readonly TextStyle: typeof TextStyle;
	declare readonly LogLevel: typeof LogLevel;
	declare readonly LogLevelType: Dict;
	declare readonly ViewabilityType: typeof ViewabilityType;
	declare readonly State: Dict;
	declare readonly Track: Dict;
	declare readonly AbrMode: Dict;
	declare readonly MediaType: Dict;
	declare readonly StreamType: Dict;
	declare readonly EngineType: Dict;
	declare readonly CorsType: Dict;
	declare readonly AdBreakType: Dict;
	declare readonly AdTagType: Dict;
}

const { AbrMode, MediaType, StreamType, EngineType, CorsType, AdBreakType, AdTagType } = enums;
const tables = {
	env: Env,
	Event,
	Error: PlayerError,
	TextStyle,
	LogLevel,
	LogLevelType,
	ViewabilityType,
	State: enums.StateType,
	Track: enums.TrackType,
	AbrMode,
	MediaType,
	StreamType,
	EngineType,
	CorsType,
	AdBreakType,
	AdTagType,
};
for (const [name, table] of Object.entries(tables))
	Object.defineProperty(Surface.prototype, name, { configurable: true, get: () => table });

function storedItems(): Dict {
	try {
		return { ...localStorage };
	} catch {
		return {}; // switched off
	}
}
