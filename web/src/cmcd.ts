// What servers are told with a request for media (CTA-5004, Common Media Client Data), as
// a query argument: as a header it would make browsers ask twice.
import type { SegmentRequest } from "./protocol";

/** What the page knows: seconds ahead of the clock, and whether there should be some. */
export interface Known {
	ahead: number;
	rate: number;
	/** Play has begun, and nothing is being sought. */
	plays: boolean;
}

type Said = Record<string, string | number | boolean>;
const plain = new Set(["ot", "pr", "sf", "st"]);

/** Keys in their order; times in ms, to the tenth of a second where the standard says so. */
export function cmcd({ cmcd: told, duration }: SegmentRequest, { ahead, rate, plays }: Known): string {
	const starved = plays && ahead <= 0;
	const said: Said = {
		...told,
		bl: Math.round(ahead * 10) * 100,
		bs: starved,
		d: Math.round(duration * 1000),
		pr: rate === 1 ? "" : rate.toFixed(2),
		su: !plays || starved,
	};
	const text = (key: string, v: Said[string]) =>
		v === true ? key : `${key}=${typeof v === "string" && !plain.has(key) ? JSON.stringify(v) : v}`;
	const list = Object.keys(said).sort();
	return (
		"CMCD=" + encodeURIComponent(list.flatMap((key) => (said[key] ? text(key, said[key]) : [])).join())
	);
}

/** How much of a track is buffered from a moment on, seconds. */
export function ahead(buffer: SourceBuffer | undefined, t: number): number {
	try {
		const { buffered } = buffer!;
		for (let i = 0; i < buffered.length; i++)
			if (buffered.start(i) <= t && buffered.end(i) > t) return buffered.end(i) - t;
	} catch {
		/* it is not there yet, or not any more */
	}
	return 0;
}
