// Key systems of a browser by the standard's rules (W3C Encrypted Media Extensions), as
// far as drm.js can meet them, and a licence server.
import type { Browser } from "../../src/drm/access";

type Status = MediaKeyStatus;

export class FakeSession extends EventTarget {
	readonly keyStatuses = new Map<BufferSource, Status>();
	readonly updates: string[] = [];
	init = "";
	over = false;
	private end!: () => void;
	readonly closed = new Promise<void>((done) => (this.end = done));

	constructor(private readonly module: FakeModule) {
		super();
	}

	generateRequest(type: string, data: Uint8Array): Promise<void> {
		this.module.check("generateRequest");
		this.init = type + " " + new TextDecoder("latin1").decode(data);
		queueMicrotask(() => this.ask());
		return Promise.resolve();
	}

	/** Asks for a licence, as it does at first and to renew it. */
	ask(text = "challenge " + this.init): void {
		const message = this.module.message?.() ?? new TextEncoder().encode(text).buffer;
		this.dispatchEvent(Object.assign(new Event("message"), { message }));
	}

	update(data: Uint8Array): Promise<void> {
		this.module.check("update");
		this.updates.push(new TextDecoder().decode(data));
		for (const [id, status] of Object.entries(this.module.statuses)) this.status(id, status);
		return Promise.resolve();
	}

	/** Says what can be done with a key. */
	status(id: string, status: Status): void {
		const bytes = Uint8Array.from(id.match(/../g)!, (x) => parseInt(x, 16));
		this.keyStatuses.clear();
		this.keyStatuses.set(bytes, status);
		this.dispatchEvent(new Event("keystatuseschange"));
	}

	close(): Promise<void> {
		this.over = true;
		this.end();
		return Promise.resolve();
	}
}

/** A browser and its one module. */
export class FakeModule {
	readonly sessions: FakeSession[] = [];
	readonly asked: string[] = [];
	readonly posted: { url: string; body: unknown; headers: Record<string, string>; credentials?: string }[] =
		[];
	configs: MediaKeySystemConfiguration[] = [];
	/** Key systems of the browser; what it calls the step that goes wrong. */
	systems = ["com.widevine.alpha"];
	broken = "";
	/** What of a type it does not play. */
	unplayable = "none";
	statuses: Record<string, Status> = {};
	message?: () => ArrayBuffer;
	certificate = "";
	/** What the licence server does the n-th time, from 1: a status, or a body. */
	server: (n: number) => number | string | Promise<number | string> = () => "licence";
	secure = true;

	check(step: string): void {
		if (this.broken === step) throw new DOMException("no " + step, "NotSupportedError");
	}

	async createMediaKeys(): Promise<MediaKeys> {
		this.check("createMediaKeys");
		return {
			createSession: () => {
				this.check("createSession");
				const s = new FakeSession(this);
				this.sessions.push(s);
				return s;
			},
			setServerCertificate: async (data: Uint8Array) => {
				this.check("setServerCertificate");
				this.certificate = new TextDecoder().decode(data);
				return true;
			},
		} as unknown as MediaKeys;
	}

	browser(): Browser {
		const access = async (name: string, [config]: MediaKeySystemConfiguration[]) => {
			this.asked.push(name);
			this.configs.push(config!);
			if (!this.systems.includes(name)) throw new DOMException("no " + name, "NotSupportedError");
			const plays = (list?: MediaKeySystemMediaCapability[]) =>
				list?.filter((c) => !c.contentType!.includes(this.unplayable));
			const granted = {
				...config,
				videoCapabilities: plays(config!.videoCapabilities),
				audioCapabilities: plays(config!.audioCapabilities),
			};
			return {
				keySystem: name,
				getConfiguration: () => granted,
				createMediaKeys: () => this.createMediaKeys(),
			} as unknown as MediaKeySystemAccess;
		};
		return {
			access: this.secure ? access : undefined,
			fetch: (url, init) => this.fetch(String(url), init),
		};
	}

	private async fetch(url: string, init: RequestInit = {}): Promise<Response> {
		const { body, headers = {}, credentials } = init;
		this.posted.push({
			url,
			body: typeof body === "string" ? body : body && new TextDecoder().decode(body as ArrayBuffer),
			headers: headers as Record<string, string>,
			credentials,
		});
		const answer = await this.server(this.posted.length);
		if (answer === 0) throw new TypeError("Failed to fetch");
		return typeof answer === "number" ? new Response("", { status: answer }) : new Response(answer);
	}
}

/** The element that a module is put on. */
export class FakeElement extends EventTarget {
	mediaKeys: unknown = null;
	readyState = 1;
	constructor(private readonly module: FakeModule) {
		super();
	}
	async setMediaKeys(keys: unknown): Promise<void> {
		if (keys) this.module.check("setMediaKeys");
		this.mediaKeys = keys;
	}
	encrypted(initDataType: string, initData: Uint8Array | null): void {
		this.dispatchEvent(
			Object.assign(new Event("encrypted"), {
				initDataType,
				initData: initData?.slice().buffer ?? null,
			}),
		);
	}
}
