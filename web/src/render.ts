// ui.js: draws what Go composes, with Preact (reference: player-api §8).
import { h, render } from "preact";
import type { KitHost } from "./kit/host";
import { dictionary, language, learn, translator } from "./lang";
import { Stage } from "./layout";
import { Env } from "./core/env";
import { at, type Dict } from "./objects";
import { Pointer } from "./pointer";
import type { Captions, Equipment, MountedUI, UIHost } from "./ports";
import { Store } from "./store";
import css from "./styles/player.css";
import { Subtitles } from "./captions/subtitles";
import { Player, type DualSlice, type PlaylistSlice } from "./ui/context";
import { EarlyView } from "./ui/early";
import { OwnCSS } from "./ui/css";
import { icons } from "./ui/icons";
import { registry } from "./ui/registry";
import { adopt } from "./ui/sheets";
import { mediaSession } from "./ui/session";
import { Shell } from "./ui/shell";
import { variables } from "./ui/theme";

/** Waits for the words of the page's language, not for ever. */
export function speak(host: UIHost): Promise<void> {
	return Promise.race([
		learn(host.config, (file) => host.part(file)),
		new Promise<void>((done) => setTimeout(done, 3000)),
	]);
}

export function mountUI(host: UIHost): MountedUI {
	const store = new Store();
	const stage = new Stage(host.stage, host.container);
	const region = host.stage.parentElement!;
	const subtitles = new Subtitles(region, () => shownBar(host.root));
	const gui = document.createElement("div");
	gui.className = "playkit-gui-root";
	host.root.append(gui);
	host.root.classList.add("playkit-hover", ...device());
	const { tag, rtl } = language(host.config);
	[host.root.lang, host.root.dir] = [tag, rtl ? "rtl" : "ltr"];
	host.root.classList.toggle("playkit-protected", at(host.config, "ui.isCopyProtected") === true);
	adopt(host.root, css);
	const stopReading = readElement(host, store);
	let ticked = 0;
	const pointer = new Pointer(host, store, gui, () => {
		subtitles.layout();
		tick(host, store);
	});
	const t = translator(host.config);
	const session = mediaSession(host, store);
	region.setAttribute("role", "region");
	region.setAttribute("aria-label", t("controls.region"));
	let equipment: Equipment | undefined;
	const own = new OwnCSS(host.root);
	const configured = () => {
		const { css: given, ...rest } = (host.config.ui ?? {}) as Dict;
		own.use(given);
		store.set("uiConfig", rest);
		for (const [name, v] of Object.entries(variables(host.config))) host.root.style.setProperty(name, v);
	};
	configured();
	const box = new ResizeObserver(([entry]) => {
		for (const sheet of [css, equipment?.css]) if (sheet) adopt(host.root, sheet); // it may stand elsewhere now
		if (entry)
			store.patch("box", {
				width: Math.round(entry.contentRect.width),
				height: Math.round(entry.contentRect.height),
			});
	});
	const resized = new ResizeObserver(
		([entry]) =>
			entry && host.resize(Math.round(entry.contentRect.width), Math.round(entry.contentRect.height)),
	);

	const apply = (patch: Dict): void => {
		for (const [slice, v] of Object.entries(patch)) {
			if (slice === "do") for (const name of v as string[]) command(host, name, store);
			else if (slice === "preset") store.set("preset", { name: v });
			else if (slice === "engineError") store.set("engineError", { message: v, retry: patch.retry });
			else if (slice !== "retry") store.set(slice, v as Dict);
		}
		decorate(host, patch, t("controls.region"), region);
		const dual = patch.dualscreen as DualSlice | undefined;
		if (dual) stage.slide(dual.image);
		if (dual?.streams) stage.apply(dual.streams);
		if (patch.engine || patch.playlist) session.told();
	};
	const early = new EarlyView(host, apply);
	render(
		h(Player.Provider, {
			value: { host, store, stage, t, action: host.action, registry },
			children: h(Shell, {}),
		}),
		gui,
	);
	box.observe(gui);
	resized.observe(gui.querySelector(".playkit-player-gui")!); // what side panels leave
	return {
		apply: (patch) => apply(early.patch(patch)),
		opening: (playing) => early.opening(playing),
		planned: (plan) => early.planned(plan),
		shown: () => early.shown(),
		failed: (message, playing, retry) => early.failed(message, playing, retry),
		cues: (cues) => subtitles.show(cues as { text: string }[]),
		captionStyle: (style) => subtitles.style(style),
		captionSettings: (settings) => subtitles.place(settings),
		tick: () => {
			const now = performance.now();
			if (!host.root.classList.contains("playkit-hover") && now - ticked < hiddenTick) return;
			ticked = now;
			tick(host, store);
		},
		equip: ({ equip }, shown) => {
			const kitHost: KitHost = {
				host,
				store,
				t,
				words: dictionary(host.config),
				registry: { ...registry, ...icons },
				context: Player,
			};
			equipment ??= equip(kitHost, shown);
			adopt(host.root, equipment.css);
			return equipment.store;
		},
		configured,
		components: (list) => store.set("added", { list, wrap: equipment?.wrap }),
		destroy: () => {
			equipment?.close();
			own.close();
			box.disconnect();
			resized.disconnect();
			stopReading();
			pointer.close();
			session.close();
			subtitles.close();
			stage.close();
			render(null, gui);
		},
	};
}

/** Captions alone, in the view of a player without components. */
export function mountCaptions(view: HTMLElement): Captions {
	adopt(view, css);
	const subtitles = new Subtitles(view);
	return {
		cues: (cues) => subtitles.show(cues as { text: string }[]),
		captionStyle: (style) => subtitles.style(style),
		captionSettings: (settings) => subtitles.place(settings),
	};
}

/** The bottom bar while it is shown, without the shade above it. */
function shownBar(root: HTMLElement): DOMRect | undefined {
	if (!root.matches(".playkit-hover:not(.playkit-pre-playback)")) return undefined;
	return root.querySelector(":scope > .playkit-gui-root .playkit-bottom-bar-area")?.getBoundingClientRect();
}

/** Classes by which pages style for one system or browser. */
function device(): string[] {
	return [Env.os.name, Env.browser.name]
		.filter((name) => !!name)
		.map((name) => "playkit-" + String(name).replace(/\s+/g, "-"));
}

/** What only the page may do. */
function command(host: UIHost, name: string, store: Store): void {
	if (name === "stats") store.set("stats", { open: !store.get("stats").open });
	else if (name === "enterFullscreen") host.enterFullscreen();
	else if (name === "exitFullscreen") host.exitFullscreen();
	else if (name === "enterPictureInPicture") host.player.enterPictureInPicture();
	else if (name === "exitPictureInPicture") host.player.exitPictureInPicture();
}

const sizes = { tiny: "ty", extrasmall: "xs", small: "sm", medium: "md", large: "lg" } as Record<
	string,
	string
>;

/** State classes of the player's root (reference: player-api §8.4). */
function decorate(host: UIHost, patch: Dict, region: string, label: Element): void {
	const { classList } = host.root;
	const shell = patch.shell as { playerSize?: string } | undefined;
	if (shell)
		for (const [name, short] of Object.entries(sizes))
			classList.toggle("playkit-size-" + short, shell.playerSize === name);
	if (patch.preset) classList.toggle("playkit-preset-img", patch.preset === "Img");
	const engine = patch.engine as
		{ state?: string; prePlayback?: boolean; title?: string; audio?: boolean } | undefined;
	if (engine) {
		classList.toggle("playkit-audio", !!engine.audio);
		for (const state of ["idle", "loading", "playing", "paused", "buffering"])
			classList.toggle("playkit-state-" + state, engine.state === state);
		classList.toggle("playkit-pre-playback", !!engine.prePlayback);
		label.setAttribute("aria-label", engine.title || region);
	}
	const list = patch.playlist as PlaylistSlice | undefined;
	if (list) classList.toggle("playkit-playlist", !!list.count);
	const dual = patch.dualscreen as DualSlice | undefined;
	if (dual) classList.toggle("has-dual-screen-plugin-overlay", dual.layout !== "Hidden");
}

/** How often the clock moves where nobody sees it, ms: those who listen may ask for it. */
const hiddenTick = 950;

function tick({ video }: UIHost, store: Store): void {
	const ranges = video.buffered;
	let buffered = 0;
	for (let i = 0; i < ranges.length; i++)
		if (ranges.start(i) <= video.currentTime + 0.2) buffered = ranges.end(i);
	store.patch("time", {
		current: video.currentTime,
		duration: Number.isFinite(video.duration) ? video.duration : 0,
		buffered,
	});
}

/** Slices that are read from the element: they change often, and Go need not know. */
function readElement(host: UIHost, store: Store): () => void {
	const { video, player } = host;
	const stop = new AbortController();
	const { classList } = host.root;
	const media = () => {
		const fullscreen = player.isFullscreen();
		classList.toggle("playkit-fullscreen", fullscreen);
		store.patch("media", {
			paused: video.paused,
			volume: video.volume,
			muted: video.muted,
			fullscreen,
			inPip: player.isInPictureInPicture(),
		});
	};
	const known = () => classList.toggle("playkit-metadata-loaded", video.readyState > 0);
	const time = () => tick(host, store);
	for (const type of [
		"play",
		"pause",
		"ended",
		"volumechange",
		"enterpictureinpicture",
		"leavepictureinpicture",
		"emptied",
	])
		video.addEventListener(type, media, { signal: stop.signal });
	for (const type of ["durationchange", "progress", "seeking", "seeked", "emptied"])
		video.addEventListener(type, time, { signal: stop.signal });
	for (const type of ["loadedmetadata", "emptied"])
		video.addEventListener(type, known, { signal: stop.signal });
	known();
	player.addEventListener("enterfullscreen", media);
	player.addEventListener("exitfullscreen", media);
	media();
	return () => stop.abort();
}
