// Fetches slides before they are shown (reference: plugins §1.9).

/** How often one is tried, and what is waited between, milliseconds. */
const tries = 3;
const between = 2000;
const done = new Set<string>();

/** Fetches pictures one after the other until the result is called. */
export function preload(urls: string[]): () => void {
	let stopped = false;
	const next = (i: number, tried: number): void => {
		const url = urls[i];
		if (stopped || url === undefined) return;
		if (done.has(url)) return next(i + 1, 0);
		const img = new Image();
		img.onload = () => {
			done.add(url);
			next(i + 1, 0);
		};
		img.onerror = () =>
			tried + 1 < tries ? void setTimeout(() => next(i, tried + 1), between) : next(i + 1, 0);
		img.src = url;
	};
	next(0, 0);
	return () => (stopped = true);
}
