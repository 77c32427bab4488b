// One segment on its way (web/src/download.ts): what has come stays.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Download, forgetPartials, getInit, join, keyOf, putInit } from "../src/download";
import type { LogRecord, RecordState, SegmentRequest } from "../src/protocol";
import { crowd } from "../src/start/bandwidth";
import { random, seeds, settle } from "./fakes/clock";
import { concat } from "./fakes/mp4";
import { stage, type Stage } from "./fakes/page";

const bytes = (n: number) => Uint8Array.from({ length: n }, (_, i) => (i * 7) % 251);

let s: Stage;
let notes: [RecordState, Partial<LogRecord> | undefined][];
let moved: number;

beforeEach(() => {
	s = stage();
	notes = [];
	moved = 0;
	crowd(false);
	forgetPartials();
});

function request(name = "1.m4s", more: Partial<SegmentRequest> = {}, size = 1000): SegmentRequest {
	const url = s.base + name;
	if (!s.net.files.has(url)) s.net.files.set(url, bytes(size));
	return {
		id: 1,
		kind: "video",
		rendition: "v0",
		segment: { url, from: 0, to: -1 },
		start: 0,
		duration: 2,
		offset: 0,
		...more,
	};
}

function download(r = request(), calm = false): Download {
	return new Download(
		r,
		(state, extra) => notes.push([state, extra]),
		() => moved++,
		() => calm,
	);
}

const states = () => notes.map(([state]) => state).filter((x) => x !== "progress");
const failure = () => notes.find(([state]) => state === "failed")?.[1];

/** Takes what there is, as a carrier does. */
function all(d: Download): Uint8Array {
	const parts: Uint8Array[] = [];
	for (let b = d.take(); b; b = d.take())
		parts.push(b instanceof ArrayBuffer ? new Uint8Array(b) : (b as Uint8Array));
	return concat(...parts);
}

describe("the plain case", () => {
	test("a whole file is asked for without Range", async () => {
		const d = download();
		d.start();
		await s.clock.run(50);
		assert.deepEqual(states(), ["sent", "loaded"]);
		assert.deepEqual(all(d), bytes(1000));
		assert.equal(s.net.asked[0]!.range, false);
		assert.equal(d.status, 200);
	});

	test("a byte range is asked for by Range", async () => {
		const d = download({ ...request(), segment: { url: request().segment.url, from: 100, to: 199 } });
		d.start();
		await s.clock.run(50);
		assert.deepEqual([s.net.asked[0]!.from, s.net.asked[0]!.to, d.status], [100, 199, 206]);
		assert.deepEqual(all(d), bytes(1000).slice(100, 200));
	});

	test("a server that knows no Range sends all, and the range is cut out", async () => {
		s.net.fate = () => ({ whole: true, piece: 90 });
		const d = download({ ...request(), segment: { url: request().segment.url, from: 100, to: 199 } });
		d.start();
		await s.clock.run(50);
		assert.deepEqual(all(d), bytes(1000).slice(100, 200));
	});

	test("an answer without a body that can be read in pieces comes at once", async () => {
		s.net.fate = () => ({ plain: true });
		const d = download();
		d.start();
		await s.clock.run(50);
		assert.deepEqual(all(d), bytes(1000));
	});

	test("bytes are there as they come", async () => {
		s.net.fate = () => ({ piece: 100, gap: 10 });
		const d = download();
		d.start();
		await s.clock.run(55);
		assert.equal(d.bytes, 500);
		assert.deepEqual(all(d), bytes(1000).slice(0, 500));
		await s.clock.run(100);
		assert.deepEqual(all(d), bytes(1000).slice(500));
		assert.ok(d.done);
	});

	test("while play is far from running dry they are left to gather", async () => {
		for (const calm of [false, true]) {
			s.net.fate = () => ({ piece: 10, gap: 10, gathers: true });
			moved = 0;
			const d = download(request(`${calm}.m4s`), calm);
			d.start();
			await s.clock.run(1030);
			assert.ok(d.done, "no later than otherwise");
			assert.deepEqual(all(d), bytes(1000));
			assert.ok(calm ? moved < 50 : moved > 90, String(moved));
		}
	});

	test("pieces that are not put together are no slower for that", async () => {
		s.net.fate = () => ({ piece: 10, gap: 0 });
		const d = download(request(), true);
		d.start();
		await s.clock.run(200);
		assert.ok(d.done);
	});

	test("a segment that is not yet placed is looked at as it comes", async () => {
		s.net.fate = () => ({ piece: 100, gap: 10 });
		const d = download(request("1.m4s", { inspect: true }), true);
		d.start();
		await s.clock.run(120);
		assert.ok(d.done);
	});

	test("progress is told five times a second at most", async () => {
		s.net.fate = () => ({ piece: 10, gap: 10 });
		const d = download();
		d.start();
		await s.clock.run(1100);
		const n = notes.filter(([state]) => state === "progress").length;
		assert.ok(n >= 4 && n <= 6, String(n));
	});

	test("waits for its init segment", async () => {
		s.net.fate = (a) => ({ delay: a.url.endsWith("init.mp4") ? 300 : 1 });
		const init = request("init.mp4").segment;
		const d = download(request("1.m4s", { init }));
		d.start();
		await s.clock.run(100);
		assert.deepEqual([d.done, d.ready], [true, false]);
		await s.clock.run(300);
		assert.ok(d.ready);
		assert.deepEqual(new Uint8Array(d.init!), bytes(1000));
	});

	test("is not ready while it is held", async () => {
		const d = download(request("1.m4s", { inspect: true }));
		d.start();
		await s.clock.run(50);
		assert.equal(d.ready, false);
		d.held = false;
		assert.equal(d.ready, true);
	});

	test("what is cut is given when all of it is here", async () => {
		s.net.fate = () => ({ piece: 100, gap: 10 });
		const d = download();
		d.cut = (b) => b.slice(0, 10);
		d.start();
		await s.clock.run(50);
		assert.equal(d.take(), undefined);
		await s.clock.run(100);
		assert.deepEqual(all(d), bytes(1000).slice(0, 10));
	});

	test("keeps its bytes until it is told that they are in the buffer", async () => {
		const d = download();
		d.start();
		await s.clock.run(50);
		all(d);
		assert.deepEqual(join(d.all), bytes(1000));
		d.release();
		assert.deepEqual(d.all, []);
	});

	test("leaves no timer behind", async () => {
		const d = download();
		d.start();
		await s.clock.run(50);
		assert.equal(s.clock.pending, 0);
	});

	test("clears its timer when the init segment comes last", async () => {
		s.net.fate = (a) => ({ delay: a.url.endsWith("init.mp4") ? 300 : 1 });
		download(request("1.m4s", { init: request("init.mp4").segment })).start();
		await s.clock.run(400);
		assert.equal(s.clock.pending, 0);
	});
});

describe("a connection that breaks", () => {
	test("is taken up with Range behind the last byte", async () => {
		s.net.fate = (_, n) => (n === 0 ? { piece: 100, breakAt: 300 } : {});
		const d = download();
		d.start();
		await s.clock.run(1000);
		assert.deepEqual(all(d), bytes(1000));
		assert.deepEqual(
			s.net.asked.map((a) => [a.range, a.from]),
			[
				[false, 0],
				[true, 300],
			],
		);
		assert.deepEqual(states(), ["sent", "loaded"]);
	});

	test("within a byte range goes on inside it", async () => {
		s.net.fate = (_, n) => (n === 0 ? { breakAt: 30 } : {});
		const d = download({ ...request(), segment: { url: request().segment.url, from: 100, to: 199 } });
		d.start();
		await s.clock.run(1000);
		assert.deepEqual([s.net.asked[1]!.from, s.net.asked[1]!.to], [130, 199]);
		assert.deepEqual(all(d), bytes(1000).slice(100, 200));
	});

	test("where the server then sends all, only the rest is taken", async () => {
		s.net.fate = (_, n) => (n === 0 ? { breakAt: 300 } : { whole: true });
		const d = download();
		d.start();
		await s.clock.run(1000);
		assert.deepEqual(all(d), bytes(1000));
	});

	test("waits longer each time, and gives up after the second", async () => {
		s.net.fate = (_, n) => ({ breakAt: n === 2 ? 0 : 100 });
		const d = download();
		d.start();
		await s.clock.run(200);
		assert.equal(s.net.asked.length, 1);
		await s.clock.run(100);
		assert.equal(s.net.asked.length, 2);
		await s.clock.run(400);
		assert.equal(s.net.asked.length, 2);
		await s.clock.run(2000);
		assert.equal(s.net.asked.length, 3);
		assert.equal(failure()?.code, "network");
	});

	test("that brings nothing on a second try either has failed", async () => {
		s.net.fate = () => ({ away: true });
		download().start();
		await s.clock.run(5000);
		assert.equal(s.net.asked.length, 2);
		assert.equal(failure()?.code, "network");
	});

	for (const status of [403, 404, 410, 500, 503]) {
		test(`status ${status} is not asked again`, async () => {
			s.net.fate = () => ({ status });
			const d = download();
			d.start();
			await s.clock.run(5000);
			assert.deepEqual([s.net.asked.length, d.status, failure()?.code], [1, status, "status"]);
		});
	}
});

describe("silence", () => {
	test("for twenty seconds is a failure", async () => {
		s.net.fate = () => ({ stallAt: 100 });
		download().start();
		await s.clock.run(19_000);
		assert.equal(failure(), undefined);
		await s.clock.run(7000);
		assert.equal(failure()?.code, "timeout");
		assert.ok(s.net.asked[0]!.aborted);
	});

	test("is counted from the last byte", async () => {
		s.net.fate = () => ({ piece: 100, gap: 15_000 });
		const d = download();
		d.start();
		await s.clock.run(200_000);
		assert.deepEqual([failure(), d.done], [undefined, true]);
	});

	test("of the init segment fails too, and it is asked for anew", async () => {
		const init = request("init.mp4").segment;
		s.net.fate = (a, n) => (a.url.endsWith("init.mp4") && n === 0 ? { delay: 1e9 } : {});
		download(request("1.m4s", { init })).start();
		await s.clock.run(30_000);
		assert.equal(failure()?.code, "timeout");
		const again = download(request("2.m4s", { init }));
		again.start();
		await s.clock.run(100);
		assert.ok(again.ready);
	});

	test("an init segment with a bad status fails the segment", async () => {
		const init = request("init.mp4").segment;
		s.net.fate = (a) => (a.url.endsWith("init.mp4") ? { status: 404 } : {});
		const d = download(request("1.m4s", { init }));
		d.start();
		await s.clock.run(100);
		assert.deepEqual([failure()?.code, d.status], ["status", 404]);
	});
});

describe("given up", () => {
	test("what has come serves whoever asks for the same", async () => {
		s.net.fate = (_, n) => (n === 0 ? { piece: 100, stallAt: 400 } : {});
		const first = download();
		first.start();
		await s.clock.run(50);
		first.cancel();
		const second = download();
		second.start();
		await s.clock.run(50);
		assert.deepEqual(all(second), bytes(1000));
		assert.equal(s.net.asked[1]!.from, 400);
	});

	test("a whole one needs no request", async () => {
		const first = download();
		first.start();
		await s.clock.run(50);
		first.cancel();
		const second = download();
		second.start();
		await s.clock.run(50);
		assert.deepEqual([s.net.asked.length, second.done, second.status], [1, true, 200]);
		assert.deepEqual(all(second), bytes(1000));
	});

	test("another range of the same file is another", async () => {
		const first = download();
		first.start();
		await s.clock.run(50);
		first.cancel();
		const { url } = request().segment;
		const second = download({ ...request(), segment: { url, from: 0, to: 99 } });
		second.start();
		await s.clock.run(50);
		assert.equal(s.net.asked.length, 2);
	});

	test("says nothing any more", async () => {
		s.net.fate = () => ({ piece: 100, gap: 20 });
		const d = download();
		d.start();
		await s.clock.run(50);
		d.cancel();
		notes = [];
		await s.clock.run(30_000);
		assert.deepEqual(notes, []);
		assert.equal(s.clock.pending, 0);
	});

	test("before the first byte leaves nothing", async () => {
		s.net.fate = (_, n) => (n === 0 ? { delay: 1000 } : {});
		const first = download();
		first.start();
		first.cancel();
		download().start();
		await s.clock.run(100);
		assert.equal(s.net.asked[1]!.range, false);
	});

	test("six are kept, the oldest goes", async () => {
		for (let i = 0; i < 7; i++) {
			const d = download(request(`${i}.m4s`));
			d.start();
			await s.clock.run(20);
			d.cancel();
		}
		for (const i of [0, 6]) {
			download(request(`${i}.m4s`)).start();
			await s.clock.run(20);
		}
		assert.deepEqual([s.net.of("/0.m4s").length, s.net.of("/6.m4s").length], [2, 1]);
	});

	test("all are forgotten with the player", async () => {
		const first = download();
		first.start();
		await s.clock.run(50);
		first.cancel();
		forgetPartials();
		download().start();
		await s.clock.run(50);
		assert.equal(s.net.asked.length, 2);
	});
});

describe("fed", () => {
	test("is done with its last byte", () => {
		const d = download();
		d.start(true);
		d.feed(bytes(600), 1000);
		assert.equal(d.done, false);
		d.feed(bytes(400), 1000);
		assert.deepEqual([d.done, states()], [true, ["sent", "loaded"]]);
		assert.equal(s.net.asked.length, 0);
	});

	test("asks for the rest when it is told to", async () => {
		const d = download();
		d.start(true);
		d.feed(bytes(1000).slice(0, 250), 1000);
		d.ask();
		d.ask();
		await s.clock.run(50);
		assert.deepEqual(
			s.net.asked.map((a) => a.from),
			[250],
		);
		assert.deepEqual(all(d), bytes(1000));
	});

	test("takes no more bytes once it asks itself", async () => {
		const d = download();
		d.start(true);
		d.ask();
		d.feed(bytes(10), 1000);
		await s.clock.run(50);
		assert.deepEqual(all(d), bytes(1000));
	});

	test("takes none when it has failed", () => {
		const d = download();
		d.start(true);
		d.cancel();
		d.feed(bytes(10), 10);
		d.feedInit(new ArrayBuffer(4));
		assert.deepEqual([d.bytes, d.done, d.init], [0, false, undefined]);
	});
});

describe("init segments", () => {
	test("are loaded once for all", async () => {
		const r = request("init.mp4").segment;
		const [a, b] = [getInit(r), getInit(r)];
		await s.clock.run(50);
		assert.equal(await a, await b);
		assert.equal(s.net.asked.length, 1);
	});

	test("that did not come are asked for again", async () => {
		const r = request("init.mp4").segment;
		s.net.fate = (_, n) => (n === 0 ? { away: true } : {});
		const first = getInit(r).catch(() => "failed");
		await s.clock.run(50);
		assert.equal(await first, "failed");
		const second = getInit(r);
		await s.clock.run(50);
		assert.equal((await second).byteLength, 1000);
	});

	test("of a byte range are cut out of a whole file", async () => {
		const { url } = request("all.mp4").segment;
		s.net.fate = () => ({ whole: true });
		const got = getInit({ url, from: 10, to: 19 });
		await s.clock.run(50);
		assert.deepEqual(new Uint8Array(await got), bytes(1000).slice(10, 20));
	});

	test("that somebody else has are put in", async () => {
		const r = request("init.mp4").segment;
		putInit(r, new ArrayBuffer(3));
		assert.equal((await getInit(r)).byteLength, 3);
		assert.equal(s.net.asked.length, 0);
	});

	test("thirty-two are kept", async () => {
		for (let i = 0; i < 33; i++) putInit({ url: `${s.base}i${i}`, from: 0, to: -1 }, new ArrayBuffer(1));
		s.net.files.set(`${s.base}i0`, bytes(9));
		const first = getInit({ url: `${s.base}i0`, from: 0, to: -1 });
		await s.clock.run(10);
		assert.equal((await first).byteLength, 9);
	});
});

describe("speed", () => {
	test("counts what all downloads bring meanwhile", async () => {
		s.net.fate = () => ({ piece: 100, gap: 10 });
		const [a, b] = [download(request("a.m4s")), download(request("b.m4s"))];
		a.start();
		b.start();
		await s.clock.run(500);
		assert.ok(a.network > 1500 && a.network <= 2000, String(a.network));
	});

	test("cannot be told while other things load", async () => {
		crowd(true);
		const d = download();
		d.start();
		await s.clock.run(50);
		assert.equal(d.network, -1);
	});
});

test("keys tell ranges apart", () => {
	assert.notEqual(keyOf({ url: "a", from: 0, to: -1 }), keyOf({ url: "a", from: 0, to: 5 }));
});

test("joining one piece copies nothing", () => {
	const one = bytes(5);
	assert.equal(join([one]), one);
	assert.deepEqual(join([]), new Uint8Array(0));
});

/** Whatever the network does, what is given is what the file holds, or a failure is told once. */
test("networks by chance", async () => {
	for (let seed = 1; seed <= seeds(200); seed++) {
		s = stage();
		notes = [];
		forgetPartials();
		const chance = random(seed);
		const size = 200 + Math.floor(chance() * 2000);
		const from = chance() < 0.5 ? 0 : Math.floor(chance() * 100);
		const to = chance() < 0.5 ? -1 : size - 1 - Math.floor(chance() * 50);
		s.net.fate = () => {
			const at = Math.floor(chance() * size);
			return {
				delay: chance() * 300,
				piece: 1 + Math.floor(chance() * 700),
				gap: chance() * 40,
				whole: chance() < 0.2,
				plain: chance() < 0.1,
				...(chance() < 0.35 && { breakAt: at }),
				...(chance() < 0.05 && { stallAt: at }),
				...(chance() < 0.05 && { away: true }),
				...(chance() < 0.03 && { status: 503 }),
			};
		};
		const r = request("1.m4s", {}, size);
		const segment =
			to < 0 && from > 0 ? { ...r.segment, from: 0 } : { ...r.segment, from: to < 0 ? 0 : from, to };
		const want = bytes(size).slice(segment.from, to < 0 ? undefined : to + 1);
		for (let tries = 0; ; tries++) {
			const d = download({ ...r, segment });
			notes = [];
			d.start();
			if (chance() < 0.3) {
				await s.clock.run(chance() * 500);
				if (!d.failed && chance() < 0.5) {
					d.cancel();
					await s.clock.run(100);
					continue;
				}
			}
			await s.clock.run(120_000);
			assert.deepEqual(states(), ["sent", d.done ? "loaded" : "failed"], `seed ${seed}`);
			if (d.done) {
				assert.deepEqual(all(d), want, `seed ${seed}`);
				break;
			}
			assert.ok(tries < 60, `seed ${seed} comes to an end`);
		}
		assert.equal(s.clock.pending, 0, `seed ${seed} leaves no timer`);
	}
	await settle();
});
