// fetch over a made-up network: files by URL, and for every request a word on how
// it goes: late, in pieces, broken, stalled, refused, with Range or without.

export interface Fate {
	/** Before the head comes, ms. */
	delay?: number;
	/** Bytes of a piece, and the wait before each, ms. */
	piece?: number;
	gap?: number;
	/** The connection breaks behind so many bytes. */
	breakAt?: number;
	/** Nothing comes behind so many bytes. */
	stallAt?: number;
	status?: number;
	/** The server knows no Range. */
	whole?: boolean;
	/** There is no connection at all. */
	away?: boolean;
	/** Whoever does not ask for a while finds all that came meanwhile, in one piece. */
	gathers?: boolean;
	/** The answer has no readable body. */
	plain?: boolean;
}

export interface Asked {
	url: string;
	from: number;
	to: number;
	method: string;
	body?: string;
	range: boolean;
	aborted: boolean;
	done: boolean;
}

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

export class Net {
	readonly files = new Map<string, Uint8Array>();
	readonly asked: Asked[] = [];
	/** How a request goes; n counts those for the same URL. */
	fate: (a: Asked, n: number) => Fate = () => ({});

	install(): this {
		globalThis.fetch = ((url: string, o?: RequestInit) => this.fetch(url, o)) as typeof fetch;
		return this;
	}

	/** Requests for a file, by the end of its name. */
	of(name: string): Asked[] {
		return this.asked.filter((a) => a.url.endsWith(name));
	}

	private async fetch(
		url: string,
		{ headers = {}, signal, method = "GET", body }: RequestInit = {},
	): Promise<unknown> {
		const range = /^bytes=(\d+)-(\d*)$/.exec((headers as Record<string, string>).Range ?? "");
		const asked: Asked = {
			url,
			from: Number(range?.[1] ?? 0),
			to: range?.[2] ? Number(range[2]) : -1,
			method,
			body: body as string,
			range: !!range,
			aborted: false,
			done: false,
		};
		const n = this.asked.filter((a) => a.url === url).length;
		this.asked.push(asked);
		const fate = this.fate(asked, n);
		const stopped = new Promise<never>((_, reject) => {
			const stop = () => {
				asked.aborted = true;
				reject(new DOMException("aborted", "AbortError"));
			};
			if (signal?.aborted) stop();
			signal?.addEventListener("abort", stop);
		});
		stopped.catch(() => undefined);
		const can = <T>(p: Promise<T>): Promise<T> => Promise.race([p, stopped]);
		await can(wait(fate.delay ?? 1));
		if (fate.away) throw new TypeError("Failed to fetch");
		const file = this.files.get(url);
		const ranged = range && !fate.whole;
		const status = fate.status ?? (file ? (ranged ? 206 : 200) : 404);
		const bytes = !file
			? new Uint8Array(0)
			: ranged
				? file.slice(asked.from, asked.to < 0 ? undefined : asked.to + 1)
				: file;
		return answer(asked, status, bytes, fate, can);
	}
}

function answer(
	asked: Asked,
	status: number,
	bytes: Uint8Array,
	fate: Fate,
	can: <T>(p: Promise<T>) => Promise<T>,
): object {
	let at = 0;
	let asks = performance.now();
	const next = async (): Promise<Uint8Array | undefined> => {
		const came = fate.gathers ? Math.floor((performance.now() - asks) / fate.gap!) : 0;
		if (fate.gap && !came) await wait(fate.gap);
		asks = performance.now();
		if (fate.breakAt !== undefined && at >= fate.breakAt) throw new TypeError("network error");
		if (fate.stallAt !== undefined && at >= fate.stallAt) await new Promise(() => undefined);
		if (at >= bytes.length) {
			asked.done = true;
			return undefined;
		}
		const end = Math.min(
			bytes.length,
			at + (fate.piece ?? bytes.length) * (came || 1),
			fate.breakAt ?? Infinity,
			fate.stallAt ?? Infinity,
		);
		const piece = bytes.slice(at, end);
		at = end;
		return piece;
	};
	const all = async (): Promise<Uint8Array> => {
		const out: number[] = [];
		for (let p = await can(next()); p; p = await can(next())) out.push(...p);
		return Uint8Array.from(out);
	};
	const reader = {
		read: async () => {
			const value = await can(next());
			return { done: !value, value };
		},
	};
	return {
		url: asked.url,
		status,
		ok: status >= 200 && status < 300,
		headers: new Headers({ "Content-Length": String(bytes.length) }),
		body: fate.plain ? null : { getReader: () => reader },
		arrayBuffer: async () => (await all()).buffer,
		text: async () => new TextDecoder().decode(await all()),
	};
}
