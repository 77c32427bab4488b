import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { torn } from "../src/inspect";

/** A box of a type with so many bytes inside. */
function box(type: string, inside: number): Uint8Array {
	const b = new Uint8Array(8 + inside);
	new DataView(b.buffer).setUint32(0, b.length);
	b.set(
		[...type].map((c) => c.charCodeAt(0)),
		4,
	);
	return b;
}

describe("a segment that ends within a box", () => {
	const whole = [box("moof", 20), box("mdat", 100)];
	it("is told from one that is whole", () => {
		assert.equal(torn(whole), false);
		assert.equal(torn([whole[0]!, whole[1]!.subarray(0, 60)]), true);
		assert.equal(torn([whole[0]!, whole[1]!, new Uint8Array(5)]), true);
	});
	it("may come in any pieces", () => {
		const all = new Uint8Array([...whole[0]!, ...whole[1]!]);
		for (const n of [1, 7, 9, 30]) {
			const pieces = [];
			for (let at = 0; at < all.length; at += n) pieces.push(all.subarray(at, at + n));
			assert.equal(torn(pieces), false);
			assert.equal(torn(pieces.slice(0, -1)), true);
		}
	});
	it("is neither a box without an end nor what is no box", () => {
		const open = box("mdat", 50);
		new DataView(open.buffer).setUint32(0, 0);
		assert.equal(torn([whole[0]!, open]), false);
		assert.equal(torn([new Uint8Array(40)]), false);
	});
});
