// Keeps the plugins' store up to date with the player (reference: player-api
// §8.1, plugins §0.3), and does what plugins change in it.
import { EventManager } from "../core/event-manager";
import type { Dict } from "../objects";
import type { ReduxStore } from "../ports";
import type { KitHost } from "./host";
import { patch, reducers } from "./reducers";

const types: Record<string, (payload: any) => Dict | undefined> = {
	play: () => ({ isPaused: false, isPlaying: true, isEnded: false }),
	playing: () => ({
		isPaused: false,
		isPlaying: true,
		isPlaybackStarted: true,
		isPlaybackEnded: false,
		isEnded: false,
	}),
	pause: () => ({ isPaused: true, isPlaying: false }),
	seeking: () => ({ isSeeking: true }),
	seeked: () => ({ isSeeking: false }),
	ended: () => ({ isEnded: true }),
	playbackended: () => ({ isPlaybackEnded: true }),
	playbackstart: () => ({ prePlayback: false, isPlaybackEnded: false }),
	loadedmetadata: () => ({ metadataLoaded: true }),
	loadeddata: () => ({ dataLoaded: true }),
	changesourcestarted: () => ({
		isChangingSource: true,
		isIdle: false,
		hasError: false,
		metadataLoaded: false,
		dataLoaded: false,
		isPlaybackStarted: false,
		isPlaybackEnded: false,
	}),
	changesourceended: () => ({ isChangingSource: false, isIdle: false }),
	playerreset: () => ({
		prePlayback: true,
		isIdle: true,
		isPlaying: false,
		isPaused: true,
		metadataLoaded: false,
		dataLoaded: false,
	}),
	fallbacktomutedautoplay: () => ({ fallbackToMutedAutoPlay: true }),
	playerstatechanged: (p) => ({
		playerState: { prevoiusState: p?.oldState?.type, currentState: p?.newState?.type },
	}),
	error: (p) =>
		p?.severity === 2
			? { hasError: true, errorDetails: { errorCategory: p.category, ...p.errorDetails } }
			: undefined,
	enterfullscreen: () => ({ fullscreen: true }),
	exitfullscreen: () => ({ fullscreen: false }),
	enterpictureinpicture: () => ({ isInPictureInPicture: true }),
	leavepictureinpicture: () => ({ isInPictureInPicture: false }),
};

/** Connects a store with a player until the result is called. */
export function follow(kit: KitHost, redux: ReduxStore): () => void {
	const { host, store } = kit;
	const { player, root } = host;
	const events = new EventManager();
	const change = (slice: string, fields: Dict | undefined) => {
		const have = redux.getState()[slice] as Dict;
		if (Object.entries(fields ?? {}).some(([field, v]) => have[field] !== v))
			redux.dispatch({ type: patch, slice, fields });
	};
	const tracks = () =>
		change("engine", {
			videoTracks: player.getTracks("video"),
			audioTracks: player.getTracks("audio"),
			textTracks: player.getTracks("text"),
		});
	const media = () => {
		change("engine", {
			poster: player.poster,
			sources: player.sources,
			isLive: player.isLive(),
			isDvr: player.isDvr(),
			isAudio: player.isAudio(),
			isImg: player.isImage(),
			isDocument: player.isDocument(),
			isVr: player.isVr(),
			isPictureInPictureSupported: player.isPictureInPictureSupported(),
			volume: player.volume ?? 1,
			muted: !!player.muted,
		});
		tracks();
	};
	for (const [type, fields] of Object.entries(types))
		events.listen(player, type, (e: { payload: unknown }) => change("engine", fields(e.payload)));
	for (const type of ["changesourceended", "loadedmetadata"]) events.listen(player, type, media);
	for (const type of ["trackschanged", "texttrackchanged", "videotrackchanged", "audiotrackchanged"])
		events.listen(player, type, tracks);
	for (const type of ["volumechange", "mutechange"])
		events.listen(player, type, () => change("engine", { volume: player.volume, muted: player.muted }));
	for (const type of ["timeupdate", "seeking"])
		events.listen(player, type, () => {
			change("engine", { currentTime: player.currentTime ?? 0 });
			change("seekbar", { currentTime: player.currentTime ?? 0 });
		});
	events.listen(player, "durationchange", () => change("engine", { duration: player.duration || 0 }));
	const slices = [
		store.subscribe("preset", () =>
			change("shell", { activePresetName: store.get<{ name?: string }>("preset").name ?? "" }),
		),
		store.subscribe("shell", () =>
			change("shell", { playerSize: store.get<{ playerSize?: string }>("shell").playerSize }),
		),
		store.subscribe("menu", () =>
			change("shell", { playerHover: root.classList.contains("playkit-hover") }),
		),
		store.subscribe("loading", () =>
			change("loading", { show: !!store.get<{ show?: boolean }>("loading").show }),
		),
		store.subscribe("hover", () => change("seekbar", { ...store.get("hover") })),
	];
	change("config", { targetId: host.root.parentElement?.id });
	redux.dispatch(reducers.config!.actions.updateConfig!((host.config.ui ?? {}) as Dict));
	redux.dispatch(reducers.config!.actions.updateConfig!({ targetId: root.parentElement?.id }));
	change("shell", {
		activePresetName: store.get<{ name?: string }>("preset").name ?? "",
		playerSize: store.get<{ playerSize?: string }>("shell").playerSize,
		isMobile: matchMedia("(pointer: coarse)").matches,
		presetSettings: { allowSidePanels: true, allowPlayerArea: true },
		playerHover: true,
		documentWidth: document.body.clientWidth,
	});
	change("engine", {
		duration: player.duration || 0,
		currentTime: player.currentTime ?? 0,
		isPaused: player.paused ?? true,
		isPlaying: player.paused === false,
		prePlayback: player.paused !== false,
		metadataLoaded: !!player.duration,
	});
	media();
	const rects = watchRects(kit, change);
	const nav = (on: boolean) => () => change("shell", { playerNav: on });
	events.listen(root, "keydown", (e: KeyboardEvent) => e.key === "Tab" && nav(true)());
	events.listen(root, "pointermove", nav(false));
	return () => {
		events.destroy();
		rects();
		for (const off of slices) off();
	};
}

const rectangle = (e: Element | null): Dict => {
	const {
		x = 0,
		y = 0,
		width = 0,
		height = 0,
		top = 0,
		right = 0,
		bottom = 0,
		left = 0,
	} = e?.getBoundingClientRect() ?? {};
	return { x, y, width, height, top, right, bottom, left };
};

/** Sizes of the parts, when one of them changes. */
function watchRects(
	{ host: { root, stage }, store }: KitHost,
	change: (slice: string, fields: Dict) => void,
): () => void {
	const gui = root.querySelector(".playkit-player-gui");
	const read = () => {
		change("shell", {
			playerClientRect: rectangle(root),
			guiClientRect: rectangle(gui),
			videoClientRect: rectangle(stage),
			topBarClientRect: rectangle(root.querySelector(".playkit-top-bar")),
		});
		change("seekbar", { clientRect: rectangle(root.querySelector(".playkit-seek-bar")) });
	};
	const observer = new ResizeObserver(read);
	for (const e of [root, gui, stage]) if (e) observer.observe(e);
	// Bars come and go with the preset, after the change was told.
	const later = () => void requestAnimationFrame(read);
	const offs = [
		store.subscribe("preset", later),
		store.subscribe("areas", later),
		store.subscribe("hover", read),
	];
	read();
	return () => {
		observer.disconnect();
		for (const off of offs) off();
	};
}

/** What plugins change in the store is done in the player. */
export function effects({
	host,
	store,
}: KitHost): (before: Record<string, Dict>, now: Record<string, Dict>) => void {
	const list = (v: unknown) => (v ?? []) as string[];
	return (before, now) => {
		const { shell, overlay, loading, seekbar } = now;
		if (shell!.playerClasses !== before.shell!.playerClasses) {
			for (const c of list(before.shell!.playerClasses)) host.root.classList.remove(c);
			for (const c of list(shell!.playerClasses)) host.root.classList.add(c);
		}
		if (
			shell!.sidePanelsModes !== before.shell!.sidePanelsModes ||
			shell!.sidePanelsSizes !== before.shell!.sidePanelsSizes
		)
			store.set("panels", { modes: shell!.sidePanelsModes, sizes: shell!.sidePanelsSizes });
		if (overlay !== before.overlay)
			host.root.classList.toggle("playkit-overlay-active", !!overlay!.isOpen);
		if (loading !== before.loading && !!loading!.show !== !!store.get<{ show?: boolean }>("loading").show)
			store.set("loading", loading!);
		if (!!seekbar!.isPreventSeek !== !!before.seekbar!.isPreventSeek)
			host.action("prevent", { on: !!seekbar!.isPreventSeek });
		if (seekbar !== before.seekbar)
			store.patch("seekbar", {
				segments: seekbar!.segments,
				classes: seekbar!.seekbarClasses,
				hidePreview: seekbar!.hidePreview,
				hideBubble: seekbar!.hideTimeBubble,
			});
	};
}
