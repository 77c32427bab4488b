// Where our own files are. The build compiles their hashed names in.

declare const __FILES__: Record<string, string>;

/** The script's own URL, known only while it runs for the first time. */
const self = (document.currentScript as HTMLScriptElement | null)?.src || location.href;

/** Where the files are: told by the server with the script, or beside the script. */
const base = (window as { __diptychbase?: string }).__diptychbase ?? new URL("/player/", self).href;

/** URL of a built file such as "player.wasm"; its name never changes content. */
export function asset(name: string): string {
	return new URL(__FILES__[name] ?? name, base).href;
}

export const origin = new URL(base, self).origin;
