// One start request and what comes of it (web/src/start/opening.ts).
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, test } from "node:test";
import { Carrier } from "../src/carrier";
import { forgetPartials } from "../src/download";
import type { Dict } from "../src/objects";
import type { LogRecord, SegmentRequest } from "../src/protocol";
import { Follow } from "../src/start/follow";
import { foreign } from "../src/start/foreign";
import { canOpen, foreignURL, mediaKey, Opening } from "../src/start/opening";
import { span, type Plan } from "../src/start/plan";
import { random, seeds, settle } from "./fakes/clock";
import { concat, init, media, u32 } from "./fakes/mp4";
import type { Fate } from "./fakes/net";
import { source, stage, type Stage } from "./fakes/page";
import { film, type Film } from "./plan";

let s: Stage;
let carrier: Carrier;
let opening: Opening;
let plan: Plan;
let told: string[];

const start = "https://media.example/p/101/start";
const ours = {
	provider: { partnerId: 101, env: { serviceUrl: "https://media.example" } },
	playback: { streamPriority: [{ engine: "html5", format: "hls" }] },
};

/** A part of the answer (server/start/wire.go). */
function part(kind: number, track: number, payload: Uint8Array): Uint8Array {
	return concat(u32(payload.length), Uint8Array.of(kind, track, 0, 0), payload);
}

const text = (v: unknown) => new TextEncoder().encode(JSON.stringify(v));

/** The answer for a plan: its opening segments in pieces, by turns, then what the API says. */
function answer(p: Plan, api: unknown = { media: 1 }, texts: unknown[] = [], said: unknown = p): Uint8Array {
	const parts = [part(1, 0, text(said))];
	const openings = (p.tracks ?? []).map((t) => {
		const { url } = t.renditions[t.opening.rendition]!;
		return {
			head: s.net.files.get(url + "init.mp4")!,
			body: s.net.files.get(`${url}seg-${t.opening.segment + 1}.m4s`)!,
		};
	});
	openings.forEach((o, i) => parts.push(part(2, i, o.head)));
	for (let at = 0; openings.some((o) => at < o.body.length); at += 300) {
		openings.forEach((o, i) => at < o.body.length && parts.push(part(3, i, o.body.slice(at, at + 300))));
	}
	parts.push(part(4, 0, gzipSync(JSON.stringify({ api, texts }))), part(5, 0, new Uint8Array(0)));
	return concat(...parts);
}

interface Begin {
	film?: Film;
	playback?: Dict;
	config?: Dict;
	options?: Dict;
	info?: Dict;
	fate?: (url: string, n: number) => Fate;
	url?: string;
	bytes?: (whole: Uint8Array) => Uint8Array;
}

async function begin({
	film: f = {},
	playback = { autoplay: true },
	config = {},
	options = {},
	info = { entryId: "0_a" },
	fate,
	url,
	bytes = (b) => b,
}: Begin = {}): Promise<void> {
	forgetPartials();
	s = stage();
	told = [];
	(globalThis as unknown as { parts: object }).parts = { Follow, foreign };
	s.net.fate = (a, n) => fate?.(a.url, n) ?? {};
	plan = film(s, f);
	s.net.files.set(
		start,
		bytes(answer(plan, { media: 1 }, [{ urls: [s.base + "a.m3u8"], text: "#EXTM3U" }])),
	);
	carrier = new Carrier(s.element, (records) => opening.records(records));
	opening = new Opening(
		carrier,
		{ ...ours, ...config, playback: { ...ours.playback, ...playback } },
		info,
		options,
		{
			planned: () => told.push("planned"),
			shown: () => told.push("shown"),
			released: (adopted) => told.push("released " + adopted),
		},
		url,
	);
}

const buffered = (n = 0) => source(s)?.sourceBuffers[n]?.buffered.all() ?? [];
const segments = () => s.net.asked.map((a) => a.url).filter((u) => u.includes("seg-"));
const question = () => JSON.parse(s.net.asked.find((a) => a.url === start)!.body!) as Dict;

/** The plan with the server's own address in it. */
function inner(p: Plan): unknown {
	return {
		...(JSON.parse(JSON.stringify(p).replaceAll("https://media.example", "http://inner.local")) as Plan),
		base: "http://inner.local",
	};
}

/** Lets so many seconds pass while the element plays what it has. */
async function play(seconds: number, step = 0.05): Promise<void> {
	for (let t = 0; t < seconds; t += step) {
		await s.clock.run(step * 1000);
		s.video.advance(step);
	}
}

/** Waits for what is unzipped elsewhere, in real time. */
async function unzipped<T>(p: Promise<T>): Promise<T> {
	let done = false;
	void p.finally(() => (done = true));
	for (let i = 0; i < 2000 && !done; i++) await settle();
	return p;
}

describe("what can be begun", () => {
	const yes = () => canOpen(ours, { entryId: "0_a" }, {}, "https://media.example");
	beforeEach(() => void stage());

	test("an entry of our own server", () => assert.equal(yes(), true));
	const rows: [string, Dict, Dict, Dict][] = [
		[
			"another server",
			{ ...ours, provider: { env: { serviceUrl: "https://other.example" } } },
			{ entryId: "a" },
			{},
		],
		["no entry", ours, {}, {}],
		[
			"DASH first",
			{ ...ours, playback: { streamPriority: [{ engine: "html5", format: "dash" }] } },
			{ entryId: "a" },
			{},
		],
		["a clip", ours, { entryId: "a" }, { clipTo: 5 }],
		["a beginning that is cut", { ...ours, sources: { seekFrom: 3 } }, { entryId: "a" }, {}],
		["sources of the page", { ...ours, sources: { hls: [{ url: "x" }] } }, { entryId: "a" }, {}],
	];
	for (const [name, config, info, options] of rows)
		test("not " + name, () =>
			assert.equal(canOpen(config, info, options, "https://media.example"), false),
		);
	test("not without MediaSource", () => {
		Object.assign(globalThis, { MediaSource: undefined });
		assert.equal(yes(), false);
	});
	test("an entry by its reference", () =>
		assert.equal(canOpen(ours, { referenceId: "r" }, {}, "https://media.example"), true));
	test("below /api_v3", () =>
		assert.equal(
			canOpen(
				{ ...ours, provider: { env: { serviceUrl: "https://media.example/api_v3" } } },
				{ entryId: "a" },
				{},
				"https://media.example",
			),
			true,
		));

	const own = { sources: { hls: [{ url: "/film.m3u8" }] } };
	test("a stream that the page names, where it plays by itself", () =>
		assert.equal(
			foreignURL({ ...ours, playback: { ...ours.playback, autoplay: true } }, own),
			"https://page.example/film.m3u8",
		));
	test("not one that waits for a click", () => assert.equal(foreignURL(ours, own), undefined));
	test("not one of the server's own", () =>
		assert.equal(
			foreignURL(
				{ ...ours, playback: { ...ours.playback, preload: "auto" } },
				{ sources: { hls: [{ url: "/playManifest/a" }] } },
			),
			undefined,
		));
	test("the key is the entry's", () =>
		assert.deepEqual(
			[mediaKey({ entryId: "a" }), mediaKey({ referenceId: "r" }), mediaKey({})],
			["media:a", "media:r", "media:"],
		));
});

describe("the question", () => {
	test("is text with credentials, in the same tick", async () => {
		await begin();
		assert.equal(s.net.asked[0]!.url, start);
		assert.equal(s.net.asked[0]!.method, "POST");
		const { entryId, media: pictures, answers, at } = question();
		assert.deepEqual([entryId, pictures, answers, at], ["0_a", true, true, 0]);
	});

	test("asks for no pictures where play waits for a click", async () => {
		await begin({ playback: {} });
		assert.equal(question().media, false);
		await s.clock.run(100);
		assert.deepEqual([told, opening.active], [["planned"], false]);
	});

	test("says where to begin", async () => {
		await begin({ options: { startTime: 7 } });
		assert.equal(question().at, 7);
		await begin({ config: { sources: { startTime: -1 } } });
		assert.equal(question().at, 0);
	});

	test("says what bounds the renditions", async () => {
		await begin({
			config: { abr: { restrictions: { maxHeight: 480, maxBitrate: Infinity, minWidth: 0 } } },
		});
		assert.deepEqual(question().limits, { maxHeight: 480 });
	});

	test("asks for the smallest where renditions are not to change", async () => {
		await begin({ config: { abr: { enabled: false } } });
		assert.equal(question().bandwidth, 1);
	});
});

describe("the plain case", () => {
	test("plays from the answer, and fetches what follows", async () => {
		await begin();
		await play(3);
		assert.deepEqual(told, ["planned", "shown"]);
		assert.equal(s.video.paused, false);
		assert.ok(!segments().some((u) => u.endsWith("seg-1.m4s")));
		assert.ok(buffered()[0]![1] > 8);
	});

	test("sound is on where the browser allows it", async () => {
		await begin();
		await play(1);
		assert.deepEqual([await opening.sound, s.video.muted, opening.playing], [true, false, true]);
	});

	test("else it begins without, and says so", async () => {
		await begin();
		s.video.refusal = "NotAllowedError";
		await play(1);
		assert.deepEqual(
			[await opening.sound, s.video.muted, s.video.paused, await opening.outcome],
			[false, true, false, ""],
		);
	});

	test("else, where that is not wanted either, it stands", async () => {
		await begin({ playback: { autoplay: true, allowMutedAutoPlay: false } });
		s.video.refusal = "NotAllowedError";
		await play(1);
		assert.deepEqual(
			[await opening.sound, s.video.muted, s.video.paused, opening.playing],
			[false, false, true, false],
		);
	});

	test("volume and muted are the config's", async () => {
		await begin({ playback: { autoplay: true, volume: 0.3, muted: true } });
		assert.deepEqual([s.video.volume, s.video.muted], [0.3, true]);
	});

	test("begins in the middle", async () => {
		await begin({ film: { at: 9 }, options: { startTime: 9 } });
		await play(1);
		assert.ok(s.video.currentTime > 9);
		assert.equal(buffered()[0]![0], 8);
	});

	test("the engine finds the answers that came with it", async () => {
		await begin();
		await play(0.2);
		const batch = await unzipped(opening.batch());
		assert.deepEqual(JSON.parse(batch!.body), { media: 1 });
		assert.deepEqual(
			[opening.text(s.base + "a.m3u8?x=1")?.body, opening.text(s.base + "a.m3u8")],
			["#EXTM3U", undefined],
		);
	});

	test("only preloaded, it shows a picture and stands", async () => {
		await begin({ playback: { preload: "auto" } });
		await play(1);
		assert.deepEqual([s.video.paused, opening.active, buffered().length], [true, true, 1]);
	});

	test("URLs are those that the page reaches the server by", async () => {
		await begin({ bytes: () => answer(plan, {}, [], inner(plan)) });
		await play(2);
		assert.ok(segments().length > 0 && segments().every((u) => u.startsWith("https://media.example/")));
	});

	test("an entry that may not be played is the engine's business", async () => {
		await begin({ bytes: () => answer({ ...plan, playable: false, tracks: [] }) });
		await s.clock.run(100);
		assert.deepEqual(
			[opening.active, opening.watchable, told],
			[false, false, ["planned", "released false"]],
		);
		assert.equal(s.video.src, "");
	});

	test("waits four seconds at most for a picture", async () => {
		await begin({ fate: (u) => (u === start ? { delay: 6000 } : {}) });
		await s.clock.run(3900);
		assert.deepEqual(told, []);
		await s.clock.run(200);
		assert.deepEqual(told, ["shown"]);
	});
});

describe("what the viewer does meanwhile", () => {
	test("play asks for pictures that were not asked for", async () => {
		await begin({ playback: {} });
		await s.clock.run(100);
		assert.equal(opening.play(), true);
		assert.equal(opening.play(), false);
		await play(2);
		assert.equal(s.net.asked.filter((a) => a.url === start).length, 2);
		assert.ok(s.video.currentTime > 1);
	});

	test("pause before the first picture stays", async () => {
		await begin();
		opening.pause();
		await play(2);
		assert.deepEqual([s.video.paused, opening.playing], [true, false]);
	});

	test("pause and play again plays", async () => {
		await begin();
		opening.pause();
		opening.play();
		await play(2);
		assert.ok(s.video.currentTime > 1);
	});

	test("a seek goes there, and the first picture is no longer waited for", async () => {
		await begin({ film: { segments: [[30, 2]] } });
		await play(0.5);
		opening.seek(40.5);
		await play(2);
		assert.ok(s.video.currentTime > 41);
		assert.deepEqual(told, ["planned", "shown"]);
	});

	test("a seek behind the end stops before it", async () => {
		await begin();
		await play(0.5);
		opening.seek(1e6);
		assert.ok(Math.abs(s.video.currentTime - 19.9) < 0.01);
		opening.seek(-5);
		assert.equal(s.video.currentTime, 0);
	});
});

describe("an answer that goes wrong", () => {
	const rows: [string, Begin][] = [
		["does not come", { fate: (u) => (u === start ? { away: true } : {}) }],
		["is refused", { fate: (u) => (u === start ? { status: 503 } : {}) }],
		["breaks off within the plan", { fate: (u) => (u === start ? { piece: 100, breakAt: 200 } : {}) }],
		["stalls before the plan", { fate: (u) => (u === start ? { stallAt: 0 } : {}) }],
		["is no plan at all", { bytes: () => part(1, 0, new TextEncoder().encode("<html>")) }],
		["ends without its end", { bytes: (b) => b.slice(0, 60) }],
	];
	for (const [name, how] of rows) {
		test(`and ${name} is left to the engine`, async () => {
			await begin(how);
			await s.clock.run(20_000);
			assert.deepEqual(
				[opening.active, opening.gone, await opening.batch(), s.video.src],
				[false, true, undefined, ""],
			);
			assert.equal(told.at(-1), "released false");
		});
	}

	test("and breaks off within the pictures goes on with what is missing", async () => {
		await begin({ fate: (u) => (u === start ? { piece: 100, breakAt: 2100 } : {}) });
		await play(6);
		assert.ok(s.video.currentTime > 4, String(s.video.currentTime));
		assert.ok(opening.active);
	});

	test("and stalls within the pictures is taken up after eight seconds", async () => {
		await begin({ fate: (u) => (u === start ? { piece: 100, stallAt: 2100 } : {}) });
		await s.clock.run(7000);
		const before = s.video.currentTime;
		await play(6);
		assert.ok(s.video.currentTime > before + 2);
	});

	test("where the second question is lost, what is to be watched is lost too", async () => {
		await begin({ playback: {}, fate: (u, n) => (u === start && n > 0 ? { away: true } : {}) });
		await s.clock.run(100);
		opening.play();
		await s.clock.run(100);
		assert.deepEqual([opening.active, opening.over], [false, true]);
	});

	test("without pictures that does not come is no reason to give pictures up", async () => {
		await begin({
			playback: {},
			fate: (u, n) => (u === start && n === 0 ? { delay: 300, away: true } : {}),
		});
		opening.play();
		await play(2);
		assert.ok(opening.active && s.video.currentTime > 1);
	});
});

describe("giving it away", () => {
	test("the engine takes over once, and what drove is still", async () => {
		await begin();
		await play(1);
		opening.adopted();
		const before = segments().length;
		await play(3);
		assert.deepEqual([told.at(-1), opening.active, segments().length], ["released true", false, before]);
		opening.adopted();
		assert.equal(told.filter((t) => t.startsWith("released")).length, 1);
	});

	test("other media takes the element", async () => {
		await begin();
		await play(1);
		opening.cancel();
		await s.clock.run(1000);
		assert.deepEqual(
			[told.at(-1), s.video.src, opening.gone, opening.over],
			["released false", "", true, true],
		);
	});

	test("before the answer is there nothing is begun any more", async () => {
		await begin({ fate: (u) => (u === start ? { delay: 500 } : {}) });
		opening.cancel();
		await s.clock.run(5000);
		assert.deepEqual([opening.active, opening.begins, await opening.batch()], [false, false, undefined]);
		assert.deepEqual(segments(), []);
	});

	test("leaves no timer behind", async () => {
		await begin();
		await play(1);
		opening.cancel();
		await s.clock.run(30_000);
		assert.equal(s.clock.pending, 0);
	});
});

describe("a stream of any origin", () => {
	const playlist = (name: string) =>
		[
			"#EXTM3U",
			"#EXT-X-TARGETDURATION:2",
			'#EXT-X-MAP:URI="init.mp4"',
			...[0, 1, 2, 3].map((i) => `#EXTINF:2,\n${name}${i}.m4s`),
			"#EXT-X-ENDLIST\n",
		].join("\n");
	const master = [
		"#EXTM3U",
		'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",DEFAULT=YES,URI="a/list.m3u8"',
		'#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=640x360,CODECS="avc1.64001f,mp4a.40.2",AUDIO="a"',
		"v/list.m3u8\n",
	].join("\n");

	function files(): void {
		s.net.files.set(s.base + "m.m3u8", new TextEncoder().encode(master));
		for (const [dir, handler] of [
			["v", "vide"],
			["a", "soun"],
		] as const) {
			s.net.files.set(`${s.base}${dir}/list.m3u8`, new TextEncoder().encode(playlist(dir)));
			s.net.files.set(`${s.base}${dir}/init.mp4`, init({ handler }));
			for (const i of [0, 1, 2, 3])
				s.net.files.set(`${s.base}${dir}/${dir}${i}.m4s`, media({ start: i * 2, duration: 2 }));
		}
	}

	test("plays by its playlists, which the engine gets", async () => {
		s = stage();
		await begin({ url: `https://media.example/${Number(s.base.split("/").at(-2)) + 1}/m.m3u8` });
		files();
		await play(4);
		assert.ok(s.video.currentTime > 3, String(s.video.currentTime));
		assert.deepEqual([buffered(0), buffered(1)], [[[0, 8]], [[0, 8]]]);
		assert.ok(opening.text(s.base + "v/list.m3u8")?.body.includes("v3.m4s"));
	});

	test("with media that is not what it says is the engine's", async () => {
		s = stage();
		await begin({ url: `https://media.example/${Number(s.base.split("/").at(-2)) + 1}/m.m3u8` });
		files();
		s.net.files.set(s.base + "v/init.mp4", init({ handler: "soun" }));
		await play(2);
		assert.deepEqual([opening.active, opening.gone], [false, true]);
	});

	test("that is not there is the engine's", async () => {
		s = stage();
		await begin({ url: "https://media.example/nowhere.m3u8" });
		await play(1);
		assert.deepEqual([opening.active, opening.gone], [false, true]);
	});
});

/** An engine that takes the log and goes on where it ends, to the end of the media. */
class Engine {
	private readonly next = new Map<string, number>();
	private id = 10_000;
	private readonly under = new Set<number>();

	constructor(list: LogRecord[]) {
		for (const t of plan.tracks!) this.next.set(t.kind, t.opening.segment);
		for (const r of list.filter(
			(x) => x.state === "sent" || x.state === "failed" || x.state === "aborted",
		)) {
			const row = plan.tracks!.find((t) => t.kind === r.kind);
			const index = row
				? [...Array(50).keys()].find((i) => Math.abs((span(row, i)?.start ?? -1) - r.start!) < 0.01)
				: undefined;
			if (index !== undefined) this.next.set(r.kind!, r.state === "sent" ? index + 1 : index);
		}
		const over = (r: LogRecord) => ["loaded", "failed", "aborted", "evicted"].includes(r.state);
		for (const r of list) if (r.state === "sent") this.under.add(r.id);
		for (const r of list.filter(over)) this.under.delete(r.id);
	}

	records(list: LogRecord[]): void {
		for (const r of list) {
			if (r.state === "loaded") this.under.delete(r.id);
			if (r.state !== "failed" || !this.under.delete(r.id)) continue;
			for (const t of plan.tracks!)
				if (this.asked.get(r.id)?.kind === t.kind) this.next.set(t.kind, this.asked.get(r.id)!.index);
		}
	}

	private readonly asked = new Map<number, { kind: string; index: number }>();

	tick(): void {
		for (const t of plan.tracks!) {
			const index = this.next.get(t.kind)!;
			const where = span(t, index);
			if (!where || this.under.size > 2 || where.start > s.video.currentTime + 10) continue;
			const r = t.renditions[0]!;
			this.next.set(t.kind, index + 1);
			this.under.add(++this.id);
			this.asked.set(this.id, { kind: t.kind, index });
			const whole = (url: string) => ({ url, from: 0, to: -1 });
			const request: SegmentRequest = {
				id: this.id,
				kind: t.kind,
				rendition: r.id,
				mime: r.mime,
				segment: whole(`${r.url}seg-${index + 1}.m4s`),
				init: whole(r.url + "init.mp4"),
				...where,
				offset: 0,
			};
			carrier.fetch(request);
		}
		if (plan.tracks!.every((t) => !span(t, this.next.get(t.kind)!)) && this.under.size === 0)
			carrier.endOfStream();
	}
}

/** Whenever the engine comes, play goes on to its end, and no byte is asked for twice. */
test("engines that come by chance", async () => {
	for (let seed = 1; seed <= seeds(50); seed++) {
		const chance = random(seed);
		await begin({
			film: { segments: [[5, 2]], rates: [400_000] },
			fate: (u) => ({
				delay: chance() * 200,
				piece: 300 + Math.floor(chance() * 3000),
				gap: chance() * 20,
				...(u !== start && chance() < 0.1 && { breakAt: Math.floor(chance() * 300) }),
			}),
		});
		await play(chance() * 4, 0.2);
		let engine: Engine | undefined;
		if (opening.begins) {
			engine = new Engine(carrier.takeLog());
			opening.adopted();
			Object.assign(carrier, { onRecords: (list: LogRecord[]) => engine!.records(list) });
		}
		for (let i = 0; i < 300 && s.video.currentTime < 9.7; i++) {
			engine?.tick();
			await play(0.2, 0.2);
		}
		const has = JSON.stringify([buffered(0), buffered(1)]);
		assert.ok(
			s.video.currentTime >= 9.7,
			`seed ${seed}, ${engine ? "adopted" : "alone"}: ${s.video.currentTime}, ${has}`,
		);
		const twice = s.net.asked.filter(
			(a, i) =>
				a.url.includes("seg") &&
				!a.range &&
				s.net.asked.findIndex((b) => b.url === a.url && !b.range) !== i,
		);
		assert.deepEqual(
			twice.filter((a) => s.net.asked.some((b) => b.url === a.url && b.done)).map((a) => a.url),
			[],
			`seed ${seed}`,
		);
		opening.cancel();
		carrier.close();
		await s.clock.run(10_000);
		assert.equal(s.clock.pending, 0, `seed ${seed} leaves no timer`);
	}
});

/** Whatever becomes of the answer, either it plays or the element is free for the engine. */
test("answers by chance", async () => {
	for (let seed = 1; seed <= seeds(50); seed++) {
		const chance = random(seed * 31);
		const size = answerSize();
		await begin({
			film: { segments: [[4, 2]], opens: chance() < 0.5 ? 1 : 0 },
			fate: (u) =>
				u === start
					? {
							delay: chance() * 1000,
							piece: 100 + Math.floor(chance() * 3000),
							gap: chance() * 60,
							...(chance() < 0.5 &&
								(chance() < 0.8
									? { breakAt: Math.floor(chance() * size) }
									: { stallAt: Math.floor(chance() * size) })),
						}
					: { delay: chance() * 100, piece: 200 + Math.floor(chance() * 4000) },
		});
		const deeds = [
			() => opening.pause(),
			() => void opening.play(),
			() => opening.active && opening.seek(chance() * 7),
			() => (s.video.muted = !s.video.muted),
		];
		let paused = false;
		for (let n = Math.floor(chance() * 4); n > 0; n--) {
			await play(chance(), 0.2);
			const which = Math.floor(chance() * deeds.length);
			if (which < 2) paused = which === 0;
			deeds[which]!();
		}
		for (let i = 0; i < 200 && opening.active && s.video.currentTime < 7.7 && !(paused && i > 60); i++)
			await play(0.2, 0.2);
		const where = `seed ${seed} at ${s.video.currentTime}, ${JSON.stringify([buffered(0), buffered(1)])}`;
		if (opening.active && paused) assert.ok(s.video.paused, where);
		else if (opening.active) assert.ok(s.video.currentTime >= 7.7, where);
		else assert.equal(s.video.src, "", where);
		opening.cancel();
		await s.clock.run(10_000);
		assert.equal(s.clock.pending, 0, `seed ${seed} leaves no timer`);
	}
});

/** About how many bytes the answer of the film above has. */
function answerSize(): number {
	return 6000;
}
