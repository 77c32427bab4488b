// Data of pages and the player's own (web/src/objects.ts), of any realm.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { at, copyDeep, isPlain, json, mergeDeep, own, ownConfig, type Dict } from "../src/objects";

const realm = createContext({});
const foreign = <T>(code: string): T => runInContext(`(${code})`, realm) as T;

class Made {
	field = 1;
	get shown() {
		return this.field + 1;
	}
	twice() {
		return this.field * 2;
	}
}

describe("what is plain", () => {
	const rows: [string, unknown, boolean][] = [
		["an object", {}, true],
		["one without a prototype", Object.create(null), true],
		["one of another realm", foreign("{a: 1}"), true],
		["a class's", new Made(), false],
		["a list", [], false],
		["null", null, false],
		["a text", "a", false],
		["a function", () => 1, false],
		["a date", new Date(), false],
		["a map", new Map(), false],
	];
	for (const [name, v, want] of rows) test(name, () => assert.equal(isPlain(v), want));
});

describe("merging", () => {
	const rows: [string, Dict, (Dict | undefined)[], Dict][] = [
		["fields", { a: 1 }, [{ b: 2 }], { a: 1, b: 2 }],
		["deep", { a: { b: 1, c: 1 } }, [{ a: { b: 2 } }], { a: { b: 2, c: 1 } }],
		["lists are replaced", { a: [1, 2] }, [{ a: [3] }], { a: [3] }],
		["an object takes a value's place", { a: 1 }, [{ a: { b: 1 } }], { a: { b: 1 } }],
		["a value takes an object's place", { a: { b: 1 } }, [{ a: null }], { a: null }],
		["undefined stands as well", { a: 1 }, [{ a: undefined }], { a: undefined }],
		["several, the last counts", {}, [{ a: 1 }, undefined, { a: 2 }], { a: 2 }],
	];
	for (const [name, target, sources, want] of rows)
		test(name, () => assert.deepEqual(mergeDeep(target, ...sources), want));
	test("a source is not changed through the target", () => {
		const source = { a: { b: 1 } };
		const target = mergeDeep({}, source) as typeof source;
		target.a.b = 2;
		assert.equal(source.a.b, 1);
	});
	test("prototypes cannot be reached", () => {
		mergeDeep({}, JSON.parse('{"__proto__": {"bad": 1}}') as Dict);
		assert.equal(({} as Dict).bad, undefined);
	});
	test("copies are no part of the original", () => {
		const v = { a: [{ b: 1 }] };
		const c = copyDeep(v);
		c.a[0]!.b = 2;
		assert.equal(v.a[0]!.b, 1);
	});
});

describe("objects of our own", () => {
	test("of another realm", () => {
		const v = own(foreign<Dict>("{a: [1, {b: 2}], f() { return 3; }}"));
		assert.equal(Object.getPrototypeOf(v), Object.prototype);
		assert.ok(Array.isArray(v.a) && Object.getPrototypeOf(v.a) === Array.prototype);
		assert.equal((v.f as () => number)(), 3);
	});
	test("of a class have what the class gives them", () => {
		const v = own(new Made()) as unknown as Dict;
		assert.deepEqual([v.field, v.shown, (v.twice as () => number)()], [1, 2, 2]);
	});
	test("of a class stay with keep", () => {
		const made = new Made();
		assert.equal((own({ made }, true) as { made: Made }).made, made);
	});
	test("what leads back to itself is left out", () => {
		const v: Dict = { a: 1 };
		v.self = v;
		assert.deepEqual(own(v), { a: 1, self: undefined });
	});
	test("what is there twice is there twice", () => {
		const part = { n: 1 };
		assert.deepEqual(own({ a: part, b: part }), { a: { n: 1 }, b: { n: 1 } });
	});
	test("what listens is alive and stays", () => {
		const target = Object.assign(Object.create(null) as Dict, { addEventListener() {} });
		assert.equal(own(target), target);
	});
	test("prototypes cannot be set", () =>
		assert.equal((own(JSON.parse('{"__proto__": {"bad": 1}}')) as Dict).bad, undefined));
	test("values stay values", () => {
		for (const v of [1, "a", true, null, undefined]) assert.equal(own(v), v);
	});
	test("plugins get the instances of their part of a config", () => {
		const made = new Made();
		const c = ownConfig({
			plugins: { mine: { made } },
			other: { made },
			ui: { uiComponents: [{ get: made }] },
		} as Dict);
		assert.equal((c.plugins as { mine: { made: Made } }).mine.made, made);
		assert.notEqual((c.other as { made: unknown }).made, made);
		assert.equal((c.ui as { uiComponents: { get: unknown }[] }).uiComponents[0]!.get, made);
	});
	test("a config without plugins has none", () => assert.deepEqual(ownConfig({ a: 1 }), { a: 1 }));
});

describe("JSON for the engine", () => {
	const rows: [string, unknown, string][] = [
		["what is alive is left out", { a: new Map(), b: 1 }, '{"b":1}'],
		["infinite is the largest number", { a: Infinity }, `{"a":${Number.MAX_VALUE}}`],
		["big integers are numbers", { a: 5n }, '{"a":5}'],
		["functions are left out", { a: () => 1, b: 1 }, '{"b":1}'],
		["values in boxes are values", [Object(1), Object("a")], '[1,"a"]'],
		[
			"circles are left out",
			(() => {
				const v: Dict = {};
				v.v = v;
				return v;
			})(),
			"{}",
		],
	];
	for (const [name, v, want] of rows) test(name, () => assert.equal(json(v), want));
});

describe("paths", () => {
	const o = { a: { b: [{ c: 5 }], n: null } };
	for (const [path, want] of [
		["a.b.0.c", 5],
		["a.x.y", undefined],
		["a.n", null],
		["a.b.length", 1],
		["z", undefined],
	] as const)
		test(path, () => assert.equal(at(o, path), want));
	test("of nothing", () => assert.equal(at(undefined, "a.b"), undefined));
});
