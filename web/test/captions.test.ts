// Where captions stand (web/src/captions), by W3C WebVTT §7.2.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { place, type Placed, type Rect } from "../src/captions/layout";
import { box, rightToLeft, type Box, type Settings } from "../src/captions/settings";
import { random } from "./fakes/clock";

describe("settings", () => {
	const rows: [string, Settings, Partial<Box>][] = [
		[
			"none",
			{},
			{ start: 0, size: 100, line: -1, snap: true, align: "center", vertical: "", lineAlign: "start" },
		],
		["a size", { size: "40%" }, { start: 30, size: 40 }],
		["a position", { position: "20%" }, { start: 0, size: 40 }],
		["a position and a size", { position: 20, size: 10 }, { start: 15, size: 10 }],
		["to the left", { align: "left" }, { start: 0, size: 100 }],
		["to the right", { align: "right", position: 70 }, { start: 0, size: 70 }],
		[
			"start of a text that reads to the right",
			{ align: "start", position: 10 },
			{ start: 10, size: 90 },
		],
		["an anchor behind a comma", { position: "30,line-left" }, { start: 30, size: 70 }],
		["an anchor of its own", { position: 30, positionAlign: "line-right" }, { start: 0, size: 30 }],
		["an old word for an anchor", { position: "30%,end" }, { start: 0, size: 30 }],
		["middle for center", { align: "middle" }, { align: "center" }],
		["a row", { line: 3 }, { line: 3, snap: true }],
		["a row from below", { line: "-2" }, { line: -2, snap: true }],
		["a share of the height", { line: "15%" }, { line: 15, snap: false }],
		["a share without its sign", { line: 15, snapToLines: false }, { line: 15, snap: false }],
		["a share with its anchor", { line: "90%,end" }, { line: 90, snap: false, lineAlign: "end" }],
		["an anchor of the line", { line: 5, lineAlign: "center" }, { lineAlign: "center" }],
		["downwards", { vertical: "lr" }, { vertical: "lr" }],
		["rows beyond all measure", { line: 1e9 }, { line: 1000 }],
		["a region", { region: "r" }, { region: "r" }],
		["a region beside a size", { region: "r", size: "50%" }, { region: "" }],
		["a region beside a line", { region: "r", line: 3 }, { region: "" }],
	];
	for (const [name, settings, want] of rows) {
		test(name, () => {
			const got = box(settings, "Text");
			for (const [field, v] of Object.entries(want))
				assert.deepEqual(got[field as keyof Box], v, field);
		});
	}
	for (const broken of [
		{ size: "400%" },
		{ size: "-3%" },
		{ position: "x" },
		{ line: "2.5" },
		{ align: "sideways" },
		{ vertical: "up" },
		{ line: "" },
		{ size: null },
	]) {
		test(`what is broken counts as not given: ${JSON.stringify(broken)}`, () =>
			assert.deepEqual(box(broken, ""), box({}, "")));
	}
	for (const [text, rtl] of [
		["Hello", false],
		["שלום", true],
		["مرحبا", true],
		["123 שלום", true],
		["<i>سلام</i>", true],
		["Hi שלום", false],
		["", false],
		["…!?", false],
	] as const) {
		test(`"${text}" is read to the ${rtl ? "left" : "right"}`, () =>
			assert.equal(rightToLeft(text), rtl));
	}
	test("start of a text that reads to the left is the right", () =>
		assert.deepEqual(box({ align: "start", position: 90 }, "שלום").start, 0));
});

describe("places", () => {
	const whole: Rect = { x: 0, y: 0, w: 1000, h: 500 };
	const bar: Rect = { x: 0, y: 0, w: 1000, h: 440 };
	const cue = (more: Partial<Placed> = {}): Placed => ({
		rect: { x: 300, y: 0, w: 400, h: 30 },
		vertical: "",
		line: -1,
		snap: true,
		lineAlign: "start",
		row: 30,
		...more,
	});

	test("the last row", () =>
		assert.deepEqual(place(cue(), whole, whole, []), { x: 300, y: 470, w: 400, h: 30 }));
	test("rows count from above", () => assert.equal(place(cue({ line: 2 }), whole, whole, []).y, 60));
	test("one above what stands there", () =>
		assert.equal(place(cue(), whole, whole, [{ x: 0, y: 470, w: 1000, h: 30 }]).y, 440));
	test("above the controls", () => assert.equal(place(cue(), whole, bar, []).y, 410));
	test("below where nothing is free above", () => {
		const taken = [{ x: 0, y: 0, w: 1000, h: 400 }];
		assert.equal(place(cue({ line: 2 }), whole, whole, taken).y, 420);
	});
	test("a share of the height", () =>
		assert.equal(place(cue({ snap: false, line: 50 }), whole, whole, []).y, 250));
	test("by its middle", () =>
		assert.equal(place(cue({ snap: false, line: 50, lineAlign: "center" }), whole, whole, []).y, 235));
	test("by its end", () =>
		assert.equal(place(cue({ snap: false, line: 100, lineAlign: "end" }), whole, whole, []).y, 470));
	test("a share in the controls moves out of them", () =>
		assert.equal(place(cue({ snap: false, line: 95 }), whole, bar, []).y, 410));
	test("a share beside what is taken goes the shortest way", () =>
		assert.equal(
			place(cue({ snap: false, line: 50 }), whole, whole, [{ x: 0, y: 260, w: 1000, h: 100 }]).y,
			220,
		));
	test("downwards, rows from the right", () =>
		assert.equal(
			place(cue({ vertical: "rl", line: 0, rect: { x: 0, y: 0, w: 30, h: 300 } }), whole, whole, []).x,
			970,
		));
	test("downwards, rows from the left", () =>
		assert.equal(
			place(cue({ vertical: "lr", line: 1, rect: { x: 0, y: 0, w: 30, h: 300 } }), whole, whole, []).x,
			30,
		));
	test("one that is too large keeps its beginning", () =>
		assert.equal(place(cue({ rect: { x: 0, y: 0, w: 400, h: 900 } }), whole, bar, []).y, 0));
	test("rows without a height end all the same", () =>
		assert.ok(place(cue({ row: 0 }), whole, bar, []).y < 500));

	test("500 floods by chance: none covers another, none leaves the picture", () => {
		for (let seed = 1; seed <= 500; seed++) {
			const chance = random(seed);
			const taken: Rect[] = [];
			for (let n = 1 + Math.floor(chance() * 5); n > 0; n--) {
				const h = 20 + Math.floor(chance() * 40);
				const p = cue({
					rect: { x: Math.floor(chance() * 500), y: 0, w: 100 + Math.floor(chance() * 400), h },
					line: Math.floor(chance() * 20) - 10,
					row: 20,
					snap: chance() < 0.7,
				});
				if (!p.snap) p.line = Math.floor(chance() * 100);
				const r = place(p, whole, bar, taken);
				assert.ok(
					r.x >= 0 && r.y >= -0.5 && r.x + r.w <= 1000.5 && r.y + r.h <= 440.5,
					`seed ${seed} is in the picture: ${JSON.stringify(r)}`,
				);
				for (const t of taken)
					assert.ok(
						r.x >= t.x + t.w - 0.5 ||
							t.x >= r.x + r.w - 0.5 ||
							r.y >= t.y + t.h - 0.5 ||
							t.y >= r.y + r.h - 0.5,
						`seed ${seed} covers none`,
					);
				taken.push(r);
			}
		}
	});
});
