// Components that are drawn anew when what they show has changed.
import { h, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Something that tells of its changes. */
export class Changing {
	private readonly listeners = new Set<() => void>();

	changed(): void {
		for (const f of [...this.listeners]) f();
	}

	/** A component that draws now what draw gives, and again after each change. */
	component(draw: () => preact.ComponentChildren, displayName: string): ComponentType {
		const View = () => {
			const [, redraw] = useState(0);
			useEffect(() => {
				const f = () => redraw((n) => n + 1);
				this.listeners.add(f);
				return () => void this.listeners.delete(f);
			}, []);
			return h("div", { style: { display: "contents" } }, draw());
		};
		View.displayName = displayName;
		return View;
	}
}

/** What managers need of the player. */
export interface PlayerLike {
	addEventListener(type: string, f: (e: { payload?: any }) => void): void;
	removeEventListener(type: string, f: (e: { payload?: any }) => void): void;
	dispatchEvent(e: unknown): boolean;
	currentTime?: number | null;
}
