// remote.js: the player in a frame of our own origin, for pages whose policy
// forbids WebAssembly. The page keeps its player object; what it calls goes
// through a MessageChannel, and facts, events and the state of the element come
// back. What a page reads is the same; results of calls that only the engine
// can give (player.plugins.x.y(), getThumbnail) are undefined.
import type { Dict } from "./objects";
import type { Page } from "./ports";
import type { Instance, Output } from "./protocol";

/** From page to frame. */
interface Ask {
	method: string;
	args: unknown[];
	id?: number;
}

/** From frame to page. */
interface Tell {
	out?: Output;
	media?: Reading;
}

/** What the page reads of the element. */
type Fields = Pick<
	HTMLVideoElement,
	| "currentTime"
	| "duration"
	| "paused"
	| "ended"
	| "seeking"
	| "volume"
	| "muted"
	| "playbackRate"
	| "videoWidth"
	| "videoHeight"
>;
type Reading = Fields & { ranges: [number, number][] };

/** The element as it is elsewhere. */
export type Mirror = Fields & Pick<HTMLVideoElement, "buffered">;

const ready = "diptych-frame-ready";
const patience = 15_000; // ms for the frame to come

export interface RemoteOptions {
	parent: HTMLElement;
	url: string;
	config: Dict;
	env: Dict;
	told(out: Output): void;
	media(m: Mirror): void;
}

/** Puts the frame into an element; resolves to what the page's calls go to. */
export async function connect(o: RemoteOptions): Promise<Instance> {
	const frame = document.createElement("iframe");
	frame.src = o.url;
	frame.title = String(o.env.title);
	frame.allow = "autoplay *; fullscreen *; encrypted-media *; picture-in-picture *";
	frame.allowFullscreen = true;
	frame.style.cssText = "position:absolute;inset:0;width:100%;height:100%;border:0;";
	const channel = new MessageChannel();
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error("the player's frame did not load")), patience);
		const hear = (e: MessageEvent) => {
			if (e.source !== frame.contentWindow || e.data !== ready) return;
			clearTimeout(timer);
			removeEventListener("message", hear);
			frame.contentWindow?.postMessage({ config: o.config, env: o.env }, new URL(o.url).origin, [
				channel.port2,
			]);
			resolve();
		};
		addEventListener("message", hear);
		o.parent.append(frame);
	});
	const port = channel.port1;
	port.onmessage = ({ data }: MessageEvent<Tell>) => {
		if (data.media) o.media(mirror(data.media));
		if (data.out) o.told(data.out);
	};
	const send = (m: Ask) => (port.postMessage(m), "");
	const nothing = () => "";
	return {
		call: (method, args) => send({ method, args: JSON.parse(args) as unknown[] }),
		callAsync: (method, args, id) => send({ method, args: JSON.parse(args) as unknown[], id }),
		flush: nothing,
		element: nothing,
		records: nothing,
		fetched: nothing,
		timer: nothing,
		online: nothing,
		played: nothing,
		frame: nothing,
		autoplay: nothing,
		action: nothing,
		key: nothing,
		resize: nothing,
		destroy: nothing,
	};
}

/** A player whose calls and output can be had as they come. */
interface Bridged extends Pick<Page, "getView"> {
	bridge(tap: (out: Output) => void): {
		ask(method: string, ...args: unknown[]): unknown;
		askLater(method: string, ...args: unknown[]): Promise<unknown>;
	};
}

function mirror({ ranges, ...fields }: Reading): Mirror {
	return {
		...fields,
		buffered: { length: ranges.length, start: (i) => ranges[i]![0], end: (i) => ranges[i]![1] },
	};
}

type Setup = (config: Dict) => Bridged;

/** The frame's side: makes the player that the page around asks for. */
export function serve(setup: Setup): void {
	addEventListener("message", (e: MessageEvent<{ config: Dict; env: Dict }>) => {
		const port = e.ports[0];
		if (e.source !== parent || !port || document.querySelector(".kaltura-player-container")) return;
		window.originalRequestReferrer = String(e.data.env.url ?? "");
		const player = setup({ ...e.data.config, targetId: "player_container" });
		answer(player, port);
	});
	parent.postMessage(ready, "*"); // says nothing but that the document is there
}

const setters = {
	setCurrentTime: "currentTime",
	setVolume: "volume",
	setMuted: "muted",
	setPlaybackRate: "playbackRate",
} as const;
const methods = new Set([
	"loadMedia",
	"loadPlaylist",
	"loadPlaylistByEntryList",
	"setMedia",
	"configure",
	"play",
	"pause",
	"reset",
]);

function answer(player: Bridged, port: MessagePort): void {
	const video = player.getView().querySelector("video")!;
	const tell = (t: Tell) => port.postMessage(t);
	const bridge = player.bridge((out) => {
		if (out[1] === "event") tell({ media: read(video) });
		if (out[1] === "event" || out[1] === "facts") tell({ out });
	});
	const settle = (id: number, ok: boolean, v: unknown) =>
		tell({ out: [0, "settle", id, ok, JSON.parse(JSON.stringify(v ?? null))] });
	port.onmessage = ({ data: { method, args, id } }: MessageEvent<Ask>) => {
		const setter = setters[method as keyof typeof setters];
		if (setter) return void ((player as unknown as Dict)[setter] = args[0]);
		const own = methods.has(method)
			? (player as unknown as Record<string, (...a: unknown[]) => unknown>)[method]
			: undefined;
		if (id === undefined) return void (own ? own.apply(player, args) : bridge.ask(method, ...args));
		Promise.resolve(own ? own.apply(player, args) : bridge.askLater(method, ...args)).then(
			(v) => settle(id, true, v),
			(error: unknown) => settle(id, false, error),
		);
	};
}

function read(v: HTMLVideoElement): Reading {
	const ranges: [number, number][] = [];
	for (let i = 0; i < v.buffered.length; i++) ranges.push([v.buffered.start(i), v.buffered.end(i)]);
	const {
		currentTime,
		duration,
		paused,
		ended,
		seeking,
		volume,
		muted,
		playbackRate,
		videoWidth,
		videoHeight,
	} = v;
	return {
		currentTime,
		duration,
		paused,
		ended,
		seeking,
		volume,
		muted,
		playbackRate,
		videoWidth,
		videoHeight,
		ranges,
	};
}
