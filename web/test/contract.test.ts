// Classes of the contract that need no page: tracks, events, stand-ins, plugins'
// chains and words, parts of an answer, what is remembered of the connection.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { EventManager } from "../src/core/event-manager";
import { TextStyle } from "../src/core/text-style";
import { later, settle as made } from "../src/kit/later";
import { execute } from "../src/kit/http";
import { evaluate } from "../src/plugins/config";
import { through, type Middleware } from "../src/plugins/middleware";
import type { Page } from "../src/ports";
import { bandwidth, crowd, measure } from "../src/start/bandwidth";
import { Part, PartReader } from "../src/start/wire";
import { FakeEvent, FakeEventTarget } from "../src/target";
import { AudioTrack, ImageTrack, revive, State, TextTrack, Track, VideoTrack } from "../src/tracks";
import { random } from "./fakes/clock";
import { concat, u32 } from "./fakes/mp4";
import { stage } from "./fakes/page";

describe("tracks", () => {
	for (const [wanted, language, more, same, want] of [
		["en", "en", [], false, true],
		["en", "en-US", [], false, true],
		["eng", "en", [], false, true],
		["de", "en", [], false, false],
		["en", "en-US", [], true, false],
		["", "en", [], false, false],
		["de", "fr", ["fra", "fr"], false, true],
		["EN", "en", [], true, true],
	] as const) {
		test(`language ${wanted || "(none)"} and ${language}${same ? ", the same" : ""}: ${want}`, () =>
			assert.equal(Track.langComparer(wanted, language, [...more], same), want));
	}
	test("a height is a label", () => assert.equal(new VideoTrack({ height: 720 }).label, "720p"));
	test("a label stands before it", () =>
		assert.equal(new VideoTrack({ height: 720, label: "HD" }).label, "HD"));
	test("a language is one for texts", () => assert.equal(new TextTrack({ language: "de" }).label, "de"));
	test("sound is main unless it is not", () =>
		assert.deepEqual(
			[new AudioTrack().kind, new AudioTrack({ kind: "description" }).kind],
			["main", "description"],
		));
	test("a piece of a sprite", () => {
		const t = new ImageTrack({ width: 1000, height: 400, rows: 4, cols: 10 });
		assert.deepEqual([t.sliceWidth, t.sliceHeight], [100, 100]);
	});
	test("copies are tracks of the same class", () => {
		const t = new VideoTrack({ id: 1 });
		const c = t.clone();
		c.active = true;
		assert.ok(c instanceof VideoTrack);
		assert.deepEqual([c.id, c.active, t.active], [1, true, undefined]);
	});
	test("texts are numbered until they are reset", () => {
		TextTrack.reset();
		assert.deepEqual([new TextTrack().index, new TextTrack().index], [0, 1]);
		TextTrack.reset();
		assert.equal(new TextTrack().index, 0);
	});
	test("a state lasts until its end", () => {
		const s = new State("playing");
		s.duration = Date.now() / 1000 + 5;
		assert.ok(Math.abs(s.duration - 5) < 0.1);
	});
});

describe("what Go tells becomes what the contract says", () => {
	const players = (id: string) => ({ id, playlist: { items: ["a", "b"] } });
	test("tracks", () => {
		const t = revive(
			{ $: "VideoTrack", id: "v0", height: 720, label: "mine", active: true },
			players,
		) as VideoTrack;
		assert.ok(t instanceof VideoTrack);
		assert.deepEqual([t.id, t.height, t.label, t.active, t.$], ["v0", 720, "mine", true, undefined]);
	});
	test("in lists and deep inside", () => {
		const v = revive({ list: [{ deep: { $: "State", type: "idle", duration: 3 } }] }, players) as {
			list: { deep: State }[];
		};
		assert.ok(v.list[0]!.deep instanceof State);
		assert.equal(v.list[0]!.deep.duration, 3);
	});
	test("players by id", () =>
		assert.equal((revive({ $: "Player", id: "x" }, players) as { id: string }).id, "x"));
	test("items of the list that plays", () =>
		assert.equal(revive({ $: "PlaylistItem", index: 1 }, players), "b"));
	test("marks that nobody knows are dropped", () =>
		assert.deepEqual(revive({ $: "New", a: 1 }, players), { $: "New", a: 1 }));
	test("values stay", () =>
		assert.deepEqual(
			[null, 1, "a", undefined].map((v) => revive(v, players)),
			[null, 1, "a", undefined],
		));
});

describe("events", () => {
	test("in order, with the target", () => {
		const t = new FakeEventTarget();
		const seen: unknown[] = [];
		t.addEventListener("x", (e) => seen.push(1, e.target === t, e.payload));
		t.addEventListener("x", { handleEvent: () => seen.push(2) });
		t.dispatchEvent(new FakeEvent("x", "p"));
		assert.deepEqual(seen, [1, true, "p", 2]);
	});
	test("one that throws does not stop the next", () => {
		const { error } = console;
		console.error = () => undefined;
		const t = new FakeEventTarget();
		let heard = 0;
		t.addEventListener("x", () => {
			throw new Error("plugin");
		});
		t.addEventListener("x", () => heard++);
		t.dispatchEvent(new FakeEvent("x"));
		console.error = error;
		assert.equal(heard, 1);
	});
	test("stopped at once", () => {
		const t = new FakeEventTarget();
		let heard = 0;
		t.addEventListener("x", (e) => e.stopImmediatePropagation());
		t.addEventListener("x", () => heard++);
		t.dispatchEvent(new FakeEvent("x"));
		assert.equal(heard, 0);
	});
	test("one removal drops every registration of a function", () => {
		const t = new FakeEventTarget();
		let heard = 0;
		const f = () => void heard++;
		t.addEventListener("x", f);
		t.addEventListener("x", f);
		t.removeEventListener("x", f);
		t.dispatchEvent(new FakeEvent("x"));
		assert.equal(heard, 0);
	});
	test("added meanwhile hears the next one", () => {
		const t = new FakeEventTarget();
		let heard = 0;
		t.addEventListener("x", () => t.addEventListener("x", () => heard++));
		t.dispatchEvent(new FakeEvent("x"));
		assert.equal(heard, 0);
	});
	test("a manager takes its own off together", () => {
		const t = new FakeEventTarget();
		const m = new EventManager();
		const seen: string[] = [];
		m.listen(t, "x", () => seen.push("x"));
		m.listenOnce(t, "y", () => seen.push("y"));
		for (const type of ["y", "y", "x"]) t.dispatchEvent(new FakeEvent(type));
		m.destroy();
		t.dispatchEvent(new FakeEvent("x"));
		assert.deepEqual(seen, ["y", "x"]);
	});
});

describe("stand-ins", () => {
	test("take calls until the value has come", () => {
		let v: { twice(n: number): number; deep: { n: number } } | undefined;
		const calls: number[] = [];
		const s = later(() => v) as NonNullable<typeof v>;
		const outcome = s.twice(4);
		v = { twice: (n) => (calls.push(n), n * 2), deep: { n: 3 } };
		made();
		assert.deepEqual(calls, [4]);
		assert.equal(s.deep.n, 3);
		assert.ok(outcome);
	});
	test("what is made of a wrapper works once it is there", () => {
		let connect: ((f: string) => (c: string) => () => string) | undefined;
		const s = later(() => connect) as NonNullable<typeof connect>;
		const Component = s("state")("component");
		connect = (f) => (c) => () => f + c;
		made();
		assert.equal(Component(), "statecomponent");
	});
	test("what is known is there at once", () => assert.equal(later(() => undefined, { known: 5 }).known, 5));
	test("a class may extend one, and has what it stands for", () => {
		let Base: (new (n: number) => { n: number; plus(): number }) | undefined;
		const StandIn = later(() => Base) as NonNullable<typeof Base>;
		class Own extends StandIn {
			own() {
				return "own";
			}
		}
		Base = class {
			constructor(readonly n: number) {}
			plus() {
				return this.n + 1;
			}
		};
		made();
		const o = new Own(4);
		assert.deepEqual(
			[o.n, o.plus(), o.own(), o instanceof Own, o instanceof Base],
			[4, 5, "own", true, true],
		);
	});
	test("and what is made of it before is told apart by it", () => {
		const StandIn = later(() => undefined) as new () => object;
		class Own extends StandIn {}
		assert.ok(Own.prototype instanceof StandIn);
	});
	test("it behaves as the value does", () => {
		const s = later(() => ({ a: 1 }));
		assert.deepEqual(["a" in s, Object.keys(s), (s.b = 2)], [true, ["a"], 2]);
	});
});

describe("middleware", () => {
	const run = (chain: Middleware[], args: unknown[] = [1]) => {
		let got: unknown[] | undefined;
		through(chain, "play", args, (now) => (got = now));
		return got;
	};
	test("none lets through", () => assert.deepEqual(run([]), [1]));
	test("each may change what is asked", () =>
		assert.deepEqual(
			run([{ play: (n, next) => next(n + 1) }, { play: (n, next) => next(n * 10) }]),
			[20],
		));
	test("going on without a word changes nothing", () =>
		assert.deepEqual(run([{ play: (_, next) => next() }]), [1]));
	test("one that never goes on ends it", () =>
		assert.equal(run([{ play: () => undefined }, { play: (_, next) => next() }]), undefined));
	test("others are passed over", () => assert.deepEqual(run([{ pause: () => undefined }]), [1]));
});

describe("words in a plugin's config", () => {
	const player = {
		config: {
			targetId: "p",
			provider: { partnerId: 101, env: { serviceUrl: "https://s.example/api_v3" } },
		},
		facts: { session: { ks: "K" }, sources: { id: "0_a" } },
	} as unknown as Page;
	const rows: [string, unknown, unknown][] = [
		["a word by itself keeps its type", "{{partnerId}}", 101],
		["in a text", "entry {{entryId}} of {{partnerId}}", "entry 0_a of 101"],
		["that nobody knows leaves the text out", "x {{nothing}}", undefined],
		["none", "plain", "plain"],
		["in lists", ["{{ks}}"], ["K"]],
		["deep", { a: { b: "{{ks}}" } }, { a: { b: "K" } }],
		["the page's own address of the API", "{{embedBaseUrl}}", "https://s.example/"],
		["of analytics, where there is one", "{{analyticsServiceUrl}}", undefined],
		["numbers", 5, 5],
	];
	for (const [name, v, want] of rows) test(name, () => assert.deepEqual(evaluate({ v }, player).v, want));
});

describe("parts of an answer", () => {
	test("300 cuts by chance give the same parts", () => {
		const parts = [
			[Part.plan, 0, 300],
			[Part.init, 1, 50],
			[Part.media, 1, 1000],
			[Part.media, 0, 1],
			[Part.answers, 0, 77],
			[Part.end, 0, 0],
		] as const;
		const all = concat(
			...parts.map(([kind, track, n], i) =>
				concat(u32(n), Uint8Array.of(kind, track, 0, 0), new Uint8Array(n).fill(i + 1)),
			),
		);
		for (let seed = 1; seed <= 300; seed++) {
			const chance = random(seed);
			const got: [number, number, number][] = [];
			let open = 0;
			const reader = new PartReader((kind, track, bytes, last) => {
				assert.ok(bytes.every((b) => b === got.length + 1));
				open += bytes.length;
				if (last) got.push([kind, track, open]);
				if (last) open = 0;
			});
			for (let at = 0; at < all.length;) {
				const n = 1 + Math.floor(chance() * 60);
				reader.push(all.subarray(at, at + n));
				at += n;
			}
			assert.deepEqual(
				got,
				parts.map((p) => [...p]),
				`seed ${seed}`,
			);
		}
	});
});

describe("the connection", () => {
	beforeEach(() => {
		stage();
		crowd(false);
	});
	test("nothing is known at first", () => assert.equal(bandwidth(), 0));
	test("a slow one is believed by the browser's word", () => {
		Object.assign(navigator, { connection: { effectiveType: "3g", downlink: 0.7 } });
		assert.equal(bandwidth(), 700_000);
		Object.assign(navigator, { connection: { effectiveType: "4g", downlink: 10 } });
	});
	test("little says nothing", () => {
		measure(15_000, 10);
		assert.equal(bandwidth(), 0);
	});
	test("what was measured counts, the latest most", () => {
		measure(1e6, 1000);
		assert.equal(bandwidth(), 8e6);
		measure(1e6, 2000);
		assert.equal(bandwidth(), 6.4e6);
	});
	test("in a crowd only more is believed", () => {
		crowd(true);
		const before = bandwidth();
		measure(1e6, 10_000);
		assert.equal(bandwidth(), before);
		measure(1e7, 1000);
		assert.ok(bandwidth() > before);
	});
	test("is remembered for the next page", () =>
		assert.ok(localStorage.getItem("diptych-bandwidth-4g")?.includes('"rate"')));
});

describe("the caption style", () => {
	test("survives JSON", () => {
		const s = new TextStyle();
		s.fontScale = 2;
		s.fontColor = [1, 2, 3];
		assert.ok(TextStyle.fromJson(TextStyle.toJson(s)).isEqual(s));
	});
	test("takes no size that is none of the table", () => {
		const s = new TextStyle();
		s.fontSize = "77%";
		assert.deepEqual([s.fontSize, s.implicitFontScale], ["112.5%", 1]);
	});
	test("is CSS", () =>
		assert.match(new TextStyle().toCSS(), /color: rgba\(255,255,255,1\)!important;.*font-weight: 400$/));
});

describe("Http", () => {
	test("gives JSON, else text, else throws the text", async () => {
		const s = stage();
		const put = (name: string, text: string) =>
			s.net.files.set(s.base + name, new TextEncoder().encode(text));
		put("a", '{"n":1}');
		put("b", "plain");
		const got = [execute(s.base + "a", { q: 1 }), execute(s.base + "b", undefined, "GET")];
		s.net.fate = (a) => (a.url.endsWith("c") ? { status: 500 } : {});
		put("c", "broken");
		const bad = execute(s.base + "c", {}).catch((e: unknown) => e);
		await s.clock.run(50);
		assert.deepEqual(await Promise.all(got), [{ n: 1 }, "plain"]);
		assert.equal(await bad, "broken");
		assert.deepEqual([s.net.asked[0]!.body, s.net.asked[1]!.body], ['{"q":1}', undefined]);
	});
});
