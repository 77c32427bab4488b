// What stands in for something is waited for; the other player has everything at once.
window.whole = async () => {
	for (let i = 0; i < 200 && !Object.keys(KalturaPlayer.providers.ResponseTypes).includes("KalturaMediaEntry"); i++) await new Promise((r) => setTimeout(r, 50));
};

// Says what a value is, in words that two players can be compared by.
window.describe = (v, depth = 0) => {
	if (v === null || v === undefined || typeof v === "boolean") return String(v);
	if (typeof v === "number") return Number.isInteger(v) || !Number.isFinite(v) ? String(v) : v.toFixed(3);
	if (typeof v === "string") return JSON.stringify(v.replace(/_[a-z0-9]{5,6}\b/g, "_id").replace(/127\.0\.0\.1:\d+|localhost:\d+/g, "host"));
	if (typeof v === "function") return "function";
	if (typeof v === "symbol") return "symbol";
	if (v instanceof Error) return "Error " + v.message;
	if (v instanceof Node) return `<${v.nodeName.toLowerCase()}>`;
	if (v === window) return "window";
	if (v instanceof Promise || typeof v.then === "function") return "Promise";
	if (v instanceof TimeRanges) return `TimeRanges`;
	if (v instanceof Date) return "Date";
	if (v instanceof RegExp) return String(v);
	if (v instanceof VTTCue) return `VTTCue ${v.startTime}-${v.endTime} ${v.text}`;
	if (v instanceof Map) return "Map{" + [...v].map(([k, x]) => describe(k, depth + 1) + ":" + describe(x, depth + 1)) + "}";
	if (depth > 4) return "…";
	if (Array.isArray(v)) return "[" + v.map((x) => describe(x, depth + 1)).join(",") + "]";
	const proto = Object.getPrototypeOf(v);
	const plain = proto === Object.prototype || proto === null;
	const keys = Object.keys(v).filter((k) => k !== "_logger" && (plain || typeof v[k] !== "function")).sort();
	return (plain ? "" : "instance") + "{" + keys.map((k) => k + ":" + describe(v[k], depth + 1)).join(",") + "}";
};

/** Runs one line, an expression or statements, in a scope of names; promises are waited for, throws are a result. */
window.tryLine = async (line, scope = {}) => {
	const compile = (body) => new Function(...Object.keys(scope), body);
	let run;
	try {
		run = compile("return (" + line + ")");
	} catch {
		run = compile(line);
	}
	try {
		const v = run(...Object.values(scope));
		if (!v || typeof v.then !== "function") return describe(v);
		const late = new Promise((done) => setTimeout(() => done("pending"), 1500));
		return await Promise.race([v.then((x) => "resolves " + describe(x), (e) => "rejects " + describe(e)), late]);
	} catch (e) {
		return "throws " + (e instanceof Error ? e.name : describe(e));
	}
};
