// The sessions of a module: what they ask licence servers, and what comes of their keys
// (W3C Encrypted Media Extensions §6).
import { toBase64, toHex, bytesOf, type Bytes } from "./bytes";
import { Code, Failure, step } from "./failure";
import type { InitData } from "./initdata";
import { fairPlay, type KeySystem } from "./systems";

/** Who hears of the sessions of one module. */
export interface Listener {
	license(message: ArrayBuffer): Promise<Bytes>;
	/** Licences are on their way, or not. */
	waits(on: boolean): void;
	/** The browser does not let these keys be used, by id. */
	restricted(ids: string[]): void;
	failed(failure: Failure): void;
}

interface Open {
	session: MediaKeySession;
	init: InitData;
	usable: boolean; // its keys were, once
}

export class Sessions {
	private readonly known = new Set<string>();
	private readonly open = new Set<Open>();
	private pending = 0;
	private closed = false;

	constructor(
		private readonly keys: MediaKeys,
		private readonly system: KeySystem,
		private readonly to: Listener,
	) {}

	/** Begins a session for what is not known yet. */
	add(list: InitData[]): void {
		for (const init of list) {
			const name = init.type + toBase64(init.data);
			const held = init.ids.length > 0 && init.ids.every((id) => this.known.has(id));
			if (this.known.has(name) || held) continue;
			for (const key of [name, ...init.ids]) this.known.add(key);
			void this.guard(() => this.begin(init));
		}
	}

	/** Something is on its way. */
	get busy(): boolean {
		return this.pending > 0;
	}

	get empty(): boolean {
		return this.known.size === 0;
	}

	async close(): Promise<void> {
		this.closed = true;
		await Promise.all([...this.open].map((o) => this.end(o)));
	}

	private async end(o: Open): Promise<void> {
		this.open.delete(o);
		await o.session.close().catch(() => undefined);
	}

	/** Tells of what goes wrong, unless nobody wants to know any more. */
	private async guard(f: () => Promise<void>): Promise<void> {
		this.wait(1);
		try {
			await f();
		} catch (error) {
			if (!this.closed)
				this.to.failed(error instanceof Failure ? error : new Failure(Code.noSession, String(error)));
		}
		this.wait(-1);
	}

	private wait(by: number): void {
		const before = this.pending > 0;
		this.pending += by;
		if (!this.closed && this.pending > 0 !== before) this.to.waits(!before);
	}

	private async begin(init: InitData): Promise<void> {
		const code = this.system === fairPlay ? Code.fairPlaySession : Code.noSession;
		const session = await step(code, "a session", () => this.keys.createSession("temporary"));
		const o: Open = { session, init, usable: false };
		this.open.add(o);
		session.addEventListener("message", (e) => void this.guard(() => this.answer(o, e.message)));
		session.addEventListener("keystatuseschange", () => this.statuses(o));
		void session.closed.then(() => this.again(o, Code.noSession, "the module has closed the session"));
		await step(Code.noRequest, "a licence request", () => session.generateRequest(init.type, init.data));
	}

	private async answer(o: Open, message: ArrayBuffer): Promise<void> {
		const licence = await this.to.license(message);
		if (!this.open.has(o)) return;
		const code = this.system === fairPlay ? Code.fairPlayAnswer : Code.rejected;
		await step(code, "the licence", () => o.session.update(licence));
	}

	private statuses(o: Open): void {
		const by = new Map<MediaKeyStatus, string[]>();
		o.session.keyStatuses.forEach((status: MediaKeyStatus, id: BufferSource) =>
			by.set(status, [...(by.get(status) ?? []), toHex(bytesOf(id))]),
		);
		if (this.closed || !this.open.has(o)) return;
		if (by.has("internal-error"))
			return this.to.failed(new Failure(Code.rejected, "the module cannot use the key"));
		o.usable ||= by.has("usable") || by.has("output-downscaled");
		const restricted = by.get("output-restricted");
		if (restricted) this.to.restricted(restricted);
		if (by.has("expired")) this.again(o, Code.expired, "the licence has expired");
	}

	/** A session that is over, or its licence, is begun anew; one that never was of use is a failure. */
	private again(o: Open, code: number, why: string): void {
		if (this.closed || !this.open.has(o)) return;
		if (!o.usable) return this.to.failed(new Failure(code, why));
		void this.end(o);
		void this.guard(() => this.begin(o.init));
	}
}
