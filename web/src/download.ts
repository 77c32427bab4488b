// One media segment on its way: its bytes as they come, and its init segment.
import type { LogRecord, RecordState, Resource, SegmentRequest } from "./protocol";

/** Without a byte for this long a download has failed, milliseconds. */
const silence = 20_000;
const progressEvery = 200;

type Note = (state: RecordState, extra?: Partial<LogRecord>) => void;

/** Init segments are small and come back with every switch of rendition. */
class InitCache {
	private readonly kept = new Map<string, Promise<ArrayBuffer>>();

	key(r: Resource): string {
		return r.url + "|" + r.from + "|" + r.to;
	}

	get(r: Resource): Promise<ArrayBuffer> {
		const key = this.key(r);
		let bytes = this.kept.get(key);
		if (!bytes) {
			bytes = load(r).then(async (response) => cut(new Uint8Array(await response.arrayBuffer()), r, response.status).buffer as ArrayBuffer);
			bytes.catch(() => this.kept.delete(key));
			this.kept.set(key, bytes);
			if (this.kept.size > 32) this.kept.delete(this.kept.keys().next().value as string);
		}
		return bytes;
	}

	put(r: Resource, bytes: ArrayBuffer): void {
		this.kept.set(this.key(r), Promise.resolve(bytes));
	}
}

export const initBytes = new InitCache();

class StatusError extends Error {
	constructor(readonly status: number) {
		super("HTTP status " + status);
	}
}

async function load(r: Resource, signal?: AbortSignal): Promise<Response> {
	const headers: Record<string, string> = r.to >= 0 ? { Range: `bytes=${r.from}-${r.to}` } : {};
	const response = await fetch(r.url, { headers, signal });
	if (!response.ok) throw new StatusError(response.status);
	return response;
}

/** A server that ignores Range sends the whole file. */
function cut(bytes: Uint8Array, r: Resource, status: number): Uint8Array {
	return r.to >= 0 && status === 200 ? bytes.slice(r.from, r.to + 1) : bytes;
}

export class Download {
	bytes = 0;
	status = 0;
	sentAt = 0;
	firstByteAt = 0;
	done = false;
	failed = false;
	init?: ArrayBuffer;
	private readonly chunks: Uint8Array[] = [];
	private readonly control = new AbortController();
	private watchdog = 0;
	private reported = 0;

	/** moved is called whenever there is more to append. */
	constructor(readonly request: SegmentRequest, private readonly note: Note, private readonly moved: () => void) {}

	/** The init segment is here, or none is needed. */
	get ready(): boolean {
		return !this.request.init || this.init !== undefined;
	}

	start(): void {
		this.sentAt = performance.now();
		this.note("sent");
		this.alive();
		Promise.all([this.loadInit(), this.loadMedia()]).catch((error: unknown) => this.stop(error));
	}

	/** All bytes that came since the last call. */
	take(): Uint8Array<ArrayBuffer> | undefined {
		if (this.chunks.length === 0) return undefined;
		const parts = this.chunks.splice(0);
		if (parts.length === 1) return parts[0] as Uint8Array<ArrayBuffer>;
		const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
		let at = 0;
		for (const p of parts) {
			all.set(p, at);
			at += p.length;
		}
		return all;
	}

	cancel(): void {
		this.failed = true;
		clearTimeout(this.watchdog);
		this.control.abort();
	}

	private async loadInit(): Promise<void> {
		if (!this.request.init) return;
		this.init = await initBytes.get(this.request.init);
		this.moved();
	}

	private async loadMedia(): Promise<void> {
		const { segment } = this.request;
		const response = await load(segment, this.control.signal);
		this.status = response.status;
		if (segment.to >= 0 && response.status === 200) {
			this.arrived(cut(new Uint8Array(await response.arrayBuffer()), segment, 200));
		} else {
			await this.read(response);
		}
		this.done = true;
		clearTimeout(this.watchdog);
		if (this.failed) return;
		this.note("loaded");
		this.moved();
	}

	private async read(response: Response): Promise<void> {
		const reader = response.body?.getReader();
		if (!reader) return this.arrived(new Uint8Array(await response.arrayBuffer()));
		for (;;) {
			const { done, value } = await reader.read();
			if (done || this.failed) return;
			this.arrived(value);
		}
	}

	private arrived(chunk: Uint8Array): void {
		const now = performance.now();
		this.firstByteAt ||= now;
		this.bytes += chunk.length;
		this.chunks.push(chunk);
		this.alive();
		if (now - this.reported >= progressEvery) {
			this.reported = now;
			this.note("progress");
		}
		this.moved();
	}

	private alive(): void {
		clearTimeout(this.watchdog);
		this.watchdog = window.setTimeout(() => this.stop(new DOMException("no data", "TimeoutError")), silence);
	}

	private stop(error: unknown): void {
		if (this.failed) return;
		this.cancel();
		const code = error instanceof StatusError ? "status" : (error as Error).name === "TimeoutError" ? "timeout" : "network";
		if (error instanceof StatusError) this.status = error.status;
		this.note("failed", { code, message: String(error) });
		this.moved();
	}
}
