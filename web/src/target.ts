// The event contract of the player object (reference: player-api §3.1): not DOM
// events, no bubbling, one removal drops every registration of a function.

export type Listener = ((event: FakeEvent) => void) | { handleEvent(event: FakeEvent): void };

export class FakeEvent {
	readonly type: string;
	readonly payload: unknown;
	target: unknown = undefined;
	currentTarget: unknown = undefined;
	readonly bubbles = false;
	readonly cancelable = false;
	readonly defaultPrevented = false;
	readonly isTrusted = false;
	stopped = false;
	readonly timeStamp = performance.now();

	constructor(type: string, payload?: unknown) {
		this.type = type;
		this.payload = payload;
	}

	preventDefault(): void {}
	stopPropagation(): void {}
	stopImmediatePropagation(): void {
		this.stopped = true;
	}
}

export class FakeEventTarget {
	private readonly listeners = new Map<string, Listener[]>();

	addEventListener(type: string, listener: Listener): void {
		if (typeof listener !== "function" && typeof listener?.handleEvent !== "function") return;
		const list = this.listeners.get(type) ?? [];
		this.listeners.set(type, [...list, listener]);
	}

	removeEventListener(type: string, listener: Listener): void {
		this.listeners.set(
			type,
			(this.listeners.get(type) ?? []).filter((l) => l !== listener),
		);
	}

	/** Runs the listeners in order; one that throws is logged and the next still runs. */
	dispatchEvent(event: FakeEvent): boolean {
		event.target ??= this;
		event.currentTarget = this;
		for (const listener of this.listeners.get(event.type) ?? []) {
			try {
				if (typeof listener === "function") listener.call(this, event);
				else listener.handleEvent(event);
			} catch (error) {
				console.error(error);
			}
			if (event.stopped) break;
		}
		return event.defaultPrevented;
	}

	protected dropListeners(): void {
		this.listeners.clear();
	}
}
