// record.js: writes down what an engine is told and what it says (docs/stats.md), for a
// ticket and to be played to another engine (player/playertest/replay). A recording that
// is full stops: it begins with the media, and none with a hole could be played again.
import type { Border, Call } from "./tap";
import { Redactor } from "./redact";
import { Readings } from "./readings";

/** What a recording may hold, characters. */
export const most = 8 << 20;
/** The largest body of a manifest that is kept, characters. */
const mostBody = 1 << 20;

/** A line: ms, ">" and a name of what was told, or a name of what was said, and more. */
export type Line = [at: number, name: string, ...rest: unknown[]];

export interface File {
	format: "diptych-session";
	version: 1;
	/** When it began: ISO 8601, and Date.now less performance.now. */
	began: string;
	wall: number;
	userAgent: string;
	config: unknown;
	/** It is not the whole: it was full. */
	full: boolean;
	lines: Line[];
}

/** A playlist, or the time of a server. */
const manifest = /^\s*(#EXTM3U|[\d:.TZ+-]{10,40}\s*$)/;

/** What the engine says that neither leads to media nor tells of it. */
const silent = new Set([
	"label",
	"languageName",
	"sessionId",
	"child",
	"removeChild",
	"media.volume",
	"media.muted",
]);

export class Recording {
	readonly #lines: Line[] = [];
	readonly #redactor = new Redactor();
	readonly #readings = new Readings();
	/** Fetches under way that may be for manifests, by number, and whether they are in any case. */
	readonly #manifests = new Map<unknown, boolean>();
	readonly #began = new Date();
	readonly #wall = performance.timeOrigin;
	#size = 0;
	#stopped = false;

	constructor(
		private readonly config: string,
		private readonly limit = most,
	) {}

	/** It is full, and takes no more. */
	get full(): boolean {
		return this.#size > this.limit;
	}
	get size(): number {
		return this.#size;
	}
	get stopped(): boolean {
		return this.#stopped || this.full;
	}
	stop(): void {
		this.#stopped = true;
	}

	hear([at, told, name, args, result]: Call): void {
		if (this.stopped || silent.has(name)) return;
		const rest = told ? this.#told(name, args) : this.#said(name, args, result);
		const line = [at, (told ? ">" : "") + name, ...rest] as Line;
		this.#size += JSON.stringify(line).length;
		this.#lines.push(line);
	}

	/** What is saved. */
	file(): File {
		return {
			format: "diptych-session",
			version: 1,
			began: this.#began.toISOString(),
			wall: this.#wall,
			userAgent: navigator.userAgent,
			config: this.#redactor.data(JSON.parse(this.config)),
			full: this.full,
			lines: this.#lines,
		};
	}

	#told(name: string, args: unknown[]): unknown[] {
		const parsed = (v: unknown) => this.#redactor.data(JSON.parse(String(v)));
		switch (name) {
			case "fetched":
				return this.#answer(...(args as [number, number, string, string, string, number]));
			case "records":
				return [
					(JSON.parse(String(args[0])) as Record<string, unknown>[]).map((r) => this.#record(r)),
				];
			case "call":
			case "callAsync":
			case "action":
				return [args[0], parsed(args[1])];
			case "key":
				return [parsed(args[0])];
		}
		return args;
	}

	#said(name: string, args: unknown[], result: unknown): unknown[] {
		switch (name) {
			case "state":
				return [this.#readings.change(result as Uint8Array)];
			case "fetch":
				return [args[0], this.#command(args[0], JSON.parse(String(args[1])))];
			case "carrier.fetch":
			case "carrier.open":
			case "carrier.declare":
				return [this.#redactor.data(JSON.parse(String(args[0])))];
			case "carrier.place":
				return [args[0], JSON.parse(String(args[1]))];
			case "carrier.log":
				return [
					(JSON.parse(String(result)) as Record<string, unknown>[]).map((r) => this.#record(r)),
				];
			case "canPlay":
			case "canPlayFile":
				return [args[0], result];
		}
		return args.map((v) => this.#redactor.data(v));
	}

	/** Bytes travel a character each, of which most would take six here. */
	#record({ head, inside, ...rest }: Record<string, unknown>): unknown {
		return {
			...(this.#redactor.data(rest) as object),
			...(head !== undefined && { head: btoa(String(head)) }),
			...(inside !== undefined && { inside: btoa(String(inside)) }),
		};
	}

	/** Questions to the API hold sessions, and answers of it are not media's. */
	#command(id: unknown, { url, xml, from, to, text, body }: Record<string, unknown>): unknown {
		if (body === undefined && !text) this.#manifests.set(id, !!xml || from !== undefined);
		return {
			url: this.#redactor.text(String(url)),
			xml,
			from,
			to,
			text: !!text,
			api: body !== undefined,
		};
	}

	/** Status, address, size and time, and the body where it may be a manifest. */
	#answer(id: number, status: number, url: string, body: string, headers: string, took: number): unknown[] {
		const sure = this.#manifests.get(id);
		this.#manifests.delete(id);
		const wanted = sure !== undefined && body.length < mostBody && (sure || manifest.test(body));
		const { date = "" } = JSON.parse(headers || "{}") as { date?: string };
		const hide = (s: string) => this.#redactor.text(s);
		return [id, status, hide(url), body.length, took, wanted ? hide(body) : null, date];
	}
}

const recordings = new Map<Border, Recording>();

/** Records a player from now on, which means: from the next media on, for whoever plays it again. */
export function record(border: Border): Recording {
	const recording = new Recording(border.config);
	recordings.set(border, recording);
	border.hear = (call) => {
		try {
			recording.hear(call);
		} catch (error) {
			recording.stop(); // what cannot be written down must not keep the player from playing
			console.error("[diptych] the recording has ended", error);
		}
	};
	for (const call of border.calls?.splice(0) ?? []) border.hear(call);
	return recording;
}

/** The recording of a player, if there is one. */
export const recordingOf = (border: Border): Recording | undefined => recordings.get(border);
