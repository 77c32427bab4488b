// player.plugins.X and player.getService(name) of what is built in, made from the
// build's table before Go is there: methods are carried over, promises wait.
import { isPlain, mergeDeep, type Dict } from "./objects";
import { BasePlugin, type PluginClass } from "./plugins/base";
import type { Page } from "./ports";
import { pluginTable, type Members, type PluginRow } from "./tables";

/** How services are asked for something. */
export interface Asks {
	call(name: string, method: string, args: unknown[]): unknown;
	promise(name: string, property: string): Promise<unknown>;
	/** Services that live in the page's own script. */
	own(name: string, members: Dict): unknown;
}

const words = (list?: string): string[] => list?.split(" ") ?? [];
const keys = (row: PluginRow): string[] => [row.name, ...words(row.aliases)];

/** Gives an object its members: methods, and properties that are asked for. */
function equip<T extends object>(
	o: T,
	m: Members,
	ask: (self: T, method: string, args: unknown[]) => unknown,
): T {
	for (const name of words(m.methods))
		Object.defineProperty(o, name, {
			enumerable: true,
			configurable: true,
			writable: true,
			value(this: T, ...args: unknown[]) {
				return ask(this, name, args);
			},
		});
	for (const name of words(m.properties))
		Object.defineProperty(o, name, {
			enumerable: true,
			configurable: true,
			get(this: T) {
				return ask(this, name, []);
			},
		});
	return o;
}

/** The class of a built-in plugin, as others are written. */
function classOf(row: PluginRow): PluginClass {
	const C = function (this: BasePlugin, name: string, player: Page, config: Dict) {
		BasePlugin.call(this, name, player, config);
		Object.assign(this, structuredClone(row.values), {
			displayName: row.name,
			symbol: { svgUrl: "", viewBox: "" },
		});
	} as unknown as PluginClass;
	const ask = (plugin: BasePlugin, method: string, args: unknown[]) =>
		plugin.player.ask("pluginCall", row.name, method, args);
	C.isValid = () => true;
	C.defaultConfig = row.defaults ?? {};
	C.prototype = Object.assign(equip(Object.create(BasePlugin.prototype) as BasePlugin, row, ask), {
		constructor: C,
		updateConfig(this: BasePlugin, update: Dict) {
			BasePlugin.prototype.updateConfig.call(this, update);
			ask(this, "updateConfig", [update]);
		},
	});
	return C;
}

const classes = Object.fromEntries(pluginTable.map((row) => [row.name, classOf(row)]));

/** KalturaPlayer.plugins: what scripts of plugins leave there. */
export const builtIn: Dict = Object.fromEntries(
	Object.entries(classes).map(([name, Plugin]) => [name, { Plugin }]),
);

/** Makes what a config wants of the built-in plugins, and their services. */
export function startBuiltIn(
	player: Page,
	config: Dict,
	plugins: Dict,
	services: Map<string, unknown>,
	asks: Asks,
): void {
	for (const row of pluginTable) {
		const own = keys(row)
			.map((name) => config[name])
			.filter(isPlain);
		const merged: Dict = mergeDeep({}, row.defaults, ...own);
		if (plugins[row.name] || !(row.always || own.length) || merged.disable === true) continue;
		const plugin = new classes[row.name]!(row.name, player, merged);
		for (const name of keys(row))
			Object.defineProperty(plugins, name, {
				value: plugin,
				enumerable: name === row.name,
				configurable: true,
				writable: true,
			});
		for (const s of row.services ?? [])
			if (!services.has(s.name)) services.set(s.name, s.itself ? plugin : service(s, asks));
	}
}

function service(s: Members, asks: Asks): unknown {
	const out = equip({}, s, (_, method, args) => asks.call(s.name, method, args));
	if (s.page) return asks.own(s.name, out);
	// A promise is made anew at each reading: after a change of media it is another.
	for (const name of words(s.promises))
		Object.defineProperty(out, name, { enumerable: true, get: () => asks.promise(s.name, name) });
	return out;
}

/** Built-in plugins that a plugin of this name stands in for: their keys, each with its services. */
export function replaced(name: string): [key: string, services: string[]][] {
	const row = pluginTable.find((p) => keys(p).includes(name));
	return row ? keys(row).map((key) => [key, (row.services ?? []).map((s) => s.name)]) : [];
}
