// Plain-object work with the contract's rules (reference: player-api §1.1).

export type Dict = Record<string, unknown>;

export function isPlain(v: unknown): v is Dict {
	return typeof v === "object" && v !== null && !Array.isArray(v) && [Object.prototype, null].includes(Object.getPrototypeOf(v));
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
	return isPlain(v) ? (mergeDeep({}, v) as T) : v;
}

/** Reads a dotted path. */
export function at(v: unknown, path: string): unknown {
	return path.split(".").reduce<unknown>((o, key) => (o as Dict | undefined)?.[key], v);
}
