// Lists what stands in KalturaPlayer, and what a player offers: path → kind or
// value. What begins with "_" is private; the ui namespace has its own test.
window.walk = () => {
	const out = {}, seen = new Map();
	const leaf = (v) => v === null || (typeof v !== "object" && typeof v !== "function") || Array.isArray(v) || v instanceof Node;
	const kind = (v) => (typeof v === "function" ? "function" : leaf(v) ? describe(v) : "object");
	const visit = (path, v) => {
		out[path] = kind(v);
		if (leaf(v)) return;
		if (seen.has(v)) return; // under another name already
		seen.set(v, path);
		const names = new Set(Object.getOwnPropertyNames(v));
		if (typeof v === "function") for (let p = Object.getPrototypeOf(v); p && p !== Function.prototype; p = Object.getPrototypeOf(p)) for (const k of Object.getOwnPropertyNames(p)) names.add(k);
		for (const k of [...names].sort()) {
			if (k.startsWith("_") || (path === "K" && k === "ui")) continue;
			if (typeof v === "function" && ["prototype", "length", "name", "caller", "arguments"].includes(k)) continue;
			visit(path + "." + k, v[k]);
		}
		if (typeof v === "function") for (const [k, m] of Object.entries(members(v.prototype))) out[path + "#" + k] = m;
	};
	visit("K", window.KalturaPlayer);
	return out;
};

/** Members of a prototype chain: method, or which accessors there are. */
window.members = (proto) => {
	const out = {};
	for (let p = proto; p && p !== Object.prototype && p !== Function.prototype; p = Object.getPrototypeOf(p)) {
		for (const k of Object.getOwnPropertyNames(p)) {
			if (k.startsWith("_") || k === "constructor" || k in out) continue;
			const d = Object.getOwnPropertyDescriptor(p, k);
			out[k] = d.get || d.set ? (d.get ? "get" : "") + (d.set ? "set" : "") : typeof d.value === "function" ? "method" : describe(d.value);
		}
	}
	return out;
};
