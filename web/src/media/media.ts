// media.js: turns segments that browsers do not take into ones that they do, in a Worker
// where the page allows one and on its own thread where it does not. The Worker runs the
// same file.
import { keyBytes } from "./keys";
import { run, serve, type Options } from "./program";
export { timed } from "./timed";
import type { Download } from "../download";
import type { Cipher, FetchCommand, LogRecord, Resource, Transform } from "../protocol";

/** Captions by channel, as WebVTT. */
export type Found = { channel: string; vtt: string }[];

/** What it gives; a piece of captions or metadata stands at a time of the media's own clock, seconds. */
export interface Converted {
	init: Uint8Array;
	media: Uint8Array;
	codecs: string;
	start: number;
	captions: { at: number; data: Uint8Array }[];
	found: Found;
	/** MP3 without a container. */
	raw?: Uint8Array;
	timed: { at: number; duration: number; scheme: string; value: string; data: Uint8Array }[];
	/** Names what went wrong, in place of all the others. */
	error?: string;
	message?: string;
}

/** Why a segment cannot be converted: "key", "codec" or "parse" (stream.Record's Code). */
export class ConvertError extends Error {
	constructor(
		readonly code: string,
		message: string,
		readonly status = 0,
	) {
		super(message);
	}
}

async function options(cipher: Cipher | undefined, init?: Uint8Array): Promise<Options> {
	if (!cipher) return { init };
	return { init, method: cipher.method, key: await keyBytes(cipher.key), iv: hex(cipher.iv) };
}

/** 32 digits behind 0x, which may be fewer (RFC 8216bis §4.4.4.4). */
export function hex(text: string): Uint8Array {
	const digits = text.replace(/^0x/i, "").padStart(32, "0").slice(-32);
	return Uint8Array.from({ length: 16 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16) || 0);
}

/** An init segment in the clear. */
async function opened(init: Uint8Array, cipher?: Cipher): Promise<Uint8Array> {
	if (!cipher) return init;
	const open = checked(await run<Converted>("convert", init, await options(cipher)));
	return open.init.length ? open.init : open.media;
}

/** Turns a whole segment, with its init segment where it has one of its own, into fragmented MP4. */
export async function convert(
	how: Transform,
	media: Uint8Array,
	init?: ArrayBuffer,
	more?: Options,
): Promise<Converted> {
	const begin = init && (await opened(new Uint8Array(init).slice(), how.init));
	const out = checked(
		await run<Converted>("convert", media.slice(), { ...(await options(how.cipher, begin)), ...more }),
	);
	if (out.codecs === "mp4a.6b") out.raw = inside(out.media, "mdat");
	return out;
}

/** Gives a segment what was made of it; nobody else is to go on with that. */
function become(d: Download, init: Uint8Array, media: Uint8Array): void {
	d.bytes = 0;
	d.all = [media];
	d.chunks.splice(0, Infinity, media);
	d.init = init.slice().buffer;
	// One init segment is told from another by what it says (FNV-1a).
	const sum = init.reduce((h, b) => Math.imul(h ^ b, 0x01000193), 0x811c9dc5);
	d.request.init = { url: "made:" + sum, from: 0, to: -1 };
}

/** Makes of a segment that is whole what a SourceBuffer takes; own is an init segment that it brought itself. */
export async function transform(
	d: Download,
	media: Uint8Array,
	stream: string,
	to: Teller,
): Promise<{ own?: Uint8Array; raw?: Uint8Array; timed?: Converted["timed"] }> {
	const brought = !d.request.init;
	const out = await convert(d.request.transform!, media, d.init, looking(d, stream));
	if (d.failed) return {};
	become(d, out.init, out.media);
	tell(to, d, out.found);
	return { own: brought ? out.init : undefined, raw: out.raw, timed: out.timed };
}

/** What is said of a segment whose captions are wanted. */
function looking({ request: { captions, duration } }: Download, stream: string): Options {
	return captions === undefined ? {} : { stream: stream + captions, duration };
}

/** Whose captions were looked for. */
const looked = new WeakSet<Download>();

/** Takes records, as the carrier does. */
type Teller = { push(record: LogRecord): void };

function tell(to: Teller, { request: { captions } }: Download, found: Found): void {
	if (found.length) to.push({ id: 0, state: "captions", captions, found, now: performance.now() });
}

/** Tells of the captions in the pictures of fragmented MP4, once for each segment. */
export async function captions(d: Download, parts: Uint8Array[], stream: string, to: Teller): Promise<void> {
	if (d.failed || looked.has(d)) return;
	looked.add(d);
	const media = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
	const how = { init: new Uint8Array(d.init!).slice(), ...looking(d, stream) };
	tell(to, d, (await run<{ found?: Found }>("captions", media, how)).found ?? []);
}

/** Init segments of text, by what asks for them. */
const inits = new Map<string, Promise<Uint8Array>>();

function initOf(r: Resource, cipher?: Cipher): Promise<Uint8Array> {
	const name = JSON.stringify([r, cipher]);
	let init = inits.get(name);
	if (!init) {
		const headers: Record<string, string> = r.to < 0 ? {} : { Range: `bytes=${r.from}-${r.to}` };
		init = fetch(r.url, { headers })
			.then((response) => bytesOf(response, r))
			.then((bytes) => opened(bytes, cipher));
		init.catch(() => inits.delete(name));
		inits.set(name, init);
	}
	return init;
}

/** A server that ignores Range sends the whole file. */
async function bytesOf(
	response: Response,
	{ from, to }: { from?: number; to?: number },
): Promise<Uint8Array> {
	if (!response.ok) throw new Error("HTTP status " + response.status);
	const bytes = new Uint8Array(await response.arrayBuffer());
	return to! > 0 && response.status === 200 ? bytes.slice(from, to! + 1) : bytes;
}

/** The text of an answer as WebVTT; what is that already needs no program. */
export async function subtitles(c: FetchCommand, response: Response): Promise<string> {
	const { cipher, init, resource } = c.text!;
	const bytes = await bytesOf(response, c);
	const plain = new TextDecoder().decode(bytes);
	if (!cipher && plain.startsWith("WEBVTT")) return plain;
	const begin = resource.url ? await initOf(resource, init) : undefined;
	const how = await options(cipher, begin?.slice());
	return checked(await run<{ vtt: string }>("subtitles", bytes, how)).vtt;
}

/** What is in the first box of a type (ISO/IEC 14496-12 §4.2). */
function inside(bytes: Uint8Array, type: string): Uint8Array {
	const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	for (let at = 0; at + 8 <= bytes.length;) {
		const size = v.getUint32(at) || bytes.length - at;
		if (String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === type)
			return bytes.slice(at + 8, at + size);
		at += Math.max(8, size);
	}
	return bytes;
}

function checked<T>(answer: T & { error?: string; message?: string }): T {
	const { error, message = "" } = answer;
	if (error) throw new ConvertError(error === "key" || error === "codec" ? error : "parse", message);
	return answer;
}

if (typeof document === "undefined") void serve();
