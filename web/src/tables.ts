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
	player: { events: Record<string, Record<string, string>>; errors: Record<string, Dict>; config: Dict; enums: Record<string, Dict>; version: string };
	view: Dict;
	plugins: PluginEntry[];
}

export const { player: playerTables, view: firstView, plugins: pluginTable } = tables as unknown as Tables;

/** player.Event: the groups, and every core constant flattened beside them. */
export const Event: Dict = { ...playerTables.events.Core, ...playerTables.events };
