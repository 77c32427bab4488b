// What the overlay draws: one sample a second of the last minute.

/** player.stats, as far as it is drawn (docs/stats.md). */
export interface Stats {
	[name: string]: unknown;
	bandwidth: number;
	estimate: number;
	bufferVideo: number;
	bufferAudio: number;
	stalls: number;
	stallTime: number;
	bytes: number;
}

export interface Sample {
	/** performance.now, ms. */
	at: number;
	/** Seconds ahead. */
	video: number;
	audio: number;
	/** Bit/s: what came since the sample before, what is expected, what the rendition takes. */
	throughput: number;
	estimate: number;
	bandwidth: number;
	/** Play stood since the sample before. */
	stalled: boolean;
}

/** What is kept, milliseconds. */
export const span = 60_000;

export class History {
	readonly samples: Sample[] = [];
	#bytes?: number;
	#stood = 0;

	add(stats: Stats, now: number): void {
		const before = this.samples.at(-1);
		const fresh = this.#bytes === undefined || stats.bytes < this.#bytes; // other media
		const seconds = before ? (now - before.at) / 1000 : 0;
		const throughput = fresh || seconds <= 0 ? 0 : ((stats.bytes - this.#bytes!) * 8) / seconds;
		this.samples.push({
			at: now,
			video: stats.bufferVideo,
			audio: stats.bufferAudio,
			throughput,
			estimate: stats.estimate,
			bandwidth: stats.bandwidth,
			stalled: !fresh && stats.stallTime > this.#stood,
		});
		[this.#bytes, this.#stood] = [stats.bytes, stats.stallTime];
		while (this.samples[0]!.at < now - span) this.samples.shift();
	}
}

/** A line through values of the samples, as points of a box 0 0 width height; 0 is at the bottom. */
export function line(
	samples: Sample[],
	read: (s: Sample) => number,
	highest: number,
	width: number,
	height: number,
): string {
	const now = samples.at(-1)?.at ?? 0;
	const point = (s: Sample) => {
		const x = width * (1 - (now - s.at) / span);
		const y = height * (1 - Math.min(1, Math.max(0, read(s)) / highest));
		return x.toFixed(1) + "," + y.toFixed(1);
	};
	return samples.map(point).join(" ");
}

/** The least of 1, 2, 5, 10, 20, … that is no less: what a scale ends with. */
export function scale(most: number): number {
	const ten = 10 ** Math.floor(Math.log10(Math.max(1, most)));
	return [1, 2, 5, 10].find((n) => n * ten >= most)! * ten;
}
