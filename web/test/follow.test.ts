// Segments behind the opening (web/src/start/follow.ts), by hand and by chance.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Carrier } from "../src/carrier";
import { forgetPartials } from "../src/download";
import { Driver } from "../src/start/driver";
import { Follow } from "../src/start/follow";
import type { Plan } from "../src/start/plan";
import { random, seeds } from "./fakes/clock";
import type { Net } from "./fakes/net";
import { source, stage, type Stage } from "./fakes/page";
import { film, spans, type Film } from "./plan";

let s: Stage;
let carrier: Carrier;
let driver: Driver;
let plan: Plan;

async function begin(f: Film = {}, fixed = false, fate: Net["fate"] = () => ({})): Promise<void> {
	forgetPartials();
	s = stage();
	s.net.fate = fate;
	plan = film(s, f);
	carrier = new Carrier(s.element, (records) => driver.records(records));
	rate(0);
	carrier.open();
	driver = new Driver(plan, carrier, fixed);
	for (const type of ["timeupdate", "seeking"])
		s.video.addEventListener(type, () => driver.moved(type === "seeking"));
	if (plan.at) s.video.currentTime = plan.at;
	driver.lost();
	driver.goOn();
	await s.clock.run(5);
}

/** What the connection is thought to bring, bit/s. */
const rate = (n: number) => Object.assign(carrier, { bandwidth: () => n });
const asked = (kind = "video") =>
	s.net.asked.map((a) => a.url.slice(s.base.length)).filter((a) => a.startsWith(kind) && a.includes("seg"));
const buffered = (n = 0) => source(s).sourceBuffers[n]!.buffered.all();

/** Lets so many seconds pass while the media plays. */
async function play(seconds: number, step = 0.25): Promise<void> {
	s.video.paused = false;
	for (let t = 0; t < seconds; t += step) {
		await s.clock.run(step * 1000);
		s.video.advance(step);
	}
}

beforeEach(() => {
	(globalThis as unknown as { parts: object }).parts = { Follow };
});

describe("how far", () => {
	test("twelve seconds ahead and no further", async () => {
		await begin({ segments: [[30, 2]] });
		await s.clock.run(5000);
		assert.deepEqual([buffered(0), buffered(1)], [[[0, 14]], [[0, 14]]]);
	});

	test("with the clock", async () => {
		await begin({ segments: [[30, 2]] });
		await play(10);
		assert.ok(buffered(0)[0]![1] >= 20);
	});

	test("one at a time a track", async () => {
		let most = 0;
		await begin({ segments: [[30, 2]] }, false, () => {
			most = Math.max(most, s.net.asked.filter((a) => a.url.includes("video0/seg") && !a.done).length);
			return { delay: 300 };
		});
		await s.clock.run(5000);
		assert.equal(most, 1);
		assert.ok(asked().length > 5);
	});

	test("a track waits for the other when it is six seconds ahead", async () => {
		await begin({ segments: [[30, 2]] }, false, (a) =>
			a.url.includes("audio0/seg-3") ? { delay: 1e9 } : {},
		);
		await s.clock.run(5000);
		assert.deepEqual([buffered(0), buffered(1)], [[[0, 14]], [[0, 4]]]);
	});

	test("to the end, which is told", async () => {
		await begin({ segments: [[4, 2]] });
		await play(9);
		assert.deepEqual(buffered(0), [[0, 8]]);
		assert.equal(source(s).readyState, "ended");
	});

	test("a track that is shorter does not keep the end away", async () => {
		await begin({
			segments: [[4, 2]],
			audio: [
				[3, 2],
				[1, 1.4],
			],
		});
		await play(9);
		assert.equal(source(s).readyState, "ended");
	});

	test("tracks that are cut otherwise", async () => {
		await begin({
			segments: [[5, 2]],
			audio: [
				[3, 3],
				[1, 1],
			],
		});
		await play(11);
		assert.deepEqual([buffered(0), buffered(1), source(s).readyState], [[[0, 10]], [[0, 10]], "ended"]);
	});

	test("without sound", async () => {
		await begin({ audio: [] });
		await play(4);
		assert.ok(buffered(0)[0]![1] >= 12);
	});

	test("media shorter than the plan says is no hole", async () => {
		await begin({ segments: [[6, 2]] });
		for (const [name, bytes] of s.net.files)
			if (name.includes("seg-3")) s.net.files.set(name, shortened(bytes));
		await play(14);
		assert.equal(asked().filter((a) => a.endsWith("seg-3.m4s")).length, 1);
		assert.equal(source(s).readyState, "ended");
	});

	test("what was played is given back after half a minute and some", async () => {
		await begin({ segments: [[60, 2]] });
		await play(60);
		const [start] = buffered(0)[0]!;
		assert.ok(start > 10 && start < s.video.currentTime - 25, String(start));
	});

	test("nothing where the element has an error", async () => {
		await begin({ segments: [[30, 2]] });
		const before = asked().length;
		s.video.error = { code: 3, message: "" };
		await s.clock.run(3000);
		assert.ok(asked().length <= before + 1);
	});

	test("nothing once the engine drives", async () => {
		await begin({ segments: [[30, 2]] });
		driver.stop();
		const before = asked().length;
		await play(5);
		assert.equal(asked().length, before);
	});
});

/** The same segment, a twentieth of a second shorter. */
function shortened(bytes: Uint8Array): Uint8Array {
	const out = bytes.slice();
	const at = String.fromCharCode(...out).indexOf("tfhd") + 12;
	new DataView(out.buffer).setUint32(at, 1950);
	return out;
}

describe("seeking", () => {
	test("forward fetches there, and not what lies between", async () => {
		await begin({ segments: [[60, 2]] });
		await s.clock.run(2000);
		s.video.currentTime = 81;
		await s.clock.run(2000);
		assert.equal(asked().includes("video0/seg-20.m4s"), false);
		assert.deepEqual(buffered(0).at(-1), [80, 94]);
	});

	test("gives up what was under way for elsewhere", async () => {
		await begin({ segments: [[60, 2]] }, false, (a) => ({
			delay: a.url.includes("video0/seg-3") ? 3000 : 1,
		}));
		await s.clock.run(300);
		const under = s.net.of("video0/seg-3.m4s")[0]!;
		s.video.currentTime = 81;
		await s.clock.run(100);
		assert.equal(under.aborted, true);
	});

	test("to what is there asks for nothing anew", async () => {
		await begin({ segments: [[60, 2]] });
		await s.clock.run(3000);
		const before = asked().length;
		s.video.currentTime = 1;
		s.video.currentTime = 3;
		await s.clock.run(1000);
		const again = asked()
			.slice(before)
			.filter((a) => ["seg-1.m4s", "seg-2.m4s"].some((n) => a.endsWith(n)));
		assert.deepEqual(again, []);
	});

	test("backwards to what was never loaded", async () => {
		await begin({ segments: [[60, 2]], at: 60 });
		await s.clock.run(2000);
		s.video.currentTime = 10.5;
		await s.clock.run(2000);
		assert.deepEqual(buffered(0)[0]![0], 10);
	});

	test("to the very end", async () => {
		await begin({ segments: [[10, 2]] });
		await s.clock.run(1000);
		s.video.currentTime = 19.9;
		await s.clock.run(3000);
		assert.ok(asked().includes("video0/seg-10.m4s"));
		assert.equal(source(s).readyState, "ended");
	});

	test("again and again leaves one place that is filled", async () => {
		await begin({ segments: [[60, 2]] });
		for (const t of [30, 90, 12, 70, 44]) {
			s.video.currentTime = t;
			await s.clock.run(3);
		}
		await s.clock.run(3000);
		assert.ok(
			buffered(0).some(([a, b]) => a <= 44 && b >= 56),
			JSON.stringify(buffered(0)),
		);
	});
});

describe("failures", () => {
	test("are tried again, later each time", async () => {
		await begin({ segments: [[10, 2]] }, false, (a) =>
			a.url.endsWith("video0/seg-6.m4s") ? { status: 503 } : {},
		);
		await play(6);
		const n = s.net.of("video0/seg-6.m4s").length;
		assert.ok(n >= 3 && n <= 5, String(n));
		s.net.fate = () => ({});
		await play(16);
		assert.deepEqual(buffered(0), [[0, 20]]);
	});

	test("a seek to elsewhere ends them", async () => {
		await begin({ segments: [[40, 2]] }, false, (a) =>
			a.url.endsWith("video0/seg-6.m4s") ? { status: 503 } : {},
		);
		await s.clock.run(2000);
		s.video.currentTime = 60;
		const n = s.net.of("video0/seg-6.m4s").length;
		await s.clock.run(10_000);
		assert.equal(s.net.of("video0/seg-6.m4s").length, n);
		assert.ok(buffered(0).some(([a]) => a === 60));
	});

	test("a full buffer is tried again", async () => {
		await begin({ segments: [[10, 2]] }, false, () => ({ delay: 100 }));
		const buffer = source(s).sourceBuffers[0]!;
		await s.clock.until(() => buffered(0).length);
		buffer.quota = 1;
		await s.clock.run(600);
		assert.deepEqual(buffered(0), [[0, 2]]);
		buffer.quota = Infinity;
		await play(12);
		assert.ok(buffered(0)[0]![1] >= 14);
	});
});

describe("renditions", () => {
	const top = () => asked().filter((a) => a.startsWith("video1")).length;

	test("the better one where the connection brings it in time", async () => {
		await begin({ segments: [[30, 2]] });
		rate(20e6);
		await play(10);
		assert.ok(top() > 2);
	});

	test("stays small on a slow one", async () => {
		await begin({ segments: [[30, 2]] });
		rate(1e6);
		await play(10);
		assert.equal(top(), 0);
	});

	test("goes down when the connection gets slow", async () => {
		await begin({ segments: [[60, 2]], opens: 1 });
		rate(20e6);
		await play(6);
		rate(0.7e6);
		const before = top();
		await play(20);
		assert.ok(top() <= before + 1);
	});

	test("is never changed where it is fixed", async () => {
		await begin({ segments: [[30, 2]] }, true);
		rate(50e6);
		await play(10);
		assert.equal(top(), 0);
	});

	test("is not changed before anything is known of the connection", async () => {
		await begin({ segments: [[30, 2]], opens: 1 });
		await play(10);
		assert.equal(asked().filter((a) => a.startsWith("video0")).length, 0);
	});

	test("is not one that is cut at other times", async () => {
		await begin({ segments: [[30, 2]], sizes: false });
		rate(50e6);
		await play(6);
		assert.equal(top(), 0);
	});
});

/**
 * Whatever the network, the cuts and the viewer do, play comes to its end, every
 * second of it is there, and nothing is fetched twice that is in the buffer.
 */
test("films by chance", async () => {
	for (let seed = 1; seed <= seeds(60); seed++) {
		const chance = random(seed);
		const pick = (low: number, high: number) => low + Math.floor(chance() * (high - low + 1));
		const count = pick(3, 8);
		const segments: [number, number][] = [
			[count, pick(1, 3)],
			[1, 1],
		];
		const total = spans(segments).reduce((n, [, d]) => n + d, 0);
		await begin({
			segments,
			audio:
				chance() < 0.3
					? [[Math.floor(total / 3), 3], ...(total % 3 ? [[1, total % 3] as [number, number]] : [])]
					: segments,
			at: chance() < 0.3 ? pick(0, total - 2) : 0,
		});
		rate(chance() * 10e6);
		const bad = new Map<string, number>();
		s.net.fate = (a) => {
			const failures = bad.get(a.url) ?? 0;
			if (chance() < 0.2 && failures < 2) {
				bad.set(a.url, failures + 1);
				return chance() < 0.5 ? { status: 500 } : { breakAt: pick(0, 500), piece: 200 };
			}
			return { delay: pick(1, 400), piece: pick(300, 4000), gap: chance() * 5 };
		};
		let seeks = chance() < 0.4 ? pick(1, 3) : 0;
		const reached = () => source(s).readyState === "ended" && s.video.currentTime >= total - 0.3;
		let steps = 0;
		for (; !reached() && steps < 600; steps++) {
			await play(0.5, 0.5);
			if (seeks && chance() < 0.1) {
				seeks--;
				s.video.currentTime = chance() * (total - 1);
			}
		}
		assert.ok(
			reached(),
			`seed ${seed}: stands at ${s.video.currentTime} of ${total}, has ${JSON.stringify([buffered(0), buffered(1)])}`,
		);
		driver.stop();
		carrier.close();
		await s.clock.run(10_000);
		assert.equal(s.clock.pending, 0, `seed ${seed} leaves no timer`);
	}
});
