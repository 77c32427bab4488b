// How fast the connection is thought to be, bit/s: what was measured on this
// kind of network before, else what the browser says of a slow one.
import { keep, kept } from "../storage";

interface Memory {
	rate: number;
	at: number;
}

/** A measurement is believed for a week. */
const maxAge = 7 * 86_400_000;

const key = (): string => {
	const c = navigator.connection;
	return "diptych-bandwidth-" + (c?.type ?? "") + (c?.effectiveType ?? "");
};

let measured = 0;

/** 0 = nothing is known. */
export function bandwidth(): number {
	if (measured) return measured;
	try {
		const m = JSON.parse(kept(key()) || "null") as Memory | null;
		if (m && m.rate > 0 && Date.now() - m.at < maxAge) return m.rate;
	} catch {
		/* not ours */
	}
	// The browser's own figure tells a slow connection, but on a first visit not how fast a good one is.
	const c = navigator.connection;
	return c?.effectiveType === "4g" ? 0 : (c?.downlink ?? 0) * 1e6;
}

let stored = 0;
/** Something that nobody measures loads too. */
export let crowded = false;

/** Meanwhile a measurement tells only how fast the connection is at least. */
export function crowd(on: boolean): void {
	crowded = on;
}

/** Takes a measurement: so many bytes in so many milliseconds. */
export function measure(bytes: number, ms: number): void {
	if (bytes < 16_000) return;
	const rate = (bytes * 8000) / Math.max(ms, 5);
	if (crowded && rate < measured) return;
	measured = Math.round(measured ? 0.6 * measured + 0.4 * rate : rate);
	if (performance.now() - stored < 5000 && stored) return;
	stored = performance.now();
	keep(key(), JSON.stringify({ rate: measured, at: Date.now() } satisfies Memory));
}

declare global {
	interface Navigator {
		connection?: { downlink?: number; type?: string; effectiveType?: string };
	}
}
