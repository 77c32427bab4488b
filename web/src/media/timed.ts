// Metadata that comes in segments: emsg boxes (ISO/IEC 23009-1 §5.10.3.3) and ID3 tags
// (ID3v2.3, 2.4), as cues of the player's timeline (reference: player-api §1.8).
import type { Converted } from "./media";

/** Where a segment stands on the player's timeline, and what its own clock is moved by, seconds. */
export interface Place {
	start: number;
	end: number;
	offset: number;
}

/** What cuePointManager.addCuePoints takes; bytes travel as {$: "Bytes", text}. */
export interface TimedCue {
	id: string;
	type: "id3" | "emsg";
	startTime: number;
	endTime: number;
	metadata: Record<string, unknown>;
}

type Piece = Converted["timed"][number] & { id?: number };

const id3 = "https://aomedia.org/emsg/ID3";
/** What tells the player itself to read the MPD again. */
const own = "urn:mpeg:dash:event:2012";

const latin = (b: Uint8Array) => Array.from(b, (n) => String.fromCharCode(n)).join("");
const sent = (b: Uint8Array) => ({ $: "Bytes", text: latin(b) });

/** The emsg boxes among the first boxes of a segment; times are the player's. */
export function events(bytes: Uint8Array, { start, offset }: Place): Piece[] {
	const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const out: Piece[] = [];
	for (let at = 0, size = 0; at + 12 <= bytes.length; at += size) {
		size = v.getUint32(at);
		if (size < 12 || at + size > bytes.length) break;
		if (v.getUint32(at + 4) !== 0x656d7367) continue;
		const piece = event(bytes.subarray(at + 8, at + size));
		if (piece) out.push({ ...piece, at: piece.at + (bytes[at + 8] ? offset : start) });
	}
	return out;
}

/** Reads one box behind its header: at is as it says. */
function event(b: Uint8Array): Piece | undefined {
	const v = new DataView(b.buffer, b.byteOffset, b.length);
	let at = 4;
	const word = () => v.getUint32((at += 4) - 4);
	const words = () => {
		const end = b.indexOf(0, at);
		if (end < 0) throw new RangeError("no end of a text");
		const text = new TextDecoder().decode(b.subarray(at, end));
		at = end + 1;
		return text;
	};
	try {
		let [scheme, value] = ["", ""];
		if (!b[0]) [scheme, value] = [words(), words()];
		const scale = word();
		const time = b[0] ? Number(v.getBigUint64((at += 8) - 8)) : word();
		const length = word();
		const id = word();
		if (b[0]) [scheme, value] = [words(), words()];
		const duration = length === 0xffffffff ? 0 : length / scale;
		return scale ? { at: time / scale, duration, scheme, value, id, data: b.subarray(at) } : undefined;
	} catch {
		return undefined; // it ends too early
	}
}

const texts = ["latin1", "utf-16", "utf-16be", "utf-8"];

/** The two halves of a frame that a zero of its encoding divides. */
function halves(b: Uint8Array, encoding: number): [Uint8Array, Uint8Array] {
	const wide = encoding === 1 || encoding === 2 ? 2 : 1;
	for (let i = 0; i + wide <= b.length; i += wide)
		if (!b[i] && (wide < 2 || !b[i + 1])) return [b.subarray(0, i), b.subarray(i + wide)];
	return [b, b.subarray(b.length)];
}

function frame(key: string, b: Uint8Array): Record<string, unknown> {
	const words = (bytes: Uint8Array, encoding = b[0]!) =>
		new TextDecoder(texts[encoding] ?? "latin1").decode(bytes).replace(/\0+$/, "");
	if (key === "PRIV") {
		const [owner, data] = halves(b, 0);
		return { key, info: words(owner, 0), data: sent(data) };
	}
	if (key === "TXXX" || key === "WXXX") {
		const [info, data] = halves(b.subarray(1), b[0]!);
		return { key, info: words(info), data: words(data, key === "WXXX" ? 0 : b[0]) };
	}
	if (key[0] === "T") return { key, info: "", data: words(b.subarray(1)) };
	if (key[0] === "W") return { key, info: "", data: words(b, 0) };
	return { key, info: "", data: sent(b) };
}

/** The frames of a tag; one that is not whole gives those that are. */
export function frames(b: Uint8Array): Record<string, unknown>[] {
	const out: Record<string, unknown>[] = [];
	const size = (at: number, bits: number) =>
		[0, 1, 2, 3].reduce((n, i) => n * 2 ** bits + (b[at + i]! & (2 ** bits - 1)), 0);
	if (latin(b.subarray(0, 3)) !== "ID3" || b.length < 10) return out;
	const bits = b[3]! >= 4 ? 7 : 8;
	const end = Math.min(b.length, 10 + size(6, 7));
	let at = 10 + (b[5]! & 0x40 ? size(10, bits) + (bits === 8 ? 4 : 0) : 0);
	while (at + 10 <= end) {
		const [key, length] = [latin(b.subarray(at, at + 4)), size(at + 4, bits)];
		if (!/^[A-Z0-9]{4}$/.test(key) || at + 10 + length > end) break;
		out.push(frame(key, b.subarray(at + 10, at + 10 + length)));
		at += 10 + length;
	}
	return out;
}

/** Cues of what a segment brought: a tag without a length lasts until the next or the segment's end. */
export function cues(pieces: Piece[], place: Place): TimedCue[] {
	return pieces.flatMap((p, i) => {
		const next = pieces[i + 1]?.at ?? place.end;
		const startTime = Math.round(p.at * 1e6) / 1e6;
		const endTime = p.duration ? startTime + p.duration : Math.max(next, startTime);
		if (p.scheme === id3)
			return frames(p.data).map((metadata, n): TimedCue => {
				return { id: `id3-${startTime}-${n}`, type: "id3", startTime, endTime, metadata };
			});
		if (p.scheme === own) return [];
		const metadata = { schemeIdUri: p.scheme, value: p.value, id: p.id ?? 0, startTime, endTime };
		const id = `emsg-${p.scheme}-${p.value}-${p.id ?? 0}-${startTime}`;
		return [
			{ id, type: "emsg", startTime, endTime, metadata: { ...metadata, messageData: sent(p.data) } },
		];
	});
}

/** What a segment brought, as cues: boxes at its beginning, or what was found when it was converted. */
export function timed(found: Uint8Array | Converted["timed"], place: Place): TimedCue[] {
	return cues(
		found instanceof Uint8Array
			? events(found, place)
			: found.map((p) => ({ ...p, at: p.at + place.offset })),
		place,
	);
}
