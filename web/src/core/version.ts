/** Versions such as "1.10.0": -1, 0 or 1; parts that are missing count as 0. */
export const version = {
	compare(a: string, b: string): number {
		const x = a.split(".").map(Number),
			y = b.split(".").map(Number);
		for (let i = 0; i < Math.max(x.length, y.length); i++) {
			const d = (x[i] ?? 0) - (y[i] ?? 0);
			if (d !== 0) return Math.sign(d);
		}
		return 0;
	},
};
