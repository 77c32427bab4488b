// The element as numbers (web/src/state.ts), in the order that the engine reads
// them by (wasm/browser/testdata/state.json).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Carrier } from "../src/carrier";
import { StateReader } from "../src/state";
import { Ranges } from "./fakes/media";

const list = JSON.parse(readFileSync(join(__dirname, "../../wasm/browser/testdata/state.json"), "utf8")) as [
	string,
	string,
][];
const places = new Map(list.map(([name], i) => [name, i]));

let size = (_: { contentRect: { width: number; height: number } }[]): void => undefined;
Object.assign(globalThis, {
	devicePixelRatio: 2,
	ResizeObserver: class {
		constructor(f: typeof size) {
			size = f;
		}
		observe(): void {}
		disconnect(): void {}
	},
});

const usual: Record<string, unknown> = {
	currentTime: 0,
	duration: 0,
	paused: false,
	ended: false,
	seeking: false,
	readyState: 0,
	playbackRate: 0,
	volume: 0,
	muted: false,
	videoWidth: 0,
	videoHeight: 0,
};

function reader(
	fields: Record<string, unknown> = {},
	kinds: Record<string, [number, number][]> = {},
	buffered: [number, number][] = [],
) {
	const quality = { droppedVideoFrames: 0, totalVideoFrames: 0, ...fields };
	const video = {
		...usual,
		...fields,
		buffered: new Ranges(buffered),
		getVideoPlaybackQuality: () => quality,
	} as unknown as HTMLVideoElement;
	const tracks = new Map(
		Object.entries(kinds).map(([kind, ranges]) => [kind, { buffer: { buffered: new Ranges(ranges) } }]),
	);
	const r = new StateReader(video, { tracks } as unknown as Carrier);
	size([{ contentRect: { width: 0, height: 0 } }]);
	return { r, numbers: () => (r.read(), [...new Float64Array(r.bytes.buffer)]) };
}

for (const name of [...Object.keys(usual), "droppedVideoFrames", "totalVideoFrames"]) {
	test(`${name} stands in its place, and nowhere else`, () => {
		const v = typeof usual[name] === "boolean" ? true : 7;
		const got = reader({ [name]: v }).numbers();
		assert.deepEqual(
			got.flatMap((n, i) => (n ? [i] : [])),
			[places.get(name)],
		);
		assert.equal(got[places.get(name)!], Number(v));
	});
}

test("the size is that of the laid-out element, in device pixels", () => {
	const { numbers } = reader();
	size([{ contentRect: { width: 100, height: 50 } }]);
	const got = numbers();
	assert.deepEqual([got[places.get("view.width")!], got[places.get("view.height")!]], [200, 100]);
});

test("a hidden page is told", () => {
	Object.assign(document, { hidden: true });
	assert.equal(reader().numbers()[places.get("document.hidden")!], 1);
	Object.assign(document, { hidden: false });
});

test("ranges follow in the order of their counts", () => {
	const got = reader(
		{},
		{
			video: [
				[1, 2],
				[3, 4],
			],
			audio: [[5, 6]],
		},
		[[7, 8]],
	).numbers();
	const count = (name: string) => got[places.get(name)!];
	assert.deepEqual([count("buffered"), count("video.buffered"), count("audio.buffered")], [1, 2, 1]);
	assert.deepEqual(got.slice(list.length, list.length + 8), [7, 8, 1, 2, 3, 4, 5, 6]);
});

test("more ranges than there is room for are left out", () => {
	const many = Array.from({ length: 60 }, (_, i): [number, number] => [i * 2, i * 2 + 1]);
	const got = reader({}, { video: many }, many).numbers();
	assert.deepEqual([got[places.get("buffered")!], got[places.get("video.buffered")!]], [48, 0]);
});

test("a buffer that was taken off its source has none", () => {
	const tracks = new Map([
		[
			"video",
			{
				buffer: {
					get buffered(): never {
						throw new DOMException("gone", "InvalidStateError");
					},
				},
			},
		],
	]);
	const r = new StateReader(
		{ ...usual, buffered: new Ranges([]) } as unknown as HTMLVideoElement,
		{ tracks } as unknown as Carrier,
	);
	r.read();
	assert.equal(new Float64Array(r.bytes.buffer)[places.get("video.buffered")!], 0);
});
