// player.plugins.X and player.getService(name), answered from the build's table
// before Go is there: methods are carried over, promises wait.
import type { Dict } from "./objects";
import { pluginTable } from "./tables";

type Later = (name: string, property: string) => Promise<unknown>;
type Ask = (name: string, method: string, args: unknown[]) => unknown;

/** Methods become calls; every other property read is asked of Go too. */
function proxy(name: string, methods: string[], ask: Ask, promises: string[] = [], later?: Later): Dict {
	const target: Dict = {};
	// A promise is made anew at each reading: after a change of media it is another.
	for (const p of promises) Object.defineProperty(target, p, { get: () => later?.(name, p) });
	for (const m of methods) target[m] = (...args: unknown[]) => ask(name, m, args);
	return new Proxy(target, {
		get: (t, key) => (typeof key !== "string" || key in t || key === "then" ? t[key as string] : ask(name, key, [])),
	});
}

export function makePlugins(ask: Ask): Dict {
	const out: Dict = {};
	for (const p of pluginTable) {
		const plugin = proxy(p.name, p.methods ?? [], ask);
		for (const name of [p.name, ...(p.aliases ?? [])]) out[name] = plugin;
	}
	return out;
}

/** Built-in plugins that a plugin of this name stands in for: their keys, each with its services. */
export function replaced(name: string): [key: string, services: string[]][] {
	const row = pluginTable.find((p) => p.name === name || p.aliases?.includes(name));
	return row ? [row.name, ...(row.aliases ?? [])].map((key) => [key, (row.services ?? []).map((s) => s.name)]) : [];
}

/** Services of the page's own script are made by own. */
export function makeServices(ask: Ask, later: Later, own: (name: string) => unknown): Map<string, unknown> {
	const out = new Map<string, unknown>();
	for (const p of pluginTable) for (const s of p.services ?? []) out.set(s.name, s.page ? own(s.name) : proxy(s.name, s.methods ?? [], ask, s.promises, later));
	return out;
}
