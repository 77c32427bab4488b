// What the Go engine asks of the page, for one player: element, carrier,
// requests, timers. Nothing here calls into Go before the call from outside
// that led to it has returned; outcomes go through `back`.
import { canPlaySound } from "./autoplay";
import type { Carrier } from "./carrier";
import type { FetchCommand, Host, Instance, SegmentRequest, SourceTrack } from "./protocol";
import { StateReader } from "./state";
import { store, stored } from "./storage";
import { xmlToJSON } from "./xml";

export interface HostOptions {
	video: HTMLVideoElement;
	carrier: Carrier;
	/** Calls the engine and deals with the batch that it returns. */
	back(call: (instance: Instance) => string): void;
	child(id: string, config: string): void;
	removeChild(id: string): void;
}

const defaultTimeout = 30_000;

/** The host object and a function that stops everything it has under way. */
export function makeHost(o: HostOptions): { host: Host; close(): void } {
	const { video, carrier, back } = o;
	const reader = new StateReader(video, carrier);
	const timers = new Map<number, number>();
	const fetches = new Map<number, AbortController>();
	let closed = false;

	const host: Host = {
		stateBytes: reader.bytes,
		state: () => reader.read(),
		media: {
			play: (id) => void video.play().then(() => back((i) => i.played(id, "")), (e: DOMException) => back((i) => i.played(id, e.name))),
			pause: () => video.pause(),
			seek: (t) => void (video.currentTime = t),
			rate: (r) => void (video.playbackRate = r),
			volume: (v) => void (video.volume = v),
			muted: (m) => void (video.muted = m),
			frame: () => {
				if (!video.requestVideoFrameCallback) return;
				video.requestVideoFrameCallback((_, f) => closed || back((i) => i.frame(f.mediaTime, f.presentationTime)));
			},
		},
		carrier: {
			open: (tracks) => carrier.open(JSON.parse(tracks) as SourceTrack[]),
			source: (url) => carrier.setSource(url),
			fetch: (request) => carrier.fetch(JSON.parse(request) as SegmentRequest),
			abort: (id) => carrier.abort(id),
			remove: (kind, start, end) => carrier.remove(kind, start, end),
			duration: (seconds) => carrier.setDuration(seconds),
			end: () => carrier.endOfStream(),
			close: () => carrier.close(),
			log: () => JSON.stringify(carrier.takeLog()),
		},
		fetch: (id, command) => {
			const control = new AbortController();
			fetches.set(id, control);
			void request(JSON.parse(command) as FetchCommand, control).then((r) => {
				if (fetches.delete(id)) back((i) => i.fetched(id, r.status, r.url, r.body, r.headers, r.took));
			});
		},
		cancel: (id) => {
			fetches.get(id)?.abort();
			fetches.delete(id);
		},
		timer: (id, ms) => {
			timers.set(id, window.setTimeout(() => timers.delete(id) && back((i) => i.timer(id)), ms));
		},
		clearTimer: (id) => {
			clearTimeout(timers.get(id));
			timers.delete(id);
		},
		stored,
		store,
		autoplay: (id) => void canPlaySound().then((sound) => back((i) => i.autoplay(id, sound, true))),
		canPlay: (mime) => (window.MediaSource ?? (window as { ManagedMediaSource?: typeof MediaSource }).ManagedMediaSource)?.isTypeSupported(mime) ?? false,
		child: (id, config) => queueMicrotask(() => closed || o.child(id, config)),
		removeChild: (id) => queueMicrotask(() => o.removeChild(id)),
		log: (level, text) => console[(["debug", "info", "warn", "error"] as const)[level] ?? "log"]("[diptych] " + text),
	};
	const close = () => {
		closed = true;
		reader.close();
		for (const t of timers.values()) clearTimeout(t);
		for (const f of fetches.values()) f.abort();
		timers.clear();
		fetches.clear();
	};
	return { host, close };
}

interface Answer { status: number; url: string; body: string; headers: string; took: number }

/** Status 0 means that there was no answer. */
async function request(c: FetchCommand, control: AbortController): Promise<Answer> {
	const began = performance.now();
	const answer: Answer = { status: 0, url: c.url, body: "", headers: "{}", took: 0 };
	const timer = setTimeout(() => control.abort(), c.timeout || defaultTimeout);
	try {
		const response = await fetch(c.url, {
			method: c.body ? "POST" : "GET",
			body: c.body || undefined,
			headers: { ...c.headers, ...(c.mime ? { "Content-Type": c.mime } : {}) },
			credentials: c.credentials ? "include" : "same-origin",
			signal: control.signal,
		});
		const text = await response.text();
		answer.body = c.xml ? xmlToJSON(text) : text;
		answer.status = response.status;
		answer.url = response.url || c.url;
		answer.headers = JSON.stringify(Object.fromEntries(response.headers));
	} catch { /* status 0 says it */ } finally {
		clearTimeout(timer);
	}
	answer.took = performance.now() - began;
	return answer;
}
