// media.js: turns segments that browsers do not take into ones that they do, in a Worker
// where the page allows one and on its own thread where it does not. The Worker runs the
// same file.
import { Go, scope } from "wasm_exec";
import { keyBytes } from "./keys";
import type { Cipher, Transform } from "../protocol";

declare const __MEDIA_WASM__: string;

/** What media.wasm takes (wasm/media). */
interface Options {
	init?: Uint8Array;
	method?: string;
	key?: Uint8Array;
	iv?: Uint8Array;
}

/** What it gives; a piece of captions or metadata stands at a time of the media's own clock, seconds. */
export interface Converted {
	init: Uint8Array;
	media: Uint8Array;
	codecs: string;
	start: number;
	captions: { at: number; data: Uint8Array }[];
	/** MP3 without a container. */
	raw?: Uint8Array;
	timed: { at: number; duration: number; scheme: string; value: string; data: Uint8Array }[];
	/** Names what went wrong, in place of all the others. */
	error?: string;
	message?: string;
}

type Convert = (media: Uint8Array, options: Options) => Converted | Promise<Converted>;

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

/** Runs the program on this thread. */
async function program(): Promise<Convert> {
	const go = new Go();
	scope.setTimeout = (f: () => void, ms: number) => void setTimeout(f, ms);
	const response = await fetch(new URL(__MEDIA_WASM__, import.meta.url));
	if (!response.ok) throw new Error("media.wasm: HTTP status " + response.status);
	const { instance } = response.headers.get("Content-Type")?.startsWith("application/wasm")
		? await WebAssembly.instantiateStreaming(response, go.importObject)
		: await WebAssembly.instantiate(await response.arrayBuffer(), go.importObject);
	void go.run(instance);
	return scope.convert as Convert;
}

/** How long a Worker may take to say that it is there, milliseconds. */
const patience = 10_000;

/** Runs the program in a Worker; rejects where that is forbidden, or the Worker does not start. */
function worker(): Promise<Convert> {
	const text = `import ${JSON.stringify(import.meta.url)}`;
	const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
	const waiting = new Map<number, (answer: Converted) => void>();
	return new Promise<Convert>((resolve, reject) => {
		const thread = new Worker(url, { type: "module", name: "diptych media" });
		const late = setTimeout(
			() => (thread.terminate(), reject(new Error("the Worker is late"))),
			patience,
		);
		let last = 0;
		thread.onerror = () => (clearTimeout(late), reject(new Error("no Worker")));
		thread.onmessage = ({ data }: MessageEvent<{ id: number; answer: Converted }>) => {
			if (data.id) {
				waiting.get(data.id)?.(data.answer);
				return void waiting.delete(data.id);
			}
			clearTimeout(late);
			if (data.answer) return reject(new Error(data.answer.message));
			resolve(
				(media, options) =>
					new Promise((done) => {
						waiting.set(++last, done);
						thread.postMessage({ id: last, media, options }, [media.buffer as ArrayBuffer]);
					}),
			);
		};
	}).finally(() => URL.revokeObjectURL(url));
}

/** Answers the page, in the Worker. */
async function serve(): Promise<void> {
	const post = (message: unknown, moved: Transferable[] = []) =>
		(self as unknown as Worker).postMessage(message, moved);
	let convert: Convert;
	try {
		convert = await program();
	} catch (error) {
		return post({ id: 0, answer: { message: String(error) } });
	}
	self.onmessage = async ({ data }: MessageEvent<{ id: number; media: Uint8Array; options: Options }>) => {
		const answer = await convert(data.media, data.options);
		const moved = answer.error ? [] : [answer.init.buffer, answer.media.buffer];
		post({ id: data.id, answer }, moved as ArrayBuffer[]);
	};
	post({ id: 0 });
}

let running: Promise<Convert> | undefined;

/** The program, where it runs best; it is tried again when it could not be loaded. */
function converter(): Promise<Convert> {
	running ??= Promise.resolve().then(worker).catch(program);
	running.catch(() => (running = undefined));
	return running;
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

/** Turns a whole segment, with its init segment where it has one of its own, into fragmented MP4. */
export async function convert(how: Transform, media: Uint8Array, init?: ArrayBuffer): Promise<Converted> {
	const run = await converter();
	let begin: Uint8Array | undefined = init && new Uint8Array(init).slice();
	if (begin && how.init) {
		const open = await run(begin, await options(how.init));
		if (open.error) throw failure(open);
		begin = open.init.length ? open.init : open.media;
	}
	const out = await run(media.slice(), await options(how.cipher, begin));
	if (out.error) throw failure(out);
	if (out.codecs === "mp4a.6b") out.raw = inside(out.media, "mdat");
	return out;
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

function failure({ error, message }: Converted): ConvertError {
	return new ConvertError(error === "key" || error === "codec" ? error : "parse", message ?? "");
}

if (typeof document === "undefined") void serve();
