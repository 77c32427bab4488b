// The opening segments of a start request (web/src/start/driver.ts).
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Carrier } from "../src/carrier";
import type { LogRecord } from "../src/protocol";
import { Driver } from "../src/start/driver";
import { Follow } from "../src/start/follow";
import { span, type Plan, type PlanTrack } from "../src/start/plan";
import { source, stage, type Stage } from "./fakes/page";
import { film, type Film } from "./plan";

let s: Stage;
let carrier: Carrier;
let driver: Driver;
let plan: Plan;

function begin(f: Film = {}, fixed = false): void {
	s = stage();
	plan = film(s, f);
	carrier = new Carrier(s.element, (records: LogRecord[]) => driver.records(records));
	carrier.open();
	driver = new Driver(plan, carrier, fixed);
}

beforeEach(() => {
	(globalThis as unknown as { parts: object }).parts = { Follow };
	begin();
});

const file = (name: string) => s.net.files.get(s.base + name)!;
const asked = () => s.net.asked.map((a) => a.url.slice(s.base.length));
const buffered = (n = 0) => source(s).sourceBuffers[n]?.buffered.all();

/** Feeds what the answer to a start request brings. */
function feed(kinds = ["video0", "audio0"], n = 1): void {
	kinds.forEach((kind, track) => {
		driver.feedInit(track, file(`${kind}/init.mp4`).slice().buffer);
		driver.feed(track, file(`${kind}/seg-${n}.m4s`));
	});
}

describe("the opening", () => {
	test("names tracks and duration, and asks for nothing", async () => {
		await s.clock.run(50);
		assert.equal(source(s).sourceBuffers.length, 2);
		assert.equal(source(s).duration, 20);
		assert.deepEqual(asked(), []);
	});

	test("is appended as it is fed", async () => {
		feed();
		await s.clock.run(100);
		assert.deepEqual([buffered(0), buffered(1)], [[[0, 2]], [[0, 2]]]);
		assert.deepEqual(asked(), []);
	});

	test("in the middle begins there", async () => {
		begin({ at: 7 });
		feed(undefined, 4);
		await s.clock.run(100);
		assert.deepEqual(buffered(0), [[6, 8]]);
	});

	test("of a track that nobody knows is nothing", () => {
		assert.equal(driver.feed(5, new Uint8Array(4)), true);
		driver.feedInit(5, new ArrayBuffer(4));
	});

	test("that breaks off is fetched, from its last byte on", async () => {
		driver.feedInit(0, file("video0/init.mp4").slice().buffer);
		driver.feed(0, file("video0/seg-1.m4s").slice(0, 300));
		driver.lost();
		await s.clock.run(200);
		assert.deepEqual([buffered(0), buffered(1)], [[[0, 2]], [[0, 2]]]);
		assert.equal(s.net.of("video0/seg-1.m4s")[0]!.from, 300);
	});

	test("that has come whole is not fetched when the answer breaks off behind it", async () => {
		feed();
		driver.lost();
		await s.clock.run(200);
		assert.deepEqual(asked(), []);
	});

	test("init segments of the answer are not asked for later", async () => {
		feed();
		driver.request(driver.lanes[0]!, 1);
		await s.clock.run(200);
		assert.deepEqual(asked(), ["video0/seg-2.m4s"]);
	});

	test("that the driver was told to stop wants no more bytes only where they are given up", () => {
		driver.stop();
		assert.equal(driver.feed(0, new Uint8Array(10)), true);
		carrier.close();
		assert.equal(driver.feed(0, new Uint8Array(10)), false);
	});
});

describe("an opening that comes too slowly", () => {
	const slowly = async () => {
		driver.feed(0, new Uint8Array(10));
		await s.clock.run(2000);
		return driver.feed(0, new Uint8Array(10));
	};

	test("is given up for the smallest rendition", async () => {
		begin({ opens: 1 });
		assert.equal(await slowly(), false);
		await s.clock.run(500);
		assert.deepEqual(
			asked()
				.filter((a) => a.startsWith("video"))
				.sort(),
			["video0/init.mp4", "video0/seg-1.m4s"],
		);
		assert.deepEqual(buffered(0), [[0, 2]]);
	});

	test("and the sound is fetched with it", async () => {
		begin({ opens: 1 });
		await slowly();
		await s.clock.run(500);
		assert.deepEqual(buffered(1), [[0, 2]]);
	});

	test("is borne where there is no smaller one", async () => {
		assert.equal(await slowly(), true);
	});

	test("is borne where the rendition is fixed", async () => {
		begin({ opens: 1 }, true);
		assert.equal(await slowly(), true);
	});

	test("is borne in its first second", async () => {
		begin({ opens: 1 });
		driver.feed(0, new Uint8Array(1));
		await s.clock.run(900);
		assert.equal(driver.feed(0, new Uint8Array(1)), true);
	});
});

describe("going on", () => {
	test("what was told before follow came is told to it", async () => {
		feed();
		await s.clock.run(100);
		driver.goOn();
		await s.clock.run(500);
		assert.ok(asked().includes("video0/seg-2.m4s"), asked().join());
		assert.ok(buffered(0)![0]![1] > 2);
	});

	test("twice is once", async () => {
		feed();
		driver.goOn();
		driver.goOn();
		await s.clock.run(500);
		assert.equal(asked().filter((a) => a === "video0/seg-2.m4s").length, 1);
	});

	test("not when the engine has taken over meanwhile", async () => {
		feed();
		driver.goOn();
		driver.stop();
		await s.clock.run(500);
		assert.deepEqual(asked(), []);
	});

	test("with a script that cannot be loaded nothing is thrown", async () => {
		(globalThis as unknown as { parts: object }).parts = {
			get Follow() {
				throw new Error("no script");
			},
		};
		driver.goOn();
		await s.clock.run(100);
		driver.moved(true);
		driver.moved(false);
	});
});

describe("spans", () => {
	const track = {
		segments: [
			[3, 2],
			[1, 1.5],
			[2, 4],
		],
	} as unknown as PlanTrack;
	for (const [i, want] of [
		[0, [0, 2]],
		[2, [4, 2]],
		[3, [6, 1.5]],
		[4, [7.5, 4]],
		[5, [11.5, 4]],
	] as [number, number[]][]) {
		test(`segment ${i} begins at ${want[0]}`, () =>
			assert.deepEqual(Object.values(span(track, i)!), want));
	}
	test("there is none behind the last", () => assert.equal(span(track, 6), undefined));
});
