// Fragmented MP4 with the boxes that the player looks at (ISO/IEC 14496-12), and
// filling for the rest.

const bytesOf = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
	const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const p of parts) {
		out.set(p, at);
		at += p.length;
	}
	return out;
}

export function u32(...values: number[]): Uint8Array {
	const v = new DataView(new ArrayBuffer(values.length * 4));
	values.forEach((n, i) => v.setUint32(i * 4, n));
	return new Uint8Array(v.buffer);
}

export function box(type: string, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
	const body = concat(...parts);
	return concat(u32(body.length + 8), bytesOf(type), body);
}

export interface InitOptions {
	id?: number;
	handler?: "vide" | "soun";
	scale?: number;
	entry?: string;
	long?: boolean;
}

/** A trak of an init segment; long has times of 64 bits. */
export function trak({
	id = 1,
	handler = "vide",
	scale = 1000,
	entry = "avc1",
	long = false,
}: InitOptions = {}): Uint8Array {
	const head = long ? u32(0x01000000, 0, 0, 0, 0) : u32(0, 0, 0);
	return box(
		"trak",
		box("tkhd", head, u32(id, 0)),
		box(
			"mdia",
			box("mdhd", head, u32(scale, 0)),
			box("hdlr", u32(0, 0), bytesOf(handler), u32(0, 0, 0)),
			box("minf", box("stbl", box("stsd", u32(0, 1), box(entry, u32(0))))),
		),
	);
}

/** An init segment with these tracks. */
export function init(...tracks: InitOptions[]): Uint8Array<ArrayBuffer> {
	const list = tracks.length ? tracks : [{}];
	const trex = list.map(({ id = 1 }) => box("trex", u32(0, id, 1, 0, 0, 0)));
	return concat(
		box("ftyp", bytesOf("iso6")),
		box("moov", ...list.map((t) => trak(t)), box("mvex", ...trex)),
	);
}

export interface MediaOptions {
	start: number;
	duration: number;
	size?: number;
	id?: number;
	scale?: number;
	long?: boolean;
}

/** A media segment: start and duration in seconds, size in bytes of its payload. */
export function media({
	start,
	duration,
	size = 400,
	id = 1,
	scale = 1000,
	long = false,
}: MediaOptions): Uint8Array<ArrayBuffer> {
	const time = Math.round(start * scale);
	const traf = box(
		"traf",
		box("tfhd", u32(0x020008, id, Math.round(duration * scale))),
		box("tfdt", long ? u32(0x01000000, 0, time) : u32(0, time)),
		box("trun", u32(0, 1)),
	);
	return concat(box("moof", traf), box("mdat", new Uint8Array(size).fill(7)));
}

/** Boxes of a piece of a file: type, and where they begin and end. */
export function boxes(
	bytes: Uint8Array,
	from = 0,
	to = bytes.length,
): [type: string, body: number, end: number][] {
	const v = new DataView(bytes.buffer, bytes.byteOffset);
	const out: [string, number, number][] = [];
	for (let at = from; at + 8 <= to;) {
		const size = v.getUint32(at);
		if (size < 8 || at + size > to) break;
		out.push([String.fromCharCode(...bytes.subarray(at + 4, at + 8)), at + 8, at + size]);
		at += size;
	}
	return out;
}
