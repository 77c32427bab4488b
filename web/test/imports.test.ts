// Who may import whom in web/src, types included: a type ties files together as
// a value does, for whoever has to change one of them.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

const root = join(__dirname, "..", "src");
const files = (readdirSync(root, { recursive: true }) as string[]).filter(
	(f) => /\.tsx?$/.test(f) && !f.endsWith(".d.ts"),
);

/** The file that an import names, undefined for a package, a stylesheet or a table. */
function resolve(from: string, name: string): string | undefined {
	if (!name.startsWith(".")) return undefined;
	const path = relative(root, join(root, dirname(from), name));
	return [path + ".ts", path + ".tsx", join(path, "index.ts")].find((f) => files.includes(f));
}

const graph = new Map(
	files.map((file) => {
		const names = [
			...readFileSync(join(root, file), "utf8").matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g),
		].map((m) => m[1]!);
		return [file, [...new Set(names.map((name) => resolve(file, name)).filter((f) => f !== undefined))]];
	}),
);

/** Groups of files that reach each other (Tarjan 1972). */
function circles(): string[][] {
	const order = new Map<string, number>();
	const low = new Map<string, number>();
	const stack: string[] = [];
	const out: string[][] = [];
	const visit = (file: string): void => {
		order.set(file, order.size);
		low.set(file, order.get(file)!);
		stack.push(file);
		for (const next of graph.get(file)!) {
			if (!order.has(next)) visit(next);
			if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
		}
		if (low.get(file) !== order.get(file)) return;
		out.push(stack.splice(stack.indexOf(file)));
	};
	for (const file of files) if (!order.has(file)) visit(file);
	return out.filter((group) => group.length > 1);
}

test("no circle of imports is larger than four files", () => {
	assert.ok(files.length > 100, "the sources were found");
	assert.ok(
		graph.get("page-player.ts")!.includes("session.ts") &&
			graph.get("download.ts")!.includes("protocol.ts"),
		"and their imports, of types too",
	);
	assert.deepEqual(
		circles().filter((group) => group.length > 4),
		[],
	);
});

const rooms = ["ui", "kit", "managers", "plugins", "core", "lecture", "windows", "captions"];

/** What begins with from may not import what begins with to. */
const rules: { from: string[]; to: string[]; why: string }[] = [
	{
		from: rooms.map((r) => r + "/"),
		to: ["page-player", "session", "container", "setup", "loader"],
		why: "a part knows the player by ports.ts alone",
	},
	{
		from: ["ports"],
		to: ["page-player", "container", "ui/", "kit/", "managers/", "plugins/"],
		why: "whoever imports the ports would import that too",
	},
	{
		from: ["carrier", "download", "start/"],
		to: ["ui/", "kit/", "managers/", "plugins/", "core/", "page-player", "session", "container"],
		why: "what brings media knows neither who asks for it nor what is shown",
	},
	{
		from: ["link", "protocol"],
		to: ["ui/", "kit/", "managers/", "plugins/", "core/", "page-player", "container", "carrier"],
		why: "calls are carried for whoever makes them",
	},
	{
		from: ["ui/", "lecture/", "windows/", "captions/"],
		to: ["carrier", "download", "link", "engine", "host", "plugins/"],
		why: "components ask by actions, never the engine itself",
	},
	{
		from: ["kit/", "core/", "plugins/"],
		to: ["carrier", "download", "link", "engine", "host", "render"],
		why: "what pages extend asks by the player",
	},
	{
		from: ["kit/", "core/", "managers/"],
		to: ["lecture/", "windows/"],
		why: "these scripts come for some players only",
	},
	{
		from: ["captions/"],
		to: ["ui/", "store", "kit/"],
		why: "captions are drawn in players without components too",
	},
	{
		from: ["objects", "target", "storage", "events", "lang/"],
		to: ["page-player", "container", "ports", "core/", "ui/"],
		why: "what everything stands on stands alone",
	},
];

for (const { from, to, why } of rules) {
	test(`${from.join(" ")} not to ${to.join(" ")}: ${why}`, () => {
		const under = (file: string, list: string[]) =>
			list.some((p) => (p.endsWith("/") ? file.startsWith(p) : file.replace(/\.tsx?$/, "") === p));
		const sources = files.filter((f) => under(f, from));
		assert.ok(sources.length > 0, "the rule is about files that exist");
		const against = sources.flatMap((f) =>
			graph
				.get(f)!
				.filter((g) => under(g, to))
				.map((g) => `${f} imports ${g}`),
		);
		assert.deepEqual(against, []);
	});
}
