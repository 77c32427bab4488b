// One media segment on its way: its bytes as they come, and its init segment.
// What has come stays: a connection that breaks, or a request that is given up
// and made again, goes on behind the last byte.
import { crowded } from "./start/bandwidth";
import type { LogRecord, RecordState, Resource, SegmentRequest } from "./protocol";

/** Without a byte for this long a download has failed, milliseconds. */
const silence = 20_000;
const progressEvery = 200;
const calmProgressEvery = 1000;
/** How often a broken connection is taken up again, and the first wait, milliseconds. */
const resumes = 2;
const resumeAfter = 250;
/** What comes is left to gather so long while nobody waits for it, milliseconds. */
const leisure = 80;

type Note = (state: RecordState, extra?: Partial<LogRecord>) => void;

export const keyOf = (r: Resource): string => r.url + "|" + r.from + "|" + r.to;

/** Keeps a few things by resource; the oldest goes first. */
class Kept<T> {
	readonly #map = new Map<string, T>();

	constructor(private readonly limit: number) {}

	put(r: Resource, v: T): void {
		this.#map.set(keyOf(r), v);
		if (this.#map.size > this.limit) this.#map.delete(this.#map.keys().next().value as string);
	}

	get(r: Resource): T | undefined {
		return this.#map.get(keyOf(r));
	}
	drop(r: Resource): void {
		this.#map.delete(keyOf(r));
	}
	clear(): void {
		this.#map.clear();
	}
}

/** Init segments are small and come back with every switch of rendition. */
const inits = new Kept<Promise<ArrayBuffer>>(32);

export function putInit(r: Resource, bytes: ArrayBuffer): void {
	inits.put(r, Promise.resolve(bytes));
}

export function getInit(r: Resource): Promise<ArrayBuffer> {
	let bytes = inits.get(r);
	if (!bytes) {
		bytes = load(r, 0).then(
			async (response) =>
				cut(new Uint8Array(await response.arrayBuffer()), r, response.status).buffer as ArrayBuffer,
		);
		bytes.catch(() => inits.drop(r));
		inits.put(r, bytes);
	}
	return bytes;
}

/** Downloads that ended early, for those that ask for the same. */
const partials = new Kept<{ chunks: Uint8Array[]; whole: boolean }>(6);

/** Drops them: a player has gone, and what it left would be megabytes held for nobody. */
export function forgetPartials(): void {
	partials.clear();
}

/** Bytes that all downloads of the page have brought. Several at once share the connection. */
let received = 0;

class StatusError extends Error {
	constructor(readonly status: number) {
		super("HTTP status " + status);
	}
}

/** Asks for a resource without its first bytes. */
async function load(r: Resource, skip: number, signal?: AbortSignal, query = ""): Promise<Response> {
	const from = Math.max(0, r.from) + skip;
	const headers: Record<string, string> =
		r.to >= 0 || skip ? { Range: `bytes=${from}-${r.to >= 0 ? r.to : ""}` } : {};
	const response = await fetch(r.url + query, { headers, signal });
	if (!response.ok) throw new StatusError(response.status);
	return response;
}

/** A server that ignores Range sends the whole file. */
function cut(bytes: Uint8Array, r: Resource, status: number): Uint8Array {
	return r.to >= 0 && status === 200 ? bytes.slice(r.from, r.to + 1) : bytes;
}

export class Download {
	bytes = 0;
	/** What came over the connection since the first byte, for others too; -1 when that cannot be told. */
	network = 0;
	status = 0;
	sentAt = 0;
	firstByteAt = 0;
	done = false;
	failed = false;
	init?: ArrayBuffer;
	/** It waits until it is said how it is appended. */
	held: boolean;
	/** It ends within a box: what comes next would be taken for the rest of it. */
	torn?: boolean;
	/** Takes out of a whole segment, or of its init segment, what is not to be appended. */
	cut?: (bytes: ArrayBuffer) => ArrayBuffer;
	readonly chunks: Uint8Array[] = []; // not yet taken
	/** When the first of them came. */
	since = 0;
	all: Uint8Array[] = []; // since the beginning
	readonly #control = new AbortController();
	#asked = false;
	#watchdog = 0;
	#heardAt = 0;
	#receivedBefore = 0;
	#reported = 0;

	/** moved is called whenever there is more to append; calm tells whether play can wait for it. */
	constructor(
		readonly request: SegmentRequest,
		private readonly note: Note,
		private readonly moved: () => void,
		private readonly calm: () => boolean = () => false,
	) {
		this.held = !!request.inspect;
	}

	/** The init segment is here, or none is needed, and it may be appended. */
	get ready(): boolean {
		return !this.held && (!this.request.init || !!this.init);
	}

	/** Begins; one that is fed asks for nothing until it is told to. */
	start(fed = false): void {
		this.sentAt = this.#heardAt = performance.now();
		this.note("sent");
		this.#watchdog = window.setInterval(() => {
			if (performance.now() - this.#heardAt > silence)
				this.#stop(new DOMException("no data", "TimeoutError"));
		}, silence / 4);
		if (!fed) this.ask();
	}

	/** Loads what has not come yet, instead of being fed. */
	ask(): void {
		if (this.#asked) return;
		this.#asked = true;
		Promise.all([this.#loadInit(), this.#loadMedia()]).catch((error: unknown) => this.#stop(error));
	}

	/** Takes bytes that somebody else has fetched; size is that of the whole segment. */
	feed(chunk: Uint8Array, size: number): void {
		if (this.failed || this.done || this.#asked) return;
		this.status = 200;
		this.#arrived(chunk);
		if (this.bytes >= size) this.#finish();
	}

	feedInit(bytes: ArrayBuffer): void {
		if (this.failed) return;
		this.init = bytes;
		this.#rest();
		this.moved();
	}

	/** All bytes that came since the last call. */
	take(): BufferSource | undefined {
		if (!this.chunks.length || (this.cut && !this.done)) return undefined;
		const bytes = join(this.chunks.splice(0));
		return this.cut?.(bytes.slice().buffer) ?? bytes;
	}

	cancel(): void {
		if (!this.failed && this.bytes > 0)
			partials.put(this.request.segment, { chunks: this.all, whole: this.done });
		if (this.request.init && this.bytes < 0) inits.drop(this.request.init);
		this.failed = true;
		this.all = [];
		clearInterval(this.#watchdog);
		this.#control.abort();
	}

	/** Everything is in the SourceBuffer. */
	release(): void {
		this.all = [];
	}

	async #loadInit(): Promise<void> {
		if (!this.request.init || this.init) return;
		this.feedInit(await getInit(this.request.init));
	}

	async #loadMedia(): Promise<void> {
		const { segment } = this.request;
		const before = this.bytes ? undefined : partials.get(segment);
		partials.drop(segment);
		for (const chunk of before?.chunks ?? []) this.#arrived(chunk, true);
		if (before?.whole) this.status = 200;
		else await this.#loadRest(segment);
		this.#finish();
	}

	async #loadRest(segment: Resource): Promise<void> {
		for (let tries = 0; ; tries++) {
			const had = this.bytes;
			try {
				return await this.#attempt(segment);
			} catch (error) {
				if (
					this.failed ||
					error instanceof StatusError ||
					tries >= resumes ||
					(this.bytes === had && tries > 0)
				)
					throw error;
				await new Promise((go) => setTimeout(go, resumeAfter << tries));
			}
		}
	}

	async #attempt(segment: Resource): Promise<void> {
		const skip = this.bytes;
		const response = await load(segment, skip, this.#control.signal, this.request.query);
		this.status = response.status;
		if (response.status === 200 && (segment.to >= 0 || skip > 0)) {
			this.#arrived(cut(new Uint8Array(await response.arrayBuffer()), segment, 200).subarray(skip));
		} else {
			await this.#read(response);
		}
	}

	async #read(response: Response): Promise<void> {
		const reader = response.body?.getReader();
		if (!reader) return this.#arrived(new Uint8Array(await response.arrayBuffer()));
		let left = +(response.headers.get("Content-Length") ?? 0);
		for (let before = this.bytes; ;) {
			const asked = performance.now();
			const { done, value } = await reader.read();
			if (done || this.failed) return;
			this.#arrived(value);
			left -= value.length;
			// One that was waited for was the last there is. Towards the end each is taken as it
			// comes: it tells how fast the connection is.
			if (performance.now() - asked < 1 || left <= this.bytes - before || this.held || !this.calm())
				continue;
			before = this.bytes;
			await new Promise((go) => setTimeout(go, leisure));
		}
	}

	#finish(): void {
		this.done = true;
		this.#count();
		this.#rest();
		if (this.failed) return;
		this.note("loaded");
		this.moved();
	}

	#arrived(chunk: Uint8Array, old = false): void {
		const now = performance.now();
		if (!old && !this.firstByteAt) {
			this.firstByteAt = now;
			this.#receivedBefore = received;
			if (crowded) this.network = -1;
		}
		if (!old) received += chunk.length;
		this.#count();
		this.bytes += chunk.length;
		if (!this.chunks.length) this.since = now;
		this.chunks.push(chunk);
		this.all.push(chunk);
		this.#heardAt = now;
		if (!old && now - this.#reported >= (this.calm() ? calmProgressEvery : progressEvery)) {
			this.#reported = now;
			this.note("progress");
		}
		this.moved();
	}

	/** Nothing is waited for any more; gives whether that is so. */
	#rest(): boolean {
		const all = this.done && (!this.request.init || !!this.init);
		if (all) clearInterval(this.#watchdog);
		return all;
	}

	#count(): void {
		if (this.network >= 0) this.network = received - this.#receivedBefore;
	}

	#stop(error: unknown): void {
		if (this.failed || this.#rest()) return;
		const { init } = this.request;
		if (init) inits.drop(init); // it may be what does not come
		this.cancel();
		const code =
			error instanceof StatusError
				? "status"
				: (error as Error).name === "TimeoutError"
					? "timeout"
					: "network";
		if (error instanceof StatusError) this.status = error.status;
		this.note("failed", { code, message: String(error) });
		this.moved();
	}
}

export function join(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
	if (parts.length === 1) return parts[0] as Uint8Array<ArrayBuffer>;
	const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const p of parts) {
		all.set(p, at);
		at += p.length;
	}
	return all;
}
