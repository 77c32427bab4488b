// The player object that a page holds (reference: player-api §1.3, §1.4).
// Reads are answered here, from the element and from the facts that Go has
// published; whatever has to be decided goes to Go, now or once it is there.
import { Carrier } from "./carrier";
import { forgetPartials } from "./download";
import type { Container } from "./container";
import { asset, origin } from "./assets";
import { ahead, apply, foresee } from "./early";
import type { Engine } from "./engine";
import { elementEvents, engineEvents } from "./events";
import { Link, wasmAllowed, type Gate, type Sink } from "./link";
import { at, copyDeep, json, mergeDeep, ownConfig, type Dict } from "./objects";
import { replaced, startBuiltIn, type Asks } from "./extensions";
import { waitingManagers } from "./managers/waiting";
import type { Host, Instance, Output } from "./protocol";
import type { Reading, RemoteOptions } from "./remote";
import { Playlist } from "./playlist";
import type { Page } from "./ports";
import { bandwidth } from "./start/bandwidth";
import { canOpen, foreignURL, Opening } from "./start/opening";
import { playerTables } from "./tables";
import { PluginManager } from "./plugins/manager";
import { loadKit } from "./kit/namespace";
import { through, type Action } from "./plugins/middleware";
import { PlayerUI } from "./plugins/ui-api";
import { FakeEvent } from "./target";
import { revive, Track } from "./tracks";
import type { mediaCapabilities } from "./core/capabilities";
import { PlayerError } from "./core/error";
import { LogLevel } from "./core/logger";
import { guid } from "./core/guid";
import { getNativeLanguageName } from "./core/selection";
import { Surface } from "./core/surface";
import type { TextStyle } from "./core/text-style";
import { ThumbnailInfo } from "./core/thumbnail";

/** What a player needs from the page around it. */
export interface Surroundings {
	id: string;
	config: Dict;
	container: Container;
	find(id: string): PagePlayer | undefined;
	child(id: string, config: Dict, parent: PagePlayer): void;
	removed(player: PagePlayer): void;
}

/** What is read of the element. */
type Mirror = Omit<Reading, "ranges"> & Pick<HTMLVideoElement, "buffered">;

interface Pending { resolve(v: unknown): void; reject(e: unknown): void }

export class PagePlayer extends Surface implements Page {
	readonly carrier: Carrier;
	private readonly all: Dict = {}; // plugins
	facts: Dict = {};
	private readonly initial: Dict; // the config as it was at setup
	private readonly list = new Playlist(this);
	private readonly services = new Map<string, unknown>();
	private readonly asks: Asks;
	private readonly link: Link;
	private closeHost?: () => void;
	private readonly promises = new Map<number, Pending>();
	private lastPromise = 0;
	private readyGate = gate();
	private destroyed = false;
	private thumbnailKs: string | null = null;
	private visible?: boolean; // in view, once it is known
	private watched = false;
	private wanted?: number; // where play shall begin, seconds, while the element cannot go there
	private opening?: Opening;
	private gate?: Gate;
	private connecting = false;
	private tap?: (out: Output) => void;
	private mirror?: Mirror; // of an element that is elsewhere
	private readonly scripts: PluginManager; // plugins in JavaScript
	private readonly shown: PlayerUI;

	constructor(private readonly around: Surroundings) {
		super();
		const { video } = around.container;
		this.initial = copyDeep(around.config);
		this.carrier = new Carrier(video, (records) => {
			if (this.opening?.active) this.opening.records(records);
			else this.link.back((i) => i.records(JSON.stringify(records)));
		});
		this.link = new Link(this.sink());
		this.asks = {
			call: (...args) => this.ask("serviceCall", ...args), promise: (...args) => this.askLater("servicePromise", ...args),
			own: waitingManagers(this, () => this.shown, around, (name, payload) => this.link.run((i) => i.action(name, JSON.stringify(payload)))),
		};
		this.startBuiltIn(this.initial.plugins as Dict);
		this.scripts = new PluginManager(this, this.all, (name) => this.replace(name));
		this.shown = new PlayerUI({
			config: around.config, tell: (f) => around.container.tell(f),
			registerService: (name, s) => this.registerService(name, s), getService: (name) => this.getService(name), hasService: (name) => this.hasService(name),
		});
		for (const type of elementEvents) video.addEventListener(type, () => this.link.element(type));
		video.addEventListener("timeupdate", () => around.container.ui?.tick());
		video.textTracks.addEventListener("addtrack", ({ track }) => this.emit("texttrackadded", { track }));
		around.container.attach(this, wasmAllowed, (name, payload) => this.act(name, payload),
			(key) => (this.link.live ? this.link.run((i) => i.key(JSON.stringify(key))) === true : undefined),
			(w, h) => void this.link.run((i) => i.resize(w, h)));
		// What is loaded in this task may show its first picture before the engine is asked for.
		setTimeout(() => this.opening?.active || this.connect(), 0);
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
		if (!this.destroyed) through(this.scripts.chain, action, args, (now) => this.link.run((i) => i.call("proceed", JSON.stringify([id, now]))));
	}

	// ---- the border

	/** Asks for the engine, once. */
	private connect(): void {
		if (this.connecting || this.destroyed) return;
		this.connecting = true;
		const env = () => ({ id: this.around.id, url: location.href, referrer: window.originalRequestReferrer ?? document.referrer, languages: navigator.languages, downlink: bandwidth() });
		const there = wasmAllowed ? this.link.connect(this.around.id, () => json(this.initial), () => JSON.stringify(env()), (make) => this.host(make)) : this.elsewhere(env());
		there.catch((error: unknown) => {
			if (!this.destroyed) this.engineFailed(String(error));
		});
	}

	/** The page forbids WebAssembly: the player runs in a frame of our own origin (remote.ts). */
	private async elsewhere(env: Dict): Promise<void> {
		const { connect } = (await import(asset("remote.js"))) as { connect(o: RemoteOptions): Promise<Instance> };
		const { container } = this.around;
		const instance = await connect({
			parent: container.player, url: asset("frame"), config: this.initial, env: { ...env, title: this.around.id },
			told: (out) => this.link.receive(out),
			media: ({ ranges, ...m }) => (this.mirror = { ...m, buffered: { length: ranges.length, start: (i) => ranges[i]![0], end: (i) => ranges[i]![1] } }),
		});
		this.link.attach(instance);
	}

	/** For the frame's side of that: calls as they come, output as it goes. */
	bridge(tap: (out: Output) => void): { ask(method: string, ...args: unknown[]): unknown; askLater(method: string, ...args: unknown[]): Promise<unknown> } {
		this.tap = tap;
		return { ask: (method, ...args) => this.ask(method, ...args), askLater: (method, ...args) => this.askLater(method, ...args) };
	}

	private host(make: Engine["makeHost"]): Host {
		const { around } = this;
		const { host, close } = make({
			video: this.video, carrier: this.carrier, back: (call) => void this.link.back(call), done: () => this.link.done, opening: () => this.opening, ahead,
			child: (id, config) => around.child(id, JSON.parse(config) as Dict, this), removeChild: (id) => around.find(id)?.destroy(),
			log: (level, text) => this.log(level, text), label: (track) => this.labelOf(track), languageName: (code) => getNativeLanguageName(code), sessionId: () => pageSession + ":" + guid(),
		});
		this.closeHost = close;
		return host;
	}

	/** The engine could not be loaded: say so, and offer to try again. What plays goes on playing. */
	private engineFailed(message: string): void {
		this.connecting = false;
		this.around.container.tell((ui) => ui.failed(message, this.opening?.watchable === true, () => this.connect()));
		this.dispatchEvent(new FakeEvent("error", this.interrupt("LOAD_FAILED", { message })));
	}

	/** Nobody answers the promises any more: they are rejected with this error. */
	private interrupt(code: string, data: Dict): PlayerError {
		const { Severity, Category, Code } = PlayerError;
		const payload = new PlayerError(Severity!.CRITICAL!, Category!.PLAYER!, Code![code]!, data);
		for (const p of this.promises.values()) p.reject(payload);
		this.promises.clear();
		return payload;
	}

	/** Begins what can begin without the engine. */
	private open(info: Dict, options: Dict, url?: string): void {
		this.close();
		const { container, config } = this.around;
		if (!wasmAllowed || this.link.live || this.scripts.actions.length || config.child || !(url || canOpen(config, info, options, origin))) return this.connect();
		let shown!: () => void;
		container.wait(new Promise((resolve) => (shown = resolve)), 500);
		const opening: Opening = new Opening(this.carrier, config, info, options, {
			planned: (plan) => container.tell((ui) => ui.planned(plan)),
			shown: () => {
				shown();
				container.tell((ui) => ui.shown());
				this.connect();
			},
			released: (adopted) => setTimeout(() => this.opening === opening && this.released(adopted && !opening.gone), 0),
		}, url);
		this.opening = opening;
		const { active } = opening;
		container.tell((ui) => ui.opening(active));
		if (active) return this.hold();
		shown();
		this.connect();
	}

	/** The engine hears what comes next only when it has taken over what was begun. */
	private hold(): void {
		this.gate ??= this.link.hold();
	}

	private released(adopted: boolean): void {
		const { gate } = this;
		this.gate = undefined;
		if (gate) this.link.release(gate, !adopted);
		this.connect();
	}

	/** Ends what was begun, for other media or none. */
	private close(): void {
		this.opening?.cancel();
		this.opening = undefined;
		if (this.gate) this.link.release(this.gate, true);
		this.gate = undefined;
	}

	/** What a component asks for; before the engine is there the element does what it can. */
	private act(name: string, payload?: unknown): unknown {
		let done = false;
		let fresh = false;
		if (!this.link.live) {
			if (name === "thumbnail") return [];
			const early = !this.scripts.actions.length && apply(name, (payload ?? {}) as Dict, this.video, this.opening);
			if (early) ({ name, payload, fresh } = early);
			done = !!early;
		}
		const result = this.link.run((i) => i.action(name, JSON.stringify(payload ?? null)), done);
		if (fresh) this.begun();
		return result;
	}

	/** As act, for a method of the page's player. */
	private early(method: string, arg?: unknown): void {
		const action = { play: "play", pause: "pause", setCurrentTime: "seek", setVolume: "setVolume", setMuted: "setMuted", setPlaybackRate: "speed" }[method]!;
		const early = this.link.live || this.scripts.actions.includes(method as Action) ? undefined : apply(action, { to: arg, volume: arg, on: arg, rate: arg }, this.video, this.opening);
		this.link.run((i) => i.call(method, JSON.stringify(arg === undefined ? [] : [arg])), !!early);
		if (early?.fresh) this.begun();
	}

	/** Play was asked for before the engine was there. */
	private begun(): void {
		this.hold();
		this.around.container.tell((ui) => ui.opening(true));
	}

	private sink(): Sink {
		const player = (id: string) => (id ? this.around.find(id) : this);
		return {
			raw: (out) => this.tap?.(out),
			facts: (patch) => {
				Object.assign(this.facts, revive(patch, player));
				const { serviceUrl } = patch;
				if (!serviceUrl) return;
				mergeDeep(this.around.config, { provider: { env: { serviceUrl } } });
				this.provider.moved(serviceUrl as string);
			},
			view: (patch) => this.around.container.tell((ui) => ui.apply(patch)),
			event: (type, payload) => this.emit(type, payload === undefined || payload === null ? undefined : revive(payload, player)),
			ask: (id, action, args) => void this.proceed(id, action as Action, args),
			cues: (cues) => this.around.container.cues(cues),
			settle: (id, ok, v) => {
				const p = this.promises.get(id);
				this.promises.delete(id);
				if (ok) p?.resolve(revive(v, player));
				else p?.reject(v);
			},
		};
	}

	private emit(type: string, payload: unknown): void {
		if (type === "playerreset" || type === "loadedmetadata") this.wanted = undefined;
		if (type === "playerreset") this.readyGate = gate(this.readyGate);
		if (type === "registeredpluginslistevent") this.scripts.loadMedia();
		if (type === "playerreset") this.scripts.reset();
		if (type === "playerreset") for (const s of this.services.values()) (s as { reset?: () => void }).reset?.();
		if (type === "trackschanged" || (type === "error" && at(payload, "severity") === 2)) this.readyGate.open();
		if (type === "error" && this.gate && at(payload, "severity") === 2) { // it will not take over
			this.close();
			this.carrier.close();
		}
		if (type === "changesourceended") this.viewed();
		if (type === "error" && payload) payload = PlayerError.of(payload as Dict);
		const tell = (event: FakeEvent): void => void this.dispatchEvent(event);
		if (type === "sourceselected") this.scripts.decorate(tell);
		if (engineEvents.has(type)) this.scripts.pass(new FakeEvent(type, payload), tell);
		else tell(new FakeEvent(type, payload));
	}

	/** Tells whether the player is in view: of new media at once, and of every change. */
	private viewed(): void {
		const tell = (visible: boolean) => this.dispatchEvent(new FakeEvent("visibilitychange", { visible: (this.visible = visible) }));
		if (this.visible !== undefined) tell(this.visible);
		else if (!this.watched) this.viewabilityManager.observe(this.around.container.root, tell);
		this.watched = true;
	}
	/** Whether enough of the player is in view (viewability.playerThreshold, percent). */
	get isVisible(): boolean { return this.visible === true; }

	/** Asks Go; undefined when it is not there yet. */
	ask(method: string, ...args: unknown[]): unknown {
		const result = this.link.run((i) => i.call(method, json(args)));
		return revive(result, (id) => this.around.find(id));
	}

	protected askLater(method: string, ...args: unknown[]): Promise<unknown> {
		const id = ++this.lastPromise;
		const promise = new Promise<unknown>((resolve, reject) => this.promises.set(id, { resolve, reject }));
		if (this.destroyed) this.interrupt("LOAD_INTERRUPTED", {});
		this.link.run((i) => i.callAsync(method, json(args), id));
		return promise;
	}

	// ---- media

	loadMedia(mediaInfo: Dict, mediaOptions?: Dict): Promise<unknown> {
		if (mediaInfo?.ks) mergeDeep(this.around.config, { provider: { ks: mediaInfo.ks } });
		const result = this.askLater("loadMedia", mediaInfo ?? {}, mediaOptions ?? {});
		this.open(mediaInfo ?? {}, mediaOptions ?? {});
		return result;
	}
	loadPlaylist(info: Dict, config?: Dict): Promise<unknown> { return this.askLater("loadPlaylist", info, config ?? {}); }
	loadPlaylistByEntryList(list: Dict, config?: Dict): Promise<unknown> { return this.askLater("loadPlaylistByEntryList", list, config ?? {}); }
	setPlaylist(data: Dict, config?: Dict, entries?: unknown): void { this.ask("setPlaylist", data, config ?? {}, at(entries, "entries") ?? entries ?? []); }
	setMedia(mediaConfig: Dict): void {
		const url = foreignURL(this.around.config, mediaConfig ?? {});
		this.ask("setMedia", mediaConfig);
		if (!this.link.live && !url) foresee(mediaConfig);
		this.open({}, (at(mediaConfig, "sources") ?? {}) as Dict, url);
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
	ready(): Promise<void> { return this.readyGate.promise; }
	load(): void { this.ask("load"); }
	play(): void { this.early("play"); }
	pause(): void { this.early("pause"); }
	reset(isChangeMedia = false): void {
		this.close();
		this.ask("reset", isChangeMedia);
	}
	clearReset(): void {} // a reset is done whenever there is something to take away

	destroy(): void {
		if (this.destroyed) return;
		this.destroyed = true;
		this.scripts.destroy();
		this.close();
		this.link.close();
		this.carrier.close();
		forgetPartials();
		this.closeHost?.();
		this.closeManagers();
		this.around.container.remove();
		this.around.removed(this);
		this.dispatchEvent(new FakeEvent("playerdestroy"));
		this.dropListeners();
		this.interrupt("LOAD_INTERRUPTED", {});
		this.readyGate.open();
	}

	// ---- views of the document

	getView(): HTMLElement { return this.around.container.view; }
	getVideoElement(): HTMLVideoElement | undefined { return this.hasEngine ? this.video : undefined; }
	getMediaInfo(): unknown { return copyDeep(this.facts.mediaInfo ?? null); }
	getMediaConfig(): unknown { return { sources: this.sources, plugins: copyDeep(at(this.config, "plugins") ?? {}) }; }
	getDrmInfo(): unknown { return this.facts.drmInfo ?? null; }
	setSourcesMetadata(metadata: Dict): void { this.ask("setSourcesMetadata", metadata); }
	getThumbnail(time?: number): ThumbnailInfo | null {
		const piece = this.ask("getThumbnail", time || null) as ConstructorParameters<typeof ThumbnailInfo>[0] | null;
		return piece ? new ThumbnailInfo(piece) : null;
	}

	// ---- tracks

	getTracks(type?: string): Track[] {
		const all = (this.facts.tracks as Track[] | undefined) ?? [];
		const known = Object.values(playerTables.enums.TrackType!).includes(type);
		return all.filter((t) => !known || (trackKind(t) === type && t.available !== false)).map((t) => t.clone());
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
		if (track && trackKind(track)) this.ask("selectTrack", { type: trackKind(track), id: track.id, index: track.index, label: track.label, language: track.language });
	}
	changeQuality(track: Track | "auto"): void {
		if (track === "auto") this.enableAdaptiveBitrate();
		else this.selectTrack(track);
	}
	hideTextTrack(): void { this.ask("hideTextTrack"); }
	showTextTrack(): void { this.ask("showTextTrack"); }
	enableAdaptiveBitrate(): void { this.ask("enableAdaptiveBitrate"); }
	isAdaptiveBitrateEnabled(): boolean { return this.hasEngine && this.facts.adaptive !== false; }
	protected styled(style: TextStyle): void { this.around.container.look((c) => c.captionStyle(style)); }
	protected placed(settings: Dict): void { this.around.container.look((c) => c.captionSettings(settings)); }
	addTextTrack(kind: TextTrackKind, label?: string): TextTrack | undefined { return this.hasEngine ? this.video.addTextTrack(kind, label) : undefined; }
	getNativeTextTracks(): TextTrack[] { return this.hasEngine ? [...this.video.textTracks] : []; }
	shouldAddTextTrack(): boolean { return false; } // cues are drawn by the player, not by the browser

	// ---- kind of media

	isLive(): boolean { return this.facts.live === true; }
	isDvr(): boolean { return this.facts.dvr === true; }
	isOnLiveEdge(): boolean { return this.facts.onLiveEdge === true; }
	isAudio(): boolean { return at(this.facts, "sources.type") === "Audio"; }
	isImage(): boolean { return at(this.facts, "sources.type") === "Image"; }
	isDocument(): boolean { return at(this.facts, "sources.type") === "Document"; }
	isUntimedImg(): boolean { return this.isImage() && !at(this.facts, "sources.duration"); }
	isUntimedDocument(): boolean { return this.isDocument() && !at(this.facts, "sources.duration"); }
	isVr(): boolean { return at(this.facts, "sources.vr") != null; }
	seekToLiveEdge(): void { this.ask("seekToLiveEdge"); }
	getStartTimeOfDvrWindow(): number { return (this.facts.dvrStart as number) ?? 0; }
	getLiveEntryStValue(): string { return ""; }

	// ---- screen

	isFullscreen(): boolean { return this.around.container.isFullscreen(); }
	enterFullscreen(elementId?: string): void { this.around.container.enterFullscreen(elementId); }
	exitFullscreen(): void { this.around.container.exitFullscreen(); }
	notifyEnterFullscreen(): void { if (this.isFullscreen()) this.emit("enterfullscreen", undefined); }
	notifyExitFullscreen(): void { this.emit("exitfullscreen", undefined); }
	isPictureInPictureSupported(): boolean { return document.pictureInPictureEnabled && !this.video.disablePictureInPicture && at(this.config, "playback.pictureInPicture") !== false; }
	isInPictureInPicture(): boolean { return document.pictureInPictureElement === this.video || !!this.around.container.together?.open; }
	enterPictureInPicture(): void {
		if (this.isFullscreen()) this.exitFullscreen();
		(this.around.container.together?.enter() ?? this.video.requestPictureInPicture()).catch(() => this.ask("pictureInPictureFailed", true));
	}
	exitPictureInPicture(): void {
		this.around.container.together?.leave();
		if (this.isInPictureInPicture()) document.exitPictureInPicture().catch(() => this.ask("pictureInPictureFailed", false));
	}

	// ---- session, services, log

	updateThumbnailKs(ks: string, sendEvent = true): void {
		this.thumbnailKs = ks;
		this.ask("updateThumbnailKs", ks, sendEvent);
	}
	getUpdatedThumbnailKs(): string | null { return this.thumbnailKs; }
	/** Whether thumbnails are asked for with the KS. */
	shouldAddKs(mediaConfig?: Dict): boolean { return at(this.config, "provider.loadThumbnailWithKs") === true && !!(at(mediaConfig ?? this.config, "session.ks") ?? this.getKs()); }
	getKs(): string { return (at(this.facts, "session.ks") as string) ?? ""; }
	getService(name: string): unknown { return this.services.get(name); }
	hasService(name: string): boolean { return this.services.has(name); }
	registerService(name: string, service: unknown): void { if (!this.services.has(name)) this.services.set(name, service); }
	/** URLs that a download plugin has stored, for playback.enableCachedUrls. */
	setCachedUrls(urls: string[]): void {
		if (at(this.config, "playback.enableCachedUrls")) this.ask("setCachedUrls", urls);
	}
	async getMediaCapabilities(hevc?: Parameters<typeof mediaCapabilities>[0]): Promise<Dict> { return (await loadKit()).mediaCapabilities(hevc); }
	/** Covers the picture, as ad plugins do while they change it. */
	showBlackCover(): void { this.around.container.cover(true); }
	hideBlackCover(): void { this.around.container.cover(false); }
	attachMediaSource(): void { this.ask("attachMediaSource"); }
	detachMediaSource(): void { this.ask("detachMediaSource"); }

	// ---- properties

	private get video(): HTMLVideoElement { return this.around.container.video; }
	private get hasEngine(): boolean { return !!this.facts.engineType; }
	private read<T>(f: (v: Mirror) => T): T | null { return this.hasEngine ? f(this.mirror ?? this.video) : null; }

	get currentTime(): number | null { return this.read((v) => (!this.mirror && this.video.readyState === 0 && this.wanted) || v.currentTime); }
	set currentTime(t: number | null) {
		if (typeof t === "number") this.wanted = Math.max(0, t);
		this.early("setCurrentTime", t);
	}
	get duration(): number | null { return this.read((v) => v.duration); }
	get liveDuration(): number | null { return this.duration; }
	get normalizedCurrentTime(): number | null { return this.currentTime; }
	set normalizedCurrentTime(t: number | null) { this.currentTime = t; }
	get normalizedDuration(): number | null { return this.duration; }
	get volume(): number | null { return this.read((v) => v.volume); }
	set volume(v: number | null) { this.early("setVolume", v); }
	get muted(): boolean | null { return this.read((v) => v.muted); }
	set muted(m: boolean | null) { this.early("setMuted", !!m); }
	get paused(): boolean | null { return this.read((v) => v.paused); }
	get ended(): boolean | null { return this.read((v) => v.ended); }
	get seeking(): boolean | null { return this.read((v) => v.seeking); }
	get src(): unknown { return this.facts.src ?? null; }
	get videoWidth(): number | null { return this.read((v) => v.videoWidth); }
	get videoHeight(): number | null { return this.read((v) => v.videoHeight); }
	get buffered(): TimeRanges | null { return this.read((v) => v.buffered); }
	get playbackRate(): number | null { return this.read((v) => v.playbackRate); }
	set playbackRate(r: number | null) {
		if (this.hasEngine) this.video.playbackRate = r as number; // refuses what the browser cannot
		this.early("setPlaybackRate", r);
	}
	get playbackRates(): unknown { return this.facts.playbackRates ?? []; }
	get defaultPlaybackRate(): number { return 1; }
	get playsinline(): boolean | null { return this.hasEngine ? this.video.playsInline : null; }
	set playsinline(v: boolean | null) { if (this.hasEngine) this.video.playsInline = !!v; }
	get crossOrigin(): string | null { return this.hasEngine ? this.video.getAttribute("crossorigin") : null; }
	set crossOrigin(v: string | null) { if (this.hasEngine) attribute(this.video, "crossorigin", v); }
	get dimensions(): Dict { return this.around.container.dimensions(); }
	set dimensions(d: Dict) { this.around.container.resize(d); }
	get poster(): unknown { return this.facts.poster || undefined; }
	get engineType(): unknown { return this.facts.engineType; }
	get streamType(): unknown { return this.facts.streamType; }
	get selectedSource(): unknown { return this.facts.selectedSource ?? null; }
	get sources(): unknown { return copyDeep(this.facts.sources ?? this.around.config.sources); }
	get config(): Dict {
		const { config, session, sources } = this.facts as Record<string, Dict | undefined>;
		return mergeDeep({}, config, this.around.config, session && { session }, sources && { sources });
	}
	/** Seconds that are there, and that the engine wants to have. */
	get stats(): { targetBuffer: number; availableBuffer: number } {
		if (!this.hasEngine) return { targetBuffer: NaN, availableBuffer: NaN };
		const { buffered, currentTime, duration } = this.mirror ?? this.video;
		let end = currentTime;
		for (let i = 0; i < buffered.length; i++) if (buffered.start(i) <= currentTime + 0.1) end = Math.max(end, buffered.end(i));
		return { targetBuffer: Math.min(bufferGoal, duration - currentTime), availableBuffer: end - currentTime };
	}
	get ui(): PlayerUI { return this.shown; }
	get plugins(): Dict { return this.all; }
	get playlist(): Playlist { return this.list; }
	get cuePointManager(): unknown {
		return {
			addCuePoints: (points: unknown) => this.ask("addCuePoints", points),
			getAllCuePoints: () => this.ask("getAllCuePoints") ?? [],
			getActiveCuePoints: () => this.ask("getActiveCuePoints") ?? [],
		};
	}
	/** Shows that media is on its way, or no longer. */
	set loadingMedia(v: boolean) { this.ui.setLoadingSpinnerState(v); }
	get ads(): undefined { return undefined; } // of a plugin that plays ads
	/** Some plugins ask the inner player, which here is the same one. */
	get _localPlayer(): this { return this; }
	get id(): string { return this.around.id; }
}

/** The half of every session id that stays for the life of the page. */
const pageSession = guid();

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
function gate(before?: { promise: Promise<void>; open(): void; opened(): boolean }): { promise: Promise<void>; open(): void; opened(): boolean } {
	if (before && !before.opened()) return before;
	let open!: () => void;
	let done = false;
	const promise = new Promise<void>((resolve) => (open = resolve));
	return { promise, open: () => { done = true; open(); }, opened: () => done };
}

declare global {
	interface Window { originalRequestReferrer?: string }
}
