// Calls to the engine and its output (web/src/link.ts): one queue with the
// element's events, facts before events.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Link, type Sink } from "../src/link";
import type { Instance, Output } from "../src/protocol";
import { settle } from "./fakes/clock";
import { stage } from "./fakes/page";

type Out = [kind: string, ...rest: unknown[]];

/** An engine that answers what a test has put there for a call. */
class FakeInstance {
	readonly heard: string[] = [];
	readonly answers = new Map<string, { out?: Out[]; result?: unknown; error?: string }>();
	number = 0;
	/** Runs inside a call. */
	during?: (what: string) => void;

	proxy(): Instance {
		return new Proxy({} as Instance, {
			get:
				(_, name: string) =>
				(...args: unknown[]) =>
					this.take([name, ...args].join(" ").trim()),
		});
	}

	private take(what: string): string {
		this.heard.push(what);
		this.during?.(what);
		const a = this.answers.get(what);
		return a ? JSON.stringify({ ...a, out: a.out?.map((o) => [this.number, ...o]) }) : "";
	}
}

let told: string[];
let fake: FakeInstance;
let link: Link;

function sink(more: Partial<Sink> = {}): Sink {
	return {
		facts: (p) => told.push("facts " + JSON.stringify(p)),
		view: (p) => told.push("view " + JSON.stringify(p)),
		event: (type, p) => told.push("event " + type + (p === undefined ? "" : " " + JSON.stringify(p))),
		settle: (id, ok, v) => told.push(`settle ${id} ${ok} ${JSON.stringify(v)}`),
		cues: (c) => told.push("cues " + c.length),
		ask: (id, action, args) => told.push(`ask ${id} ${action} ${JSON.stringify(args)}`),
		...more,
	};
}

const parts = globalThis as unknown as {
	parts: { start?: (program: Promise<Response>) => Promise<unknown> };
};

beforeEach(() => {
	stage();
	told = [];
	fake = new FakeInstance();
	link = new Link(sink());
	fake.number = link.number;
	between = () => undefined;
	parts.parts.start = () => Promise.resolve(engine());
});

/** An engine whose parts come in tasks of their own, in which other things happen. */
const engine = () => ({ create: () => fake.proxy(), makeHost: () => ({}), pause: async () => between() });
let between: () => void;

const connected = async (l = link) => {
	await l.connect(
		"p",
		() => "{}",
		() => "{}",
		() => ({}) as never,
	);
	await settle();
};
const call = (what: string) => (i: Instance) => i.call(what, "");
const answer = (what: string, ...out: Out[]) => fake.answers.set(what, { out });

describe("before the engine", () => {
	test("one that cannot be loaded is an error, and can be asked for again", async () => {
		let tries = 0;
		parts.parts.start = () =>
			++tries < 2 ? Promise.reject(new Error("no wasm")) : Promise.resolve(engine());
		await assert.rejects(connected(), /no wasm/);
		assert.equal(link.live, false);
		await connected();
		assert.equal(link.live, true);
		assert.equal(tries, 2);
	});

	test("calls wait and are made in order", async () => {
		for (const n of ["a", "b", "c"]) assert.equal(link.run(call(n)), undefined);
		assert.deepEqual(fake.heard, []);
		await connected();
		assert.deepEqual(fake.heard, ["flush", "call a", "call b", "call c"]);
	});

	test("what comes while its player is made keeps its place", async () => {
		between = () => {
			assert.equal(link.live, false);
			link.run(call("b"));
			link.element("play");
			link.back(call("its own")); // an outcome of what it has begun
		};
		link.run(call("a"));
		await connected();
		assert.deepEqual(fake.heard, ["call its own", "flush", "call a", "call b", "element play"]);
		assert.equal(link.live, true);
	});

	test("a player that is closed while it is made hears nothing more", async () => {
		between = () => link.close();
		link.run(call("a"));
		await connected();
		assert.deepEqual(fake.heard, ["destroy"]);
	});

	test("events of the element are not worth waiting for", async () => {
		link.element("play");
		await connected();
		assert.deepEqual(fake.heard, ["flush"]);
	});

	test("unless a gate stands in the queue", async () => {
		const gate = link.hold();
		link.element("play");
		link.run(call("a"));
		await connected();
		assert.deepEqual(fake.heard, ["flush"]);
		link.release(gate, false);
		assert.deepEqual(fake.heard, ["flush", "element play", "call a"]);
	});

	test("results cannot be had", () => {
		assert.equal(link.run(call("a")), undefined);
	});

	test("what comes past the queue is lost", () => {
		assert.equal(link.back(call("a")), undefined);
		assert.deepEqual(fake.heard, []);
	});
});

describe("gates", () => {
	test("hold what is asked behind them, not what is before", async () => {
		link.run(call("a"));
		const gate = link.hold();
		link.run(call("b"));
		await connected();
		assert.deepEqual(fake.heard, ["flush", "call a"]);
		assert.equal(link.live, false);
		link.release(gate, false);
		assert.deepEqual(fake.heard, ["flush", "call a", "call b"]);
		assert.equal(link.live, true);
	});

	test("that open before the engine comes hold nothing", async () => {
		const gate = link.hold();
		link.run(call("b"));
		link.release(gate, false);
		await connected();
		assert.deepEqual(fake.heard, ["flush", "call b"]);
	});

	test("forget events of media that is no more, but no calls", async () => {
		const gate = link.hold();
		link.element("playing");
		link.run(call("a"));
		await connected();
		link.release(gate, true);
		assert.deepEqual(fake.heard, ["flush", "call a"]);
	});

	test("two of them open one after the other", async () => {
		const [one, two] = [link.hold(), (link.run(call("a")), link.hold())];
		link.run(call("b"));
		await connected();
		link.release(two, false);
		assert.deepEqual(fake.heard, ["flush"]);
		link.release(one, false);
		assert.deepEqual(fake.heard, ["flush", "call a", "call b"]);
	});

	test("let commands of the engine's own making pass", async () => {
		await connected();
		link.hold();
		link.back((i) => i.records("[]"));
		assert.deepEqual(fake.heard.at(-1), "records []");
	});
});

describe("what the engine does now was done", () => {
	test("while a done call runs", async () => {
		const seen: [string, boolean][] = [];
		fake.during = (what) => seen.push([what, link.done]);
		link.run(call("a"), true);
		link.run(call("b"));
		await connected();
		assert.deepEqual(seen, [
			["flush", false],
			["call a", true],
			["call b", false],
		]);
	});

	test("while it takes over, before the gate", async () => {
		link.hold();
		await connected();
		assert.equal(link.done, true);
	});

	test("not without a gate", async () => {
		await connected();
		assert.equal(link.done, false);
	});

	test("events that have waited are done", async () => {
		const seen: boolean[] = [];
		fake.during = (what) => what.startsWith("element") && seen.push(link.done);
		const gate = link.hold();
		link.element("play");
		await connected();
		link.release(gate, false);
		assert.deepEqual(seen, [true]);
	});
});

describe("output", () => {
	test("facts stand before events of the same batch", async () => {
		await connected();
		answer("call a", ["event", "x"], ["facts", { n: 1 }], ["event", "y", { p: 1 }]);
		link.run(call("a"));
		assert.deepEqual(told, ['facts {"n":1}', "event x", 'event y {"p":1}']);
	});

	test("everything else in its order", async () => {
		await connected();
		answer(
			"call a",
			["view", { v: 1 }],
			["settle", 3, true, "ok"],
			["event", "x"],
			["cues", [1, 2]],
			["ask", 4, "play", [5]],
			["ask", 5, "load"],
		);
		link.run(call("a"));
		assert.deepEqual(told, [
			'view {"v":1}',
			'settle 3 true "ok"',
			"event x",
			"cues 2",
			"ask 4 play [5]",
			"ask 5 load []",
		]);
	});

	test("results come back", async () => {
		await connected();
		fake.answers.set("call a", { result: 42 });
		assert.equal(link.run(call("a")), 42);
	});

	test("an error is thrown when what came with it has been told", async () => {
		await connected();
		fake.answers.set("call a", { error: "no", out: [["event", "x"]] });
		assert.throws(() => link.run(call("a")), /no/);
		assert.deepEqual(told, ["event x"]);
	});

	test("an error of a call that waited does not stop the others", async () => {
		const errors: unknown[] = [];
		const { error } = console;
		console.error = (...a: unknown[]) => void errors.push(a);
		fake.answers.set("call a", { error: "no" });
		link.run(call("a"));
		link.run(call("b"));
		await connected();
		console.error = error;
		assert.deepEqual(fake.heard, ["flush", "call a", "call b"]);
		assert.equal(errors.length, 1);
	});

	test("goes to the player that it is for", async () => {
		await connected();
		const others: string[] = [];
		const other = new Link(sink({ event: (type) => others.push(type) }));
		fake.answers.set("call a", { out: [["event", "mine"]] });
		const text = JSON.stringify({
			out: [
				[other.number, "event", "theirs"],
				[link.number, "event", "mine"],
			],
		});
		link.back(() => text);
		assert.deepEqual([others, told], [["theirs"], ["event mine"]]);
		other.close();
	});

	test("for a player that has gone is dropped", async () => {
		await connected();
		link.back(() =>
			JSON.stringify({
				out: [
					[9999, "facts", {}],
					[9999, "event", "x"],
					[9999, "settle", 1, true, 1],
				],
			}),
		);
		assert.deepEqual(told, []);
	});

	test("raw hears all of it", async () => {
		const raw: Output[] = [];
		const own = new Link(sink({ raw: (out) => raw.push(out) }));
		fake.number = own.number;
		await connected(own);
		answer("call a", ["facts", {}], ["event", "x"]);
		own.run(call("a"));
		assert.deepEqual(
			raw.map((o) => o[1]),
			["facts", "event"],
		);
		own.close();
	});

	test("of an engine elsewhere comes by receive", () => {
		link.attach(fake.proxy());
		link.receive([0, "event", "x"]);
		assert.deepEqual(told, ["event x"]);
	});
});

describe("whoever waits for ready hears what follows", () => {
	test("the rest of a batch comes a microtask after the tracks", async () => {
		await connected();
		answer("call a", ["event", "trackschanged"], ["event", "next"]);
		link.run(call("a"));
		assert.deepEqual(told, ["event trackschanged"]);
		await settle();
		assert.deepEqual(told, ["event trackschanged", "event next"]);
	});

	test("facts do not wait", async () => {
		await connected();
		answer("call a", ["event", "trackschanged"], ["facts", { n: 1 }], ["event", "next"]);
		link.run(call("a"));
		assert.deepEqual(told, ['facts {"n":1}', "event trackschanged"]);
		await settle();
	});

	test("a later batch does not overtake it", async () => {
		await connected();
		answer("call a", ["event", "trackschanged"], ["event", "one"]);
		answer("call b", ["event", "two"]);
		link.run(call("a"));
		link.run(call("b"));
		assert.deepEqual(told, ["event trackschanged", "event one", "event two"]);
		await settle();
		assert.equal(told.length, 3);
	});

	test("what a listener causes is told at once", async () => {
		let own: Link;
		own = new Link(
			sink({
				event: (type) => {
					told.push("event " + type);
					if (type === "trackschanged") own.run(call("b"));
				},
			}),
		);
		fake.number = own.number;
		await connected(own);
		answer("call a", ["event", "trackschanged"], ["event", "one"]);
		answer("call b", ["event", "inner"]);
		own.run(call("a"));
		assert.deepEqual(told, ["event trackschanged", "event inner"]);
		await settle();
		assert.deepEqual(told, ["event trackschanged", "event inner", "event one"]);
		own.close();
	});

	test("calls that waited go on behind it", async () => {
		answer("call a", ["event", "trackschanged"], ["event", "one"]);
		link.run(call("a"));
		link.run(call("b"));
		const connecting = link.connect(
			"p",
			() => "{}",
			() => "{}",
			() => ({}) as never,
		);
		await connecting;
		await settle();
		assert.deepEqual(fake.heard, ["flush", "call a", "call b"]);
		assert.deepEqual(told, ["event trackschanged", "event one"]);
	});

	test("a batch that ends with the tracks leaves nothing", async () => {
		await connected();
		answer("call a", ["event", "trackschanged"]);
		link.run(call("a"));
		await settle();
		assert.deepEqual(told, ["event trackschanged"]);
	});
});

describe("calls from listeners", () => {
	test("while the queue drains stand behind it", async () => {
		let own: Link;
		own = new Link(sink({ event: () => own.run(call("late")) }));
		fake.number = own.number;
		answer("call a", ["event", "x"]);
		own.run(call("a"));
		own.run(call("b"));
		await connected(own);
		assert.deepEqual(fake.heard, ["flush", "call a", "call b", "call late"]);
		own.close();
	});
});

describe("closing", () => {
	test("tells the engine, and nobody is told any more", async () => {
		await connected();
		link.close();
		assert.equal(fake.heard.at(-1), "destroy");
		link.run(call("a"));
		link.element("play");
		assert.equal(fake.heard.at(-1), "destroy");
		link.receive([0, "event", "x"]);
		assert.deepEqual(told, []);
	});

	test("before the engine came makes none", async () => {
		let made = 0;
		parts.parts.start = () => Promise.resolve({ ...engine(), create: () => (made++, fake.proxy()) });
		const connecting = connected();
		link.close();
		await connecting;
		assert.equal(made, 0);
	});
});
