// One start request and what comes of it: the first pictures before the engine
// is there, and the answers that the engine will ask for.
import { asset } from "../assets";
import type { Carrier } from "../carrier";
import { join } from "../download";
import { at, type Dict } from "../objects";
import type { LogRecord } from "../protocol";
import { bandwidth, measure } from "./bandwidth";
import { Driver } from "./driver";
import type { Foreign } from "./foreign";
import type { Answers, Plan } from "./plan";
import { takeGiven } from "./inline";
import { Part, PartReader } from "./wire";

/** What an opening tells its player. */
export interface OpeningListener {
	/** What is to be seen while nothing plays. */
	planned(plan: Plan): void;
	/** The first picture is up, or there is no reason to wait for it. */
	shown(): void;
	/** The element is no longer driven from here. */
	released(adopted: boolean): void;
}

/** Without a byte of the answer for this long the network is asked instead, ms. */
const silence = 8000;
/** The engine waits no longer than this for the first picture, ms. */
const patience = 4000;

/** Whether a start request can be put: our own server, and nothing that it would not know. */
export function canOpen(config: Dict, info: Dict, options: Dict, origin: string): boolean {
	const service = String(at(config, "provider.env.serviceUrl") ?? "");
	const first = (
		at(config, "playback.streamPriority") as { engine?: string; format?: string }[] | undefined
	)?.[0];
	const cut = ["seekFrom", "clipTo"].some(
		(key) => at(config, "sources." + key) != null || options[key] != null,
	);
	return (
		[origin, origin + "/api_v3"].includes(service) &&
		!!(info.entryId || info.referenceId) &&
		typeof window.MediaSource === "function" &&
		typeof DecompressionStream === "function" &&
		first?.engine === "html5" &&
		first.format === "hls" &&
		!cut &&
		!["hls", "dash", "progressive"].some((f) => at(config, `sources.${f}.length`))
	);
}

/** The HLS stream that can be begun before the engine is there, of sources that a page names itself. */
export function foreignURL(config: Dict, media: Dict): string | undefined {
	const first = (
		at(config, "playback.streamPriority") as { engine?: string; format?: string }[] | undefined
	)?.[0];
	const url = at(media, "sources.hls.0.url");
	const auto = at(config, "playback.autoplay");
	const wanted = auto === true || auto === "inview" || at(config, "playback.preload") === "auto";
	return wanted &&
		typeof url === "string" &&
		!url.includes("playManifest/") &&
		first?.engine === "html5" &&
		first.format === "hls" &&
		typeof window.MediaSource === "function"
		? new URL(url, document.baseURI).href
		: undefined;
}

export class Opening {
	/** The element is driven from here. */
	active = false;
	readonly key: string;
	/** Whether sound may start by itself, where it was asked: once for both drivers; undefined when sound was not tried. */
	readonly sound?: Promise<boolean | undefined>;
	readonly #requests = new Set<AbortController>();
	readonly #off = new AbortController();
	readonly #texts = new Map<string, { body: string; url: string }>();
	readonly #api: Promise<string | undefined>;
	#answered!: (api: string | undefined) => void;
	readonly #began = performance.now();
	#took = 0;
	#base = ""; // the server's own address, in what it sends
	#driver?: Driver;
	#planKnown = false;
	#playable = false;
	#told = false; // that the first picture is up
	#asked = false; // for pictures
	#cancelled = false;
	#wanted = false; // play was asked for
	#held = false; // … or pause
	#started = false; // the element has begun to load …
	#begun!: () => void;
	readonly #loading = new Promise<void>((resolve) => (this.#begun = resolve)); // … and will have
	#played: Promise<string> = Promise.resolve("");

	/** url: an HLS stream that the page names itself; else the server is asked. */
	constructor(
		private readonly carrier: Carrier,
		private readonly config: Dict,
		private readonly info: Dict,
		private readonly options: Dict,
		private readonly listener: OpeningListener,
		url?: string,
	) {
		this.key = url ? "" : mediaKey(info);
		this.#api = new Promise((resolve) => (this.#answered = resolve));
		const auto = at(config, "playback.autoplay");
		const autoplay = auto === true || auto === "inview";
		const volume = Number(at(config, "playback.volume") ?? NaN);
		if (volume >= 0) carrier.video.volume = Math.min(1, volume);
		if (at(config, "playback.muted") === true) carrier.video.muted = true;
		this.#asked = autoplay || at(config, "playback.preload") === "auto";
		void (url ? this.#foreign(url) : this.#send(this.#asked, true));
		if (this.#asked) this.#begin();
		if (autoplay) this.sound = this.#decide();
	}

	// ---- for the engine

	/** The answer to the API's batch for this media, if it came. */
	async batch(): Promise<{ body: string; took: number } | undefined> {
		const body = await this.#api;
		return body === undefined ? undefined : { body, took: this.#took };
	}

	/** A manifest that came with the answer; given once. */
	text(asked: string): { body: string; url: string; took: number } | undefined {
		const key = this.#texts.has(asked) ? asked : asked.split("?")[0]!; // our own have no query
		const known = this.#texts.get(key);
		this.#texts.delete(key);
		return known && { ...known, took: this.#took };
	}

	/** The outcome of the play that was begun here: "" or the exception's name. */
	get outcome(): Promise<string> {
		return this.#played;
	}

	/** There is something that the engine can take over. */
	get begins(): boolean {
		return this.active && !!this.#driver;
	}

	/** What was begun here is no longer on the element. */
	get gone(): boolean {
		return this.#cancelled;
	}

	/** The engine takes over. */
	adopted(): void {
		this.#release(true);
	}

	/** The engine has other plans, or the media is taken away. */
	cancel(): void {
		this.#cancelled = true;
		for (const r of this.#requests) r.abort();
		this.#answered(undefined);
		if (this.active) this.carrier.close(); // an element that has begun to play stops without a word
		this.#release(false);
	}

	records(list: LogRecord[]): void {
		this.#driver?.records(list);
	}

	// ---- for the viewer and the page, before the engine is there

	/** There is nothing to be done here any more. */
	get over(): boolean {
		return this.#cancelled || (this.#asked && !this.active);
	}

	/** There is something to be watched without the engine. */
	get watchable(): boolean {
		return this.#playable && !this.over;
	}

	/** Play was asked for last. */
	get playing(): boolean {
		return this.#wanted;
	}

	/** Moves the clock to t seconds, or the place where it will begin. */
	seek(t: number): void {
		const { video } = this.carrier;
		const end = video.duration - 0.1; // a seek does not end the media
		video.currentTime = Math.max(0, end > 0 ? Math.min(t, end) : t);
		this.#shown(); // what was asked for first is elsewhere
	}

	/** Plays as soon as it can; true when that asks for pictures only now. */
	play(): boolean {
		this.#held = false;
		const fresh = !this.#asked;
		if (fresh) {
			this.#asked = true;
			this.#begin();
			void this.#send(true, false);
		}
		this.#want();
		return fresh;
	}

	pause(): void {
		this.#held = true;
		this.#wanted = false;
		this.carrier.video.pause();
	}

	// ---- the request

	async #send(media: boolean, answers: boolean): Promise<void> {
		const control = new AbortController();
		this.#requests.add(control);
		const alive = watchdog(silence, () => control.abort());
		let whole = false;
		const pieces: Uint8Array[] = []; // of a part that has not come whole
		const reader = new PartReader((kind, track, bytes, last) => {
			if (kind === Part.media) {
				if (this.#driver?.feed(track, bytes) === false) control.abort();
				return;
			}
			pieces.push(bytes.slice());
			if (!last) return;
			whole = kind === Part.end;
			this.#part(kind, track, join(pieces.splice(0)), media);
		});
		try {
			const given = answers && this.#plain() ? takeGiven(this.key, media) : undefined;
			const meter = new Meter();
			const push = (bytes: Uint8Array) => {
				alive.touch();
				meter.add(bytes.length);
				reader.push(bytes);
			};
			await (given ? given(push) : this.#ask(media, answers, control, push));
			meter.tell();
			if (!whole) this.#broken(media);
		} catch {
			if (!this.#cancelled) this.#broken(media);
		} finally {
			alive.stop();
			this.#requests.delete(control);
			if (answers && !whole) this.#answered(undefined);
		}
	}

	async #ask(
		media: boolean,
		answers: boolean,
		control: AbortController,
		push: (bytes: Uint8Array) => void,
	): Promise<void> {
		const response = await fetch(this.#url(), {
			method: "POST",
			body: JSON.stringify(this.#body(media, answers)),
			credentials: "include",
			signal: control.signal,
		});
		if (!response.ok || !response.body) throw new Error("start: HTTP status " + response.status);
		const body = response.body.getReader();
		for (;;) {
			const { done, value } = await body.read();
			if (done) return;
			push(value);
		}
	}

	/** The question has no conditions, so that a document may have answered it unasked. */
	#plain(): boolean {
		return (
			this.#startTime() === 0 &&
			Object.keys(this.#limits()).length === 0 &&
			at(this.config, "abr.enabled") !== false
		);
	}

	/** Reads the playlists of a stream of any origin; the engine gets what was read. */
	async #foreign(url: string): Promise<void> {
		const manifest = fetch(url);
		manifest.catch(() => undefined);
		const module = (await import(asset("foreign.js")).catch(() => undefined)) as
			| {
					foreign(
						url: string,
						manifest: Promise<Response>,
						rate: number,
						at: number,
						refuse: (id: number) => void,
					): Promise<Foreign>;
			  }
			| undefined;
		const found = await module?.foreign(url, manifest, bandwidth(), this.#startTime(), (id) =>
			this.active ? this.cancel() : this.carrier.abort(id),
		);
		for (const t of found?.texts ?? []) this.#texts.set(t.urls[0]!, { body: t.text, url: t.from });
		this.#took = performance.now() - this.#began;
		this.#answered(undefined);
		if (found?.plan && this.active) this.#follow(found.plan);
		else this.cancel();
	}

	/** The answer did not come, or not to its end; one without pictures is not missed where they come in another. */
	#broken(media: boolean): void {
		if (media && this.#driver) this.#driver.lost();
		else if (media || !this.active) this.cancel();
	}

	#url(): string {
		const service = String(at(this.config, "provider.env.serviceUrl"));
		return new URL(service).origin + `/p/${Number(at(this.config, "provider.partnerId"))}/start`;
	}

	#body(media: boolean, answers: boolean): Dict {
		const { config, info } = this;
		const provider = config.provider as Dict;
		const redirect =
			info.redirectFromEntryId !== false && at(provider, "filterOptions.redirectFromEntryId") !== false;
		return {
			entryId: info.entryId,
			referenceId: info.entryId ? undefined : info.referenceId,
			ks: info.ks || provider.ks || undefined,
			widgetId: provider.widgetId,
			uiConfId: Number(provider.uiConfId) || undefined,
			redirect,
			media,
			answers,
			at: this.#startTime(),
			bandwidth:
				at(config, "abr.enabled") === false
					? 1
					: Number(at(config, "abr.defaultBandwidthEstimate")) || bandwidth(),
			limits: this.#limits(),
		};
	}

	#limits(): Dict {
		const given = (at(this.config, "abr.restrictions") ?? {}) as Dict;
		return Object.fromEntries(
			Object.entries(given).filter(
				([, v]) => typeof v === "number" && Number.isSafeInteger(v) && v > 0,
			),
		);
	}

	#startTime(): number {
		const t = Number(at(this.config, "sources.startTime") ?? this.options.startTime);
		return t > 0 ? Math.min(t, 1e9) : 0;
	}

	// ---- the answer

	#part(kind: number, track: number, all: Uint8Array<ArrayBuffer>, media: boolean): void {
		if (kind === Part.plan) this.#plan(new TextDecoder().decode(all), media);
		else if (kind === Part.init) this.#driver?.feedInit(track, all.buffer);
		else if (kind === Part.answers) void this.#answers(all);
	}

	#plan(text: string, media: boolean): void {
		const first = JSON.parse(text) as Plan;
		const plan = JSON.parse(this.#rebased(text, first.base)) as Plan;
		this.#base = first.base;
		if (!this.#planKnown) this.listener.planned(plan);
		this.#planKnown = true;
		this.#playable = plan.playable;
		if (!this.active || !media) return; // or pictures come with a plan of their own
		if (!plan.playable) {
			this.carrier.close();
			return this.#release(false);
		}
		this.#follow(plan);
	}

	#follow(plan: Plan): void {
		const fixed =
			at(this.config, "abr.enabled") === false ||
			!!at(this.config, "abr.capLevelToPlayerSize") ||
			Object.keys(this.#limits()).length > 0;
		this.#driver = new Driver(plan, this.carrier, fixed);
		if (this.#told) this.#driver.goOn();
		if (plan.at > 0) this.carrier.video.currentTime = plan.at;
	}

	/** URLs by the origin that this page reaches the server by. */
	#rebased(text: string, base: string): string {
		const mine = new URL(this.#url()).origin;
		return base && base !== mine ? text.replaceAll(base, mine) : text;
	}

	async #answers(zipped: Uint8Array<ArrayBuffer>): Promise<void> {
		const text = await new Response(
			new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip")),
		).text();
		const a = JSON.parse(this.#rebased(text, this.#base)) as Answers;
		for (const t of a.texts ?? []) for (const url of t.urls) this.#texts.set(url, { body: t.text, url });
		this.#took = performance.now() - this.#began;
		this.#answered(JSON.stringify(a.api));
	}

	// ---- the element

	/** Takes the element. */
	#begin(): void {
		const { video } = this.carrier;
		this.active = true;
		const on = (type: string, f: () => void) =>
			video.addEventListener(type, f, { signal: this.#off.signal });
		on("loadstart", () => {
			this.#started = true;
			if (this.#wanted) this.#run();
			this.#begun();
		});
		for (const type of ["timeupdate", "waiting"]) on(type, () => this.#driver?.moved(false));
		on("seeking", () => this.#driver?.moved(true));
		this.carrier.open();
		this.#watch(video);
	}

	#watch(video: HTMLVideoElement): void {
		video.requestVideoFrameCallback?.(() => this.#shown());
		video.addEventListener("loadeddata", () => setTimeout(() => this.#shown(), 300), {
			once: true,
			signal: this.#off.signal,
		});
		const timer = setTimeout(() => this.#shown(), patience);
		this.#off.signal.addEventListener("abort", () => clearTimeout(timer));
	}

	/** The first picture is up, or not worth waiting for. */
	#shown(): void {
		if (this.#told) return;
		this.#told = true;
		this.listener.shown();
		this.#driver?.goOn();
	}

	/** Autoplay with sound, else without, else not at all (reference: player-api §3.6 J). */
	async #decide(): Promise<boolean | undefined> {
		const { video } = this.carrier;
		this.#want();
		await this.#loading;
		if (!this.#started) return undefined;
		if (this.#held || !video.paused) return video.muted ? undefined : true;
		// The browser has refused; without a source it would have been asked in vain.
		if (!video.muted && at(this.config, "playback.allowMutedAutoPlay") !== false) {
			video.muted = true;
			this.#run();
		} else {
			this.#wanted = false;
		}
		return false;
	}

	#want(): void {
		if (this.#wanted || this.#held) return;
		this.#wanted = true;
		if (this.#started) this.#run();
	}

	#run(): void {
		this.#played = this.carrier.video.play().then(
			() => "",
			(e: DOMException) => (e.name === "AbortError" ? "" : e.name),
		);
	}

	#release(adopted: boolean): void {
		this.#off.abort();
		this.#begun();
		this.#driver?.stop();
		if (!this.active) return;
		this.active = false;
		this.listener.released(adopted);
	}
}

/** How fast bytes come, from the first piece to the last. */
class Meter {
	#first = 0;
	#last = 0;
	#bytes = 0;

	add(n: number): void {
		this.#last = performance.now();
		if (this.#first) this.#bytes += n;
		this.#first ||= this.#last;
	}

	tell(): void {
		measure(this.#bytes, this.#last - this.#first);
	}
}

/** The engine's name for the question what an entry's media is (player/provider). */
export function mediaKey(info: Dict): string {
	return "media:" + String(info.entryId || info.referenceId || "");
}

interface Watchdog {
	touch(): void;
	stop(): void;
}

function watchdog(ms: number, f: () => void): Watchdog {
	let timer = setTimeout(f, ms);
	return {
		touch: () => {
			clearTimeout(timer);
			timer = setTimeout(f, ms);
		},
		stop: () => clearTimeout(timer),
	};
}
