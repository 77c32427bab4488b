// Carries calls to player.wasm and its output back. One program serves all
// players of the page; it is started with the first of them.
import { asset } from "./assets";
import type { Engine } from "./engine";
import type { Batch, Host, Instance, Output } from "./protocol";

/** Who takes the output of one player. */
export interface Sink {
	facts(patch: Record<string, unknown>): void;
	view(patch: Record<string, unknown>): void;
	event(type: string, payload: unknown): void;
	settle(promise: number, ok: boolean, v: unknown): void;
	cues(cues: unknown[]): void;
}

const sinks = new Map<number, Sink>();
let engine: Promise<Engine> | undefined;
let lastNumber = 0;

/** The engine, fetched once; a failed start can be tried again. */
function startEngine(): Promise<Engine> {
	engine ??= (import(asset("engine.js")) as Promise<{ start(url: string): Promise<Engine> }>)
		.then((module) => module.start(asset("player.wasm")))
		.catch((error: unknown) => {
			engine = undefined;
			throw error;
		});
	return engine;
}

export class Link {
	readonly number = ++lastNumber;
	private instance?: Instance;
	private queue: ((i: Instance) => string)[] = [];
	private closed = false;

	constructor(sink: Sink) {
		sinks.set(this.number, sink);
	}

	get connected(): boolean {
		return this.instance !== undefined;
	}

	/** Makes the player in Go, then runs what was asked meanwhile, in order. */
	async connect(id: string, config: string, env: string, host: Host): Promise<void> {
		const { create } = await startEngine();
		if (this.closed) return;
		this.instance = create(this.number, id, config, env, host);
		this.run((i) => i.flush());
		for (const call of this.queue.splice(0)) this.run(call);
	}

	/** Calls the engine now, or once it is there; gives the result if there is one. */
	run(call: (i: Instance) => string): unknown {
		if (this.closed) return undefined;
		if (!this.instance) {
			this.queue.push(call);
			return undefined;
		}
		const text = call(this.instance);
		if (!text) return undefined;
		const batch = JSON.parse(text) as Batch;
		deliver(batch.out ?? []);
		if (batch.error) throw new Error(batch.error);
		return batch.result;
	}

	close(): void {
		if (this.instance) this.run((i) => i.destroy());
		this.closed = true;
		this.queue = [];
		sinks.delete(this.number);
	}
}

/**
 * Facts first: a listener that reads the player, or calls it, must find the
 * state that Go is in. Then everything else in the order it happened.
 */
function deliver(out: Output[]): void {
	for (const [n, kind, patch] of out) if (kind === "facts") sinks.get(n)?.facts(patch as Record<string, unknown>);
	for (const [n, kind, a, b, c] of out) {
		const sink = sinks.get(n);
		if (kind === "event") sink?.event(a as string, b);
		else if (kind === "view") sink?.view(a as Record<string, unknown>);
		else if (kind === "settle") sink?.settle(a as number, b as boolean, c);
		else if (kind === "cues") sink?.cues(a as unknown[]);
	}
}
