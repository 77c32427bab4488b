// A virtual clock: timers, performance.now and Date.now go by it, and time passes
// only in run. Between two timers everything that was promised is settled.

interface Timer {
	id: number;
	at: number;
	every?: number;
	f: (...args: unknown[]) => void;
	args: unknown[];
}

const real = { setImmediate };

/** Lets promises and dynamic imports settle, in no time. */
export async function settle(): Promise<void> {
	for (let i = 0; i < 2; i++) await new Promise<void>((done) => real.setImmediate(done));
}

export class Clock {
	now = 1000; // ms
	private timers: Timer[] = [];
	private last = 0;

	/** Takes the place of the global functions. */
	install(): this {
		const set =
			(every: boolean) =>
			(f: () => void, ms = 0, ...args: unknown[]): number => {
				const wait = Math.max(every ? 1 : 0, Number(ms) || 0);
				this.timers.push({
					id: ++this.last,
					at: this.now + wait,
					every: every ? wait : undefined,
					f,
					args,
				});
				return this.last;
			};
		const clear = (id?: number) => void (this.timers = this.timers.filter((t) => t.id !== id));
		Object.assign(globalThis, {
			setTimeout: set(false),
			setInterval: set(true),
			clearTimeout: clear,
			clearInterval: clear,
			requestAnimationFrame: (f: (at: number) => void) => set(false)(() => f(this.now), 16),
		});
		performance.now = () => this.now;
		Date.now = () => 1.7e12 + this.now;
		return this;
	}

	/** Timers that are set. */
	get pending(): number {
		return this.timers.length;
	}

	/** Lets so many milliseconds pass. */
	async run(ms: number): Promise<void> {
		const end = this.now + ms;
		await settle();
		for (let next = this.next(end); next; next = this.next(end)) {
			this.now = Math.max(this.now, next.at);
			if (next.every) next.at += next.every;
			else this.timers = this.timers.filter((t) => t !== next);
			next.f(...next.args);
			await settle();
		}
		this.now = end;
	}

	/** Lets time pass until something is so; fails after a limit, ms. */
	async until(so: () => unknown, limit = 60_000): Promise<void> {
		const end = this.now + limit;
		for (await settle(); !so(); await settle()) {
			if (this.now >= end) throw new Error(`not so after ${limit} ms: ${so}`);
			const next = Math.min(end, ...this.timers.map((t) => t.at));
			await this.run(Math.max(0, next - this.now));
		}
	}

	private next(end: number): Timer | undefined {
		let first: Timer | undefined;
		for (const t of this.timers) if (t.at <= end && (!first || t.at < first.at)) first = t;
		return first;
	}
}

/** Numbers that come again with their seed (mulberry32). */
export function random(seed: number): () => number {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** How many seeds a test by chance tries: so many, and DIPTYCH_SEEDS times that where there is time. */
export const seeds = (n: number): number => n * (Number(process.env.DIPTYCH_SEEDS) || 1);
