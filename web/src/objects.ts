// Plain-object work with the contract's rules (reference: player-api §1.1), on
// objects of any realm: frames, micro front ends and test runners hand over theirs.

export type Dict = Record<string, unknown>;

const isObject = (v: unknown): v is Dict => Object.prototype.toString.call(v) === "[object Object]";

/** An object that no class made: its prototype is none, or the root of its realm. */
export function isPlain(v: unknown): v is Dict {
	const proto: unknown = isObject(v) ? Object.getPrototypeOf(v) : 0;
	return proto !== 0 && (proto === null || Object.getPrototypeOf(proto) === null);
}

/** Merges plain objects recursively; arrays and class instances are replaced. */
export function mergeDeep<T extends Dict>(target: T, ...sources: (Dict | undefined)[]): T {
	for (const source of sources) {
		for (const [key, v] of Object.entries(source ?? {})) {
			if (key === "__proto__") continue;
			const have = (target as Dict)[key];
			if (isPlain(v)) (target as Dict)[key] = mergeDeep(isPlain(have) ? have : {}, v);
			else (target as Dict)[key] = v;
		}
	}
	return target;
}

export function copyDeep<T>(v: T): T {
	if (Array.isArray(v)) return v.map(copyDeep) as T;
	return isPlain(v)
		? (Object.fromEntries(Object.entries(v).map(([key, e]) => [key, copyDeep(e)])) as T)
		: v;
}

/** What an object says of itself: its fields, and what its class has for them. */
function entries(v: Dict): [string, unknown][] {
	const keys = new Set(Object.keys(v));
	for (let p: unknown = v; !isPlain(p) && (p = Object.getPrototypeOf(p)) && Object.getPrototypeOf(p);) {
		for (const key of Object.getOwnPropertyNames(p)) if (key !== "constructor") keys.add(key);
	}
	return [...keys].map((key) => [
		key,
		typeof v[key] === "function" && !Object.hasOwn(v, key) ? v[key].bind(v) : v[key],
	]);
}

/**
 * Data that a page hands over, as objects of our own: whatever calls itself an
 * object is one, also of another realm or made by a class. What leads back to
 * itself is left out; elements, players and the like stay what they are, and
 * with keep so does what a class has made.
 */
export function own<T>(v: T, keep = false, seen = new Map<unknown, unknown>()): T {
	const list = Array.isArray(v);
	if (!list && (!isObject(v) || (keep && !isPlain(v)) || typeof v.addEventListener === "function"))
		return v;
	if (seen.has(v)) return seen.get(v) as T;
	seen.set(v, undefined);
	const inner = (e: unknown) => own(e, keep, seen);
	const copy = list
		? Array.from(v, inner)
		: Object.fromEntries(
				entries(v)
					.filter(([key]) => key !== "__proto__")
					.map(([key, e]) => [key, inner(e)]),
			);
	seen.set(v, copy);
	return copy as T;
}

/** The same for a config: plugins and components get the instances that their part of it holds. */
export function ownConfig<T extends Dict>(config: T): T {
	const { plugins, ui, ...rest } = Object.fromEntries(entries(config));
	const { uiComponents, ...drawn } = (isObject(ui) ? Object.fromEntries(entries(ui)) : {}) as Dict;
	const fields =
		isObject(plugins) &&
		entries(plugins).map(([name, v]): [string, unknown] => [
			name,
			isObject(v) ? own(Object.fromEntries(entries(v)), true) : v,
		]);
	const shown = isObject(ui)
		? {
				ui: {
					...own(drawn),
					...(uiComponents !== undefined && { uiComponents: own(uiComponents, true) }),
				},
			}
		: ui !== undefined && { ui };
	return { ...own(rest), ...shown, ...(fields && { plugins: Object.fromEntries(fields) }) } as unknown as T;
}

/** Whether something is neither data nor a value in a box: an element, a player, a map. */
const alive = (v: unknown): boolean =>
	typeof v === "object" && v !== null && !Array.isArray(v) && !isPlain(v) && v.valueOf() === v;

/** JSON for the engine, which has no use for what is no data; JSON itself has no word for what is infinite. */
export function json(v: unknown): string {
	return JSON.stringify(own(v), (_, x: unknown) =>
		alive(x) ? undefined : typeof x === "bigint" ? Number(x) : x === Infinity ? Number.MAX_VALUE : x,
	);
}

/** Reads a dotted path. */
export function at(v: unknown, path: string): unknown {
	return path.split(".").reduce<unknown>((o, key) => (o as Dict | undefined)?.[key], v);
}
