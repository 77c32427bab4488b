// User preferences under the contract's key prefix (reference: player-api §2.9).

const prefix = "@playkit-js/kaltura-player-js_";

function area(session: boolean): Storage | undefined {
	try {
		return session ? sessionStorage : localStorage;
	} catch {
		return undefined; // third-party frame with storage switched off
	}
}

/** Text of a key, "" when absent. */
export function stored(session: boolean, key: string): string {
	return area(session)?.getItem(prefix + key) ?? "";
}

export function store(session: boolean, key: string, text: string): void {
	try {
		area(session)?.setItem(prefix + key, text);
	} catch { /* full: a preference is not worth an error */ }
}

const local = ["muted", "volume", "audioLanguage", "textLanguage", "captionsDisplay", "audioDescription"];

/** The stored preferences as a playback config. */
export function preferences(): Record<string, unknown> {
	const out: Record<string, unknown> = {};
	for (const [session, key] of [...local.map((k) => [false, k] as const), [true, "playbackRate"] as const]) {
		const text = stored(session, key);
		if (!text) continue;
		try {
			out[key] = JSON.parse(text);
		} catch { /* not ours */ }
	}
	return out;
}

/** What the browser keeps for us beside the contract's keys. */
export const kept = (key: string): string => area(false)?.getItem(key) ?? "";

export function keep(key: string, text: string): void {
	try {
		area(false)?.setItem(key, text);
	} catch { /* full: a measurement is not worth an error */ }
}
