// The carrier: source, append queue, log (web/src/carrier.ts).
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Carrier } from "../src/carrier";
import type { Kind, LogRecord, SegmentRequest } from "../src/protocol";
import { settle } from "./fakes/clock";
import { FakeMediaSource } from "./fakes/media";
import { init, media } from "./fakes/mp4";
import { source, stage, type Stage } from "./fakes/page";

const avc = 'video/mp4; codecs="avc1.64001f"';
const aac = 'audio/mp4; codecs="mp4a.40.2"';
const both = [
	{ kind: "video" as const, mime: avc },
	{ kind: "audio" as const, mime: aac },
];

let s: Stage;
let carrier: Carrier;
let records: LogRecord[];
let batches: number;

beforeEach(() => {
	s = stage();
	records = [];
	batches = 0;
	carrier = new Carrier(s.element, (list) => {
		records.push(...list);
		batches++;
	});
});

/** A request for segment i of two seconds; its files are made. */
function segment(i: number, more: Partial<SegmentRequest> = {}, size = 400): SegmentRequest {
	const kind: Kind = more.kind ?? "video";
	const dir = `${s.base}${kind}-${more.rendition ?? "v0"}/`;
	const [url, first] = [`${dir}${i}.m4s`, `${dir}init.mp4`];
	s.net.files.set(url, media({ start: i * 2, duration: 2, size }));
	s.net.files.set(first, init({ handler: kind === "audio" ? "soun" : "vide" }));
	return {
		id: i + 1,
		kind,
		rendition: "v0",
		segment: { url, from: 0, to: -1 },
		init: { url: first, from: 0, to: -1 },
		start: i * 2,
		duration: 2,
		offset: 0,
		...more,
	};
}

const states = (id?: number) => records.filter((r) => id === undefined || r.id === id).map((r) => r.state);
const milestones = (id: number) => states(id).filter((x) => x !== "progress");
const buffered = (kind: Kind = "video") => {
	const list = source(s).sourceBuffers;
	return list[kind === "video" ? 0 : 1]!.buffered.all();
};
const log = (n = 0) => source(s).sourceBuffers[n]!.log;

describe("opening", () => {
	test("says opened once the source is", async () => {
		carrier.open(both);
		assert.deepEqual(states(), []);
		await s.clock.run(20);
		assert.deepEqual(states(), ["opened"]);
		assert.equal(source(s).sourceBuffers.length, 2);
	});

	test("without tracks waits for their names", async () => {
		carrier.open();
		await s.clock.run(20);
		assert.deepEqual(states(), []);
		carrier.declare(both);
		await settle();
		assert.deepEqual(states(), ["opened"]);
	});

	test("names that come before the source is open do as well", async () => {
		carrier.open();
		carrier.declare(both);
		await s.clock.run(20);
		assert.deepEqual(states(), ["opened"]);
	});

	test("a track that has no type yet is waited for", async () => {
		carrier.open([
			{ kind: "video", mime: avc },
			{ kind: "audio", mime: "" },
		]);
		await s.clock.run(20);
		assert.equal(source(s).sourceBuffers.length, 0);
		carrier.declare([{ kind: "audio", mime: aac }]);
		await settle();
		assert.equal(source(s).sourceBuffers.length, 2);
	});

	test("a type that the browser does not take fails with id 0", async () => {
		carrier.open([{ kind: "video", mime: "video/mp4; bad" }]);
		await s.clock.run(20);
		assert.deepEqual(
			records.map((r) => [r.id, r.state, r.code]),
			[[0, "failed", "codec"]],
		);
	});

	test("a browser without MediaSource fails with id 0", async () => {
		Object.assign(globalThis, { MediaSource: undefined });
		carrier.open(both);
		await s.clock.run(20);
		assert.deepEqual(
			records.map((r) => [r.id, r.code]),
			[[0, "codec"]],
		);
	});

	test("ManagedMediaSource serves as well, without remote playback", async () => {
		Object.assign(globalThis, { MediaSource: undefined, ManagedMediaSource: FakeMediaSource });
		carrier.open(both);
		await s.clock.run(20);
		Object.assign(globalThis, { ManagedMediaSource: undefined });
		assert.deepEqual(states(), ["opened"]);
		assert.equal(s.video.disableRemotePlayback, true);
	});

	test("another source that is opened at once is the only one that speaks", async () => {
		carrier.open(both);
		const first = source(s);
		carrier.open([both[0]!]);
		await s.clock.run(20);
		assert.deepEqual(states(), ["opened"]);
		assert.equal(first.sourceBuffers.length, 0);
		assert.equal(source(s).sourceBuffers.length, 1);
	});

	test("a source that opens after close says nothing", async () => {
		carrier.open(both);
		carrier.close();
		await s.clock.run(20);
		assert.deepEqual(states(), []);
		assert.equal(s.video.src, "");
	});

	test("an old source that opens late makes no buffers for the new tracks", async () => {
		carrier.open(both);
		const old = source(s);
		carrier.open(both);
		old.readyState = "open";
		old.dispatchEvent(new Event("sourceopen"));
		assert.equal(old.sourceBuffers.length, 0, "the old source is not spoken to");
		await s.clock.run(20);
		assert.deepEqual(states(), ["opened"]);
	});

	test("a plain file takes the source off", async () => {
		carrier.open(both);
		await s.clock.run(20);
		carrier.setSource("https://media.example/file.mp4");
		assert.equal(s.video.src, "https://media.example/file.mp4");
		assert.equal(carrier.tracks.size, 0);
	});
});

describe("appending", () => {
	test("init segment first, then media", async () => {
		carrier.open(both);
		carrier.fetch(segment(0));
		await s.clock.run(300);
		assert.deepEqual(buffered(), [[0, 2]]);
		assert.deepEqual(milestones(1), ["sent", "loaded", "appended"]);
	});

	test("one init segment serves all that name it", async () => {
		carrier.open(both);
		for (const i of [0, 1, 2]) carrier.fetch(segment(i));
		await s.clock.run(300);
		assert.deepEqual(buffered(), [[0, 6]]);
		assert.equal(s.net.of("init.mp4").length, 1);
		assert.equal(log().filter((l) => l.startsWith("append")).length, 4);
	});

	test("order is that of the requests, whatever comes first", async () => {
		carrier.open(both);
		s.net.fate = (a) => ({ delay: a.url.endsWith("0.m4s") ? 200 : 5 });
		for (const i of [0, 1]) carrier.fetch(segment(i));
		await s.clock.run(100);
		assert.deepEqual(buffered(), []);
		await s.clock.run(300);
		assert.deepEqual(
			log().filter((l) => l.startsWith("media")),
			["media 0-2", "media 2-4"],
		);
	});

	test("tracks do not wait for each other", async () => {
		carrier.open(both);
		s.net.fate = (a) => ({ delay: a.url.includes("video") ? 200 : 5 });
		carrier.fetch(segment(0));
		carrier.fetch(segment(0, { kind: "audio", id: 2 }));
		await s.clock.run(100);
		assert.deepEqual([buffered(), buffered("audio")], [[], [[0, 2]]]);
	});

	test("pieces are appended as they come", async () => {
		carrier.open(both);
		s.net.fate = (a) => (a.url.endsWith("0.m4s") ? { piece: 400, gap: 20 } : {});
		carrier.fetch(segment(0, {}, 4000));
		await s.clock.run(60);
		assert.ok(log().length > 1, "before all of it is here");
		await s.clock.run(400);
		assert.ok(log().filter((l) => l.startsWith("append")).length > 3);
		assert.deepEqual(buffered(), [[0, 2]]);
	});

	test("never while the buffer is busy", async () => {
		carrier.open(both);
		s.net.fate = () => ({ piece: 16, gap: 0 });
		for (const i of [0, 1, 2]) carrier.fetch(segment(i, {}, 50));
		await s.clock.run(2000);
		assert.deepEqual(buffered(), [[0, 6]]);
		assert.ok(!states().includes("failed"));
	});

	test("what was asked for before the source is open waits for it", async () => {
		carrier.open(both);
		carrier.fetch(segment(0));
		assert.equal(source(s).sourceBuffers.length, 0);
		await s.clock.run(300);
		assert.deepEqual(buffered(), [[0, 2]]);
	});

	test("offset moves media and window cuts it", async () => {
		carrier.open(both);
		carrier.fetch(segment(0, { offset: 10, windowEnd: 11.5 }));
		await s.clock.run(300);
		assert.deepEqual(buffered(), [[10, 11.5]]);
		carrier.fetch(segment(1, { offset: 10 }));
		await s.clock.run(300);
		assert.deepEqual(buffered(), [
			[10, 11.5],
			[12, 14],
		]);
	});

	test("another type is changed to, with its init segment", async () => {
		carrier.open(both);
		carrier.fetch(segment(0));
		carrier.fetch(segment(1, { rendition: "v1", mime: 'video/mp4; codecs="hvc1"' }));
		await s.clock.run(300);
		assert.ok(log().includes('type video/mp4; codecs="hvc1"'));
		assert.deepEqual(buffered(), [[0, 4]]);
		assert.equal(log().filter((l) => l.startsWith("append")).length, 4);
	});

	test("a type that is refused fails the segment, not the next", async () => {
		carrier.open(both);
		carrier.fetch(segment(0, { mime: "video/mp4; bad" }));
		carrier.fetch(segment(1));
		await s.clock.run(300);
		assert.deepEqual(
			records.filter((r) => r.state === "failed").map((r) => [r.id, r.code]),
			[[1, "append"]],
		);
		assert.deepEqual(buffered(), [[2, 4]]);
	});

	test("a full buffer says evicted, and what was read of an init segment is read again", async () => {
		carrier.open(both);
		carrier.fetch(segment(0));
		await s.clock.run(300);
		source(s).sourceBuffers[0]!.quota = 1;
		carrier.fetch(segment(1));
		await s.clock.run(300);
		assert.ok(states(2).includes("evicted"));
		source(s).sourceBuffers[0]!.quota = Infinity;
		carrier.fetch(segment(2));
		await s.clock.run(300);
		assert.deepEqual(buffered(), [
			[0, 2],
			[4, 6],
		]);
		assert.equal(log().filter((l) => l === `append ${init().length}`).length >= 2, true);
	});

	test("data that the browser cannot read fails", async () => {
		carrier.open(both);
		const r = segment(0);
		s.net.files.set(r.segment.url, new Uint8Array(300).fill(1));
		carrier.fetch(r);
		await s.clock.run(300);
		assert.deepEqual(
			records.filter((x) => x.state === "failed").map((x) => [x.id, x.code]),
			[[1, "append"]],
		);
	});

	test("a kind without a buffer fails", async () => {
		carrier.open([both[0]!]);
		await s.clock.run(5);
		assert.equal(carrier.fetch(segment(0, { kind: "audio" })), undefined);
		await settle();
		assert.deepEqual(
			records.filter((r) => r.state === "failed").map((r) => r.code),
			["append"],
		);
	});

	test("fed bytes need no request", async () => {
		carrier.open(both);
		const r = segment(0);
		const d = carrier.fetch(r, true)!;
		const bytes = s.net.files.get(r.segment.url)!;
		d.feed(bytes.slice(0, 100), bytes.length);
		d.feedInit(s.net.files.get(r.init!.url)!.slice().buffer);
		await s.clock.run(50);
		d.feed(bytes.slice(100), bytes.length);
		await s.clock.run(50);
		assert.deepEqual(buffered(), [[0, 2]]);
		assert.equal(s.net.asked.length, 0);
	});

	test("a segment of no bytes is appended as nothing", async () => {
		carrier.open(both);
		const r = segment(0);
		s.net.files.set(r.segment.url, new Uint8Array(0));
		carrier.fetch(r);
		carrier.fetch(segment(1));
		await s.clock.run(300);
		assert.deepEqual([states(1).at(-1), buffered()], ["appended", [[2, 4]]]);
	});
});

describe("with much to play", () => {
	const appends = () => log().filter((x) => x.startsWith("append"));

	/** Opens, and brings so many segments of two seconds at once. */
	async function have(n: number): Promise<void> {
		carrier.open([both[0]!]);
		for (let i = 0; i < n; i++) carrier.fetch(segment(i));
		await s.clock.run(200);
		assert.equal(appends().length, n + 1, "an init segment and the rest");
		s.net.fate = () => ({ piece: 40, gap: 20 });
	}

	test("the pieces of a segment go in together", async () => {
		await have(4);
		carrier.fetch(segment(4));
		await s.clock.run(3000);
		assert.ok(appends().length <= 5 + 3, String(appends()));
		assert.deepEqual(buffered(), [[0, 10]]);
		assert.deepEqual(milestones(5).slice(-2), ["loaded", "appended"]);
	});

	test("they go in after half a second although more is to come", async () => {
		await have(4);
		s.net.fate = () => ({ piece: 40, gap: 20, stallAt: 120 });
		carrier.fetch(segment(4));
		await s.clock.run(900);
		assert.equal(appends().length, 6);
	});

	test("where play would run dry they go in as they come", async () => {
		await have(1);
		carrier.fetch(segment(1));
		await s.clock.run(3000);
		assert.ok(appends().length > 10, String(appends()));
	});

	test("so they do for who seeks elsewhere", async () => {
		await have(4);
		s.video.currentTime = 30;
		carrier.fetch(segment(15));
		await s.clock.run(3000);
		assert.ok(appends().length > 12, String(appends()));
		assert.deepEqual(buffered(), [
			[0, 8],
			[30, 32],
		]);
	});

	test("one that ends early leaves no piece behind", async () => {
		await have(4);
		carrier.fetch(segment(4));
		await s.clock.run(100);
		carrier.abort(5);
		await s.clock.run(3000);
		assert.equal(appends().length, 5);
		assert.deepEqual(buffered(), [[0, 8]]);
	});
});

describe("abort", () => {
	test("of what loads takes it out, and the next goes on", async () => {
		carrier.open(both);
		s.net.fate = (a) => ({ delay: a.url.endsWith("0.m4s") ? 5000 : 5 });
		carrier.fetch(segment(0));
		carrier.fetch(segment(1));
		await s.clock.run(100);
		carrier.abort(1);
		await s.clock.run(300);
		assert.equal(s.net.of("0.m4s")[0]!.aborted, true);
		assert.deepEqual([states(1).at(-1), buffered()], ["aborted", [[2, 4]]]);
	});

	test("in the middle of appending resets the parser", async () => {
		carrier.open(both);
		s.net.fate = (a) => (a.url.endsWith("0.m4s") ? { piece: 100, stallAt: 200 } : {});
		carrier.fetch(segment(0));
		await s.clock.run(100);
		carrier.abort(1);
		carrier.fetch(segment(1));
		await s.clock.run(300);
		assert.ok(log().includes("abort"));
		assert.deepEqual(buffered(), [[2, 4]]);
		assert.ok(!states().includes("failed"));
	});

	test("of one that waits behind another leaves that alone", async () => {
		carrier.open(both);
		s.net.fate = () => ({ delay: 50 });
		carrier.fetch(segment(0));
		carrier.fetch(segment(1));
		carrier.abort(2);
		await s.clock.run(300);
		assert.ok(!log().includes("abort"));
		assert.deepEqual(buffered(), [[0, 2]]);
	});

	test("of what nobody knows is nothing", async () => {
		carrier.open(both);
		carrier.abort(77);
		await s.clock.run(50);
		assert.deepEqual(states(), ["opened"]);
	});

	test("of what is appended already is nothing", async () => {
		carrier.open(both);
		carrier.fetch(segment(0));
		await s.clock.run(300);
		carrier.abort(1);
		await s.clock.run(200);
		assert.ok(!states(1).includes("aborted"));
	});
});

describe("remove", () => {
	const filled = async () => {
		carrier.open(both);
		carrier.setDuration(60);
		for (const i of [0, 1, 2]) carrier.fetch(segment(i));
		await s.clock.run(400);
	};

	test("takes media away and says so", async () => {
		await filled();
		carrier.remove("video", 0, 2);
		await s.clock.run(300);
		assert.deepEqual(buffered(), [[2, 6]]);
		assert.deepEqual(
			records.filter((r) => r.state === "removed").map((r) => [r.start, r.duration]),
			[[0, 2]],
		);
	});

	test("goes before what still loads", async () => {
		await filled();
		s.net.fate = () => ({ delay: 2000 });
		carrier.fetch(segment(3));
		carrier.remove("video", 0, 2);
		await s.clock.run(200);
		assert.deepEqual(buffered(), [[2, 6]]);
	});

	test("goes behind what is being appended", async () => {
		await filled();
		s.net.fate = () => ({ piece: 100, gap: 30 });
		carrier.fetch(segment(3));
		await s.clock.run(50);
		carrier.remove("video", 0, 2);
		await s.clock.run(1000);
		assert.deepEqual(buffered(), [[2, 8]]);
		assert.ok(log().indexOf("remove 0-2") > log().indexOf("media 6-8"));
	});

	test("of nothing is nothing", async () => {
		await filled();
		carrier.remove("video", 3, 3);
		carrier.remove("text", 0, 3);
		await s.clock.run(100);
		assert.ok(!states().includes("removed"));
	});

	test("that the browser refuses does not stop what is behind it", async () => {
		carrier.open(both); // no duration yet: a removal throws
		carrier.fetch(segment(0));
		await s.clock.run(300);
		carrier.remove("video", 0, 1);
		carrier.fetch(segment(1));
		await s.clock.run(300);
		assert.deepEqual(buffered(), [[0, 4]]);
	});
});

describe("duration and end", () => {
	test("duration waits until no buffer is busy", async () => {
		carrier.open(both);
		carrier.fetch(segment(0));
		await s.clock.until(() => source(s).sourceBuffers[0]?.updating);
		carrier.setDuration(42);
		assert.ok(Number.isNaN(source(s).duration));
		await s.clock.run(100);
		assert.equal(source(s).duration, 42);
	});

	test("the end waits for what is under way", async () => {
		carrier.open(both);
		carrier.fetch(segment(0));
		carrier.endOfStream();
		await s.clock.run(3);
		assert.notEqual(source(s).readyState, "ended");
		await s.clock.run(300);
		assert.equal(source(s).readyState, "ended");
	});

	test("the end is taken back by a further request", async () => {
		carrier.open(both);
		s.net.fate = () => ({ delay: 50 });
		carrier.fetch(segment(0));
		carrier.endOfStream();
		carrier.fetch(segment(1));
		await s.clock.run(500);
		assert.equal(source(s).readyState, "open");
		assert.deepEqual(buffered(), [[0, 4]]);
	});

	test("media behind the end opens the source again, and its buffers stay", async () => {
		carrier.open(both);
		carrier.fetch(segment(0));
		carrier.endOfStream();
		await s.clock.run(300);
		carrier.fetch(segment(1));
		await s.clock.run(300);
		assert.deepEqual(buffered(), [[0, 4]]);
		assert.equal(states().filter((x) => x === "opened").length, 1);
	});
});

describe("log", () => {
	test("tells the second driver what was asked for and done", async () => {
		carrier.open(both);
		carrier.fetch(segment(0, { kind: "audio", id: 9 }));
		await s.clock.run(300);
		const list = carrier.takeLog();
		assert.deepEqual(
			list.map((r) => [r.id, r.state]),
			[
				[9, "sent"],
				[0, "opened"],
				[9, "loaded"],
				[9, "appended"],
			],
		);
		assert.equal(list[0]!.segment?.url, segment(0, { kind: "audio" }).segment.url);
	});

	test("has no progress in it, and is given once", async () => {
		carrier.open(both);
		s.net.fate = () => ({ piece: 50, gap: 100 });
		carrier.fetch(segment(0));
		await s.clock.run(3000);
		assert.ok(states().includes("progress"));
		assert.ok(!carrier.takeLog().some((r) => r.state === "progress"));
		assert.deepEqual(carrier.takeLog(), []);
	});

	test("records go on without requests in them afterwards", async () => {
		carrier.open(both);
		carrier.takeLog();
		records = [];
		carrier.fetch(segment(0));
		await s.clock.run(300);
		assert.deepEqual(milestones(1), ["loaded", "appended"]);
		assert.equal(records.find((r) => r.id === 1)!.segment, undefined);
	});

	test("does not grow for ever", async () => {
		carrier.open(both);
		for (let i = 0; i < 600; i++) carrier.push({ id: i, state: "aborted", now: 0 });
		assert.equal(carrier.takeLog().length, 500);
	});

	test("records never come from inside a command", async () => {
		carrier.open([{ kind: "video", mime: "video/mp4; bad" }]);
		carrier.fetch(segment(0, { kind: "text" }));
		assert.equal(records.length, 0);
		await settle();
		assert.equal(records.length, 1);
	});

	test("what is not urgent goes along with what is", async () => {
		carrier.open(both);
		await s.clock.run(10);
		const before = batches;
		carrier.push({ id: 1, state: "progress", now: 0 });
		await s.clock.run(10);
		assert.equal(batches, before);
		carrier.push({ id: 1, state: "loaded", now: 0 });
		await settle();
		assert.equal(batches, before + 1);
		assert.deepEqual(states(1), ["progress", "loaded"]);
	});

	test("and by itself after 80 ms", async () => {
		carrier.open(both);
		await s.clock.run(10);
		carrier.push({ id: 1, state: "progress", now: 0 });
		await s.clock.run(70);
		assert.ok(!states().includes("progress"));
		await s.clock.run(20);
		assert.ok(states().includes("progress"));
	});

	test("records of media that was closed are not told", async () => {
		carrier.open(both);
		carrier.push({ id: 5, state: "progress", now: 0 });
		carrier.close();
		await s.clock.run(300);
		assert.deepEqual(states(5), []);
	});
});

describe("close", () => {
	test("gives up what loads and appends nothing more", async () => {
		carrier.open(both);
		s.net.fate = () => ({ piece: 50, gap: 20 });
		carrier.fetch(segment(0));
		await s.clock.run(100);
		const buffer = source(s).sourceBuffers[0]!;
		carrier.close();
		const had = buffer.log.length;
		await s.clock.run(1000);
		assert.equal(
			buffer.log.filter((l) => l.startsWith("append")).length,
			buffer.log.slice(0, had).filter((l) => l.startsWith("append")).length,
		);
		assert.ok(s.net.of("0.m4s")[0]!.aborted);
	});

	test("while a buffer is busy leaves no error behind", async () => {
		carrier.open(both);
		carrier.fetch(segment(0));
		await s.clock.until(() => source(s).sourceBuffers[0]?.updating);
		carrier.close();
		await s.clock.run(500);
		assert.ok(!states().includes("failed"));
	});

	test("twice is once", () => {
		carrier.close();
		carrier.close();
		assert.equal(s.video.src, "");
	});
});
