// Carries calls to player.wasm and its output back. One program serves all
// players of the page; it is started with the first of them.
import { asset } from "./assets";
import type { Engine } from "./engine";
import { crowd } from "./start/bandwidth";
import type { Batch, Host, Instance, Output } from "./protocol";

/** Who takes the output of one player. */
export interface Sink {
	facts(patch: Record<string, unknown>): void;
	view(patch: Record<string, unknown>): void;
	event(type: string, payload: unknown): void;
	settle(promise: number, ok: boolean, v: unknown): void;
	cues(cues: unknown[]): void;
	/** Go wants to know whether an action may be done. */
	ask(id: number, action: string, args: unknown[]): void;
	/** Everything, as it came. */
	raw?(out: Output): void;
}

type Call = (i: Instance) => string;

/** A call that waits; a done one has moved the element already. */
interface Waiting {
	call: Call;
	done: boolean;
	element: boolean;
}

/** What stands behind it in the queue waits until it is open. */
export interface Gate {
	open: boolean;
}

const sinks = new Map<number, Sink>();
let engine: Promise<Engine> | undefined;
let lastNumber = 0;

/** The engine, fetched once; a failed start can be tried again. */
function startEngine(): Promise<Engine> {
	if (engine) return engine;
	const program = fetch(asset("player.wasm")); // beside the script that runs it
	program.catch(() => undefined); // told when it is used
	crowd(true);
	engine = (import(asset("engine.js")) as Promise<{ start(program: Promise<Response>): Promise<Engine> }>)
		.then((module) => module.start(program))
		.catch((error: unknown) => {
			engine = undefined;
			throw error;
		})
		.finally(() => crowd(false));
	return engine;
}

export class Link {
	readonly number = ++lastNumber;
	#instance?: Instance;
	#queue: (Waiting | Gate)[] = [];
	#current?: Waiting;
	#starting = false;
	#closed = false;

	constructor(sink: Sink) {
		sinks.set(this.number, sink);
	}

	/** The engine is there and has heard everything. */
	get live(): boolean {
		return !!this.#instance && !this.#starting && this.#queue.length === 0;
	}

	/** What the engine does to the element now was done before it came. */
	get done(): boolean {
		const first = this.#queue[0];
		return this.#current?.done ?? (!!this.#instance && !!first && "open" in first);
	}

	/** Makes the player in Go, then runs what was asked meanwhile, in order. */
	async connect(
		id: string,
		config: () => string,
		env: () => string,
		host: (make: Engine["makeHost"]) => Host,
	): Promise<void> {
		const { create, makeHost, pause } = await startEngine();
		if (this.#closed) return;
		this.#starting = true;
		this.#instance = create(this.number, id, config(), env(), host(makeHost));
		await pause(); // on a slow phone each half is a long task
		this.#starting = false;
		this.back((i) => i.flush());
		this.#drain();
	}

	/** Takes an engine that runs elsewhere; its output comes by receive. */
	attach(instance: Instance): void {
		this.#instance = instance;
		this.#drain();
	}

	receive([, ...out]: Output): void {
		deliver([[this.number, ...out] as Output]);
	}

	/**
	 * Calls the engine now, or once it is there and has heard what came before;
	 * gives the result if there is one. A done call has moved the element already.
	 */
	run(call: Call, done = false): unknown {
		if (this.#closed) return undefined;
		if (this.live) return this.back(call);
		this.#queue.push({ call, done, element: false });
		return undefined;
	}

	/** An event of the element, in its place among the calls. */
	element(type: string): void {
		const call: Call = (i) => i.element(type);
		if (this.live) this.back(call);
		else if (this.#instance || this.#queue.some((w) => "open" in w))
			this.#queue.push({ call, done: true, element: true });
	}

	/** Calls the engine past the queue: what comes of its own commands. */
	back(call: Call): unknown {
		if (this.#closed || !this.#instance) return undefined;
		const text = call(this.#instance);
		if (!text) return undefined;
		const batch = JSON.parse(text) as Batch;
		deliver(batch.out ?? []);
		if (batch.error) throw new Error(batch.error);
		return batch.result;
	}

	/** Lets what is asked from now on wait until the gate is released. */
	hold(): Gate {
		const gate = { open: false };
		this.#queue.push(gate);
		return gate;
	}

	/** Opens a gate; events of media that is no more are forgotten. */
	release(gate: Gate, forget: boolean): void {
		gate.open = true;
		if (forget) this.#queue = this.#queue.filter((w) => !("element" in w) || !w.element);
		this.#drain();
	}

	close(): void {
		if (this.#instance) this.back((i) => i.destroy());
		this.#closed = true;
		this.#queue = [];
		sinks.delete(this.number);
	}

	#drain(): void {
		if (this.#current || !this.#instance || this.#starting) return; // under way, or too early
		for (let next = this.#queue[0]; next && !("open" in next && !next.open); next = this.#queue[0]) {
			this.#queue.shift();
			if ("open" in next) continue;
			this.#current = next;
			try {
				this.back(next.call);
			} catch (error) {
				console.error("[diptych]", error);
			} finally {
				this.#current = undefined;
			}
			if (late.length) return queueMicrotask(() => this.#drain());
		}
	}
}

/**
 * Facts first: a listener that reads the player, or calls it, must find the
 * state that Go is in. Then everything else in the order it happened.
 */
function deliver(all: Output[]): void {
	for (const out of all) {
		const sink = sinks.get(out[0]);
		if (out[1] !== "facts") continue;
		sink?.raw?.(out);
		sink?.facts(out[2] as Record<string, unknown>);
	}
	tell(all.filter((out) => out[1] !== "facts"));
}

/** What is told only when those who wait for player.ready() have been answered. */
let late: Output[] = [];
let depth = 0;

/**
 * Whoever waits for ready() may listen to all that comes after the tracks
 * (reference: player-api §3.6 B), so the rest of a batch comes a microtask later.
 * What a listener itself causes is told at once.
 */
function tell(all: Output[]): void {
	if (depth === 0 && late.length) all = [...late.splice(0), ...all];
	for (const [i, out] of all.entries()) {
		const [n, kind, a, b, c] = out;
		const sink = sinks.get(n);
		sink?.raw?.(out);
		if (kind === "event") {
			depth++;
			sink?.event(a as string, b);
			depth--;
			if (a !== "trackschanged" || depth > 0) continue;
			late = all.slice(i + 1);
			if (late.length) queueMicrotask(() => tell([]));
			return;
		}
		if (kind === "view") sink?.view(a as Record<string, unknown>);
		else if (kind === "settle") sink?.settle(a as number, b as boolean, c);
		else if (kind === "ask") sink?.ask(a as number, b as string, (c ?? []) as unknown[]);
		else if (kind === "cues") sink?.cues(a as unknown[]);
	}
}

/** Whether this page may run WebAssembly; an empty module tells. */
export const wasmAllowed = ((): boolean => {
	try {
		return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
	} catch {
		return false; // a Content-Security-Policy without 'wasm-unsafe-eval'
	}
})();
