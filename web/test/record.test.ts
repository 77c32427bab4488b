import assert from "node:assert/strict";
import { test } from "node:test";
import type { Host, Instance } from "../src/protocol";
import { record, Recording, type File } from "../src/record/record";
import { Redactor } from "../src/record/redact";
import { tap, type Border } from "../src/record/tap";

/** A border whose engine says something while it is told something. */
function border(config: object = {}): { b: Border; said: string[] } {
	const said: string[] = [];
	const stateBytes = new Uint8Array(8 * 64);
	const host = {
		stateBytes,
		state: () => void (new Float64Array(stateBytes.buffer)[0] = said.length),
		media: { seek: (t: number) => void said.push("seek " + t) },
		carrier: { fetch: (r: string) => void said.push(r), log: () => "[]" },
		fetch: (id: number) => void said.push("fetch " + id),
		timer: (id: number) => void said.push("timer " + id),
		now: () => -1,
		wall: () => -1,
	} as unknown as Host;
	const instance = {
		element: () => {
			host.state();
			host.timer(1, 300);
			return "";
		},
		fetched: () => "",
		records: () => "",
		callAsync: () => "",
	} as unknown as Instance;
	return { b: { host, instance, config: JSON.stringify(config), now: 0 }, said };
}

function recorded(b: Border, limit?: number): Recording {
	const r = new Recording(b.config, limit);
	tap(b);
	b.hear = (call) => r.hear(call);
	return r;
}

const names = (f: File) => f.lines.map((l) => l[1]);

test("what the engine is told and says is written in order, and still done", () => {
	const { b, said } = border();
	const r = recorded(b);
	b.instance!.element("playing");
	b.host.media.seek(3);
	assert.deepEqual(names(r.file()), [">element", "state", "timer", "media.seek"]);
	assert.deepEqual(said, ["timer 1", "seek 3"]);
	const [told, ...rest] = r.file().lines;
	assert.ok(
		rest.every((l) => l[0] === told![0]),
		"time stands while the engine works",
	);
	assert.equal(b.host.now(), told![0]);
	assert.equal(b.host.verbose, true);
});

test("calls before somebody listens wait", () => {
	const { b } = border();
	tap(b);
	b.instance!.element("play");
	assert.deepEqual(
		b.calls!.map((c) => c[2]),
		["element", "state", "timer"],
	);
});

test("readings say only what has changed", () => {
	const { b } = border();
	const r = recorded(b);
	b.instance!.element("a");
	b.host.media.seek(1);
	b.instance!.element("b");
	const readings = r
		.file()
		.lines.filter((l) => l[1] === "state")
		.map((l) => l[2] as number[]);
	assert.equal(readings[0]!.length, 1 + 2 * 19);
	assert.deepEqual(readings[1], [19, 0, 2]);
});

test("bodies of manifests are kept, those of others are not", () => {
	const { b } = border();
	const r = recorded(b);
	const ask = (id: number, command: object, body: string) => {
		b.host.fetch(id, JSON.stringify({ url: "https://x/" + id, ...command }));
		b.instance!.fetched(id, 200, "https://x/" + id, body, "{}", 5);
	};
	ask(1, {}, "#EXTM3U\n");
	ask(2, { xml: true }, '["MPD"]');
	ask(3, { body: '{"ks":"abc"}' }, '{"ks":"def"}');
	ask(4, { text: {} }, "WEBVTT\n\nsomebody's words");
	ask(5, {}, '{"name":"somebody"}');
	const bodies = r
		.file()
		.lines.filter((l) => l[1] === ">fetched")
		.map((l) => l[7]);
	assert.deepEqual(bodies, ["#EXTM3U\n", '["MPD"]', null, null, null]);
	assert.ok(!JSON.stringify(r.file()).includes("somebody"));
});

test("secrets are not in the file, wherever they stand", () => {
	const secret = "djJ8MTAxfHNlY3JldHNlY3JldA";
	const { b } = border({
		session: { ks: secret },
		drm: { licenseUrl: "https://l/?customData=" + secret },
		a: [secret],
	});
	const r = recorded(b);
	b.instance!.callAsync("loadMedia", JSON.stringify([{ entryId: "0_a", ks: secret }]), 1);
	b.host.fetch(1, JSON.stringify({ url: `https://x/p/1/ks/${secret}/a.m3u8?ks=${secret}&v=2` }));
	b.instance!.fetched(
		1,
		200,
		`https://x/a.m3u8?token=${secret}`,
		`#EXTM3U\ns.ts?Policy=${secret}\n`,
		"{}",
		1,
	);
	b.host.carrier.fetch(JSON.stringify({ id: 1, segment: { url: "https://x/s.ts?Policy=" + secret } }));
	b.instance!.records(
		JSON.stringify([{ id: 1, state: "head", head: "\u0000\u00ff", message: "?ks=" + secret }]),
	);
	const text = JSON.stringify(r.file());
	assert.ok(!text.includes(secret), text);
	assert.match(text, /0_a/);
	assert.match(text, /v=2/);
	assert.match(text, /"head":"AP8="/);
});

test("addresses that differ go on to differ, and the same stay the same", () => {
	const r = new Redactor();
	const [a, b, again] = ["?ks=one", "?ks=two", "?ks=one"].map((s) => r.text("https://x/" + s));
	assert.notEqual(a, b);
	assert.equal(a, again);
	assert.equal(r.text(a!), a);
	assert.equal(r.text("https://x/a?width=640&v=3"), "https://x/a?width=640&v=3");
});

test("a full recording stops and says so, and keeps its beginning", () => {
	const { b } = border();
	const r = recorded(b, 2000);
	for (let i = 0; i < 1000; i++) b.instance!.element("event" + i);
	assert.ok(r.full && r.stopped && r.size < 3000);
	assert.equal(r.file().full, true);
	assert.equal(r.file().lines[0]![2], "event0");
});

test("a stopped recording takes no more", () => {
	const { b } = border();
	const r = recorded(b);
	b.instance!.element("a");
	r.stop();
	b.instance!.element("b");
	assert.ok(r.stopped && !r.full);
	assert.equal(r.file().lines.filter((l) => l[1] === ">element").length, 1);
});

test("what cannot be written down ends the recording, not play", (t) => {
	t.mock.method(console, "error", () => undefined);
	const { b, said } = border();
	tap(b);
	const r = record(b);
	b.host.fetch(1, "no JSON");
	b.instance!.element("playing");
	assert.deepEqual(said, ["fetch 1", "timer 1"]);
	assert.ok(r.stopped);
});
