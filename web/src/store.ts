// What is shown, by slices. Go publishes most of them; a few (time, volume) are
// read from the element here, so that playing costs no call into Go.
import { useContext, useEffect, useState } from "preact/hooks";
import { Player } from "./ui/context";
import type { Dict } from "./objects";

export class Store {
	private readonly slices = new Map<string, Dict>();
	private readonly listeners = new Map<string, Set<() => void>>();

	get<T = Dict>(slice: string): T {
		return (this.slices.get(slice) ?? {}) as T;
	}

	set(slice: string, v: Dict): void {
		this.slices.set(slice, v);
		for (const f of [...(this.listeners.get(slice) ?? [])]) f();
	}

	/** Changes fields of a slice; nothing happens when they are the same. */
	patch(slice: string, v: Dict): void {
		const have = this.get(slice);
		if (Object.keys(v).some((key) => have[key] !== v[key])) this.set(slice, { ...have, ...v });
	}

	subscribe(slice: string, f: () => void): () => void {
		const set = this.listeners.get(slice) ?? new Set();
		this.listeners.set(slice, set.add(f));
		return () => set.delete(f);
	}
}

/** The slice, kept up to date. */
export function useSlice<T = Dict>(slice: string): T {
	const { store } = useContext(Player);
	const [, redraw] = useState(0);
	useEffect(() => {
		redraw((n) => n + 1);
		return store.subscribe(slice, () => redraw((n) => n + 1));
	}, [slice, store]);
	return store.get<T>(slice);
}
