// The device's own controls: lock screen, headset, media keys (W3C Media Session).
import type { UIHost } from "../ports";
import type { Store } from "../store";
import type { EngineSlice, LiveSlice, PlaylistSlice } from "./context";

let owner: symbol | undefined; // the player that the device's controls belong to: the last that began to play

type Handler = (details: MediaSessionActionDetails) => void;

/** Lends the session to a player while it plays. */
export function mediaSession(host: UIHost, store: Store): { told(): void; close(): void } {
	const session = (navigator as { mediaSession?: MediaSession }).mediaSession;
	if (!session || typeof MediaMetadata === "undefined")
		return { told: () => undefined, close: () => undefined };
	const me = Symbol();
	const { video, action } = host;
	const told = () => {
		if (owner !== me) return;
		const { title = "", poster = "", ...engine } = store.get<EngineSlice>("engine");
		const live = engine.live && !store.get<LiveSlice>("live").dvr;
		const { count, next, prev } = store.get<PlaylistSlice>("playlist");
		try {
			const artwork = poster ? [{ src: new URL(poster, document.baseURI).href }] : [];
			session.metadata = new MediaMetadata({ title: title || document.title, artwork });
		} catch {
			/* a poster whose address is none */
		}
		const handlers: Partial<Record<MediaSessionAction, Handler | null>> = {
			play: () => action("play"),
			pause: () => action("pause"),
			seekbackward: live ? null : () => action("rewind"),
			seekforward: live ? null : () => action("forward"),
			seekto: live ? null : ({ seekTime }) => action("seek", { to: seekTime }),
			nexttrack: count && next ? () => action("next") : null,
			previoustrack: count && prev ? () => action("prev") : null,
		};
		for (const [name, f] of Object.entries(handlers)) set(name as MediaSessionAction, f);
	};
	const set = (name: MediaSessionAction, f: Handler | null) => {
		try {
			session.setActionHandler(name, f);
		} catch {
			/* an action that this browser does not know */
		}
	};
	const placed = () => {
		if (owner !== me || !Number.isFinite(video.duration) || !(video.duration > 0)) return;
		session.setPositionState?.({
			duration: video.duration,
			playbackRate: video.playbackRate || 1,
			position: Math.min(video.currentTime, video.duration),
		});
	};
	const stop = new AbortController();
	const on = (types: string, f: () => void) =>
		types.split(" ").forEach((type) => video.addEventListener(type, f, { signal: stop.signal }));
	on("playing", () => {
		if (video.muted) return; // it does not take them from what is heard
		owner = me;
		session.playbackState = "playing";
		told();
		placed();
	});
	on("pause", () => {
		if (owner === me) session.playbackState = "paused";
	});
	on("seeked ratechange durationchange", placed);
	return {
		told,
		close: () => {
			stop.abort();
			if (owner !== me) return;
			owner = undefined;
			session.metadata = null;
			session.playbackState = "none";
			for (const name of [
				"play",
				"pause",
				"seekbackward",
				"seekforward",
				"seekto",
				"nexttrack",
				"previoustrack",
			] as const)
				set(name, null);
		},
	};
}
