// control.js: what the page around an iframe embed may do with its player, by
// messages (docs/iframe-api.md). Everything that can be asked for stands in the
// tables below; nothing else of the player is within reach.
import { at } from "./objects";
import type { PagePlayer } from "./page-player";
import type { Track } from "./tracks";

interface Ask {
	diptych: 1;
	id?: string | number;
	method: string;
	args: unknown[];
}

/** What went wrong, by the codes of docs/iframe-api.md. */
class Refusal extends Error {
	constructor(
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

const version = 1;

/** What a track tells; kind is the contract's type: video, audio, text. */
interface PlainTrack {
	type: string;
	id?: string;
	label?: string;
	language?: string;
	active?: boolean;
	width?: number;
	height?: number;
	bandwidth?: number;
}

function plain(t: Track | undefined): PlainTrack | null {
	if (!t) return null;
	const { id, label, language, active, width, height, bandwidth } = t as Track & PlainTrack;
	return { type: String(t.kindName), id, label, language, active, width, height, bandwidth };
}

/** What may be read. */
const getters = new Map<string, (p: PagePlayer) => unknown>([
	[
		"buffered",
		(p) =>
			Array.from({ length: p.buffered?.length ?? 0 }, (_, i) => [
				p.buffered!.start(i),
				p.buffered!.end(i),
			]),
	],
	["currentTime", (p) => p.currentTime],
	["duration", (p) => p.duration],
	["ended", (p) => p.ended],
	["entryId", (p) => at(p.sources, "id") ?? null],
	["fullscreen", (p) => p.isFullscreen()],
	["live", (p) => p.isLive()],
	["muted", (p) => p.muted],
	["name", (p) => at(p.sources, "metadata.name") ?? null],
	["paused", (p) => p.paused],
	["playbackRate", (p) => p.playbackRate],
	["playbackRates", (p) => Array.from(p.playbackRates as number[], Number)],
	["seeking", (p) => p.seeking],
	["state", (p) => String(p.facts.state ?? "idle")],
	["tracks", (p) => p.getTracks().map(plain)],
	["videoHeight", (p) => p.videoHeight],
	["videoWidth", (p) => p.videoWidth],
	["volume", (p) => p.volume],
]);

const between = (low: number, high: number) => (v: unknown) => typeof v === "number" && v >= low && v <= high;

/** What may be written, and which values it takes. */
const setters = new Map<string, { takes(v: unknown): boolean; set(p: PagePlayer, v: any): void }>([
	["currentTime", { takes: between(0, Number.MAX_VALUE), set: (p, v) => (p.currentTime = v) }],
	["muted", { takes: (v) => typeof v === "boolean", set: (p, v) => (p.muted = v) }],
	["playbackRate", { takes: between(0.0625, 16), set: (p, v) => (p.playbackRate = v) }],
	["volume", { takes: between(0, 1), set: (p, v) => (p.volume = v) }],
]);

const nothing = () => null;
const read =
	(...names: string[]) =>
	(p: PagePlayer) =>
		Object.fromEntries(names.map((name) => [name, getters.get(name)!(p)]));
const selected = (kind: string) => (_: PagePlayer, payload: unknown) => ({
	track: plain(at(payload, `selected${kind}Track`) as Track | undefined),
});

/** The events that may be heard, by the contract's names, and what each tells. */
const events = new Map<string, (p: PagePlayer, payload: unknown) => unknown>([
	["audiotrackchanged", selected("Audio")],
	["texttrackchanged", selected("Text")],
	["videotrackchanged", selected("Video")],
	["changesourcestarted", nothing],
	["changesourceended", read("entryId", "name")],
	["medialoaded", read("duration")],
	["trackschanged", read("tracks")],
	["durationchange", read("duration")],
	["timeupdate", read("currentTime")],
	["seeking", read("currentTime")],
	["seeked", read("currentTime")],
	["volumechange", read("volume", "muted")],
	["mutechange", read("muted")],
	["ratechange", read("playbackRate")],
	[
		"error",
		(_, payload) => ({
			severity: at(payload, "severity"),
			category: at(payload, "category"),
			code: at(payload, "code"),
		}),
	],
	[
		"playerstatechanged",
		(_, payload) => ({ oldState: at(payload, "oldState.type"), newState: at(payload, "newState.type") }),
	],
	...[
		"play",
		"pause",
		"playing",
		"waiting",
		"ended",
		"playbackstart",
		"playbackended",
		"firstplay",
		"firstplaying",
		"autoplayfailed",
		"fallbacktomutedautoplay",
		"enterfullscreen",
		"exitfullscreen",
		"playreached25percent",
		"playreached50percent",
		"playreached75percent",
		"playreached100percent",
	].map((name) => [name, nothing] as const),
]);

/** Begins to answer: first what came before. */
export function control(player: PagePlayer, early: MessageEvent[]): void {
	const subscribed = new Set<string>();
	let origin = "";
	const tell = (to: Window, at: string, message: object) =>
		to.postMessage({ diptych: 1, ...message }, at === "null" ? "*" : at); // pages without an origin have no name

	const known = (name: unknown, table: Map<string, unknown>, code: string): string => {
		if (typeof name === "string" && table.has(name)) return name;
		throw new Refusal(code, `no ${code.slice("unknown-".length)} is named so`);
	};
	const heard = (e: { type: string; payload?: unknown }) => {
		if (subscribed.has(e.type))
			tell(parent, origin, { event: e.type, payload: events.get(e.type)!(player, e.payload) });
	};
	for (const name of events.keys()) player.addEventListener(name, heard);

	const methods: Map<string, (...args: unknown[]) => unknown> = new Map([
		[
			"connect",
			() => ({
				version,
				methods: [...methods.keys()],
				properties: [...getters.keys()],
				writable: [...setters.keys()],
				events: [...events.keys()],
			}),
		],
		["play", () => player.play()],
		["pause", () => player.pause()],
		["ready", () => player.ready()],
		["get", (name) => getters.get(known(name, getters, "unknown-property"))!(player)],
		["getState", () => read(...getters.keys())(player)],
		[
			"set",
			(name, value) => {
				const property = known(name, getters, "unknown-property");
				const setter = setters.get(property);
				if (!setter) throw new Refusal("read-only", `${property} cannot be set`);
				if (!setter.takes(value))
					throw new Refusal("bad-value", `${property} does not take that value`);
				setter.set(player, value);
			},
		],
		["seekToLiveEdge", () => player.seekToLiveEdge()],
		[
			"selectTrack",
			(type, id) => {
				const track = player.getTracks().find((t) => t.kindName === type && t.id === id);
				if (!track) throw new Refusal("bad-value", "there is no such track");
				player.selectTrack(track);
			},
		],
		["enterFullscreen", () => fullscreen(player, true)],
		["exitFullscreen", () => fullscreen(player, false)],
		[
			"subscribe",
			(...names) =>
				names
					.map((name) => known(name, events, "unknown-event"))
					.forEach((name) => subscribed.add(name)),
		],
		[
			"unsubscribe",
			(...names) =>
				names
					.map((name) => known(name, events, "unknown-event"))
					.forEach((name) => subscribed.delete(name)),
		],
	]);

	const answer = async (e: MessageEvent<Partial<Ask> | null>): Promise<void> => {
		const ask = e.data;
		if (ask?.diptych !== 1 || !e.source) return;
		const id = typeof ask.id === "string" || typeof ask.id === "number" ? ask.id : undefined;
		let reply: object;
		try {
			if (e.source !== parent)
				throw new Refusal("not-parent", "only the page that holds the iframe may ask");
			const { method, args = [] } = ask;
			if (!Array.isArray(args)) throw new Refusal("bad-message", "args is no array");
			const f = methods.get(known(method, methods, "unknown-method"))!;
			origin = e.origin;
			reply = { result: (await f(...(args as unknown[]))) ?? null };
		} catch (error) {
			reply = {
				error: {
					code: error instanceof Refusal ? error.code : "failed",
					message: (error as Error | undefined)?.message || "it did not work",
				},
			};
		}
		tell(e.source as Window, e.origin, { id, ...reply });
	};
	addEventListener("message", (e) => void answer(e));
	for (const e of early) void answer(e);
}

/** The browser allows it only behind a click in the iframe, or one that the page hands over (delegate: "fullscreen"). */
function fullscreen(player: PagePlayer, on: boolean): Promise<void> {
	if (player.isFullscreen() === on) return Promise.resolve();
	return new Promise((resolve, reject) => {
		const stop = new AbortController();
		const end = (f: () => void) => () => (stop.abort(), f());
		const refused = end(() => reject(new Refusal("not-allowed", "the browser does not allow it now")));
		document.addEventListener("fullscreenchange", end(resolve), { signal: stop.signal });
		document.addEventListener("fullscreenerror", refused, { signal: stop.signal });
		const timer = setTimeout(refused, 2000);
		stop.signal.addEventListener("abort", () => clearTimeout(timer));
		if (on) player.enterFullscreen();
		else player.exitFullscreen();
	});
}
