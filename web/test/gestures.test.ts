// What the viewer does: before the engine is there (web/src/early.ts), and with
// fingers (web/src/touch.ts).
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { ahead, apply, foresee } from "../src/early";
import type { Dict } from "../src/objects";
import type { Opening } from "../src/start/opening";
import { Touch } from "../src/touch";
import { stage, type Stage } from "./fakes/page";

let s: Stage;
beforeEach(() => void (s = stage()));

describe("sound and speed go to the element at once", () => {
	const act = (name: string, a: Dict = {}) => apply(name, a, s.element);
	const rows: [string, Dict, Dict][] = [
		["setVolume", { volume: 0.4 }, { volume: 0.4 }],
		["setVolume", { volume: 0 }, { volume: 0 }],
		["setVolume", { volume: 7.5 }, { volume: 1 }],
		["setVolume", { volume: -0.5 }, { volume: 0 }],
		["setVolume", { volume: 2 }, { volume: 1 }], // whole numbers beside 0 and 1 are no volume: nothing changes
		["setVolume", { volume: "0.3" }, { volume: 1 }],
		["setVolume", { volume: NaN }, { volume: 1 }],
		["volume", { volume: 0.6 }, { volume: 0.6, muted: false }],
		["volume", { volume: 0.02 }, { volume: 0.02, muted: true }],
		["volume", { volume: "no" }, { volume: 0, muted: true }],
		["setMuted", { on: true }, { muted: true }],
		["setMuted", { on: 1 }, { muted: false }],
		["mute", {}, { muted: true }],
		["speed", { rate: 1.5 }, { playbackRate: 1.5, defaultPlaybackRate: 1.5 }],
		["speed", { rate: 17 }, { playbackRate: 1 }],
		["speed", { rate: 0 }, { playbackRate: 1 }],
	];
	for (const [name, a, want] of rows) {
		test(`${name} ${JSON.stringify(a)}`, () => {
			assert.ok(act(name, a));
			for (const [field, v] of Object.entries(want))
				assert.equal((s.video as unknown as Dict)[field], v, field);
		});
	}
	test("unmuting where the volume is none gives some", () => {
		Object.assign(s.video, { muted: true, volume: 0 });
		act("unmute");
		assert.deepEqual([s.video.muted, s.video.volume], [false, 0.5]);
	});
	test("mute tells the engine which way it went", () =>
		assert.deepEqual(act("mute")!.payload, { on: true }));
	test("what only the engine can is left to it", () => assert.equal(act("selectTrack"), undefined));
	test("play without anything begun is the engine's", () => assert.equal(act("play"), undefined));
});

describe("what was begun is played on", () => {
	const done: string[] = [];
	const opening = {
		over: false,
		playing: false,
		active: true,
		play: () => (done.push("play"), true),
		pause: () => done.push("pause"),
		seek: (t: number) => done.push("seek " + t),
	};
	const act = (name: string, a: Dict = {}) => apply(name, a, s.element, opening as unknown as Opening);
	beforeEach(() => {
		done.length = 0;
		Object.assign(opening, { over: false, playing: false, active: true });
	});

	test("play, fresh", () =>
		assert.deepEqual([act("play"), done], [{ name: "play", payload: null, fresh: true }, ["play"]]));
	test("playPause plays what stands, and pauses what plays", () => {
		assert.equal(act("playPause")!.name, "play");
		opening.playing = true;
		assert.equal(act("playPause")!.name, "pause");
		assert.deepEqual(done, ["play", "pause"]);
	});
	test("seeks", () => {
		s.video.currentTime = 30;
		for (const [name, a] of [
			["seek", { to: 12 }],
			["rewind", {}],
			["forward", {}],
		] as const)
			act(name, a);
		assert.deepEqual(done, ["seek 12", "seek 20", "seek 40"]);
	});
	test("no seek to what is no time", () =>
		assert.deepEqual([act("seek", { to: "x" }), done], [undefined, []]));
	test("no seek where nothing is on the element", () => {
		opening.active = false;
		assert.equal(act("seek", { to: 3 }), undefined);
	});
	test("nothing where it is over", () => {
		opening.over = true;
		assert.equal(act("play"), undefined);
	});
});

describe("manifests ahead", () => {
	test("are asked for once, and given once", () => {
		foresee({ sources: { hls: [{ url: s.base + "m.m3u8" }], dash: [{ url: s.base + "m.mpd" }] } });
		assert.deepEqual(
			s.net.asked.map((a) => a.url),
			[s.base + "m.m3u8"],
		);
		assert.ok(ahead(s.base + "m.m3u8"));
		assert.equal(ahead(s.base + "m.m3u8"), undefined);
	});
	test("not those of the server's own", () => {
		foresee({ sources: { hls: [{ url: "/playManifest/x" }], dash: [{}] } });
		assert.equal(s.net.asked.length, 0);
	});
});

describe("fingers", () => {
	let did: string[];
	let visible: boolean;
	let atOnce: boolean;
	let touch: Touch;
	beforeEach(() => {
		[did, visible, atOnce] = [[], true, false];
		touch = new Touch({
			visible: () => visible,
			show: () => ((visible = true), did.push("show")),
			act: () => did.push("act"),
			twice: (side) => did.push("twice " + side),
			hold: (on) => did.push("hold " + on),
			atOnce: () => atOnce,
		});
	});
	const tap = (share = 0.5) => {
		touch.down(1, 100, 100);
		touch.up(1);
		return touch.tap(share, s.clock.now);
	};

	test("a tap shows the controls", async () => {
		visible = false;
		tap();
		await s.clock.run(1000);
		assert.deepEqual(did, ["show"]);
	});
	test("a tap on shown ones acts, when no second follows", async () => {
		tap();
		await s.clock.run(270);
		assert.deepEqual(did, []);
		await s.clock.run(20);
		assert.deepEqual(did, ["act"]);
	});
	test("before the first play it acts at once", () => {
		atOnce = true;
		tap();
		tap();
		assert.deepEqual(did, ["act", "act"]);
	});
	for (const [share, side] of [
		[0.1, -1],
		[0.35, -1],
		[0.5, 0],
		[0.65, 1],
		[0.9, 1],
	] as const) {
		test(`two taps at ${share} mean ${side}`, async () => {
			tap(share);
			await s.clock.run(200);
			tap(share);
			await s.clock.run(1000);
			assert.deepEqual(did, ["twice " + side]);
		});
	}
	test("each further one seeks on, also a little later", async () => {
		tap(0.9);
		await s.clock.run(200);
		tap(0.9);
		await s.clock.run(550);
		tap(0.9);
		await s.clock.run(1000);
		assert.deepEqual(did, ["twice 1", "twice 1"]);
	});
	test("a second one on the other side is another first", async () => {
		tap(0.1);
		await s.clock.run(100);
		tap(0.9);
		await s.clock.run(1000);
		assert.deepEqual(did, ["act"]);
	});
	test("too late is another first", async () => {
		tap(0.9);
		await s.clock.run(300);
		tap(0.9);
		await s.clock.run(300);
		assert.deepEqual(did, ["act", "act"]);
	});
	test("one that rests holds, until it leaves; its end is no tap", async () => {
		touch.down(1, 10, 10);
		await s.clock.run(600);
		assert.deepEqual(did, ["hold true"]);
		touch.up(1);
		assert.equal(touch.tap(0.5, s.clock.now), false);
		await s.clock.run(1000);
		assert.deepEqual(did, ["hold true", "hold false"]);
	});
	test("a tap soon after a rest is still its end", async () => {
		touch.down(1, 10, 10);
		await s.clock.run(600);
		touch.up(1);
		await s.clock.run(399);
		assert.equal(touch.tap(0.5, s.clock.now), false);
		await s.clock.run(2);
		assert.equal(touch.tap(0.5, s.clock.now), true);
	});
	test("one that moves does not rest", async () => {
		touch.down(1, 10, 10);
		touch.move(10, 30);
		await s.clock.run(1000);
		assert.deepEqual(did, []);
	});
	test("one that trembles does", async () => {
		touch.down(1, 10, 10);
		touch.move(15, 15);
		await s.clock.run(1000);
		assert.deepEqual(did, ["hold true"]);
	});
	test("a second finger ends a rest", async () => {
		touch.down(1, 10, 10);
		await s.clock.run(600);
		touch.down(2, 90, 90);
		assert.deepEqual(did, ["hold true", "hold false"]);
		touch.up(2);
		touch.up(1);
		touch.up(1);
		assert.equal(did.length, 2);
	});
	test("two fingers do not rest", async () => {
		touch.down(1, 10, 10);
		touch.down(2, 90, 90);
		await s.clock.run(1000);
		assert.deepEqual(did, []);
	});
	test("closing ends everything", async () => {
		tap();
		touch.down(1, 1, 1);
		await s.clock.run(100);
		touch.close();
		await s.clock.run(2000);
		assert.deepEqual([did, s.clock.pending], [[], 0]);
	});
});
