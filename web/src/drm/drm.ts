// Plays what only key systems of the browser can (W3C Encrypted Media Extensions): one
// Protector for each element. Outcomes go to the engine as records of the carrier.
import { at, type Dict } from "../objects";
import type { LogRecord } from "../protocol";
import { granted, makeKeys, unplayable, type Browser, type Granted } from "./access";
import { Code, Failure, step } from "./failure";
import { fallback, type Choice } from "./fallback";
import { fromManifest, fromMedia } from "./initdata";
import { readKeys, readTypes, type Key, type Protection } from "./keys";
import { license, type Desk } from "./license";
import { Sessions } from "./sessions";
import { candidates, systemOf, type DrmData } from "./systems";

export type Element = Pick<
	HTMLMediaElement,
	"setMediaKeys" | "addEventListener" | "removeEventListener" | "readyState"
>;

/** How long an element may wait for a key that nobody is asked for any more, ms. */
const keyless = 5_000;

/** The page's player. */
export interface Page {
	facts: Dict;
	readonly config: Dict;
	readonly selectedSource: unknown;
	emit(type: string, payload: unknown): void;
	ask(method: string, ...args: unknown[]): unknown;
}

export interface Surroundings {
	video: Element;
	page: Page;
	push(record: LogRecord): void;
	browser?: Browser;
	wait?(ms: number): Promise<void>;
	now?(): number; // ms
}

/** The browser that this runs in. */
const here = (): Browser => ({
	access: navigator.requestMediaKeySystemAccess?.bind(navigator),
	fetch: (...a) => fetch(...a),
});
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

export class Protector {
	private title?: Title;
	private closing: Promise<void> = Promise.resolve();
	/** The sources of a title that were left for another. */
	private left: { of?: unknown; ids: Set<string> } = { ids: new Set() };

	constructor(private readonly s: Surroundings) {}

	/** Arguments are those of Host.carrier.protect. */
	protect(words: string, types: string, version: string): void {
		const title = (this.title ??= this.begin(version));
		void this.closing.then(() => title.protect(words, readTypes(types)));
	}

	private begin(version: string): Title {
		const title: Title = new Title(this.s, version, (f) => this.title === title && this.fail(f));
		return title;
	}

	private fail({ code, message }: Failure): void {
		const { page, push } = this.s;
		const to = this.instead(code);
		const list = to && ((page.facts.sources as Dict)[to.format] as unknown[]);
		if (to) return void page.ask("changeSource", to.format, list![to.index]);
		push({ id: 0, state: "keys", code: "failed", status: code, message, now: performance.now() });
	}

	/** Another source for the title; each is tried once. */
	private instead(code: number): Choice | undefined {
		const { facts, config, selectedSource } = this.s.page;
		const sources = (facts.sources ?? {}) as Dict;
		if (this.left.of !== facts.sources) this.left = { of: facts.sources, ids: new Set() };
		const format = String(facts.streamType ?? "");
		const url = at(selectedSource, "url");
		const index = ((sources[format] ?? []) as Dict[]).findIndex((s) => s.url === url);
		const to = fallback(config, sources, { format, index }, code);
		this.left.ids.add(format + index);
		return to && !this.left.ids.has(to.format + to.index) ? to : undefined;
	}

	/** Another title begins, or none: the module goes. */
	close(): Promise<void> {
		const { title } = this;
		this.title = undefined;
		if (title) this.closing = this.closing.then(() => title.close());
		return this.closing;
	}
}

/** One title: its module and sessions. */
class Title {
	private readonly control = new AbortController();
	private readonly browser: Browser;
	private readonly now: () => number;
	private begun = false;
	private keys: Key[] = [];
	private grant?: Granted;
	private sessions?: Sessions;
	private over = false;
	private readonly unplayed = new Set<string>();
	private lost = false;
	private asked = 0; // ms that licences took

	constructor(
		private readonly s: Surroundings,
		private readonly version: string,
		private readonly failed: (f: Failure) => void,
	) {
		this.browser = s.browser ?? here();
		this.now = s.now ?? (() => performance.now());
	}

	/** Keys may come up later too, such as those of the next period. */
	async protect(words: string, types: string[]): Promise<void> {
		if (this.over) return;
		try {
			const keys = readKeys(words);
			this.keys.push(...keys);
			if (this.begun) this.add(keys);
			else {
				this.begun = true;
				await this.attach({ keys, types });
			}
		} catch (error) {
			this.fail(error);
		}
	}

	private async attach(p: Protection): Promise<void> {
		const { config, selectedSource } = this.s.page;
		const said = ((at(selectedSource, "drmData") as DrmData[] | undefined) ?? []).filter(Boolean);
		const list = candidates(p.keys, said, String(at(config, "drm.keySystem") ?? ""));
		const grant = (this.grant = await granted(this.browser, list, p));
		const keys = await makeKeys(this.browser, grant);
		if (this.over) return;
		await step(Code.notAttached, "the element", () => this.s.video.setMediaKeys(keys));
		if (this.over) return;
		this.s.page.facts.drmInfo = grant.candidate.info;
		this.sessions = new Sessions(keys, grant.candidate.system, {
			license: (message) => this.license(message),
			waits: (on) => this.tell(on ? "wait" : ""),
			restricted: (ids) => this.gone(ids, Code.restricted),
			failed: (failure) => this.fail(failure),
		});
		this.s.video.addEventListener("encrypted", this.encrypted);
		this.s.video.addEventListener("waitingforkey", this.missed);
		this.refuse(grant, p);
		this.tell("");
		this.add(this.keys);
	}

	/** Types and keys that the chosen system does not have are named before media is fetched. */
	private refuse({ access, candidate }: Granted, p: Protection): void {
		this.gone([...unplayable(access, p.types), ...this.others(candidate, p.keys)], Code.noConfig);
	}

	/** The keys that manifests name other systems for only. */
	private others({ system }: Granted["candidate"], keys: Key[]): string[] {
		return keys
			.filter((k) => {
				const named = k.systems.map((s) => systemOf(s.scheme)).filter(Boolean);
				return named.length && !named.includes(system);
			})
			.map((k) => k.name);
	}

	private add(keys: Key[]): void {
		if (!this.sessions) return;
		const { candidate } = this.grant!;
		if (keys !== this.keys) this.gone(this.others(candidate, keys), Code.noConfig);
		this.sessions.add(fromManifest(candidate.system, keys));
	}

	private readonly encrypted = (event: MediaEncryptedEvent): void => {
		const { initData, initDataType } = event;
		if (!initData || !this.sessions) return;
		const list = fromMedia(this.grant!.candidate.system, initDataType, initData);
		if (list && !(initDataType === "sinf" && !this.sessions.empty)) this.sessions.add(list);
		else if (this.sessions.empty)
			this.fail(new Failure(Code.unnamed, "neither manifest nor media have data for the key system"));
	};

	/** Licences may come that have not the key. */
	private readonly missed = async (): Promise<void> => {
		const { wait = pause, video } = this.s;
		await wait(keyless);
		if (!this.sessions?.busy && video.readyState < 3)
			this.fail(new Failure(Code.rejected, "no licence has the key"));
	};

	private async license(message: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
		const { page, wait = pause } = this.s;
		const began = this.now();
		const desk: Desk = {
			fetch: this.browser.fetch,
			wait,
			config: () => page.config,
			page: location.href,
			version: this.version,
			signal: this.control.signal,
		};
		const answer = await license(desk, this.grant!.candidate, message);
		this.asked += this.now() - began;
		if (!this.over)
			page.emit("drmlicenseloaded", {
				licenseTime: this.asked / 1000,
				scheme: this.grant!.candidate.system.name,
			});
		return answer;
	}

	/** Keys are told by the engine's names. */
	private gone(what: string[], code: number): void {
		if (!what.length) return;
		for (const x of what) {
			const names = this.keys.filter((k) => k.id === x).map((k) => k.name);
			for (const name of names.length ? names : [x]) this.unplayed.add(name);
		}
		this.tell("gone", { status: code, message: ["", ...this.unplayed, ""].join("\n") });
	}

	/** The first failure ends the title; what comes after it follows from it. */
	private fail(error: unknown): void {
		if (this.over || this.lost) return;
		this.lost = true;
		this.failed(error instanceof Failure ? error : new Failure(Code.noModule, String(error)));
	}

	private tell(code: LogRecord["code"] | "", more: Partial<LogRecord> = {}): void {
		if (!this.over && !this.lost)
			this.s.push({ id: 0, state: "keys", code: code || undefined, now: this.now(), ...more });
	}

	async close(): Promise<void> {
		this.over = true;
		this.control.abort();
		const { page, video } = this.s;
		page.facts.drmInfo = undefined;
		video.removeEventListener("encrypted", this.encrypted);
		video.removeEventListener("waitingforkey", this.missed);
		if (!this.grant) return;
		await this.sessions?.close();
		await video.setMediaKeys(null).catch(() => undefined);
	}
}
