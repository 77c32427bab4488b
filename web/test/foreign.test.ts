// A plan from playlists of any origin (web/src/start/foreign.ts).
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, test } from "node:test";
import { Download } from "../src/download";
import { foreign, parse, type Foreign } from "../src/start/foreign";
import { settle } from "./fakes/clock";
import { init, media } from "./fakes/mp4";
import { stage, type Stage } from "./fakes/page";

let s: Stage;
let refused: number[];
beforeEach(() => {
	s = stage();
	refused = [];
});

const put = (name: string, text: string) => s.net.files.set(s.base + name, new TextEncoder().encode(text));

async function read(at = 0, rate = 50e6): Promise<Foreign> {
	const url = s.base + "m.m3u8";
	const found = foreign(url, fetch(url), rate, at, (id) => refused.push(id));
	await s.clock.run(500);
	return found;
}

const master = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",URI="en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="de",DEFAULT=YES,URI="de.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=4000000,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2",AUDIO="a"
720.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,CODECS="avc1.64001e,mp4a.40.2",AUDIO="a"
360.m3u8
`;
const list = (head = "", n = 4, body = (i: number) => `#EXTINF:2,\ns${i}.m4s`) =>
	[
		"#EXTM3U",
		`#EXT-X-TARGETDURATION:2\n${head}#EXT-X-MAP:URI="init.mp4"`,
		...[...Array(n).keys()].map(body),
		"#EXT-X-ENDLIST\n",
	].join("\n");

function plain(more: Record<string, string> = {}): void {
	put("m.m3u8", master);
	for (const name of ["720", "360", "en", "de"]) put(name + ".m3u8", more[name] ?? list());
}

describe("the golden playlists are named as the engine names them", () => {
	const folder = join(__dirname, "../../player/manifest/hls/testdata/names");
	const files = readdirSync(folder).filter((f) => f.endsWith(".m3u8"));
	test("there are three", () => assert.ok(files.length >= 3));
	for (const file of files) {
		test(file, () => {
			const want = JSON.parse(
				readFileSync(join(folder, file.replace(".m3u8", ".json")), "utf8"),
			) as object;
			const { variants, alternatives } = parse(
				readFileSync(join(folder, file), "utf8"),
				"https://media.example/film/master.m3u8",
			);
			const byName = (l: { id: string; url: string }[]) =>
				Object.fromEntries(l.map(({ id, url }) => [id, url]));
			assert.deepEqual({ video: byName(variants), audio: byName(alternatives) }, want);
		});
	}
});

describe("the plan", () => {
	test("has picture and the sound that is default", async () => {
		plain();
		const { plan } = await read();
		assert.deepEqual(
			plan!.tracks!.map((t) => [t.kind, t.renditions[0]!.id, t.renditions[0]!.mime]),
			[
				["video", "v1", 'video/mp4; codecs="avc1.64001e"'],
				["audio", "a1", 'audio/mp4; codecs="mp4a.40.2"'],
			],
		);
		assert.equal(plan!.duration, 8);
	});

	for (const [rate, id] of [
		[1e6, "v1"],
		[9e6, "v1"],
		[11e6, "v2"],
		[500e6, "v2"],
		[0, "v1"],
	] as const) {
		test(`takes a fifth of ${rate / 1e6} Mbit/s, 2.5 Mbit/s at most: ${id}`, async () => {
			plain();
			put(
				"m.m3u8",
				master +
					'#EXT-X-STREAM-INF:BANDWIDTH=2200000,RESOLUTION=960x540,CODECS="avc1.64001f,mp4a.40.2",AUDIO="a"\n540.m3u8\n',
			);
			put("540.m3u8", list());
			assert.equal((await read(0, rate)).plan!.tracks![0]!.renditions[0]!.id, id);
		});
	}

	test("brings what was read for it", async () => {
		plain();
		assert.deepEqual(
			(await read()).texts.map((t) => t.urls[0]!.slice(s.base.length)),
			["m.m3u8", "360.m3u8", "de.m3u8"],
		);
	});

	test("has segments by runs of one duration", async () => {
		plain({ 360: list("", 4, (i) => `#EXTINF:${i === 3 ? 1.5 : 2},\ns${i}.m4s`) });
		const [video] = (await read()).plan!.tracks!;
		assert.deepEqual(
			[video!.segments, video!.renditions[0]!.list!.length],
			[
				[
					[3, 2],
					[1, 1.5],
				],
				4,
			],
		);
	});

	for (const [at, segment] of [
		[0, 0],
		[1.9, 0],
		[2, 1],
		[5, 2],
		[7.9, 3],
		[100, 3],
	] as const) {
		test(`opens with segment ${segment} at ${at} s`, async () => {
			plain();
			assert.equal((await read(at)).plan!.tracks![0]!.opening.segment, segment);
		});
	}

	test("byte ranges follow each other where they do not say where they are", async () => {
		plain({
			360: list(
				"",
				3,
				(i) => `#EXTINF:2,\n#EXT-X-BYTERANGE:100${i === 0 ? "@50" : ""}\nall.mp4`,
			).replace('URI="init.mp4"', 'URI="all.mp4",BYTERANGE="50@0"'),
		});
		const rows = (await read()).plan!.tracks![0]!.renditions[0]!.list!;
		assert.deepEqual(
			rows.map((r) => [r.segment.from, r.segment.to]),
			[
				[50, 149],
				[150, 249],
				[250, 349],
			],
		);
		assert.deepEqual([rows[0]!.init.from, rows[0]!.init.to], [0, 49]);
	});

	test("another init segment holds from there on", async () => {
		plain({
			360: list("", 2, (i) => (i ? '#EXT-X-MAP:URI="other.mp4"\n' : "") + `#EXTINF:2,\ns${i}.m4s`),
		});
		const rows = (await read()).plan!.tracks![0]!.renditions[0]!.list!;
		assert.deepEqual(
			rows.map((r) => r.init.url.slice(s.base.length)),
			["init.mp4", "other.mp4"],
		);
	});

	test("sound in the picture's segments is one track", async () => {
		put(
			"m.m3u8",
			'#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,CODECS="avc1.64001e,mp4a.40.2"\n360.m3u8\n',
		);
		put("360.m3u8", list());
		assert.deepEqual(
			(await read()).plan!.tracks!.map((t) => t.renditions[0]!.mime),
			['video/mp4; codecs="avc1.64001e,mp4a.40.2"'],
		);
	});
});

describe("left to the engine", () => {
	const rows: [string, () => void][] = [
		["a live stream", () => plain({ 360: list().replace("#EXT-X-ENDLIST", "") })],
		["what is encrypted", () => plain({ 360: list('#EXT-X-KEY:METHOD=AES-128,URI="k"\n') })],
		[
			"a discontinuity",
			() =>
				plain({
					de: list("", 2, (i) => (i ? "#EXT-X-DISCONTINUITY\n" : "") + `#EXTINF:2,\ns${i}.m4s`),
				}),
		],
		[
			"a gap",
			() => plain({ de: list("", 2, (i) => (i ? "#EXT-X-GAP\n" : "") + `#EXTINF:2,\ns${i}.m4s`) }),
		],
		["segments without an init segment", () => plain({ 360: list().replace(/#EXT-X-MAP.*\n/, "") })],
		["segments without a duration", () => plain({ 360: list("", 2, (i) => `s${i}.m4s`) })],
		["an empty list", () => plain({ 360: list("", 0) })],
		["variables", () => put("m.m3u8", '#EXT-X-DEFINE:NAME="x",VALUE="y"\n' + master)],
		[
			"captions in the pictures",
			() =>
				put(
					"m.m3u8",
					master.replace("\n", '\n#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,INSTREAM-ID="CC1",NAME="en"\n'),
				),
		],
		["a place to begin", () => put("m.m3u8", "#EXT-X-START:TIME-OFFSET=5\n" + master)],
		["codecs that the browser does not take", () => put("m.m3u8", master.replaceAll("avc1", "bad1"))],
		["a media playlist", () => put("m.m3u8", list())],
		["a list that is not there", () => put("m.m3u8", master)],
		["no manifest", () => undefined],
		["a page in its place", () => put("m.m3u8", "<html></html>")],
	];
	for (const [name, make] of rows) {
		test(name, async () => {
			make();
			assert.equal((await read()).plan, undefined);
		});
	}
	test("METHOD=NONE is no encryption", async () => {
		plain({ 360: list("#EXT-X-KEY:METHOD=NONE\n") });
		assert.ok((await read()).plan);
	});
});

describe("segments are looked into", () => {
	async function check(first: Uint8Array, bytes: Uint8Array, start = 0): Promise<Download> {
		plain();
		const { plan } = await read();
		s.net.files.set(s.base + "x.m4s", bytes);
		s.net.files.set(s.base + "x.mp4", first);
		const whole = (name: string) => ({ url: s.base + name, from: 0, to: -1 });
		const d: Download = new Download(
			{
				id: 7,
				kind: "video",
				rendition: "v0",
				mime: 'video/mp4; codecs="avc1.64001e"',
				inspect: true,
				segment: whole("x.m4s"),
				init: whole("x.mp4"),
				start,
				duration: 2,
				offset: 0,
			},
			() => undefined,
			() => plan!.check!(d),
		);
		d.start();
		await s.clock.run(100);
		await settle();
		return d;
	}

	test("and go on where they are what they should be", async () =>
		assert.equal((await check(init(), media({ start: 0, duration: 2 }))).held, false));
	test("are refused at another time", async () => {
		assert.equal((await check(init(), media({ start: 100, duration: 2 }))).held, true);
		assert.deepEqual(refused.slice(0, 1), [7]);
	});
	test("are refused with other tracks", async () => {
		await check(init({ handler: "soun" }), media({ start: 0, duration: 2 }));
		assert.deepEqual(refused.slice(0, 1), [7]);
	});
	test("are refused where they do not tell", async () => {
		await check(init(), new Uint8Array(70_000));
		assert.deepEqual(refused.slice(0, 1), [7]);
	});
});
