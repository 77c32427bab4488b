// KalturaPlayer.setup (reference: player-api §1.2): checks, the merged config,
// the map of players.
import { Container } from "./container";
import { at, copyDeep, mergeDeep, type Dict } from "./objects";
import { embedded, origin } from "./assets";
import { PagePlayer } from "./page-player";
import { preferences } from "./storage";
import { playerTables } from "./tables";

const players: Record<string, PagePlayer> = {};
const containers = new WeakMap<PagePlayer, Container>();

/** The live map of players by targetId. */
export function getPlayers(): Record<string, PagePlayer> {
	return players;
}

/** A player by its id, or by the element that it was set up in. */
export function getPlayer(target: string | HTMLElement): PagePlayer | null {
	return players[String(target)] ?? Object.values(players).find((p) => containers.get(p)?.target === target) ?? null;
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
	if (target.querySelector(".kaltura-player-container")) throw new Error("The target id provided is already in use. Id: " + id);
	if (!config.provider) throw new TypeError("Cannot read properties of undefined (reading 'partnerId')");
	return make(id, target, merged({ ...config, targetId: id }));
}

/** Elements in shadow roots may have an id that another element has too. */
function unused(id: string): string {
	let name = id;
	for (let n = 2; players[name]; n++) name = id + "-" + n;
	return name;
}

function make(id: string, target: HTMLElement, config: Dict, parent?: Container): PagePlayer {
	const container = new Container(target, config, parent);
	const player = new PagePlayer({
		id, config, container,
		find: (other) => players[other],
		child: (childID, childConfig, of) => void child(childID, childConfig, of),
		removed: (p) => {
			if (players[id] === p) delete players[id];
			if (parent) target.remove();
		},
	});
	containers.set(player, container);
	players[id] = player;
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
	if (config.disableUserCache !== true) mergeDeep(config, { playback: preferences() });
	return config;
}

function serverConfig(uiConfID: string): Dict {
	const w = window as { __kalturaplayerdata?: Dict; KalturaPlayers?: Record<string, { config?: Dict }> };
	return copyDeep(embedded?.config ?? w.KalturaPlayers?.[uiConfID]?.config ?? w.__kalturaplayerdata ?? {});
}

/** serviceUrl is taken with and without /api_v3; none means the player's own origin. */
function environment(env: Dict): Dict {
	const clean = (v: unknown) => (typeof v === "string" && v ? v.replace(/\/+$/, "") : "");
	const service = clean(env.overrideServiceUrl) || clean(env.serviceUrl) || origin + "/api_v3";
	return { ...env, serviceUrl: service.includes("/api_v3") ? service : service + "/api_v3", cdnUrl: clean(env.cdnUrl) || new URL(service, origin).origin };
}

/** Old config paths are moved (reference: player-api §2.8). */
function legacy(app: Dict): Dict {
	const { player, logLevel, duration, type, dvr, id, name, ...rest } = app;
	const out: Dict = mergeDeep({}, player as Dict | undefined, rest);
	for (const key of Object.keys(out)) if (out[key] === null) delete out[key]; // a config[section] that is no JSON
	const move = (path: string, v: unknown) => {
		if (v === undefined) return;
		console.warn("[diptych] a config path is outdated; use", path);
		const keys = path.split(".");
		mergeDeep(out, keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), v) as Dict);
	};
	move("log.level", logLevel);
	move("sources.duration", duration);
	move("sources.type", type);
	move("sources.dvr", dvr);
	move("sources.id", id);
	move("sources.metadata.name", name);
	move("sources.startTime", at(out, "playback.startTime"));
	return out;
}

/** Start and clip times in the page's address (reference: player-api §7.6). */
function fromQuery(config: Dict): void {
	const query = new URLSearchParams(location.search);
	for (const [name, key] of [["kalturaStartTime", "startTime"], ["kalturaEndTime", "endTime"], ["kalturaSeekFrom", "seekFrom"], ["kalturaClipTo", "clipTo"]] as const) {
		const seconds = parseFloat(query.get(name) ?? "");
		if (Number.isFinite(seconds)) mergeDeep(config, { sources: { [key]: seconds } });
	}
	if (query.has("debugKalturaPlayer") || (window as { DEBUG_KALTURA_PLAYER?: boolean }).DEBUG_KALTURA_PLAYER) mergeDeep(config, { log: { level: "DEBUG" } });
}
