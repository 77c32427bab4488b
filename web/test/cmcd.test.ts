// Common Media Client Data (web/src/cmcd.ts).
import assert from "node:assert/strict";
import { test } from "node:test";
import { cmcd } from "../src/cmcd";
import type { SegmentRequest } from "../src/protocol";

const told = { br: 800, tb: 3200, ot: "v", st: "v", mtp: 4100, sf: "h", sid: "a:1", cid: 'the "film"' };
const request = { duration: 4.004, cmcd: told } as unknown as SegmentRequest;
const said = (known: Parameters<typeof cmcd>[1], r = request) => {
	const [name, text] = cmcd(r, known).split("=") as [string, string];
	assert.equal(name, "CMCD");
	return decodeURIComponent(text);
};

test("keys stand in their order, with the standard's units and quotes", () => {
	assert.equal(
		said({ ahead: 12.345, rate: 1, plays: true }),
		'bl=12300,br=800,cid="the \\"film\\"",d=4004,mtp=4100,ot=v,sf=h,sid="a:1",st=v,tb=3200',
	);
});

test("a start, a stall and another speed are told", () => {
	assert.match(said({ ahead: 0, rate: 1, plays: false }), /^br=.*,st=v,su,tb=3200$/);
	assert.match(
		said({ ahead: 0, rate: 1.5, plays: true }),
		/^br=800,bs,cid=.*,ot=v,pr=1.50,sf=h,.*,su,tb=3200$/,
	);
});

test("what is not known is not told", () => {
	const bare = { duration: 0, cmcd: { ...told, cid: "", mtp: 0 } } as unknown as SegmentRequest;
	assert.equal(
		said({ ahead: 1, rate: 1, plays: true }, bare),
		'bl=1000,br=800,ot=v,sf=h,sid="a:1",st=v,tb=3200',
	);
});
