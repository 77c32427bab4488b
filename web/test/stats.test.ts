import assert from "node:assert/strict";
import { test } from "node:test";
import { History, line, scale, span, type Stats } from "../src/stats/history";
import { decision, reason } from "../src/stats/reasons";
import { rows } from "../src/stats/rows";
import { speaker } from "../src/stats/words";

const stats = (change: Partial<Stats> = {}): Stats => ({
	protocol: "hls",
	live: false,
	width: 640,
	height: 360,
	bandwidth: 1_000_000,
	estimate: 5_100_000,
	bufferVideo: 12.34,
	bufferAudio: 10,
	stalls: 0,
	stallTime: 0,
	bytes: 0,
	latency: null,
	startTime: 321,
	...change,
});

test("a minute is kept, with what came in each second and where play stood", () => {
	const history = new History();
	for (let s = 0; s <= 90; s++)
		history.add(
			stats({ bytes: s * 125_000, stallTime: s > 50 && s <= 52 ? 1 + (s - 50) : s > 52 ? 3 : 0 }),
			s * 1000,
		);
	const { samples } = history;
	assert.equal(samples.length, span / 1000 + 1);
	assert.equal(samples[0]!.at, 30_000);
	assert.ok(samples.every((s) => s.throughput === 1_000_000));
	assert.deepEqual(
		samples.filter((s) => s.stalled).map((s) => s.at),
		[51_000, 52_000],
	);
});

test("other media begin anew: fewer bytes are no negative throughput", () => {
	const history = new History();
	history.add(stats({ bytes: 5000, stallTime: 4 }), 0);
	history.add(stats({ bytes: 100 }), 1000);
	history.add(stats({ bytes: 1100 }), 2000);
	assert.deepEqual(
		history.samples.map((s) => [s.throughput, s.stalled]),
		[
			[0, false],
			[0, false],
			[8000, false],
		],
	);
});

test("lines end at the right edge and stay in the box", () => {
	const history = new History();
	for (const [at, bufferVideo] of [
		[0, 0],
		[30_000, 5],
		[60_000, 40],
	] as const)
		history.add(stats({ bufferVideo }), at);
	assert.equal(
		line(history.samples, (s) => s.video, 10, 300, 60),
		"0.0,60.0 150.0,30.0 300.0,0.0",
	);
});

test("scales end with round numbers", () => {
	assert.deepEqual([0, 1, 3, 10, 11, 34, 5100].map(scale), [1, 1, 5, 10, 20, 50, 10_000]);
});

test("each decision has its reason in words, in both languages", () => {
	const en = (text: string) => reason(decision(text), speaker("en"));
	assert.equal(en("start 100 2000000 0 0 0 0 400000"), "start: 400 kbit/s, of an estimate of 2000");
	assert.equal(
		en("throughput 100 5100000 12.25 0 0 1000000 2896000"),
		"up: 2896 kbit/s fits into 5100, 12.3 s ahead",
	);
	assert.match(en("throughput 100 500000 2 0 0 1000000 400000"), /^down: 1000 kbit\/s is too much for 500/);
	assert.match(en("failed 100 500000 2 404 2 1000000 400000"), /^left: 1000 kbit\/s, 404 twice; now 400/);
	assert.match(en("failed 100 500000 2 0 4 1000000 400000"), /no answer 4 times/);
	for (const why of ["slow", "hand", "bounds"])
		assert.match(en(why + " 1 2 3 0 0 4000 5000"), /kbit|by hand/);
	assert.match(reason(decision("slow 1 2 3 0 0 4000 0"), speaker("de")), /aufgegeben/);
	assert.equal(en("unheard-of 1"), "unheard-of");
});

test("numbers are read with their units, and a dash for what is not known", () => {
	const all = new Map(rows(stats({ latency: null, drift: undefined }), speaker("en"), "en"));
	assert.equal(all.get("Rendition"), "1,000 kbit/s");
	assert.equal(all.get("Video"), "12.3 s");
	assert.equal(all.get("Start"), "321 ms");
	assert.equal(all.get("Latency"), "–");
	assert.equal(all.get("Drift, second stream"), "–");
	assert.equal(new Map(rows(stats({ protocol: "", width: 0 }), speaker("fr"), "fr")).get("Picture"), "–");
});
