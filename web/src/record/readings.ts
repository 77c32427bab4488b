// Readings of the element (state.ts), each by what is other than in the one before.

export class Readings {
	#last: number[] = [];

	/** Its length, then places and values in turn; null is NaN, infinity 1e300. */
	change(bytes: Uint8Array): (number | null)[] {
		const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
		const used = 19 + 2 * (all[16]! + all[17]! + all[18]!);
		const out: (number | null)[] = [used];
		for (let i = 0; i < used; i++) {
			const v = all[i]!;
			if (Object.is(this.#last[i], v)) continue;
			this.#last[i] = v;
			out.push(i, Number.isFinite(v) ? v : Number.isNaN(v) ? null : v > 0 ? 1e300 : -1e300);
		}
		this.#last.length = used;
		return out;
	}
}
