import { FakeEventTarget } from "../target";

type Target = Pick<FakeEventTarget, "addEventListener" | "removeEventListener"> | EventTarget;
type Callback = (event: any) => void;

interface Binding {
	target: any;
	type: string;
	listener: Callback;
	added: Callback;
	options?: unknown;
}

/** Listeners that are taken off together; plugins hold theirs in one (reference: player-api §1.1). */
export class EventManager {
	private bindings: Binding[] = [];

	listen(target: Target, type: string, listener: Callback, options?: unknown): void {
		this.add(target, type, listener, listener, options);
	}

	listenOnce(target: Target, type: string, listener: Callback, options?: unknown): void {
		this.add(
			target,
			type,
			listener,
			(event: unknown) => {
				this.unlisten(target, type, listener);
				listener.call(target, event);
			},
			options,
		);
	}

	/** Without a listener, all of that type go. */
	unlisten(target: Target, type: string, listener?: Callback): void {
		this.drop((b) => b.target === target && b.type === type && (!listener || b.listener === listener));
	}

	removeAll(): void {
		this.drop(() => true);
	}
	destroy(): void {
		this.removeAll();
	}

	private add(target: any, type: string, listener: Callback, added: Callback, options: any): void {
		const { once: _, ...rest } = (typeof options === "object" && options) || {}; // listenOnce is for that
		const given = typeof options === "object" ? rest : options;
		this.bindings.push({ target, type, listener, added, options: given });
		target.addEventListener(type, added, given);
	}

	private drop(which: (b: Binding) => boolean): void {
		const gone = this.bindings.filter(which);
		this.bindings = this.bindings.filter((b) => !gone.includes(b));
		for (const { target, type, added, options } of gone) target.removeEventListener(type, added, options);
	}
}
