// frame-api.js: the page's side of the control of an iframe embed
// (docs/iframe-api.md), as an ES module without globals.

interface Tell {
	diptych?: unknown;
	id?: unknown;
	event?: unknown;
	payload?: unknown;
	result?: unknown;
	error?: { code: string; message: string };
}

/** What the iframe refused, and why. */
export class FrameError extends Error {
	constructor(
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

type Listener = (payload: unknown) => void;

/** A player in an iframe. */
export class FramePlayer {
	private last = 0;
	private readonly pending = new Map<unknown, { resolve(v: unknown): void; reject(e: FrameError): void }>();
	private readonly listeners = new Map<string, Set<Listener>>();
	private readonly origin: string;
	private readonly target: string;

	constructor(
		readonly iframe: HTMLIFrameElement,
		private readonly there: () => void,
	) {
		const opaque = iframe.hasAttribute("sandbox") && !iframe.sandbox.contains("allow-same-origin"); // has no name to post to
		this.origin = opaque ? "null" : new URL(iframe.src, document.baseURI).origin;
		this.target = opaque ? "*" : this.origin;
		addEventListener("message", this.hear);
		this.hello();
	}

	/** Calls a method; the promise is settled by the player's answer. */
	call(method: string, ...args: unknown[]): Promise<unknown> {
		return this.ask(this.target, method, args);
	}

	play(): Promise<unknown> {
		return this.call("play");
	}
	pause(): Promise<unknown> {
		return this.call("pause");
	}
	get(property: string): Promise<unknown> {
		return this.call("get", property);
	}
	set(property: string, value: unknown): Promise<unknown> {
		return this.call("set", property, value);
	}

	/** Hears an event of the player; the promise tells that it does. */
	on(event: string, listener: Listener): Promise<unknown> {
		const list = this.listeners.get(event) ?? new Set();
		this.listeners.set(event, list.add(listener));
		return this.call("subscribe", event);
	}

	off(event: string, listener: Listener): void {
		const list = this.listeners.get(event);
		if (!list?.delete(listener) || list.size) return;
		this.listeners.delete(event);
		this.call("unsubscribe", event).catch(() => undefined);
	}

	/** Stops listening; the player goes on. */
	close(): void {
		removeEventListener("message", this.hear);
	}

	private ask(target: string, method: string, args: unknown[]): Promise<unknown> {
		const id = ++this.last;
		const delegate =
			method === "enterFullscreen" && navigator.userActivation?.isActive
				? { delegate: "fullscreen" }
				: {};
		return new Promise((resolve, reject) => {
			this.pending.set(id, { resolve, reject });
			this.iframe.contentWindow?.postMessage(
				{ diptych: 1, id, method, args },
				{ targetOrigin: target, ...delegate },
			);
		});
	}

	/** The document may not be there yet: then nobody hears this, and it says that it is ready later. */
	private hello(): void {
		this.ask("*", "connect", []).then(
			() => {
				this.there();
				if (this.listeners.size)
					this.call("subscribe", ...this.listeners.keys()).catch(() => undefined);
			},
			() => undefined,
		);
	}

	/** Another document: it knows nothing of what the one before was asked. */
	private anew(): void {
		for (const p of this.pending.values())
			p.reject(new FrameError("gone", "the document was loaded anew"));
		this.pending.clear();
		this.hello();
	}

	private readonly hear = (e: MessageEvent<Tell | null>): void => {
		const m = e.data;
		if (e.source !== this.iframe.contentWindow || e.origin !== this.origin || m?.diptych !== 1) return;
		if (m.event === "ready") return this.anew();
		if (typeof m.event === "string") for (const f of this.listeners.get(m.event) ?? []) f(m.payload);
		const p = this.pending.get(m.id);
		if (!p) return;
		this.pending.delete(m.id);
		if (m.error) p.reject(new FrameError(m.error.code, m.error.message));
		else p.resolve(m.result);
	};
}

/** The player in an iframe, once it answers. */
export function control(iframe: HTMLIFrameElement): Promise<FramePlayer> {
	return new Promise((resolve) => {
		const player: FramePlayer = new FramePlayer(iframe, () => resolve(player));
	});
}
