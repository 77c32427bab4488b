// What the Go engine asks of the page, for one player: element, carrier,
// requests, timers. Nothing here calls into Go before the call from outside
// that led to it has returned; outcomes go through `back`.
import { answer, type Known } from "./ask";
import { canPlaySound } from "./autoplay";
import type { Carrier } from "./carrier";
import { ahead, cmcd } from "./cmcd";
import { getInit, type Download } from "./download";
import type { Page } from "./drm/drm";
import { protector } from "./foreign";
import { Inspector } from "./inspect";
import type { FetchCommand, Host, Instance, Placement, SegmentRequest, SourceTrack } from "./protocol";
import { StateReader } from "./state";

export interface HostOptions extends Known {
	video: HTMLVideoElement;
	carrier: Carrier;
	/** Calls the engine and deals with the batch that it returns. */
	back(call: (instance: Instance) => string): void;
	/** What the engine does to the element now was done before it came. */
	done(): boolean;
	child(id: string, config: string): void;
	removeChild(id: string): void;
	/** Levels are debug, info, warn, error. */
	log(level: number, text: string): void;
	label(track: unknown): string;
	languageName(code: string): string;
	sessionId(): string;
	/** The page's player. */
	page(): Page;
}

/** The host object and a function that stops everything it has under way. */
export function makeHost(o: HostOptions): { host: Host; close(): void } {
	const { video, carrier, back, done, opening } = o;
	/** The engine has other plans for the element than what was begun. */
	const own = () => {
		const o = opening();
		if (o?.active || o?.over) o.cancel();
	};
	/** What it does now was done to what is still on the element. */
	const begun = () => done() && !opening()?.gone;
	/** What was begun without sound may have been given it since. */
	const maySound = async () =>
		(await opening()?.sound) ?? (opening()?.sound && video.muted ? false : canPlaySound());
	const inspector = new Inspector(carrier, (cues) =>
		back((i) => i.call("addMetadata", JSON.stringify([cues]))),
	);
	const online = () => back((i) => i.online());
	window.addEventListener("online", online);
	const reader = new StateReader(video, carrier);
	const timers = new Map<number, number>();
	const fetches = new Map<number, AbortController>();
	let closed = false;
	let drm: ReturnType<typeof protector> | undefined;

	const host: Host = {
		stateBytes: reader.bytes,
		state: () => reader.read(),
		saveData: (navigator.connection as { saveData?: boolean } | undefined)?.saveData === true,
		media: {
			play: (id) =>
				void (begun() ? (opening()?.outcome ?? Promise.resolve("")) : outcome(video.play())).then(
					(name) => back((i) => i.played(id, name)),
				),
			pause: () => begun() || video.pause(),
			seek: (t) => begun() || void (video.currentTime = t),
			rate: (r) => done() || void (video.defaultPlaybackRate = video.playbackRate = r),
			volume: (v) => done() || void (video.volume = v),
			muted: (m) => done() || void (video.muted = m),
			frame: () => {
				if (!video.requestVideoFrameCallback) return;
				video.requestVideoFrameCallback(
					(_, f) => closed || back((i) => i.frame(f.mediaTime, f.presentationTime)),
				);
			},
		},
		carrier: {
			open: (tracks) => {
				own();
				inspector.forget();
				carrier.open(JSON.parse(tracks) as SourceTrack[]);
			},
			declare: (tracks) => carrier.declare(JSON.parse(tracks) as SourceTrack[]),
			place: (id, how) => inspector.place(id, JSON.parse(how) as Placement),
			protect: (...what) => {
				drm ??= protector({ video, page: o.page(), push: (r) => carrier.push(r) });
				drm.then(
					(d) => d.protect(...what),
					() => carrier.push({ id: 0, state: "keys", code: "failed", status: 6010, now: 0 }),
				);
			},
			source: (url) => {
				own();
				carrier.setSource(url);
			},
			fetch: (request) => {
				const r = JSON.parse(request) as SegmentRequest;
				if (r.cmcd) {
					const track = carrier.tracks.get(r.kind)?.buffer;
					const plays = video.played.length > 0 && !video.seeking;
					const sign = r.segment.url.includes("?") ? "&" : "?";
					r.query =
						sign +
						cmcd(r, {
							ahead: ahead(track, video.currentTime),
							rate: video.playbackRate,
							plays,
						});
				}
				const d = carrier.fetch(r, !!r.data);
				if (d && r.data) feed(d, r.data);
			},
			abort: (id) => carrier.abort(id),
			discard: (id) => inspector.discard(id),
			remove: (kind, start, end) => carrier.remove(kind, start, end),
			duration: (seconds) => carrier.setDuration(seconds),
			end: () => carrier.endOfStream(),
			close: () => {
				own();
				carrier.close();
				void drm?.then((d) => d.close());
			},
			log: () => {
				if (!opening()?.begins) return "[]";
				const log = JSON.stringify(carrier.takeLog());
				opening()?.adopted();
				return log;
			},
		},
		now: () => performance.now(),
		wall: () => Date.now(),
		fetch: (id, command) => {
			const control = new AbortController();
			fetches.set(id, control);
			void answer(JSON.parse(command) as FetchCommand, control, o).then((r) => {
				if (fetches.delete(id))
					back((i) => i.fetched(id, r.status, r.url, r.body, r.headers, r.took));
			});
		},
		cancel: (id) => {
			fetches.get(id)?.abort();
			fetches.delete(id);
		},
		timer: (id, ms) => {
			timers.set(
				id,
				window.setTimeout(() => timers.delete(id) && back((i) => i.timer(id)), ms),
			);
		},
		clearTimer: (id) => {
			clearTimeout(timers.get(id));
			timers.delete(id);
		},
		autoplay: (id) =>
			void maySound().then((sound) =>
				setTimeout(() => closed || back((i) => i.autoplay(id, sound, true)), 0),
			),
		canPlay: (mime) =>
			(
				window.MediaSource ??
				(window as { ManagedMediaSource?: typeof MediaSource }).ManagedMediaSource
			)?.isTypeSupported(mime) ?? false,
		canPlayFile: (mime) => video.canPlayType(mime) !== "",
		child: (id, config) => queueMicrotask(() => closed || o.child(id, config)),
		removeChild: (id) => queueMicrotask(() => o.removeChild(id)),
		log: (level, text) => o.log(level, text),
		label: (track) => o.label(JSON.parse(track)),
		sessionId: () => o.sessionId(),
		languageName: (code) => o.languageName(code),
	};
	const close = () => {
		closed = true;
		void drm?.then((d) => d.close());
		window.removeEventListener("online", online);
		reader.close();
		for (const t of timers.values()) clearTimeout(t);
		for (const f of fetches.values()) f.abort();
		timers.clear();
		fetches.clear();
	};
	return { host, close };
}

/** Gives a download the bytes that the engine has made. */
function feed(d: Download, data: string): void {
	const bytes = Uint8Array.from(data, (c) => c.charCodeAt(0));
	d.feed(bytes, bytes.length);
	if (d.request.init)
		getInit(d.request.init).then(
			(init) => d.feedInit(init),
			() => undefined,
		);
}

/** "" or the name of the exception. */
const outcome = (played: Promise<void>): Promise<string> =>
	played.then(
		() => "",
		(e: DOMException) => e.name,
	);
