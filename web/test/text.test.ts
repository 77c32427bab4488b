// Text of streams that becomes WebVTT (web/src/ask.ts, web/src/media/media.ts).
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { answer } from "../src/ask";
import type { FetchCommand } from "../src/protocol";
import { stage, type Stage } from "./fakes/page";

const known = { opening: () => undefined, ahead: () => undefined };
const plain = { resource: { url: "", from: 0, to: 0 } };
const vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\né\n";

let s: Stage;
beforeEach(() => {
	s = stage();
	s.net.files.set(s.base + "t", new TextEncoder().encode(vtt));
});

async function ask(more: Partial<FetchCommand>): Promise<{ status: number; body: string }> {
	let over = false;
	const got = answer({ url: s.base + "t", text: plain, ...more }, new AbortController(), known);
	void got.then(() => (over = true));
	for (let i = 0; i < 100 && !over; i++) {
		await s.clock.run(10);
		await new Promise((done) => setImmediate(done));
	}
	assert.ok(over, "it is answered");
	return got;
}

describe("text of streams", () => {
	test("goes to media.js with what it takes to read it", async () => {
		const asked: FetchCommand[] = [];
		Object.assign((globalThis as { parts?: object }).parts!, {
			subtitles: async (c: FetchCommand, r: Response) => (
				asked.push(c),
				"made of " + (await r.text()).length
			),
		});
		const got = await ask({});
		assert.deepEqual([got.status, got.body], [200, "made of " + vtt.length]);
		assert.deepEqual(asked[0]!.text, plain);
	});

	test("that cannot be read is no answer", async () => {
		Object.assign((globalThis as { parts?: object }).parts!, {
			subtitles: () => Promise.reject(new Error("no text")),
		});
		assert.equal((await ask({})).status, 0);
	});
});
