// A media element with MediaSource and SourceBuffers by the standard's rules
// (W3C Media Source Extensions), as far as the carrier can meet them: what throws,
// what is asynchronous, what is buffered.
import { boxes, concat } from "./mp4";

type Range = [start: number, end: number];

export class Ranges {
	constructor(private readonly list: Range[]) {}
	get length(): number {
		return this.list.length;
	}
	start(i: number): number {
		return this.list[i]![0];
	}
	end(i: number): number {
		return this.list[i]![1];
	}
	all(): Range[] {
		return this.list.map(([a, b]) => [round(a), round(b)]);
	}
}

const round = (n: number) => Math.round(n * 1000) / 1000;
const refuse = (name: string, message = name): never => {
	throw new DOMException(message, name);
};

/** How long an append or a removal takes, ms. */
const work = 2;

export class FakeSourceBuffer extends EventTarget {
	updating = false;
	/** What was done, in words. */
	readonly log: string[] = [];
	/** Bytes of media that fit in. */
	quota = Infinity;
	private offset = 0;
	private windowEnd = Infinity;
	private ranges: Range[] = [];
	private rest = new Uint8Array(0); // an unfinished box
	private init = false;
	private moof?: Range; // whose mdat is awaited
	private held = 0; // bytes
	private run = 0; // of what is under way; a later one is another
	private removing = false;

	constructor(
		readonly source: FakeMediaSource,
		public mime: string,
	) {
		super();
	}

	private get attached(): boolean {
		return this.source.sourceBuffers.includes(this);
	}
	get buffered(): Ranges {
		return this.attached ? new Ranges(this.ranges) : refuse("InvalidStateError", "removed");
	}
	get timestampOffset(): number {
		return this.offset;
	}
	set timestampOffset(v: number) {
		this.idle();
		this.offset = v;
	}
	get appendWindowEnd(): number {
		return this.windowEnd;
	}
	set appendWindowEnd(v: number) {
		this.idle();
		this.windowEnd = v;
	}

	private idle(): void {
		if (!this.attached || this.updating) refuse("InvalidStateError", "busy or removed");
	}

	appendBuffer(data: ArrayBuffer | Uint8Array): void {
		this.idle();
		const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
		this.source.reopen();
		if (this.held + bytes.length > this.quota) refuse("QuotaExceededError");
		this.log.push(`append ${bytes.length}`);
		this.begin(() => this.parse(bytes));
	}

	remove(start: number, end: number): void {
		this.idle();
		if (Number.isNaN(this.source.duration) || start < 0 || start > this.source.duration || end <= start)
			throw new TypeError("bad range");
		this.source.reopen();
		this.log.push(`remove ${round(start)}-${round(end)}`);
		this.removing = true;
		this.begin(() => {
			const before = this.total();
			this.ranges = this.ranges
				.flatMap(([a, b]): Range[] => [
					[a, Math.min(b, start)],
					[Math.max(a, end), b],
				])
				.filter(([a, b]) => b > a);
			this.held *= before ? this.total() / before : 0;
		});
	}

	changeType(mime: string): void {
		this.idle();
		if (!FakeMediaSource.isTypeSupported(mime)) refuse("NotSupportedError");
		this.log.push("type " + mime);
		this.mime = mime;
		this.reset();
		this.init = false;
	}

	abort(): void {
		if (!this.attached || this.source.readyState !== "open" || this.removing)
			refuse("InvalidStateError", "abort");
		this.log.push("abort");
		this.stop();
		this.reset();
		this.windowEnd = Infinity;
	}

	/** Ends what is under way, as abort and removal from a source do. */
	stop(): void {
		this.run++;
		this.removing = false;
		if (!this.updating) return;
		this.updating = false;
		this.dispatchEvent(new Event("abort"));
		this.dispatchEvent(new Event("updateend"));
	}

	private total(): number {
		return this.ranges.reduce((n, [a, b]) => n + b - a, 0);
	}

	private begin(f: () => void): void {
		const run = ++this.run;
		this.updating = true;
		setTimeout(() => {
			if (run !== this.run) return;
			let bad = false;
			try {
				f();
			} catch {
				bad = true;
			}
			this.updating = this.removing = false;
			if (bad) this.source.decodeError(this);
			else this.dispatchEvent(new Event("update"));
			this.dispatchEvent(new Event("updateend"));
		}, work);
	}

	private reset(): void {
		this.rest = new Uint8Array(0);
		this.moof = undefined;
	}

	private parse(bytes: Uint8Array): void {
		const all = concat(this.rest, bytes);
		let at = 0;
		for (const [type, body, end] of boxes(all)) {
			if (!/^(ftyp|styp|moov|moof|mdat|free|sidx|emsg)$/.test(type))
				throw new Error("no such box: " + type);
			if (type === "moov") this.init = true;
			if (type === "moof") this.moof = this.times(all, body, end);
			if (type === "mdat") this.add(end - body);
			at = end;
		}
		this.rest = all.slice(at);
		if (this.rest.length >= 8 && !/^[a-z]{4}$/.test(String.fromCharCode(...this.rest.subarray(4, 8))))
			throw new Error("no box");
	}

	private times(all: Uint8Array, from: number, to: number): Range | undefined {
		if (!this.init) throw new Error("media without an init segment");
		const traf = boxes(all, from, to).find(([type]) => type === "traf");
		if (!traf) return undefined;
		const v = new DataView(all.buffer);
		const inner = new Map(boxes(all, traf[1], traf[2]).map(([type, body]) => [type, body]));
		const tfdt = inner.get("tfdt")!;
		const start = v.getUint8(tfdt) ? Number(v.getBigUint64(tfdt + 4)) : v.getUint32(tfdt + 4);
		return [start / 1000, (start + v.getUint32(inner.get("tfhd")! + 8)) / 1000];
	}

	private add(bytes: number): void {
		if (!this.moof) throw new Error("mdat without moof");
		const start = this.moof[0] + this.offset;
		const end = Math.min(this.moof[1] + this.offset, this.windowEnd);
		this.moof = undefined;
		if (end <= start) return;
		this.held += bytes;
		this.log.push(`media ${round(start)}-${round(end)}`);
		const all = [...this.ranges, [start, end] as Range].sort((a, b) => a[0] - b[0]);
		this.ranges = [];
		for (const r of all) {
			const last = this.ranges.at(-1);
			if (last && r[0] <= last[1] + 0.001) last[1] = Math.max(last[1], r[1]);
			else this.ranges.push([...r]);
		}
	}
}

export class FakeMediaSource extends EventTarget {
	static all: FakeMediaSource[] = [];
	static isTypeSupported(mime: string): boolean {
		return /mp4/.test(mime) && !/bad/.test(mime);
	}
	readyState: "closed" | "open" | "ended" = "closed";
	sourceBuffers: FakeSourceBuffer[] = [];
	video?: FakeVideo;
	private length = NaN;

	constructor() {
		super();
		FakeMediaSource.all.push(this);
	}

	get duration(): number {
		return this.readyState === "closed" ? NaN : this.length;
	}
	set duration(v: number) {
		this.idle();
		if (v < 0 || Number.isNaN(v)) throw new TypeError("bad duration");
		this.length = v;
	}

	private idle(): void {
		if (this.readyState !== "open" || this.sourceBuffers.some((b) => b.updating))
			refuse("InvalidStateError", "source is busy or not open");
	}

	addSourceBuffer(mime: string): FakeSourceBuffer {
		if (!FakeMediaSource.isTypeSupported(mime)) refuse("NotSupportedError");
		if (this.readyState !== "open") refuse("InvalidStateError");
		const buffer = new FakeSourceBuffer(this, mime);
		this.sourceBuffers.push(buffer);
		return buffer;
	}

	endOfStream(): void {
		this.idle();
		this.readyState = "ended";
		this.length = Math.max(
			0,
			...this.sourceBuffers.flatMap((b) => b.buffered.all().map(([, end]) => end)),
		);
		this.say("sourceended");
	}

	/** An append or a removal opens a source again that had ended. */
	reopen(): void {
		if (this.readyState === "closed") refuse("InvalidStateError");
		if (this.readyState === "open") return;
		this.readyState = "open";
		this.say("sourceopen");
	}

	/** The element takes it. */
	attach(video: FakeVideo): void {
		this.video = video;
		setTimeout(() => {
			if (video.source !== this) return;
			this.readyState = "open";
			this.dispatchEvent(new Event("sourceopen"));
		}, 1);
	}

	/** The element has something else. */
	detach(): void {
		const gone = this.sourceBuffers.splice(0);
		this.readyState = "closed";
		for (const b of gone) b.stop();
		this.say("sourceclose");
	}

	decodeError(buffer: FakeSourceBuffer): void {
		this.readyState = "ended";
		if (this.video) this.video.error = { code: 3, message: "decode" };
		buffer.dispatchEvent(new Event("error"));
	}

	private say(type: string): void {
		setTimeout(() => this.dispatchEvent(new Event(type)), 0);
	}
}

const urls = new Map<string, FakeMediaSource>();
let lastURL = 0;
URL.createObjectURL = (source) => {
	const url = "blob:fake/" + ++lastURL;
	urls.set(url, source as unknown as FakeMediaSource);
	return url;
};
URL.revokeObjectURL = (url) => void urls.delete(url);

/** A media element that plays as time passes, where there is something to play. */
export class FakeVideo extends EventTarget {
	source?: FakeMediaSource;
	paused = true;
	ended = false;
	muted = false;
	volume = 1;
	playbackRate = 1;
	defaultPlaybackRate = 1;
	disableRemotePlayback = false;
	error: { code: number; message: string } | null = null;
	/** What the browser says to play: the exception's name, or "" for yes. */
	refusal: "" | "NotAllowedError" = "";
	/** Whether it plays without sound all the same. */
	silent = true;
	private url = "";
	private time = 0;
	private frames: (() => void)[] = [];
	readonly textTracks = new EventTarget();

	get src(): string {
		return this.url;
	}
	set src(url: string) {
		this.source?.detach();
		this.url = url;
		this.time = 0;
		this.error = null;
		this.source = urls.get(url);
		this.source?.attach(this);
		setTimeout(() => this.url === url && url && this.dispatchEvent(new Event("loadstart")), 0);
	}
	hasAttribute(name: string): boolean {
		return name === "src" && this.url !== "";
	}
	removeAttribute(): void {
		this.src = "";
	}
	load(): void {}

	get currentTime(): number {
		return this.time;
	}
	set currentTime(t: number) {
		this.time = t;
		this.dispatchEvent(new Event("seeking"));
	}
	get duration(): number {
		return this.source?.duration ?? NaN;
	}
	get buffered(): Ranges {
		const lists = (this.source?.sourceBuffers ?? []).map((b) => b.buffered.all());
		const [first = [], ...others] = lists;
		const both = (a: Range[], b: Range[]) =>
			a
				.flatMap(([s, e]) => b.map(([x, y]): Range => [Math.max(s, x), Math.min(e, y)]))
				.filter(([s, e]) => e > s);
		return new Ranges(others.reduce(both, first));
	}

	async play(): Promise<void> {
		if (this.refusal && !(this.muted && this.silent)) throw new DOMException("no gesture", this.refusal);
		this.paused = false;
	}
	pause(): void {
		this.paused = true;
	}
	requestVideoFrameCallback(f: () => void): number {
		return this.frames.push(f);
	}

	/** What can be played from here on, seconds. */
	get ahead(): number {
		for (const [start, end] of this.buffered.all())
			if (start <= this.time + 0.05 && end > this.time) return end - this.time;
		return 0;
	}

	/** Lets so many seconds of media pass, if they are there. */
	advance(seconds: number): boolean {
		const some = this.ahead;
		if (some > 0) for (const f of this.frames.splice(0)) f();
		if (this.paused || some < Math.min(seconds, 0.01)) return false;
		this.time = Math.min(this.time + Math.min(seconds, some), this.duration || Infinity);
		this.dispatchEvent(new Event("timeupdate"));
		return true;
	}
}
