// Where our own files are. The build compiles their hashed names in.

declare const __FILES__: Record<string, string>;

/** The script's own URL, known only while it runs for the first time. */
const self = (document.currentScript as HTMLScriptElement | null)?.src || location.href;

/** What the server's script tells the loader that stands in it (embed/write.go). */
interface Embedded {
	base: string;
	/** There where the namespace is to be left and not made global. */
	lib?: unknown;
	/** The account's configuration, of a script without globals. */
	config?: Record<string, unknown>;
}

declare const diptychEmbed: Embedded;
export const embedded: Embedded | undefined = typeof diptychEmbed === "undefined" ? undefined : diptychEmbed;

/** Where the files are: told by the server with the script, or beside the script. */
const base = embedded?.base ?? new URL("/player/", self).href;

/** URL of a built file such as "player.wasm"; its name never changes content. */
export function asset(name: string): string {
	return new URL(__FILES__[name] ?? name, base).href;
}

export const origin = new URL(base, self).origin;
