// Tables that the build makes from the Go sources, so that page code is
// answered before Go is there (go run build.go writes gen/tables.json).
import tables from "./gen/tables.json";
import type { Dict } from "./objects";

interface PluginEntry {
	name: string;
	aliases?: string[];
	methods?: string[];
	services?: { name: string; methods?: string[]; promises?: string[] }[];
}

interface Tables {
	player: { events: Record<string, string | [string, Record<string, string>]>; errors: Record<string, Dict>; config: Dict; enums: Record<string, Dict>; version: string };
	plugins: PluginEntry[];
}

export const { player: playerTables, plugins: pluginTable } = tables as unknown as Tables;

/** A group is "prefix KEY KEY …", with what does not follow the rule behind it (player/events.go). */
function unpack(group: string | [string, Dict]): string | Dict {
	if (typeof group === "string") return group;
	const [prefix, ...keys] = group[0].split(" ");
	return Object.fromEntries([...keys.map((key) => [key, prefix + key.toLowerCase().replaceAll("_", "")]), ...Object.entries(group[1])]);
}

const events: Dict = Object.fromEntries(Object.entries(playerTables.events).map(([name, group]) => [name, unpack(group)]));

/** player.Event: the groups, and every core constant flattened beside them. */
export const Event: Dict = { ...(events.Core as Dict), ...events };
