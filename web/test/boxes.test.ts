// What is read of MP4 before it is appended (web/src/start/boxes.ts,
// web/src/inspect.ts).
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Carrier } from "../src/carrier";
import { join, type Download } from "../src/download";
import { beginning, Inspector, opening, text } from "../src/inspect";
import type { LogRecord, SegmentRequest } from "../src/protocol";
import { fits } from "../src/start/boxes";
import { random, seeds } from "./fakes/clock";
import { boxes, concat, init, media } from "./fakes/mp4";
import { source, stage, type Stage } from "./fakes/page";

const view = (b: Uint8Array) => new DataView(b.slice().buffer);
const avc = 'video/mp4; codecs="avc1.64001f"';
const both = 'video/mp4; codecs="avc1.64001f,mp4a.40.2"';

describe("whether a segment fits", () => {
	const film = media({ start: 10, duration: 2 });
	const rows: [string, Uint8Array, Uint8Array, string, number, boolean | undefined][] = [
		["the plain case", init(), film, avc, 10, true],
		["half a second beside", init(), film, avc, 10.5, true],
		["more than that", init(), film, avc, 10.6, false],
		[
			"times of 64 bits",
			init({ long: true }),
			media({ start: 10, duration: 2, long: true }),
			avc,
			10,
			true,
		],
		[
			"another timescale",
			init({ scale: 90_000 }),
			media({ start: 10, duration: 2, scale: 90_000 }),
			avc,
			10,
			true,
		],
		["sound where a picture is said to be", init({ handler: "soun" }), film, avc, 10, false],
		["two tracks where one is", init({}, { id: 2, handler: "soun" }), film, avc, 10, false],
		[
			"two tracks that are said to be",
			init({}, { id: 2, handler: "soun", entry: "mp4a" }),
			film,
			both,
			10,
			true,
		],
		[
			"sound by itself",
			init({ handler: "soun", entry: "mp4a" }),
			film,
			'audio/mp4; codecs="mp4a.40.2"',
			10,
			true,
		],
		["Opus", init({ handler: "soun", entry: "Opus" }), film, 'audio/mp4; codecs="opus"', 10, true],
		["AC-3", init({ handler: "soun", entry: "ec-3" }), film, 'audio/mp4; codecs="ec-3"', 10, true],
		["encrypted", init({ entry: "encv" }), film, avc, 10, false],
		["encrypted sound", init({}, { id: 2, handler: "soun", entry: "enca" }), film, both, 10, false],
		[
			"media of a track that is not there",
			init(),
			media({ start: 10, duration: 2, id: 9 }),
			avc,
			10,
			false,
		],
		["too little of it", init(), film.slice(0, 40), avc, 10, undefined],
		["nothing of it", init(), new Uint8Array(0), avc, 10, undefined],
		["an init segment that is cut off", init().slice(0, 60), film, avc, 10, undefined],
		["none at all", new Uint8Array(0), film, avc, 10, false],
	];
	for (const [name, first, bytes, mime, start, want] of rows)
		test(name, () => assert.equal(fits(view(first), view(bytes), mime, start), want));

	test("broken files throw nothing", () => {
		for (let seed = 1; seed <= seeds(500); seed++) {
			const chance = random(seed);
			const [first, bytes] = [
				init({}, { id: 2, handler: "soun" }),
				media({ start: 1, duration: 2, size: 40 }),
			];
			for (const b of [first, bytes])
				for (let n = chance() * 8; n > 0; n--)
					b[Math.floor(chance() * b.length)] = Math.floor(chance() * 256);
			const got = fits(view(first.slice(0, chance() * 2 * first.length)), view(bytes), both, 1);
			assert.ok(got === undefined || typeof got === "boolean");
		}
	});
});

describe("texts of bytes", () => {
	test("have a character for each", () => {
		const all = Uint8Array.from({ length: 20_000 }, (_, i) => i % 256);
		assert.deepEqual(
			Uint8Array.from(text(all), (c) => c.charCodeAt(0)),
			all,
		);
	});
	test("the beginning joins no more than it takes", () => {
		const parts = [Uint8Array.of(1, 2), Uint8Array.of(3, 4), new Uint8Array(1e6)];
		assert.deepEqual(beginning(parts, 3), Uint8Array.of(1, 2, 3));
		assert.deepEqual(beginning([], 3), new Uint8Array(0));
		assert.equal(beginning(parts, 1e9).length, 1e6 + 4);
	});
});

describe("the inspector", () => {
	let s: Stage;
	let records: LogRecord[];
	let carrier: Carrier;
	let inspector: Inspector;
	beforeEach(async () => {
		s = stage();
		records = [];
		carrier = new Carrier(s.element, (list) => records.push(...list));
		inspector = new Inspector(carrier);
		carrier.open([{ kind: "video", mime: avc }]);
		await s.clock.run(10);
	});
	const heads = () => records.filter((r) => r.state === "head");
	const buffered = () => source(s).sourceBuffers[0]!.buffered.all();

	function ask(
		i: number,
		first = init(),
		size = 400,
		change = (_: Uint8Array) => {},
		captions?: number,
	): void {
		const whole = (name: string) => ({ url: s.base + name, from: 0, to: -1 });
		const film = media({ start: i * 2, duration: 2, size });
		change(film);
		s.net.files.set(s.base + `${i}.m4s`, film);
		s.net.files.set(s.base + "init.mp4", first);
		const request: SegmentRequest = {
			id: i,
			kind: "video",
			rendition: "v0",
			mime: avc,
			segment: whole(`${i}.m4s`),
			init: whole("init.mp4"),
			start: i * 2,
			duration: 2,
			offset: 0,
			inspect: true,
			captions,
		};
		carrier.fetch(request);
	}

	test("shows how a segment begins, and its init segment once", async () => {
		ask(1);
		ask(2);
		await s.clock.run(100);
		assert.deepEqual(
			heads().map((r) => [r.id, !!r.inside, r.whole]),
			[
				[1, true, false],
				[1, false, true],
				[2, false, false],
				[2, false, true],
			],
		);
	});

	test("nothing is appended before it is placed", async () => {
		ask(1);
		await s.clock.run(500);
		assert.deepEqual(buffered(), []);
		inspector.place(1, { mime: avc, offset: 5, drop: [] });
		await s.clock.run(100);
		assert.deepEqual(buffered(), [[7, 9]]);
	});

	test("a placed one may come in pieces still", async () => {
		s.net.fate = (a) => (a.url.endsWith(".m4s") ? { piece: 100, gap: 50 } : {});
		ask(1);
		await s.clock.run(120);
		inspector.place(1, { mime: avc, offset: 0, drop: [] });
		await s.clock.run(1000);
		assert.deepEqual(buffered(), [[2, 4]]);
	});

	test("placing what nobody waits for is nothing", () =>
		inspector.place(99, { mime: avc, offset: 0, drop: [] }));

	test("shows 4096 bytes at first, then at most 65536", async () => {
		s.net.fate = (a) => (a.url.endsWith(".m4s") ? { piece: 30_000, gap: 50 } : {});
		ask(1, init(), 200_000, (b) => b.fill(0x20, 4, 8)); // nothing that is known
		await s.clock.run(2000);
		assert.deepEqual(
			heads().map((r) => [r.head!.length, r.whole]),
			[
				[4096, false],
				[60_000, false],
				[65_536, true],
			],
		);
	});

	test("shows nothing of the media itself", async () => {
		ask(1, init(), 200_000);
		await s.clock.run(2000);
		const film = media({ start: 2, duration: 2, size: 200_000 });
		const end = boxes(film).find(([type]) => type === "moof")![2];
		assert.equal(heads()[0]!.head, text(film.slice(0, end)));
		assert.equal(opening(film.slice(0, end - 1)).length, end - 1, "a fragment that has not come whole");
		for (const bad of [[], [0, 0, 0, 8], [0, 0, 0, 7, 1, 2, 3, 4], [255, 255, 255, 255, 1, 2, 3, 4, 5]])
			assert.equal(opening(Uint8Array.from(bad)).length, bad.length, String(bad));
	});

	test("has captions looked for in whole segments where they are wanted", async () => {
		const looked: unknown[][] = [];
		Object.assign((globalThis as { parts?: object }).parts!, {
			captions: async (...a: unknown[]) => void looked.push(a),
		});
		ask(1);
		await s.clock.run(100);
		assert.equal(looked.length, 0);
		ask(2, init(), 400, undefined, 7);
		await s.clock.run(100);
		await new Promise((done) => setImmediate(done));
		await s.clock.run(100);
		assert.ok(looked.length >= 1);
		const [d, parts, stream, to] = looked[0] as [Download, Uint8Array[], string, Pick<Carrier, "push">];
		assert.equal(d.request.captions, 7);
		assert.deepEqual(join(parts), media({ start: 4, duration: 2, size: 400 }));
		assert.match(stream, /^\d+:$/);
		const told = () => records.filter((r) => r.state === "captions").length;
		to.push({ id: 0, state: "captions", now: 0 });
		await s.clock.run(100);
		assert.equal(told(), 1);
		inspector.forget();
		to.push({ id: 0, state: "captions", now: 0 });
		await s.clock.run(100);
		assert.equal(told(), 1, "of the source before");
	});

	test("tells of init segments again after another source", async () => {
		ask(1);
		await s.clock.run(100);
		inspector.forget();
		ask(2);
		await s.clock.run(100);
		assert.equal(heads().filter((r) => r.inside).length, 2);
	});

	test("tracks that are dropped become free space", async () => {
		const first = init({}, { id: 2, handler: "soun" });
		ask(1, first);
		await s.clock.run(100);
		inspector.place(1, { mime: avc, offset: 0, drop: [2] });
		const d = [...carrier.tracks.values()][0]!.queue[0] as
			{ download: { cut(b: ArrayBuffer): ArrayBuffer } } | undefined;
		await s.clock.run(100);
		assert.deepEqual(buffered(), [[2, 4]]);
		const cut = new Uint8Array(d!.download.cut(first.slice().buffer));
		const moov = boxes(cut).find(([type]) => type === "moov")!;
		assert.deepEqual(
			boxes(cut, moov[1], moov[2]).map(([type]) => type),
			["trak", "free", "mvex"],
		);
		assert.equal(cut.length, first.length);
	});

	test("so do fragments of such a track", async () => {
		ask(1, init({}, { id: 2 }));
		await s.clock.run(100);
		const d = [...carrier.tracks.values()][0]!.queue[0] as {
			download: { cut(b: ArrayBuffer): ArrayBuffer };
		};
		inspector.place(1, { mime: avc, offset: 0, drop: [2] });
		const bytes = concat(
			media({ start: 0, duration: 1, id: 1 }),
			media({ start: 0, duration: 1, id: 2 }),
		);
		const cut = new Uint8Array(d.download.cut(bytes.slice().buffer));
		const inner = boxes(cut)
			.filter(([type]) => type === "moof")
			.map(([, from, to]) => boxes(cut, from, to)[0]![0]);
		assert.deepEqual(inner, ["traf", "free"]);
	});
});
