// Keys by key systems of browsers (web/src/drm).
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { boxes, boxOf, fromHex, toBase64 } from "../src/drm/bytes";
import { Protector, type Element, type Page } from "../src/drm/drm";
import type { LogRecord } from "../src/protocol";
import { FakeElement, FakeModule } from "./fakes/keys";

const one = "11".repeat(16);
const two = "22".repeat(16);
const widevine = "urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed";
const playReady = "urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95";
const clearKey = "urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e";
const hex = (urn: string) => urn.slice(9).replace(/-/g, "");
const pssh = (urn: string, text: string) => boxOf(hex(urn), new TextEncoder().encode(text));

/** A key as the engine names it (player/manifest/key.go). */
const key = (id: string, ...systems: string[]) => [`${id} SAMPLE-AES-CTR`, ...systems].join("\n") + "\n\n";
const system = (urn: string, data = "", license = "") => {
	const list = [
		...(data ? [["cenc:pssh", {}, data]] : []),
		...(license ? [["dashif:Laurl", {}, license]] : []),
	];
	return `${urn} https://m.example/a.mpd ${JSON.stringify(list)}`;
};
/** The same in a playlist. */
const listed = (format: string, uri: string) =>
	`${uri} SAMPLE-AES\nMETHOD=SAMPLE-AES,URI="${uri}",KEYFORMAT="${format}",KEYFORMATVERSIONS="1"\n\n`;
const skd = listed("com.apple.streamingkeydelivery", "skd://a");
const wide = (text = "a") => system(widevine, toBase64(pssh(widevine, text)));
const types = 'video/mp4; codecs="avc1.64001f"\naudio/mp4; codecs="mp4a.40.2"\n';

let module: FakeModule;
let element: FakeElement;
let records: LogRecord[];
let events: [string, unknown][];
let waited: number[];
let page: Page & { config: Record<string, unknown>; selectedSource: Record<string, unknown> };
let calls: unknown[][];
let drm: Protector;

beforeEach(() => {
	[records, events, waited, calls, module] = [[], [], [], [], new FakeModule()];
	element = new FakeElement(module);
	const source = {
		id: "e_1,mpegdash",
		url: "m",
		drmData: [{ scheme: "com.widevine.alpha", licenseUrl: "l" }],
	};
	page = {
		facts: { streamType: "dash", sources: { dash: [source], hls: [], progressive: [] } },
		config: {},
		selectedSource: source,
		emit: (type, payload) => void events.push([type, payload]),
		ask: (...a) => calls.push(a),
	};
	drm = new Protector({
		video: element as unknown as Element,
		page,
		push: (r) => records.push(r),
		browser: undefined,
		wait: async (ms) => void waited.push(ms),
	});
	use();
});

/** Takes the module as it is set up now. */
function use(): void {
	(drm as unknown as { s: { browser: unknown } }).s.browser = module.browser();
}
const settle = async () => {
	for (let i = 0; i < 40; i++) await new Promise((done) => setImmediate(done));
};
async function protect(keys: string, more = types): Promise<void> {
	use();
	drm.protect(keys, more, "3.0.0");
	await settle();
}
const codes = () => records.map((r) => [r.code ?? "", r.status, r.message].filter(Boolean).join(" "));
const failure = () => records.find((r) => r.code === "failed")?.status;
const drmData = (...list: unknown[]) => (page.selectedSource.drmData = list);

describe("a title with a key", () => {
	test("has a module before it is told that it may be fetched, and a licence", async () => {
		await protect(key(one, wide()));
		assert.notEqual(element.mediaKeys, null);
		assert.deepEqual(codes(), ["", "wait", ""]);
		assert.deepEqual(module.sessions[0]!.updates, ["licence"]);
		assert.deepEqual(page.facts.drmInfo, { scheme: "com.widevine.alpha", licenseUrl: "l" });
		assert.deepEqual(Object.keys(events[0]![1] as object), ["licenseTime", "scheme"]);
		assert.equal(events[0]![0], "drmlicenseloaded");
	});

	test("asks for what manifest and codecs say", async () => {
		await protect(key(one, wide()), types + 'video/mp4; codecs="hvc1.1.6.L93,ec-3"\n');
		assert.deepEqual(module.configs[0], {
			initDataTypes: ["cenc", "keyids", "webm"],
			distinctiveIdentifier: "optional",
			persistentState: "optional",
			sessionTypes: ["temporary"],
			videoCapabilities: ["avc1.64001f", "hvc1.1.6.L93"].map((c) => ({
				contentType: `video/mp4; codecs="${c}"`,
				robustness: "",
				encryptionScheme: "cenc",
			})),
			audioCapabilities: ["mp4a.40.2", "ec-3"].map((c) => ({
				contentType: `audio/mp4; codecs="${c}"`,
				robustness: "",
				encryptionScheme: "cenc",
			})),
		});
	});

	test("of cbcs asks for that", async () => {
		await protect(key(one, wide()).replace("SAMPLE-AES-CTR", "SAMPLE-AES"));
		const [first] = module.configs[0]!.videoCapabilities!;
		assert.equal((first as { encryptionScheme?: string }).encryptionScheme, "cbcs");
	});

	test("gives up types that the system does not play before media is fetched", async () => {
		module.unplayable = "hvc1";
		const hevc = 'video/mp4; codecs="hvc1.1.6.L93"';
		await protect(key(one, wide()), types + hevc + "\n");
		assert.deepEqual(codes().slice(0, 2), [`gone 6001 \n${hevc}\n`, ""]);
	});

	test("gives up keys that only other systems have", async () => {
		await protect(key(one, wide()) + key(two, system(playReady)));
		assert.equal(codes()[0], `gone 6001 \n${two}\n`);
	});

	test("of HLS are told by what the engine calls them", async () => {
		await protect(
			`data:a SAMPLE-AES\nMETHOD=SAMPLE-AES,KEYID=0x${one},URI="data:a",KEYFORMAT="${widevine}"\n\n` +
				` \nMETHOD=AES-128,URI="k"\n\n`,
		);
		element.encrypted("cenc", pssh(widevine, "a"));
		await settle();
		module.sessions[0]!.status(one, "output-restricted");
		assert.equal(codes().at(-1), "gone 4012 \ndata:a\n");
	});

	test("uses the certificate", async () => {
		drmData({ scheme: "com.widevine.alpha", licenseUrl: "l", certificate: btoa("trust") });
		await protect(key(one, wide()));
		assert.equal(module.certificate, "trust");
	});

	test("lets go of everything when it is over, and another one begins after that", async () => {
		await protect(key(one, wide()));
		void drm.close();
		await protect(key(two, wide("b")));
		assert.equal(module.sessions[0]!.over, true);
		assert.equal(module.sessions[1]!.over, false);
		assert.notEqual(element.mediaKeys, null);
		await drm.close();
		assert.deepEqual([element.mediaKeys, page.facts.drmInfo], [null, undefined]);
		const told = records.length;
		module.sessions[1]!.status(two, "internal-error");
		element.encrypted("cenc", pssh(widevine, "late"));
		assert.equal(records.length, told);
	});
});

test("an element that reads manifests by itself asks for what is usual", async () => {
	module.systems = ["com.apple.fps"];
	module.server = () => "content key";
	drmData({ scheme: "com.apple.fairplay", licenseUrl: "f" });
	await protect("", "");
	assert.equal(module.configs[0]!.videoCapabilities![0]!.contentType, 'video/mp4; codecs="avc1.42E01E"');
	element.encrypted("skd", new TextEncoder().encode("skd://a"));
	await settle();
	assert.equal(module.sessions[0]!.init, "skd skd://a");
});

describe("the system", () => {
	beforeEach(() => (module.systems = ["com.widevine.alpha", "com.microsoft.playready"]));
	const both = () =>
		drmData(
			{ scheme: "com.widevine.alpha", licenseUrl: "w" },
			{ scheme: "com.microsoft.playready", licenseUrl: "p" },
		);

	test("is the first of the page's", async () => {
		both();
		await protect(key(one, wide(), system(playReady)));
		assert.equal(module.asked.join(), "com.widevine.alpha");
	});

	test("is the one that the config wants", async () => {
		both();
		page.config = { drm: { keySystem: "com.microsoft.playready" } };
		await protect(key(one, wide(), system(playReady)));
		assert.equal(module.asked.join(), "com.microsoft.playready.recommendation,com.microsoft.playready");
		assert.equal((page.facts.drmInfo as { licenseUrl: string }).licenseUrl, "p");
	});

	test("is rather one of the manifest's", async () => {
		both();
		await protect(key(one, system(playReady)));
		assert.equal(module.asked[0], "com.microsoft.playready.recommendation");
	});

	test("has its server from the manifest where the page names none", async () => {
		drmData();
		await protect(key(one, system(widevine, toBase64(pssh(widevine, "a")), "https://l.example/")));
		assert.equal(module.posted[0]!.url, "https://l.example/");
	});

	test("has its server from a PlayReady object", async () => {
		drmData();
		const object = "<LA_URL>https://p.example/?a&amp;b</LA_URL>";
		const utf16 = Uint8Array.from([...object].flatMap((c) => [c.charCodeAt(0), 0]));
		await protect(listed("com.microsoft.playready", "data:text/plain;base64," + toBase64(utf16)));
		assert.equal(module.posted[0]!.url, "https://p.example/?a&b");
		assert.match(module.sessions[0]!.init, /^cenc [^]*pssh/);
	});

	test("may be FairPlay, by an address", async () => {
		module.systems = ["com.apple.fps"];
		module.server = () => JSON.stringify({ ckc: btoa("content key") });
		drmData({ scheme: "com.apple.fairplay", licenseUrl: "f", certificate: btoa("c") });
		await protect(skd);
		assert.equal(module.sessions[0]!.init, "skd skd://a");
		assert.equal(module.posted[0]!.body, btoa("challenge skd skd://a"));
		assert.deepEqual(module.sessions[0]!.updates, ["content key"]);
	});

	test("may be ClearKey, by ids of keys", async () => {
		module.systems = ["org.w3.clearkey"];
		drmData({ scheme: "org.w3.clearkey", licenseUrl: "c" });
		await protect(key(one, system(clearKey)));
		assert.equal(module.sessions[0]!.init, 'keyids {"kids":["EREREREREREREREREREREQ"]}');
	});
});

/** Each failure by its number. */
describe("a failure", () => {
	const rows: [string, number, () => void, string?][] = [
		["no system is named", 6010, () => drmData(), key(one)],
		["none of them is known", 6000, () => drmData(), key(one, system("urn:uuid:0"))],
		["no server is named", 6012, () => drmData()],
		["the browser has none of them", 6001, () => (module.systems = [])],
		["the page is no secure context", 6001, () => (module.secure = false)],
		["it makes no module", 6002, () => (module.broken = "createMediaKeys")],
		["the element takes none", 6003, () => (module.broken = "setMediaKeys")],
		[
			"the certificate is none",
			6004,
			() => drmData({ scheme: "com.widevine.alpha", licenseUrl: "l", certificate: "%" }),
		],
		[
			"the module does not take the certificate",
			6004,
			() => {
				drmData({ scheme: "com.widevine.alpha", licenseUrl: "l", certificate: btoa("c") });
				module.broken = "setServerCertificate";
			},
		],
		["there are no sessions", 6005, () => (module.broken = "createSession")],
		["it makes no request", 6006, () => (module.broken = "generateRequest")],
		["the server refuses", 6007, () => (module.server = () => 403)],
		["the server is away", 6007, () => (module.server = () => 0)],
		["the module does not take the licence", 6008, () => (module.broken = "update")],
		["the key cannot be used", 6008, () => (module.statuses = { [one]: "internal-error" })],
		["the licence has run out before it came", 6014, () => (module.statuses = { [one]: "expired" })],
		["segments are encrypted as a whole", 6010, () => undefined, "- AES-128\n\n"],
		[
			"a request filter throws",
			1006,
			() => (page.config = { network: { requestFilter: () => Promise.reject(new Error("no")) } }),
		],
		[
			"a response filter throws",
			1007,
			() =>
				(page.config = {
					network: {
						responseFilter: () => {
							throw new Error("no");
						},
					},
				}),
		],
	];
	for (const [name, code, arrange, keys] of rows) {
		test(`when ${name} is ${code}`, async () => {
			arrange();
			await protect(keys ?? key(one, wide()));
			assert.equal(failure(), code);
		});
	}

	const fair: [string, number, () => void][] = [
		["no module", 6016, () => (module.broken = "createMediaKeys")],
		["no session", 6017, () => (module.broken = "createSession")],
		["an answer without a key", 6015, () => (module.server = () => "{}")],
		["an answer that the module refuses", 6015, () => (module.broken = "update")],
	];
	for (const [name, code, arrange] of fair) {
		test(`of FairPlay, ${name}, is ${code}`, async () => {
			module.systems = ["com.apple.fps"];
			drmData({ scheme: "fairplay", licenseUrl: "f" });
			arrange();
			await protect(skd);
			assert.equal(failure(), code);
		});
	}

	test("names the status of the server", async () => {
		module.server = () => 403;
		await protect(key(one, wide()));
		assert.match(codes().at(-1)!, /HTTP status 403/);
		assert.equal(module.posted.length, 1);
	});
});

describe("a licence request", () => {
	test("is made again while the server is in trouble, with longer waits", async () => {
		module.server = (n) => (n < 4 ? (n % 2 ? 503 : 0) : "licence");
		await protect(key(one, wide()));
		assert.deepEqual(module.sessions[0]!.updates, ["licence"]);
		assert.deepEqual(waited, [500, 1000, 2000]);
	});

	test("ends after some tries", async () => {
		module.server = () => 500;
		await protect(key(one, wide()));
		assert.deepEqual([module.posted.length, failure()], [4, 6007]);
	});

	test("goes through the page's filters, which change or replace", async () => {
		const types: number[] = [];
		page.config = {
			network: {
				requestFilter: async (type: number, r: { url: string; headers: object }) => {
					types.push(type);
					return { ...r, url: "other", headers: { a: "b" }, withCredentials: true };
				},
				responseFilter: (type: number, r: { data: unknown; originalUrl: string }) => {
					types.push(type);
					r.data = new TextEncoder().encode(r.originalUrl + " licence");
				},
			},
		};
		await protect(key(one, wide()));
		const { url, headers, credentials } = module.posted[0]!;
		assert.deepEqual([url, headers, credentials], ["other", { a: "b" }, "include"]);
		assert.deepEqual(module.sessions[0]!.updates, ["other licence"]);
		assert.deepEqual(types, [2, 2]);
	});

	test("of PlayReady is taken out of its document", async () => {
		module.systems = ["com.microsoft.playready"];
		drmData({ scheme: "com.microsoft.playready", licenseUrl: "p" });
		const text =
			`<PlayReadyKeyMessage><LicenseAcquisition><Challenge encoding="base64encoded">${btoa("soap")}` +
			"</Challenge><HttpHeaders><HttpHeader><name>SOAPAction</name><value>acquire</value></HttpHeader>" +
			"<HttpHeader><name>content-type</name><value>text/xml; charset=utf-8</value></HttpHeader>" +
			"</HttpHeaders></LicenseAcquisition></PlayReadyKeyMessage>";
		module.message = () => Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0), 0])).buffer;
		await protect(key(one, system(playReady, toBase64(pssh(playReady, "a")))));
		const { body, headers } = module.posted[0]!;
		assert.equal(body, "soap");
		assert.deepEqual(headers, { "Content-Type": "text/xml; charset=utf-8", SOAPAction: "acquire" });
	});

	test("of PlayReady may be the challenge itself", async () => {
		module.systems = ["com.microsoft.playready"];
		drmData({ scheme: "com.microsoft.playready", licenseUrl: "p" });
		module.message = () => new TextEncoder().encode("<soap/>").buffer;
		await protect(key(one, system(playReady, toBase64(pssh(playReady, "a")))));
		assert.equal(module.posted[0]!.body, "<soap/>");
		assert.match(module.posted[0]!.headers.SOAPAction!, /AcquireLicense/);
	});

	test("to Kaltura says who asks", async () => {
		const licenseUrl = "https://udrm.kaltura.com/cenc/widevine?custom_data=a&signature=b";
		drmData({ scheme: "com.widevine.alpha", licenseUrl });
		page.config = { session: { id: "s:1" }, provider: { uiConfId: 7 } };
		await protect(key(one, wide()));
		const said = new URL(module.posted[0]!.url).searchParams;
		const names = ["sessionId", "clientTag", "uiConfId"].map((n) => said.get(n));
		assert.deepEqual(names, ["s:1", "html5:v3.0.0", "7"]);
		assert.equal(atob(said.get("referrer")!), location.href);
	});
});

describe("keys", () => {
	test("that media names too are asked for once", async () => {
		const box = pssh(widevine, "a");
		await protect(key(one, wide("a")) + key(two, wide("a")));
		element.encrypted("cenc", new Uint8Array([...pssh(playReady, "p"), ...box]));
		element.encrypted("cenc", box);
		await settle();
		assert.equal(module.sessions.length, 1);
	});

	test("that only media names have sessions of their own", async () => {
		await protect(key(one));
		element.encrypted("cenc", pssh(widevine, "a"));
		element.encrypted("cenc", pssh(widevine, "b"));
		element.encrypted("cenc", null);
		await settle();
		assert.equal(module.sessions.length, 2);
	});

	test("that nobody has data for are a failure", async () => {
		await protect(key(one));
		element.encrypted("cenc", pssh(playReady, "p"));
		await settle();
		assert.equal(failure(), 6010);
	});

	test("of ClearKey are found in boxes of other systems", async () => {
		module.systems = ["org.w3.clearkey"];
		drmData({ scheme: "org.w3.clearkey", licenseUrl: "c" });
		await protect("");
		const v1 = new Uint8Array(32 + 16 + 4);
		v1.set(pssh(widevine, "").slice(0, 28));
		new DataView(v1.buffer).setUint32(0, v1.length);
		v1[8] = 1;
		v1[31] = 1;
		v1.set(fromHex(one), 32);
		assert.deepEqual(boxes(v1)[0]!.ids, [one]);
		element.encrypted("cenc", v1);
		await settle();
		assert.match(module.sessions[0]!.init, /^keyids .*EREREREREREREREREREREQ/);
	});

	test("of a later period begin later, in the same module", async () => {
		await protect(key(one, wide("a")));
		await protect(key(two, wide("b")), "");
		assert.deepEqual([module.sessions.length, module.asked.length], [2, 1]);
	});

	test("of a later period that other systems have only are told", async () => {
		await protect(key(one, wide("a")));
		await protect(key(two, system(playReady)), "");
		assert.equal(codes().at(-1), `gone 6001 \n${two}\n`);
	});

	test("that the output forbids are told", async () => {
		await protect(key(one, wide()));
		module.sessions[0]!.status(one, "output-restricted");
		assert.equal(codes().at(-1), `gone 4012 \n${one}\n`);
	});

	test("that run out are asked for again, as long as that helps", async () => {
		await protect(key(one, wide()));
		module.sessions[0]!.status(one, "usable");
		module.sessions[0]!.status(one, "expired");
		await settle();
		assert.deepEqual([module.sessions.length, module.sessions[0]!.over, failure()], [2, true, undefined]);
		module.sessions[1]!.status(one, "expired");
		await settle();
		assert.equal(failure(), 6014);
	});

	test("are renewed when the module asks for it", async () => {
		await protect(key(one, wide()));
		module.sessions[0]!.ask("renewal");
		await settle();
		assert.equal(module.posted[1]!.body, "renewal");
		assert.equal(module.sessions[0]!.updates.length, 2);
	});

	test("that no licence has are a failure after a while", async () => {
		await protect(key(one, wide()));
		element.dispatchEvent(new Event("waitingforkey"));
		await settle();
		assert.deepEqual([waited, failure()], [[5000], 6008]);
	});

	test("that come while the element waits are none", async () => {
		await protect(key(one, wide()));
		element.dispatchEvent(new Event("waitingforkey"));
		element.readyState = 4;
		await settle();
		assert.equal(failure(), undefined);
	});
});

describe("another source", () => {
	const choice = (fromSource: object, toSource: object) => ({
		playback: {
			fallbackSourcesOptions: [{ fromSource, toSource }],
			streamPriority: ["hls", "dash", "progressive"].map((format) => ({ engine: "html5", format })),
		},
	});
	const sources = () => page.facts.sources as Record<string, { id: string; url: string }[]>;

	test("is the one that the page names", async () => {
		sources().hls = [
			{ id: "e_2,applehttp", url: "a" },
			{ id: "e_3,applehttp", url: "b" },
		];
		page.config = choice(
			{ deliveryProfileId: 1, format: "mpegdash" },
			{ deliveryProfileId: 3, format: "applehttp" },
		);
		module.server = () => 403;
		await protect(key(one, wide()));
		assert.deepEqual([calls, failure()], [[["changeSource", "hls", sources().hls![1]]], undefined]);
	});

	test("is none for another delivery", async () => {
		sources().hls = [{ id: "e_2,applehttp", url: "a" }];
		page.config = choice(
			{ deliveryProfileId: 9, format: "dash" },
			{ deliveryProfileId: 2, format: "hls" },
		);
		module.server = () => 403;
		await protect(key(one, wide()));
		assert.deepEqual([calls, failure()], [[], 6007]);
	});

	test("in the next format is tried where the browser has no system", async () => {
		sources().progressive = [{ id: "f1,url", url: "a" }];
		page.config = choice({}, {});
		module.systems = [];
		await protect(key(one, wide()));
		assert.deepEqual(calls, [["changeSource", "progressive", sources().progressive![0]]]);
	});

	test("is tried once", async () => {
		const other = { id: "e_2,mpegdash", url: "n", drmData: page.selectedSource.drmData };
		sources().dash!.push(other);
		page.config = choice({ format: "dash" }, { deliveryProfileId: 1, format: "dash" });
		(page.config.playback as { fallbackSourcesOptions: object[] }).fallbackSourcesOptions.unshift({
			fromSource: { deliveryProfileId: 1, format: "dash" },
			toSource: { deliveryProfileId: 2, format: "dash" },
		});
		module.server = () => 403;
		await protect(key(one, wide()));
		await drm.close();
		page.selectedSource = other;
		await protect(key(one, wide()));
		assert.deepEqual([calls, failure()], [[["changeSource", "dash", other]], 6007]);
	});
});
