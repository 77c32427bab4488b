// Why the rendition changed, in words (player/stream/stats.go, Decision).
import type { Say } from "./words";

export interface Decision {
	/** performance.now, ms. */
	at: number;
	why: string;
	/** Bit/s; 0 for none. */
	from: number;
	to: number;
	estimate: number;
	/** Seconds ahead. */
	buffer: number;
	/** Of HTTP; 0 for no answer. */
	status: number;
	tries: number;
}

/** Reads a line of the engine's. */
export function decision(line: string): Decision {
	const [why = "", ...numbers] = line.split(" ");
	const [at = 0, estimate = 0, buffer = 0, status = 0, tries = 0, from = 0, to = 0] = numbers.map(Number);
	return { at, why, from, to, estimate, buffer, status, tries };
}

const kbit = (bits: number): number => Math.round(bits / 1000);

export function reason(d: Decision, say: Say): string {
	const values = {
		from: kbit(d.from),
		to: kbit(d.to),
		estimate: kbit(d.estimate),
		buffer: d.buffer.toFixed(1),
		status: d.status || say("why.noAnswer"),
		tries:
			d.tries < 2
				? say("why.once")
				: d.tries === 2
					? say("why.twice")
					: say("why.times", { n: d.tries }),
	};
	switch (d.why) {
		case "throughput":
			return say(d.to > d.from ? "why.up" : "why.down", values);
		case "failed":
			return say("why.left", values);
		case "start":
		case "slow":
		case "hand":
		case "bounds":
			return say(`why.${d.why}`, values);
	}
	return d.why;
}
