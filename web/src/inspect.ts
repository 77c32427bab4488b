// Shows the engine how segments begin that are held back until it has said how
// they are appended, and takes tracks out that are not to be.
import type { Carrier } from "./carrier";
import { join, keyOf, type Download } from "./download";
import { media } from "./foreign";
import type * as Media from "./media/media";
import type { TimedCue } from "./media/timed";
import type { Placement } from "./protocol";

/** What is shown at first, and at most, bytes; it travels as JSON. */
const little = 4096;
export const most = 1 << 16;

/** A text with a character for each byte. */
export function text(bytes: Uint8Array): string {
	let out = "";
	for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode(...bytes.subarray(i, i + 8192));
	return out;
}

/** The first bytes of many, without joining the rest. */
export function beginning(parts: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
	let n = 0;
	for (let have = 0; n < parts.length && have < length; n++) have += parts[n]!.length;
	return join(parts.slice(0, n)).slice(0, length);
}

const moof = 0x6d6f6f66;
const emsg = 0x656d7367;

/** Up to the end of the first movie fragment: what lies behind is media. event is called for each emsg box. */
export function opening(bytes: Uint8Array, event?: () => void): Uint8Array {
	const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	for (let at = 0, size = 0; at + 8 <= bytes.length; at += size) {
		size = v.getUint32(at);
		if (size < 8) break;
		const type = v.getUint32(at + 4);
		if (type === emsg) event?.();
		if (type === moof) return bytes.subarray(0, at + size);
	}
	return bytes;
}

/** Whether bytes end within a box (ISO/IEC 14496-12 §4.2). */
export function torn(parts: Uint8Array[]): boolean {
	const bytes = join(parts);
	const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	let at = 0;
	while (at + 8 <= bytes.length) {
		const size = v.getUint32(at);
		if (size === 1 && at + 16 <= bytes.length) at += Number(v.getBigUint64(at + 8));
		else if (size < 8)
			return false; // to the end, or no box at all
		else at += size;
	}
	return at !== bytes.length;
}

let last = 0;

export class Inspector {
	private readonly told = new Set<string>(); // init segments
	/** Whether what was to be transformed is; false on the way. */
	private readonly plain = new WeakMap<Download, boolean>();
	private readonly raw = new WeakMap<Download, Uint8Array>();
	/** What the streams of this source begin their names with. */
	private name = ++last + ":";
	private readonly own = new WeakMap<Download, Uint8Array>();
	private readonly shown = new WeakMap<Download, number>(); // bytes; more than any when whole
	/** What comes with segments beside their media, until they are placed. */
	private readonly beside = new WeakMap<Download, Parameters<typeof Media.timed>[0]>();
	private readonly known = new Set<string>(); // cues that were told

	constructor(
		private readonly carrier: Carrier,
		private readonly tell: (cues: TimedCue[]) => void = () => undefined,
	) {
		carrier.look = (d) => this.look(d);
	}

	/** Tells of metadata once its place in time is known. */
	private async timed(d: Download, offset: number): Promise<void> {
		const found = this.beside.get(d);
		if (!found) return;
		const { name, request } = { name: this.name, request: d.request };
		const place = { start: request.start, end: request.start + request.duration, offset };
		const cues = (await media()).timed(found, place).filter((c) => !this.known.has(c.id));
		if (name !== this.name || !cues.length) return;
		if (this.known.size > most) this.known.clear();
		for (const c of cues) this.known.add(c.id);
		this.tell(cues);
	}

	/** Makes of a segment that is whole what browsers take. */
	private async transform(d: Download): Promise<void> {
		const { request } = d;
		if (!d.done || d.failed || (request.init && !d.init) || this.plain.has(d)) return;
		this.plain.set(d, false);
		try {
			const { own, raw, timed } = await (
				await media()
			).transform(d, join(d.all), this.name, this.teller());
			if (d.failed) return;
			if (own) this.own.set(d, own);
			if (raw) this.raw.set(d, raw);
			if (timed?.length) this.beside.set(d, timed);
			this.plain.set(d, true);
			this.look(d);
		} catch (error) {
			if (d.failed) return;
			const { code = "parse", status = 0 } = error as { code?: string; status?: number };
			d.cancel();
			this.carrier.push({
				id: request.id,
				state: "failed",
				code: code as "parse",
				status,
				message: String(error),
				now: performance.now(),
			});
		}
		for (const track of this.carrier.tracks.values()) this.carrier.pump(track);
	}

	/** A new source begins: everything is told again. */
	forget(): void {
		this.told.clear();
		this.known.clear();
		this.name = ++last + ":";
	}

	place(id: number, { mime, offset, drop }: Placement): void {
		const download = this.find(id);
		if (!download) return;
		Object.assign(download.request, { mime, offset });
		this.timed(download, offset).catch(() => undefined);
		download.held = false;
		const raw = mime === "audio/mpeg" && this.raw.get(download);
		if (raw) {
			download.chunks.splice(0, Infinity, raw);
			download.request.init = download.init = undefined;
		}
		if (drop.length) download.cut = (bytes) => strip(bytes.slice(0), drop);
		this.carrier.pump(this.carrier.tracks.get(download.request.kind)!);
	}

	/** Drops what is no media, so that nobody goes on with its bytes or with its init segment. */
	discard(id: number): void {
		const download = this.find(id);
		if (download) download.bytes = -1;
		if (download?.request.init) this.told.delete(keyOf(download.request.init));
		this.carrier.abort(id);
	}

	private find(id: number): Download | undefined {
		for (const track of this.carrier.tracks.values())
			for (const job of track.queue)
				if ("download" in job && job.download.request.id === id) return job.download;
		return undefined;
	}

	/** Captions that come when another source has begun are nobody's. */
	private teller(): Pick<Carrier, "push"> {
		const { name } = this;
		return { push: (record) => name === this.name && this.carrier.push(record) };
	}

	/** Looks for captions in a segment that is appended as it is. */
	private async captions(d: Download): Promise<void> {
		const parts = d.all; // which it gives up once it is appended
		if (d.done && d.init) await (await media()).captions(d, parts, this.name, this.teller());
	}

	private look(d: Download): void {
		if (!d.request.transform && d.request.captions !== undefined) this.captions(d).catch(() => undefined);
		if (d.request.transform && !this.plain.get(d)) return void this.transform(d);
		if (d.done && d.request.inspect) d.torn ??= torn(d.all);
		const { init, id } = d.request;
		const before = this.shown.get(d) ?? 0;
		if (!d.held || d.failed || (init && !d.init) || before === Infinity || (d.bytes <= before && !d.done))
			return;
		const whole = d.done || d.bytes >= most;
		const own = this.own.get(d); // an init segment that the media brought
		this.shown.set(d, whole ? Infinity : d.bytes);
		const key = init && keyOf(init);
		const fresh = key && !own && !this.told.has(key);
		if (key) this.told.add(key);
		const first = beginning(d.all, whole || before ? most : little);
		const head = opening(first, () => d.request.transform || this.beside.set(d, first));
		this.carrier.push({
			id,
			state: "head",
			now: performance.now(),
			whole,
			head: (own ? text(own) : "") + text(head),
			...(fresh && { inside: text(new Uint8Array(d.init!).subarray(0, most)) }),
		});
	}
}

/** Turns what belongs to some tracks into free space, in place. */
function strip(buffer: ArrayBuffer, drop: number[]): ArrayBuffer {
	const v = new DataView(buffer);
	const each = (
		from: number,
		to: number,
		f: (type: string, body: number, end: number, at: number) => void,
	) => {
		for (let at = from; at + 8 <= to;) {
			const size = v.getUint32(at) || to - at;
			if (size < 8) return;
			f(text(new Uint8Array(buffer, at + 4, 4)), at + 8, Math.min(to, at + size), at);
			at += size;
		}
	};
	/** Where the id of its track stands in a box, by type. */
	const ids: Record<string, (body: number) => number> = {
		tkhd: (b) => b + (v.getUint8(b) ? 20 : 12),
		tfhd: (b) => b + 4,
		trex: (b) => b + 4,
	};
	const gone = (type: string, body: number) => drop.includes(v.getUint32(ids[type]!(body)));
	const free = (at: number) => v.setUint32(at + 4, 0x66726565);
	each(0, v.byteLength, (top, from, to) => {
		if (top !== "moov" && top !== "moof") return;
		each(from, to, (_box, body, end, at) => {
			each(body, end, (inner, innerBody, _end, innerAt) => {
				if (inner === "trex" && gone(inner, innerBody)) free(innerAt);
				if ((inner === "tkhd" || inner === "tfhd") && gone(inner, innerBody)) free(at);
			});
		});
	});
	return buffer;
}
