// What the loader does itself before the engine is there: the element follows
// the viewer at once, and the engine hears of it later.
import { at, type Dict } from "./objects";
import type { Opening } from "./start/opening";

/** An action as the engine shall hear it; fresh tells that pictures are asked for only now. */
export interface Early {
	name: string;
	payload: unknown;
	fresh: boolean;
}

const skip = 10; // seconds, as ui.seekSeconds is by default

/** Does what an action means to the element; undefined when only the engine can. */
export function apply(name: string, a: Dict, video: HTMLVideoElement, opening?: Opening): Early | undefined {
	const told = (as = name, payload: unknown = a, fresh = false): Early => ({ name: as, payload, fresh });
	const mute = (on: boolean) => {
		video.muted = on;
		if (!on && video.volume === 0) video.volume = 0.5;
	};
	switch (name) {
		case "setVolume":
			if (
				typeof a.volume === "number" &&
				!Number.isNaN(a.volume) &&
				(a.volume === 0 || a.volume === 1 || a.volume % 1 !== 0)
			)
				video.volume = Math.max(0, Math.min(1, a.volume));
			return told();
		case "volume": {
			const v = Math.max(0, Math.min(1, Number(a.volume) || 0));
			video.volume = v;
			video.muted = v < 0.05;
			return told();
		}
		case "setMuted":
			video.muted = a.on === true;
			return told();
		case "mute":
			mute(!video.muted && video.volume > 0);
			return told(name, { on: video.muted });
		case "unmute":
			mute(false);
			return told();
		case "speed":
			if (Number(a.rate) > 0 && Number(a.rate) <= 16) setRate(video, Number(a.rate));
			return told();
	}
	if (!opening || opening.over) return undefined;
	if (name === "playPause") name = opening.playing ? "pause" : "play";
	switch (name) {
		case "play":
			return told(name, null, opening.play());
		case "pause":
			opening.pause();
			return told(name, null);
	}
	if (!opening.active) return undefined;
	const to = { seek: Number(a.to), rewind: video.currentTime - skip, forward: video.currentTime + skip }[
		name
	];
	if (to === undefined || Number.isNaN(to)) return undefined;
	opening.seek(to);
	return told();
}

/** A new source would take a rate back to the default. */
export function setRate(video: HTMLVideoElement, rate: number): void {
	video.defaultPlaybackRate = video.playbackRate = rate;
}

/** Manifests that are on their way before the engine asks for them. */
const requests = new Map<string, Promise<Response>>();

/** A request that is under way already; given once. */
export function ahead(url: string): Promise<Response> | undefined {
	const r = requests.get(url);
	requests.delete(url);
	return r;
}

/** Asks for the manifest that the engine will choose, of media that a page names itself. */
export function foresee(media: Dict): void {
	for (const format of ["hls", "dash"]) {
		const given = at(media, `sources.${format}.0.url`);
		if (typeof given !== "string" || given.includes("playManifest/")) continue;
		const url = new URL(given, document.baseURI).href;
		const r = fetch(url);
		r.catch(() => undefined); // told when it is used
		requests.set(url, r);
		return;
	}
}
