// User preferences under the contract's key prefix (reference: player-api §2.9).

export const prefix = "@playkit-js/kaltura-player-js_";

export function area(session: boolean): Storage | undefined {
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
	} catch {
		/* full: a preference is not worth an error */
	}
}

/** What the browser keeps for us beside the contract's keys. */
export const kept = (key: string): string => area(false)?.getItem(key) ?? "";

export function keep(key: string, text: string): void {
	try {
		area(false)?.setItem(key, text);
	} catch {
		/* full: a measurement is not worth an error */
	}
}

/** The key of the layout that the viewer has arranged. */
export const layoutKey = "diptych.dualscreen";
