// The player object that a page holds (reference: player-api §1.3, §1.4).
// Reads are answered here, from the element and from the facts that Go has
// published; whatever has to be decided goes to Go, now or once it is there.
import type { mediaCapabilities } from "./core/capabilities";
import { PlayerError } from "./core/error";
import { LogLevel } from "./core/logger";
import { Surface } from "./core/surface";
import type { TextStyle } from "./core/text-style";
import { ThumbnailInfo } from "./core/thumbnail";
import type { Container } from "./container";
import { forgetPartials } from "./download";
import { foresee } from "./early";
import { engineEvents } from "./events";
import { replaced, startBuiltIn, type Asks } from "./extensions";
import { loadKit } from "./kit/namespace";
import { wasmAllowed } from "./link";
import { waitingManagers } from "./managers/waiting";
import { at, copyDeep, mergeDeep, ownConfig, type Dict } from "./objects";
import { Playlist } from "./playlist";
import { PluginManager } from "./plugins/manager";
import { through, type Action } from "./plugins/middleware";
import { PlayerUI } from "./plugins/ui-api";
import type { Page } from "./ports";
import type { Output } from "./protocol";
import type { Mirror } from "./remote";
import { Session } from "./session";
import { foreignURL } from "./start/opening";
import { playerTables } from "./tables";
import { FakeEvent } from "./target";
import { revive, Track } from "./tracks";

/** What a player needs from the page around it. */
export interface Surroundings {
	id: string;
	config: Dict;
	container: Container;
	find(id: string): PagePlayer | undefined;
	child(id: string, config: Dict, parent: PagePlayer): void;
	removed(player: PagePlayer): void;
}

export class PagePlayer extends Surface implements Page {
	private readonly all: Dict = {}; // plugins
	facts: Dict = {};
	private readonly initial: Dict; // the config as it was at setup
	private readonly list = new Playlist(this);
	private readonly services = new Map<string, unknown>();
	private readonly asks: Asks;
	private readonly session: Session;
	private readyGate = gate();
	private destroyed = false;
	private thumbnailKs: string | null = null;
	private visible?: boolean; // in view, once it is known
	private watched = false;
	private wanted?: number; // where play shall begin, seconds, while the element cannot go there
	private readonly scripts: PluginManager; // plugins in JavaScript
	private readonly shown: PlayerUI;

	constructor(private readonly around: Surroundings) {
		super();
		const { container, config } = around;
		const { video } = container;
		this.initial = copyDeep(config);
		this.session = this.makeSession();
		this.asks = {
			call: (...args) => this.ask("serviceCall", ...args),
			promise: (...args) => this.askLater("servicePromise", ...args),
			own: waitingManagers(
				this,
				() => this.shown,
				around,
				(name, payload) => this.session.action(name, payload),
			),
		};
		this.startBuiltIn(this.initial.plugins as Dict);
		this.scripts = new PluginManager(this, this.all, (name) => this.replace(name));
		this.shown = new PlayerUI({
			config,
			tell: (f) => container.tell(f),
			registerService: (name, s) => this.registerService(name, s),
			getService: (name) => this.getService(name),
			hasService: (name) => this.hasService(name),
		});
		video.addEventListener("timeupdate", () => container.ui?.tick());
		video.textTracks.addEventListener("addtrack", ({ track }) => this.emit("texttrackadded", { track }));
		container.attach(this, wasmAllowed, this.session);
		this.session.start();
	}

	/** What brings the media, and what this player is to it. */
	private makeSession(): Session {
		const { around, initial } = this;
		return new Session({
			id: around.id,
			config: around.config,
			container: around.container,
			initial,
			actions: () => this.scripts.actions,
			asked: (id, action, args) => void this.proceed(id, action, args),
			facts: (patch) => this.learn(patch),
			event: (type, payload) => this.emit(type, payload),
			failed: (error) => void this.dispatchEvent(new FakeEvent("error", error)),
			log: (level, text) => this.log(level, text),
			label: (track) => this.labelOf(track),
			find: (id) => (id ? around.find(id) : this),
			child: (id, config) => around.child(id, config, this),
			removeChild: (id) => around.find(id)?.destroy(),
		});
	}

	/** Makes the plugins that the page has registered; once pages can find the player. */
	startPlugins(): void {
		this.configureText((this.around.config.text ?? {}) as Dict);
		this.scripts.load((this.around.config.plugins ?? {}) as Dict);
		this.intercept();
	}

	/** A plugin of the page takes the place of the built-in one with its name. */
	private replace(name: string): void {
		for (const [key, services] of replaced(name)) {
			mergeDeep(this.initial, { plugins: { [key]: { disable: true } } });
			for (const s of services) this.services.delete(s);
			delete this.all[key];
		}
	}

	private startBuiltIn(config?: Dict): void {
		startBuiltIn(this, config ?? {}, this.all, this.services, this.asks);
	}

	private intercept(): void {
		const { actions } = this.scripts;
		if (actions.length) this.ask("intercept", actions);
	}

	/** Asks the plugins whether an action may be done. */
	private async proceed(id: number, action: Action, args: unknown[]): Promise<void> {
		if (action === "load" || action === "play") await this.scripts.ready();
		if (!this.destroyed)
			through(this.scripts.chain, action, args, (now) => this.session.proceed(id, now));
	}

	// ---- what the session tells

	private learn(patch: Dict): void {
		Object.assign(this.facts, patch);
		const { serviceUrl } = patch;
		if (!serviceUrl) return;
		mergeDeep(this.around.config, { provider: { env: { serviceUrl } } });
		this.provider.moved(serviceUrl as string);
	}

	private emit(type: string, payload: unknown): void {
		if (type === "loadedmetadata") this.wanted = undefined;
		if (type === "registeredpluginslistevent") this.scripts.loadMedia();
		if (type === "playerreset") this.taken();
		if (type === "trackschanged" || (type === "error" && at(payload, "severity") === 2))
			this.readyGate.open();
		if (type === "changesourceended") this.viewed();
		if (type === "error" && payload) payload = PlayerError.of(payload as Dict);
		const tell = (event: FakeEvent): void => void this.dispatchEvent(event);
		if (type === "sourceselected") this.scripts.decorate(tell);
		if (engineEvents.has(type)) this.scripts.pass(new FakeEvent(type, payload), tell);
		else tell(new FakeEvent(type, payload));
	}

	/** Media has been taken away. */
	private taken(): void {
		this.wanted = undefined;
		this.readyGate = gate(this.readyGate);
		this.scripts.reset();
		for (const s of this.services.values()) (s as { reset?: () => void }).reset?.();
	}

	/** Tells whether the player is in view: of new media at once, and of every change. */
	private viewed(): void {
		const tell = (visible: boolean) =>
			this.dispatchEvent(new FakeEvent("visibilitychange", { visible: (this.visible = visible) }));
		if (this.visible !== undefined) tell(this.visible);
		else if (!this.watched) this.viewabilityManager.observe(this.around.container.root, tell);
		this.watched = true;
	}
	/** Whether enough of the player is in view (viewability.playerThreshold, percent). */
	get isVisible(): boolean {
		return this.visible === true;
	}

	ask(method: string, ...args: unknown[]): unknown {
		return this.session.ask(method, ...args);
	}
	protected askLater(method: string, ...args: unknown[]): Promise<unknown> {
		return this.session.askLater(method, ...args);
	}
	/** For the frame's side of remote.ts: calls as they come, output as it goes. */
	bridge(tap: (out: Output) => void): Pick<Session, "ask" | "askLater"> {
		return this.session.bridge(tap);
	}

	// ---- media

	loadMedia(mediaInfo: Dict, mediaOptions?: Dict): Promise<unknown> {
		if (mediaInfo?.ks) mergeDeep(this.around.config, { provider: { ks: mediaInfo.ks } });
		const result = this.askLater("loadMedia", mediaInfo ?? {}, mediaOptions ?? {});
		this.session.open(mediaInfo ?? {}, mediaOptions ?? {});
		return result;
	}
	loadPlaylist(info: Dict, config?: Dict): Promise<unknown> {
		return this.askLater("loadPlaylist", info, config ?? {});
	}
	loadPlaylistByEntryList(list: Dict, config?: Dict): Promise<unknown> {
		return this.askLater("loadPlaylistByEntryList", list, config ?? {});
	}
	setPlaylist(data: Dict, config?: Dict, entries?: unknown): void {
		this.ask("setPlaylist", data, config ?? {}, at(entries, "entries") ?? entries ?? []);
	}
	setMedia(mediaConfig: Dict): void {
		const url = foreignURL(this.around.config, mediaConfig ?? {});
		this.ask("setMedia", mediaConfig);
		if (!this.session.live && !url) foresee(mediaConfig);
		this.session.open({}, (at(mediaConfig, "sources") ?? {}) as Dict, url);
	}
	configure(config: Dict = {}): void {
		if (config === null) throw new TypeError("configure: no config");
		config = ownConfig(config);
		mergeDeep(this.around.config, config);
		this.ask("configure", config);
		if (config.text) this.configureText(config.text as Dict);
		if (at(config, "log.level")) this.setLogLevel(LogLevel[at(config, "log.level") as string]!);
		if (config.ui) this.ui.configured(config.ui as Dict);
		if (!config.plugins) return;
		if (!this.facts.selectedSource) this.startBuiltIn(config.plugins as Dict);
		this.scripts.configure(config.plugins as Dict, !!this.facts.selectedSource);
		this.intercept();
	}
	ready(): Promise<void> {
		return this.readyGate.promise;
	}
	declare load: () => void;
	play(): void {
		this.session.early("play");
	}
	pause(): void {
		this.session.early("pause");
	}
	reset(isChangeMedia = false): void {
		this.session.close();
		this.ask("reset", isChangeMedia);
	}
	clearReset(): void {} // a reset is done whenever there is something to take away

	destroy(): void {
		if (this.destroyed) return;
		this.destroyed = true;
		this.scripts.destroy();
		this.session.end();
		forgetPartials();
		this.closeManagers();
		this.around.container.remove();
		this.around.removed(this);
		this.dispatchEvent(new FakeEvent("playerdestroy"));
		this.dropListeners();
		this.session.abandon();
		this.readyGate.open();
	}

	// ---- views of the document

	getView(): HTMLElement {
		return this.around.container.view;
	}
	getVideoElement(): HTMLVideoElement | undefined {
		return this.hasEngine ? this.video : undefined;
	}
	getMediaInfo(): unknown {
		return copyDeep(this.facts.mediaInfo ?? null);
	}
	getMediaConfig(): unknown {
		return { sources: this.sources, plugins: copyDeep(at(this.config, "plugins") ?? {}) };
	}
	getDrmInfo(): unknown {
		return this.facts.drmInfo ?? null;
	}
	setSourcesMetadata(metadata: Dict): void {
		this.ask("setSourcesMetadata", metadata);
	}
	getThumbnail(time?: number): ThumbnailInfo | null {
		const piece = this.ask("getThumbnail", time || null) as
			ConstructorParameters<typeof ThumbnailInfo>[0] | null;
		return piece ? new ThumbnailInfo(piece) : null;
	}

	// ---- tracks

	getTracks(type?: string): Track[] {
		const all = (this.facts.tracks as Track[] | undefined) ?? [];
		const known = Object.values(playerTables.enums.TrackType!).includes(type);
		return all
			.filter((t) => !known || (trackKind(t) === type && t.available !== false))
			.map((t) => t.clone());
	}
	private labelOf(v: unknown): string {
		const track = revive(v, () => undefined) as Track;
		const kind = { video: "qualities", audio: "audio", text: "captions" }[trackKind(track)];
		const label = at(this.around.config, "customLabels." + kind);
		return typeof label === "function" ? String(label(track) || "") : "";
	}
	getActiveTracks(): Dict {
		const active = (type: string) => this.getTracks(type).find((t) => t.active);
		return { video: active("video"), audio: active("audio"), text: active("text") };
	}
	selectTrack(track: Track): void {
		if (track && trackKind(track))
			this.ask("selectTrack", {
				type: trackKind(track),
				id: track.id,
				index: track.index,
				label: track.label,
				language: track.language,
			});
	}
	changeQuality(track: Track | "auto"): void {
		if (track === "auto") this.enableAdaptiveBitrate();
		else this.selectTrack(track);
	}
	declare hideTextTrack: () => void;
	declare showTextTrack: () => void;
	declare enableAdaptiveBitrate: () => void;
	isAdaptiveBitrateEnabled(): boolean {
		return this.hasEngine && this.facts.adaptive !== false;
	}
	protected styled(style: TextStyle): void {
		this.around.container.look((c) => c.captionStyle(style));
	}
	protected placed(settings: Dict): void {
		this.around.container.look((c) => c.captionSettings(settings));
	}
	addTextTrack(kind: TextTrackKind, label?: string): TextTrack | undefined {
		return this.hasEngine ? this.video.addTextTrack(kind, label) : undefined;
	}
	getNativeTextTracks(): TextTrack[] {
		return this.hasEngine ? [...this.video.textTracks] : [];
	}
	shouldAddTextTrack(): boolean {
		return false;
	} // cues are drawn by the player, not by the browser

	// ---- kind of media

	isLive(): boolean {
		return this.facts.live === true;
	}
	isDvr(): boolean {
		return this.facts.dvr === true;
	}
	isOnLiveEdge(): boolean {
		return this.facts.onLiveEdge === true;
	}
	declare isAudio: () => boolean;
	declare isImage: () => boolean;
	declare isDocument: () => boolean;
	isUntimedImg(): boolean {
		return this.isImage() && !at(this.facts, "sources.duration");
	}
	isUntimedDocument(): boolean {
		return this.isDocument() && !at(this.facts, "sources.duration");
	}
	isVr(): boolean {
		return at(this.facts, "sources.vr") != null;
	}
	declare seekToLiveEdge: () => void;
	getStartTimeOfDvrWindow(): number {
		return (this.facts.dvrStart as number) ?? 0;
	}
	getLiveEntryStValue(): string {
		return "";
	}

	// ---- screen

	isFullscreen(): boolean {
		return this.around.container.isFullscreen();
	}
	enterFullscreen(elementId?: string): void {
		this.around.container.enterFullscreen(elementId);
	}
	exitFullscreen(): void {
		this.around.container.exitFullscreen();
	}
	notifyEnterFullscreen(): void {
		if (this.isFullscreen()) this.emit("enterfullscreen", undefined);
	}
	notifyExitFullscreen(): void {
		this.emit("exitfullscreen", undefined);
	}
	isPictureInPictureSupported(): boolean {
		return (
			document.pictureInPictureEnabled &&
			!this.video.disablePictureInPicture &&
			at(this.config, "playback.pictureInPicture") !== false
		);
	}
	isInPictureInPicture(): boolean {
		return document.pictureInPictureElement === this.video || !!this.around.container.together?.open;
	}
	enterPictureInPicture(): void {
		if (this.isFullscreen()) this.exitFullscreen();
		(this.around.container.together?.enter() ?? this.video.requestPictureInPicture()).catch(() =>
			this.ask("pictureInPictureFailed", true),
		);
	}
	exitPictureInPicture(): void {
		this.around.container.together?.leave();
		if (this.isInPictureInPicture())
			document.exitPictureInPicture().catch(() => this.ask("pictureInPictureFailed", false));
	}

	// ---- session, services, log

	updateThumbnailKs(ks: string, sendEvent = true): void {
		this.thumbnailKs = ks;
		this.ask("updateThumbnailKs", ks, sendEvent);
	}
	getUpdatedThumbnailKs(): string | null {
		return this.thumbnailKs;
	}
	/** Whether thumbnails are asked for with the KS. */
	shouldAddKs(mediaConfig?: Dict): boolean {
		return (
			at(this.config, "provider.loadThumbnailWithKs") === true &&
			!!(at(mediaConfig ?? this.config, "session.ks") ?? this.getKs())
		);
	}
	getKs(): string {
		return (at(this.facts, "session.ks") as string) ?? "";
	}
	getService(name: string): unknown {
		return this.services.get(name);
	}
	hasService(name: string): boolean {
		return this.services.has(name);
	}
	registerService(name: string, service: unknown): void {
		if (!this.services.has(name)) this.services.set(name, service);
	}
	/** URLs that a download plugin has stored, for playback.enableCachedUrls. */
	setCachedUrls(urls: string[]): void {
		if (at(this.config, "playback.enableCachedUrls")) this.ask("setCachedUrls", urls);
	}
	async getMediaCapabilities(hevc?: Parameters<typeof mediaCapabilities>[0]): Promise<Dict> {
		return (await loadKit()).mediaCapabilities(hevc);
	}
	/** Covers the picture, as ad plugins do while they change it. */
	showBlackCover(): void {
		this.around.container.cover(true);
	}
	hideBlackCover(): void {
		this.around.container.cover(false);
	}
	declare attachMediaSource: () => void;
	declare detachMediaSource: () => void;

	// ---- properties

	private get video(): HTMLVideoElement {
		return this.around.container.video;
	}
	private get hasEngine(): boolean {
		return !!this.facts.engineType;
	}
	private read<T>(f: (v: Mirror) => T): T | null {
		return this.hasEngine ? f(this.session.mirror ?? this.video) : null;
	}

	get currentTime(): number | null {
		return this.read(
			(v) => (!this.session.mirror && this.video.readyState === 0 && this.wanted) || v.currentTime,
		);
	}
	set currentTime(t: number | null) {
		if (typeof t === "number") this.wanted = Math.max(0, t);
		this.session.early("setCurrentTime", t);
	}
	declare readonly duration: number | null;
	get liveDuration(): number | null {
		return this.duration;
	}
	get normalizedCurrentTime(): number | null {
		return this.currentTime;
	}
	set normalizedCurrentTime(t: number | null) {
		this.currentTime = t;
	}
	get normalizedDuration(): number | null {
		return this.duration;
	}
	get volume(): number | null {
		return this.read((v) => v.volume);
	}
	set volume(v: number | null) {
		this.session.early("setVolume", v);
	}
	get muted(): boolean | null {
		return this.read((v) => v.muted);
	}
	set muted(m: boolean | null) {
		this.session.early("setMuted", !!m);
	}
	declare readonly paused: boolean | null;
	declare readonly ended: boolean | null;
	declare readonly seeking: boolean | null;
	get src(): unknown {
		return this.facts.src ?? null;
	}
	declare readonly videoWidth: number | null;
	declare readonly videoHeight: number | null;
	declare readonly buffered: TimeRanges | null;
	get playbackRate(): number | null {
		return this.read((v) => v.playbackRate);
	}
	set playbackRate(r: number | null) {
		if (this.hasEngine) this.video.playbackRate = r as number; // refuses what the browser cannot
		this.session.early("setPlaybackRate", r);
	}
	get playbackRates(): unknown {
		return this.facts.playbackRates ?? [];
	}
	get defaultPlaybackRate(): number {
		return 1;
	}
	get playsinline(): boolean | null {
		return this.hasEngine ? this.video.playsInline : null;
	}
	set playsinline(v: boolean | null) {
		if (this.hasEngine) this.video.playsInline = !!v;
	}
	get crossOrigin(): string | null {
		return this.hasEngine ? this.video.getAttribute("crossorigin") : null;
	}
	set crossOrigin(v: string | null) {
		if (this.hasEngine) attribute(this.video, "crossorigin", v);
	}
	get dimensions(): Dict {
		return this.around.container.dimensions();
	}
	set dimensions(d: Dict) {
		this.around.container.resize(d);
	}
	get poster(): unknown {
		return this.facts.poster || undefined;
	}
	get engineType(): unknown {
		return this.facts.engineType;
	}
	get streamType(): unknown {
		return this.facts.streamType;
	}
	get selectedSource(): unknown {
		return this.facts.selectedSource ?? null;
	}
	get sources(): unknown {
		return copyDeep(this.facts.sources ?? this.around.config.sources);
	}
	get config(): Dict {
		const { config, session, sources } = this.facts as Record<string, Dict | undefined>;
		return mergeDeep({}, config, this.around.config, session && { session }, sources && { sources });
	}
	/** What the player does (docs/stats.md); first what the contract has: seconds wanted and there. */
	get stats(): Dict {
		const buffer = this.read(({ buffered, currentTime, duration }) => {
			let end = currentTime;
			for (let i = 0; i < buffered.length; i++)
				if (buffered.start(i) <= currentTime + 0.1) end = Math.max(end, buffered.end(i));
			return [Math.min(bufferGoal, duration - currentTime), end - currentTime];
		});
		const [targetBuffer, availableBuffer] = buffer ?? [NaN, NaN];
		return { targetBuffer, availableBuffer, ...((this.session.live && this.ask("stats")) as Dict) };
	}
	get ui(): PlayerUI {
		return this.shown;
	}
	get plugins(): Dict {
		return this.all;
	}
	get playlist(): Playlist {
		return this.list;
	}
	get cuePointManager(): unknown {
		return {
			addCuePoints: (points: unknown) => this.ask("addCuePoints", points),
			getAllCuePoints: () => this.ask("getAllCuePoints") ?? [],
			getActiveCuePoints: () => this.ask("getActiveCuePoints") ?? [],
		};
	}
	/** Shows that media is on its way, or no longer. */
	set loadingMedia(v: boolean) {
		this.ui.setLoadingSpinnerState(v);
	}
	get ads(): undefined {
		return undefined;
	} // of a plugin that plays ads
	/** Some plugins ask the inner player, which here is the same one. */
	get _localPlayer(): this {
		return this;
	}
	get id(): string {
		return this.around.id;
	}

	/** Members that are all made alike: reads of the element, calls of the engine, kinds of media. */
	static {
		const member = (name: string, d: PropertyDescriptor & ThisType<PagePlayer>) =>
			Object.defineProperty(this.prototype, name, { configurable: true, ...d });
		for (const name of [
			"duration",
			"paused",
			"ended",
			"seeking",
			"videoWidth",
			"videoHeight",
			"buffered",
		] as const) {
			member(name, {
				get() {
					return this.read((v) => v[name]);
				},
			});
		}
		for (const name of [
			"load",
			"hideTextTrack",
			"showTextTrack",
			"enableAdaptiveBitrate",
			"seekToLiveEdge",
			"attachMediaSource",
			"detachMediaSource",
		]) {
			member(name, {
				writable: true,
				value() {
					this.ask(name);
				},
			});
		}
		for (const type of ["Audio", "Image", "Document"]) {
			member("is" + type, {
				writable: true,
				value() {
					return at(this.facts, "sources.type") === type;
				},
			});
		}
	}
}

/** What the engine tries to have ahead, seconds (player/stream). */
const bufferGoal = 30;

function attribute(e: Element, name: string, v: string | null): void {
	if (v === null) e.removeAttribute(name);
	else e.setAttribute(name, v);
}

function trackKind(t: Track): string {
	return (t.kindName as string | undefined) ?? "";
}

/** A promise that is opened from outside; a waiting one is carried over a reset. */
function gate(before?: { promise: Promise<void>; open(): void; opened(): boolean }): {
	promise: Promise<void>;
	open(): void;
	opened(): boolean;
} {
	if (before && !before.opened()) return before;
	let open!: () => void;
	let done = false;
	const promise = new Promise<void>((resolve) => (open = resolve));
	return {
		promise,
		open: () => {
			done = true;
			open();
		},
		opened: () => done,
	};
}
