// Whether the browser lets this page start sound by itself. There is no media
// to try on yet, so an audio context stands in: it follows the same policy.

/** Resolves within about a quarter of a second. */
export async function canPlaySound(): Promise<boolean> {
	if (navigator.userActivation?.hasBeenActive) return true;
	const policy = (navigator as { getAutoplayPolicy?: (type: string) => string }).getAutoplayPolicy?.(
		"mediaelement",
	);
	if (policy) return policy === "allowed";
	if (typeof AudioContext === "undefined") return false;
	const context = new AudioContext();
	try {
		if (context.state === "running") return true;
		return await Promise.race([
			new Promise<boolean>((done) =>
				context.addEventListener("statechange", () => done(context.state === "running"), {
					once: true,
				}),
			),
			new Promise<boolean>((done) => setTimeout(() => done(false), 250)),
		]);
	} finally {
		context.close().catch(() => undefined);
	}
}
