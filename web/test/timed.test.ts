// Metadata in segments (web/src/media/timed.ts).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cues, events, frames, timed } from "../src/media/timed";
import { box, concat, u32 } from "./fakes/mp4";

const ascii = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0));
const z = (s: string) => ascii(s + "\0");
const place = { start: 100, end: 104, offset: 60 };

const v0 = (delta: number, length: number, scheme = "urn:x", value = "1", data = ascii("hi")) =>
	box("emsg", u32(0), z(scheme), z(value), u32(1000, delta, length, 7), data);
const v1 = (time: number, length: number, scheme = "urn:x", value = "1", data = ascii("hi")) =>
	box("emsg", u32(0x01000000, 1000, 0, time, length, 8), z(scheme), z(value), data);

function tag(version: number, ...list: [key: string, body: Uint8Array][]): Uint8Array {
	const size = (n: number, bits: number) =>
		Uint8Array.from([3, 2, 1, 0], (i) => (n >> (i * bits)) & (2 ** bits - 1));
	const body = concat(
		...list.map(([key, b]) => concat(ascii(key), size(b.length, version > 3 ? 7 : 8), ascii("\0\0"), b)),
	);
	return concat(ascii("ID3"), Uint8Array.of(version, 0, 0), size(body.length, 7), body);
}

describe("emsg boxes", () => {
	test("count from the segment, or by the clock of its media", () => {
		const list = events(concat(v0(500, 2000), v1(41_000, 0xffffffff), box("moof")), place);
		assert.deepEqual(
			list.map((e) => [e.at, e.duration, e.id, e.scheme, e.value, String.fromCharCode(...e.data)]),
			[
				[100.5, 2, 7, "urn:x", "1", "hi"],
				[101, 0, 8, "urn:x", "1", "hi"],
			],
		);
	});

	test("become cues with their bytes; what is meant for players is not told", () => {
		const mpd = v0(0, 0, "urn:mpeg:dash:event:2012");
		const [cue, ...more] = timed(concat(mpd, v0(500, 2000)), place);
		assert.deepEqual(more, []);
		assert.deepEqual(cue, {
			id: "emsg-urn:x-1-7-100.5",
			type: "emsg",
			startTime: 100.5,
			endTime: 102.5,
			metadata: {
				schemeIdUri: "urn:x",
				value: "1",
				id: 7,
				startTime: 100.5,
				endTime: 102.5,
				messageData: { $: "Bytes", text: "hi" },
			},
		});
	});

	test("that are damaged are left out", () => {
		const good = v0(0, 1);
		for (let n = 12; n < good.length; n++) {
			const cut = good.slice(0, n);
			new DataView(cut.buffer).setUint32(0, n);
			for (const e of events(cut, place)) assert.ok(n >= good.length - 2, `${n}: ${e.scheme}`);
			assert.deepEqual(events(good.slice(0, n), place), []);
		}
		const scaleless = box("emsg", u32(0), z("a"), z("b"), u32(0, 1, 1, 1));
		assert.deepEqual(events(scaleless, place), []);
		for (let seed = 1; seed < 500; seed++) {
			let x = seed;
			const noise = Uint8Array.from({ length: 64 }, () => (x = (x * 48271) % 0x7fffffff) & 255);
			timed(concat(box("emsg", noise), tag(4, ["TXXX", noise])), place);
			frames(concat(ascii("ID3"), noise));
		}
	});
});

describe("ID3 tags", () => {
	test("give their frames", () => {
		const list = (version: number) =>
			frames(
				tag(
					version,
					["TXXX", concat(Uint8Array.of(3), z("TEXT"), ascii('{"timestamp":5}'))],
					["TIT2", concat(Uint8Array.of(1, 0xff, 0xfe), ascii("H\0i\0"))],
					["WXXX", concat(Uint8Array.of(0), z("home"), ascii("http://x/"))],
					["WOAR", ascii("http://y/")],
					["PRIV", concat(z("owner"), Uint8Array.of(1, 2))],
					["APIC", ascii("x".repeat(200))],
				),
			);
		for (const version of [3, 4])
			assert.deepEqual(list(version), [
				{ key: "TXXX", info: "TEXT", data: '{"timestamp":5}' },
				{ key: "TIT2", info: "", data: "Hi" },
				{ key: "WXXX", info: "home", data: "http://x/" },
				{ key: "WOAR", info: "", data: "http://y/" },
				{ key: "PRIV", info: "owner", data: { $: "Bytes", text: "\x01\x02" } },
				{ key: "APIC", info: "", data: { $: "Bytes", text: "x".repeat(200) } },
			]);
	});

	test("of a converted segment last until the next, or its end", () => {
		const data = tag(4, ["TIT2", ascii("\0a")]);
		const piece = (at: number) => ({
			at,
			duration: 0,
			scheme: "https://aomedia.org/emsg/ID3",
			value: "",
			data,
		});
		assert.deepEqual(
			timed([piece(41), piece(43)], place).map((c) => [c.id, c.type, c.startTime, c.endTime]),
			[
				["id3-101-0", "id3", 101, 103],
				["id3-103-0", "id3", 103, 104],
			],
		);
		assert.deepEqual(cues([], place), []);
	});
});
