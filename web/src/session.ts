// A player's engine as the page's player has it: the link to it, what was begun
// before it came, the promises that it settles, and where its output goes.
import { asset, origin } from "./assets";
import { Carrier } from "./carrier";
import type { Container } from "./container";
import { guid } from "./core/guid";
import { PlayerError } from "./core/error";
import { getNativeLanguageName } from "./core/selection";
import { ahead, apply } from "./early";
import type { Engine } from "./engine";
import { elementEvents } from "./events";
import { Link, wasmAllowed, type Gate, type Sink } from "./link";
import { at, json, type Dict } from "./objects";
import type { Action } from "./plugins/middleware";
import type { Host, Instance, Output } from "./protocol";
import type { Mirror, RemoteOptions } from "./remote";
import { bandwidth } from "./start/bandwidth";
import { canOpen, Opening } from "./start/opening";
import { revive } from "./tracks";

/** The player that a session plays for. */
export interface Owner {
	readonly id: string;
	readonly config: Dict;
	/** The config as it was at setup, which the engine begins with. */
	readonly initial: Dict;
	readonly container: Container;
	/** What plugins want to be asked about before it is done. */
	actions(): Action[];
	/** Asks them; the session goes on by proceed. */
	asked(id: number, action: Action, args: unknown[]): void;
	facts(patch: Dict): void;
	event(type: string, payload: unknown): void;
	/** The engine is not to be had. */
	failed(error: PlayerError): void;
	log(level: number, text: string): void;
	label(track: unknown): string;
	/** Another player of the page; "" is this one. */
	find(id: string): unknown;
	child(id: string, config: Dict): void;
	removeChild(id: string): void;
}

interface Pending {
	resolve(v: unknown): void;
	reject(e: unknown): void;
}

/** The half of every session id that stays for the life of the page. */
const pageSession = guid();

/** What methods of the page's player are called where a component asks for the same. */
const actionOf: Record<string, string> = {
	play: "play",
	pause: "pause",
	setCurrentTime: "seek",
	setVolume: "setVolume",
	setMuted: "setMuted",
	setPlaybackRate: "speed",
};

export class Session {
	readonly carrier: Carrier;
	/** Of an element that is elsewhere. */
	mirror?: Mirror;
	readonly #link: Link;
	readonly #promises = new Map<number, Pending>();
	#lastPromise = 0;
	#opening?: Opening;
	#gate?: Gate;
	#connecting = false;
	#ended = false;
	#closeHost?: () => void;
	#tap?: (out: Output) => void;

	constructor(private readonly owner: Owner) {
		const { video } = owner.container;
		this.carrier = new Carrier(video, (records) => {
			if (this.#opening?.active) this.#opening.records(records);
			else this.#link.back((i) => i.records(JSON.stringify(records)));
		});
		this.#link = new Link(this.#sink());
		for (const type of elementEvents) video.addEventListener(type, () => this.#link.element(type));
	}

	/** The engine is there and has heard everything. */
	get live(): boolean {
		return this.#link.live;
	}

	/** What is loaded in this task may show its first picture before the engine is asked for. */
	start(): void {
		setTimeout(() => this.#opening?.active || this.#connect(), 0);
	}

	// ---- calls

	/** Asks Go; undefined when it is not there yet. */
	ask(method: string, ...args: unknown[]): unknown {
		return revive(
			this.#link.run((i) => i.call(method, json(args))),
			(id) => this.owner.find(id),
		);
	}

	askLater(method: string, ...args: unknown[]): Promise<unknown> {
		const id = ++this.#lastPromise;
		const promise = new Promise<unknown>((resolve, reject) =>
			this.#promises.set(id, { resolve, reject }),
		);
		if (this.#ended) this.#interrupt("LOAD_INTERRUPTED", {});
		this.#link.run((i) => i.callAsync(method, json(args), id));
		return promise;
	}

	/** Plugins have been asked, and this is what they made of the arguments. */
	proceed(id: number, args: unknown[]): void {
		this.#link.run((i) => i.call("proceed", JSON.stringify([id, args])));
	}

	/** Whether the engine has used a key; undefined when it is not there yet. */
	key(key: Dict): boolean | undefined {
		return this.live ? this.#link.run((i) => i.key(JSON.stringify(key))) === true : undefined;
	}

	resize(width: number, height: number): void {
		this.#link.run((i) => i.resize(width, height));
	}

	/** What a component asks for; before the engine is there the element does what it can. */
	act(name: string, payload?: unknown): unknown {
		if (this.live) return this.action(name, payload);
		if (name === "thumbnail") return [];
		const early = this.owner.actions().length ? undefined : this.#apply(name, (payload ?? {}) as Dict);
		if (!early) return this.action(name, payload);
		const result = this.action(early.name, early.payload, true);
		if (early.fresh) this.#begun();
		return result;
	}

	/** Tells the engine of an action; a done one has moved the element already. */
	action(name: string, payload?: unknown, done = false): unknown {
		return this.#link.run((i) => i.action(name, JSON.stringify(payload ?? null)), done);
	}

	/** As act, for a method of the page's player. */
	early(method: string, arg?: unknown): void {
		const plain = !this.live && !this.owner.actions().includes(method as Action);
		const early = plain
			? this.#apply(actionOf[method]!, { to: arg, volume: arg, on: arg, rate: arg })
			: undefined;
		this.#link.run((i) => i.call(method, JSON.stringify(arg === undefined ? [] : [arg])), !!early);
		if (early?.fresh) this.#begun();
	}

	#apply(action: string, a: Dict) {
		return apply(action, a, this.carrier.video, this.#opening);
	}

	/** Play was asked for before the engine was there. */
	#begun(): void {
		this.#hold();
		this.owner.container.tell((ui) => ui.opening(true));
	}

	// ---- the engine

	/** Asks for the engine, once. */
	#connect(): void {
		if (this.#connecting || this.#ended) return;
		this.#connecting = true;
		const { id, initial } = this.owner;
		const env = () => ({
			id,
			url: location.href,
			referrer: window.originalRequestReferrer ?? document.referrer,
			languages: navigator.languages,
			downlink: bandwidth(),
		});
		const there = wasmAllowed
			? this.#link.connect(
					id,
					() => json(initial),
					() => JSON.stringify(env()),
					(make) => this.#host(make),
				)
			: this.#elsewhere(env());
		there.catch((error: unknown) => {
			if (!this.#ended) this.#failed(String(error));
		});
	}

	/** The page forbids WebAssembly: the player runs in a frame of our own origin (remote.ts). */
	async #elsewhere(env: Dict): Promise<void> {
		const { connect } = (await import(asset("remote.js"))) as {
			connect(o: RemoteOptions): Promise<Instance>;
		};
		const { container, id, initial } = this.owner;
		this.#link.attach(
			await connect({
				parent: container.player,
				url: asset("frame"),
				config: initial,
				env: { ...env, title: id },
				told: (out) => this.#link.receive(out),
				media: (m) => (this.mirror = m),
			}),
		);
	}

	#host(make: Engine["makeHost"]): Host {
		const { owner, carrier } = this;
		const { host, close } = make({
			video: carrier.video,
			carrier,
			back: (call) => void this.#link.back(call),
			done: () => this.#link.done,
			opening: () => this.#opening,
			ahead,
			child: (id, config) => owner.child(id, JSON.parse(config) as Dict),
			removeChild: (id) => owner.removeChild(id),
			log: (level, text) => owner.log(level, text),
			label: (track) => owner.label(track),
			languageName: (code) => getNativeLanguageName(code),
			page: () => owner.find("") as never,
			sessionId: () => pageSession + ":" + guid(),
		});
		this.#closeHost = close;
		return host;
	}

	/** The engine could not be loaded: say so, and offer to try again. What plays goes on playing. */
	#failed(message: string): void {
		this.#connecting = false;
		this.owner.container.tell((ui) =>
			ui.failed(message, this.#opening?.watchable === true, () => this.#connect()),
		);
		this.owner.failed(this.#interrupt("LOAD_FAILED", { message }));
	}

	/** Nobody answers the promises any more: they are rejected with this error. */
	#interrupt(code: string, data: Dict): PlayerError {
		const { Severity, Category, Code } = PlayerError;
		const payload = new PlayerError(Severity!.CRITICAL!, Category!.PLAYER!, Code![code]!, data);
		for (const p of this.#promises.values()) p.reject(payload);
		this.#promises.clear();
		return payload;
	}

	/** For the frame's side of remote.ts: output as it goes. */
	bridge(tap: (out: Output) => void): Pick<Session, "ask" | "askLater"> {
		this.#tap = tap;
		return this;
	}

	// ---- before the engine

	/** Begins what can begin without the engine. */
	open(info: Dict, options: Dict, url?: string): void {
		this.close();
		const { container, config } = this.owner;
		const alone = wasmAllowed && !this.live && !this.owner.actions().length && !config.child;
		if (!alone || !(url || canOpen(config, info, options, origin))) return this.#connect();
		let shown!: () => void;
		container.wait(new Promise((resolve) => (shown = resolve)), 500);
		const opening: Opening = new Opening(
			this.carrier,
			config,
			info,
			options,
			{
				planned: (plan) => container.tell((ui) => ui.planned(plan)),
				shown: () => {
					shown();
					container.tell((ui) => ui.shown());
					this.#connect();
				},
				released: (adopted) =>
					setTimeout(
						() => this.#opening === opening && this.#released(adopted && !opening.gone),
						0,
					),
			},
			url,
		);
		this.#opening = opening;
		const { active } = opening;
		container.tell((ui) => ui.opening(active));
		if (active) return this.#hold();
		shown();
		this.#connect();
	}

	/** The engine hears what comes next only when it has taken over what was begun. */
	#hold(): void {
		this.#gate ??= this.#link.hold();
	}

	#released(adopted: boolean): void {
		const gate = this.#gate;
		this.#gate = undefined;
		if (gate) this.#link.release(gate, !adopted);
		this.#connect();
	}

	/** Ends what was begun, for other media or none. */
	close(): void {
		this.#opening?.cancel();
		this.#opening = undefined;
		if (this.#gate) this.#link.release(this.#gate, true);
		this.#gate = undefined;
	}

	/** Ends everything but the promises. */
	end(): void {
		this.#ended = true;
		this.close();
		this.#link.close();
		this.carrier.close();
		this.#closeHost?.();
	}

	/** Rejects the promises that nobody answers any more. */
	abandon(): void {
		this.#interrupt("LOAD_INTERRUPTED", {});
	}

	// ---- output

	#sink(): Sink {
		const { owner } = this;
		const player = (id: string) => owner.find(id);
		return {
			raw: (out) => this.#tap?.(out),
			facts: (patch) => owner.facts(revive(patch, player) as Dict),
			view: (patch) => owner.container.tell((ui) => ui.apply(patch)),
			event: (type, payload) =>
				this.#event(
					type,
					payload === undefined || payload === null ? undefined : revive(payload, player),
				),
			ask: (id, action, args) => owner.asked(id, action as Action, args),
			cues: (cues) => owner.container.cues(cues),
			settle: (id, ok, v) => {
				const p = this.#promises.get(id);
				this.#promises.delete(id);
				if (ok) p?.resolve(revive(v, player));
				else p?.reject(v);
			},
		};
	}

	#event(type: string, payload: unknown): void {
		if (type === "error" && this.#gate && at(payload, "severity") === 2) {
			// it will not take over
			this.close();
			this.carrier.close();
		}
		this.owner.event(type, payload);
	}
}
