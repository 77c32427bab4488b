// KalturaPlayer.setup (reference: player-api §1.2): checks, the merged config,
// the map of players.
import { Container } from "./container";
import { at, copyDeep, isPlain, mergeDeep, ownConfig, type Dict } from "./objects";
import { embedded, origin } from "./assets";
import { PagePlayer } from "./page-player";
import { LocalStorageManager, SessionStorageManager } from "./core/storage-managers";
import { Env } from "./core/env";
import { getLogger, LogLevel, setLogHandler, setLogLevel } from "./core/logger";
import { TextStyle } from "./core/text-style";
import { kept, layoutKey } from "./storage";
import { playerTables } from "./tables";

const players: Record<string, PagePlayer> = {};
const containers = new WeakMap<PagePlayer, Container>();

/** The live map of players by targetId. */
export function getPlayers(): Record<string, PagePlayer> {
	return players;
}

/** A player by its id, or by the element that it was set up in. */
export function getPlayer(target: string | HTMLElement): PagePlayer | null {
	return (
		players[String(target)] ??
		Object.values(players).find((p) => containers.get(p)?.target === target) ??
		null
	);
}

/** Makes a player in the element that config.targetId names (an id, or the element itself). */
export function setup(config: Dict): PagePlayer {
	if (!config) throw new TypeError("Must provide initial providers config");
	const given = config.targetId;
	if (!given) throw new Error("Must provide target id");
	const element = (given as Node).nodeType === Node.ELEMENT_NODE ? (given as HTMLElement) : undefined; // of any document
	const target = element ?? document.getElementById(String(given));
	const id = element ? unused(element.id || "player") : String(given);
	if (!target) throw new Error("Must provide DOM element with id of: " + id);
	if (target.querySelector(".kaltura-player-container"))
		throw new Error("The target id provided is already in use. Id: " + id);
	if (!config.provider) throw new TypeError("Cannot read properties of undefined (reading 'partnerId')");
	const all = merged({ ...ownConfig(config), targetId: id });
	logging((all.log ?? {}) as Dict);
	const player = make(id, target, all);
	remember(player, all);
	if (all.cast) player.remotePlayerManager.load(all.cast as Dict, player);
	player.watch(target);
	return player;
}

function logging({ level, handler }: Dict): void {
	setLogLevel(LogLevel[String(level)] ?? LogLevel.ERROR!);
	if (typeof handler === "function") setLogHandler(handler as Parameters<typeof setLogHandler>[0]);
}

/** Takes the stored caption style, and keeps what the viewer chooses from now on. */
function remember(player: PagePlayer, config: Dict): void {
	if (config.disableUserCache === true) return;
	const style = LocalStorageManager.getPlayerTextStyle();
	if (style) player.textStyle = TextStyle.fromJson(style);
	LocalStorageManager.attach(player);
	SessionStorageManager.attach(player);
}

/** Elements in shadow roots may have an id that another element has too. */
function unused(id: string): string {
	let name = id;
	for (let n = 2; players[name]; n++) name = id + "-" + n;
	return name;
}

function make(id: string, target: HTMLElement, config: Dict, parent?: Container): PagePlayer {
	const old = players[id];
	if (old && !containers.get(old)!.root.isConnected) old.destroy(); // a router took its page away
	const container = new Container(target, config, parent);
	set(config, "ui.targetId", container.root.id);
	if (config.dimensions) container.resize(config.dimensions as Dict);
	const player = new PagePlayer({
		id,
		config,
		container,
		find: (other) => players[other],
		child: (childID, childConfig, of) => void child(childID, childConfig, of),
		removed: (p) => {
			if (players[id] === p) delete players[id];
			if (parent) target.remove();
		},
	});
	containers.set(player, container);
	players[id] = player;
	if (!parent) player.startPlugins();
	return player;
}

/** A further stream inside a player: its own element in the stage, no controls. */
function child(id: string, config: Dict, parent: PagePlayer): void {
	const outer = containers.get(parent);
	if (!outer || players[id]) return;
	const target = document.createElement("div");
	target.id = id;
	target.className = "playkit-child";
	target.style.cssText = "position:absolute;inset:0;visibility:hidden;";
	outer.stage.append(target);
	make(id, target, mergeDeep({}, playerTables.config, config, { targetId: id }), outer);
}

/** Storage > application > server uiConf > defaults (reference: player-api §2). */
function merged(app: Dict): Dict {
	const uiConfID = String(at(app, "provider.uiConfId") ?? "");
	const server = at(app, "provider.ignoreServerConfig") === true ? {} : serverConfig(uiConfID);
	const config: Dict = mergeDeep({}, playerTables.config, server, legacy(app));
	const provider = (config.provider ??= {}) as Dict;
	provider.env = environment((provider.env as Dict | undefined) ?? {});
	fromQuery(config);
	platform(config, app);
	if (config.disableUserCache !== true && at(config, "plugins.dualscreen.rememberLayout") === true)
		arranged(config);
	if (config.disableUserCache !== true)
		for (const manager of [LocalStorageManager, SessionStorageManager]) manager.setStorageConfig(config);
	return config;
}

/** The layout that the viewer has left (docs/dual-screen.md). */
function arranged(config: Dict): void {
	try {
		set(config, "plugins.dualscreen", JSON.parse(kept(layoutKey) || "{}"));
	} catch {
		/* not ours: the page's layout stands */
	}
}

/** What browsers and devices need (reference: player-api §2.10). */
function platform(config: Dict, app: Dict): void {
	const unset = (path: string, v: unknown) => {
		if (typeof at(app, path) !== typeof v) set(config, path, v);
	};
	if (Env.isIOS || (Env.isMacOS && Env.isSafari)) {
		unset("playback.preferNative.hls", true);
		unset("text.useNativeTextTrack", true);
	}
	if (Env.isEdge && !at(config, "drm.keySystem"))
		set(
			config,
			"drm.keySystem",
			playerTables.enums.DrmScheme![Env.os.name === "Windows" ? "PLAYREADY" : "WIDEVINE"],
		);
	if (Env.isSmartTV) {
		unset("playback.playAdsWithMSE", true);
		unset("streaming.lowLatencyMode", false);
	}
	if (at(config, "plugins.vr")) set(config, "playback.inBrowserFullscreen", true);
}

/** Sets a dotted path. */
function set(o: Dict, path: string, v: unknown): void {
	mergeDeep(o, path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), v) as Dict);
}

function serverConfig(uiConfID: string): Dict {
	const w = window as { __kalturaplayerdata?: Dict; KalturaPlayers?: Record<string, { config?: Dict }> };
	return copyDeep(embedded?.config ?? w.KalturaPlayers?.[uiConfID]?.config ?? w.__kalturaplayerdata ?? {});
}

/** serviceUrl is taken as it is; none means the player's own origin. */
function environment(env: Dict): Dict {
	const clean = (v: unknown) =>
		typeof v === "string"
			? v.replace(/\/+$/, "").replace(/^\/.*/, (path) => new URL(path, document.baseURI).href)
			: "";
	const serviceUrl = clean(env.overrideServiceUrl) || clean(env.serviceUrl) || origin + "/api_v3";
	return { ...env, serviceUrl, cdnUrl: clean(env.cdnUrl) || new URL(serviceUrl, document.baseURI).origin };
}

/** Old paths and where they are now (reference: player-api §2.8). */
const moved: [from: string, to: string][] = [
	...["duration", "type", "dvr", "id"].map((key): [string, string] => [key, "sources." + key]),
	["name", "sources.metadata.name"],
	["metadata.poster", "sources.poster"],
	["metadata", "sources.metadata"],
	["logLevel", "log.level"],
	["ui.components.fullscreen.inBrowserFullscreenForIOS", "playback.inBrowserFullscreen"],
	...[
		"enableCEA708Captions",
		"useNativeTextTrack",
		"captionsTextTrack1Label",
		"captionsTextTrack1LanguageCode",
		"captionsTextTrack2Label",
		"captionsTextTrack2LanguageCode",
	].map((key): [string, string] => ["playback." + key, "text." + key]),
	["playback.options.html5.dash.useShakaTextTrackDisplay", "text.useShakaTextTrackDisplay"],
	["plugins.visibility.threshold", "viewability.playerThreshold"],
	["plugins.visibility.floating", "plugins.floating"],
	["playback.startTime", "sources.startTime"],
];

/** A config with the old paths moved. */
function legacy(app: Dict): Dict {
	const { player, ...rest } = app;
	const out: Dict = mergeDeep({}, player as Dict | undefined, rest);
	for (const key of Object.keys(out)) if (out[key] === null) delete out[key]; // a config[section] that is no JSON
	for (const [from, to] of moved) {
		const v = at(out, from);
		if (v === undefined || v === null) continue;
		getLogger("Player").warn(`config path ${from} is outdated; use ${to}`);
		const keys = from.split("."),
			last = keys.pop()!;
		delete ((keys.length ? at(out, keys.join(".")) : out) as Dict)[last];
		const there = at(out, to);
		set(out, to, isPlain(there) && isPlain(v) ? mergeDeep({}, v, there) : v);
	}
	return out;
}

/** Start and clip times in the page's address (reference: player-api §7.6). */
function fromQuery(config: Dict): void {
	const query = new URLSearchParams(location.search);
	for (const [name, key] of [
		["kalturaStartTime", "startTime"],
		["kalturaEndTime", "endTime"],
		["kalturaSeekFrom", "seekFrom"],
		["kalturaClipTo", "clipTo"],
	] as const) {
		const seconds = parseFloat(query.get(name) ?? "");
		if (Number.isFinite(seconds)) mergeDeep(config, { sources: { [key]: seconds } });
	}
	if (
		query.has("debugKalturaPlayer") ||
		(window as { DEBUG_KALTURA_PLAYER?: boolean }).DEBUG_KALTURA_PLAYER
	)
		mergeDeep(config, { log: { level: "DEBUG" } });
}
