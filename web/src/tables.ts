// Tables that the build makes from the Go sources, so that page code is
// answered before Go is there (go run build.go writes gen/tables.json).
import tables from "./gen/tables.json";
import type { Dict } from "./objects";

/** Names stand in one text, by spaces. */
export interface Members {
	name: string;
	methods?: string;
	properties?: string;
	promises?: string;
	values?: Dict;
	page?: boolean;
	itself?: boolean;
}

export interface PluginRow extends Members {
	aliases?: string;
	always?: boolean;
	defaults?: Dict;
	services?: Members[];
}

type Group = string | [string, Dict];

interface Tables {
	player: {
		events: Record<string, Group>;
		errors: Record<string, string>;
		config: Dict;
		enums: Record<string, Group>;
		version: string;
	};
	plugins: PluginRow[];
}

const { player, plugins } = tables as unknown as Tables;

/** A group is "prefix KEY KEY …", with what does not follow the rule behind it (player/events.go). */
function unpack(group: Group): string | Dict {
	if (typeof group === "string") return group;
	const [prefix, ...keys] = group[0].split(" ");
	return Object.fromEntries([
		...keys.filter(Boolean).map((key) => [key, prefix + key.toLowerCase().replaceAll("_", "")]),
		...Object.entries(group[1]),
	]);
}

/** Names in the order of their numbers; a number says where counting goes on (player/errors.go). */
function numbered(list: string): Record<string, number> {
	let next = 0;
	const out: Record<string, number> = {};
	for (const word of list.split(/\s+/)) {
		if (/^\d/.test(word)) next = +word;
		else out[word] = next++;
	}
	return out;
}

const each = <A, B>(o: Record<string, A>, f: (v: A) => B): Record<string, B> =>
	Object.fromEntries(Object.entries(o).map(([k, v]) => [k, f(v)]));

const events: Dict = each(player.events, unpack);

/** player.Event: the groups, and every core constant flattened beside them. */
export const Event: Dict = { ...(events.Core as Dict), ...events };

const config = player.config as { abr: { restrictions: Dict } };
// JSON has no word for it.
Object.assign(config.abr.restrictions, { maxHeight: Infinity, maxWidth: Infinity, maxBitrate: Infinity });

export const playerTables = {
	config: player.config,
	version: player.version,
	errors: each(player.errors, numbered),
	enums: each(player.enums, unpack) as Record<string, Dict>,
};
export const pluginTable = plugins;
