// Stand-ins for what a page names before it is loaded.

/**
 * Stands for a value that find gives once it is there. Until then reading a
 * property, calling and constructing give stand-ins for the outcome; afterwards
 * it behaves as the value does. What is known of it is there at once.
 */
export function later(find: () => any, known: object = {}): any {
	const outcome = (make: (f: any) => unknown) => {
		let made: { v: unknown } | undefined;
		const run = () => {
			const f = made ? undefined : find();
			if (f !== undefined) made = { v: make(f) };
			return made?.v;
		};
		calls.push(run);
		return later(run);
	};
	return new Proxy(function () {}, {
		get: (t, key) => {
			if (Object.hasOwn(known, key)) return Reflect.get(known, key);
			const v = find();
			if (v !== undefined) return v[key];
			if (key === "prototype") calls.push(() => inherit(t, find())); // somebody extends it
			if (typeof key === "symbol" || key in t) return Reflect.get(t, key);
			return later(() => find()?.[key]);
		},
		set: (t, key, v) => Reflect.set(find() ?? t, key, v),
		has: (t, key) => key === "prototype" || Reflect.has(find() ?? t, key),
		ownKeys: (t) => [...new Set([...Reflect.ownKeys(t), ...Reflect.ownKeys(find() ?? t)])],
		getOwnPropertyDescriptor: (t, key) => {
			const own = Reflect.getOwnPropertyDescriptor(t, key);
			if (own && !own.configurable) return own;
			const d = Reflect.getOwnPropertyDescriptor(find() ?? t, key);
			return d && { ...d, configurable: true };
		},
		apply: (_, self, args) => {
			const f = find();
			return f === undefined ? outcome((g) => g(...args)) : Reflect.apply(f, self, args);
		},
		construct: (t, args, made) => {
			const f = find();
			return f === undefined
				? outcome((g) => new g(...args))
				: Reflect.construct(f, args, made === t ? f : made);
		},
	});
}

const calls: (() => unknown)[] = [];

/** Classes that extend a stand-in have what it stands for. */
function inherit(standIn: { prototype: object }, real: { prototype?: object } | undefined): void {
	if (real?.prototype) Object.setPrototypeOf(standIn.prototype, real.prototype);
}

/** Makes the calls that stand-ins have taken, in their order; what they stand for is there now. */
export function settle(): void {
	for (const call of calls.splice(0)) call();
}
