// What browsers have and Node has not, for modules that look at it while they
// load. Parts that the loader imports are what a test puts into globalThis.parts.

class Store extends Map<string, string> {
	getItem(key: string): string | null {
		return this.get(key) ?? null;
	}
	setItem(key: string, v: string): void {
		this.set(key, v);
	}
}

/** One that keeps no test from ending. */
class Channel {
	readonly port1: { onmessage?: () => void } = {};
	readonly port2 = { postMessage: () => void setImmediate(() => this.port1.onmessage?.()) };
}

Object.assign(globalThis, {
	MessageChannel: Channel,
	window: globalThis,
	location: new URL("https://page.example/"),
	document: Object.assign(new EventTarget(), {
		currentScript: null,
		baseURI: "https://page.example/",
		referrer: "",
		hidden: false,
	}),
	navigator: { languages: ["en"], userAgent: "", connection: { effectiveType: "4g" } },
	localStorage: new Store(),
	sessionStorage: new Store(),
	parts: {},
	__MEDIA_JS__:
		"data:text/javascript," +
		encodeURIComponent(
			"const p = globalThis.parts;" +
				"export const captions = (...a) => p.captions(...a);" +
				"export const subtitles = (...a) => p.subtitles(...a);",
		),
	__FILES__: {
		"foreign.js":
			"data:text/javascript," +
			encodeURIComponent("export const foreign = (...a) => globalThis.parts.foreign(...a);"),
		"engine.js":
			"data:text/javascript," +
			encodeURIComponent(
				"const p = globalThis.parts;" +
					"export const start = (...a) => p.start(...a);" +
					"export class Follow { constructor(...a) { return new p.Follow(...a); } }",
			),
	},
});
