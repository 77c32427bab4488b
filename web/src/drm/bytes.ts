// Bytes as texts, and boxes of initialization data.

export type Bytes = Uint8Array<ArrayBuffer>;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** Reads base64 and base64url, with or without padding; undefined for what is neither. */
export function fromBase64(text: string): Bytes | undefined {
	try {
		const plain = atob(text.trim().replace(/-/g, "+").replace(/_/g, "/"));
		return Uint8Array.from(plain, (c) => c.charCodeAt(0));
	} catch {
		return undefined;
	}
}

export const toBase64 = (bytes: Uint8Array): string =>
	btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));

export const toBase64URL = (bytes: Uint8Array): string =>
	toBase64(bytes).replace(/[+]/g, "-").replace(/[/]/g, "_").replace(/=/g, "");

export const toHex = (bytes: Uint8Array): string =>
	Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export const fromHex = (digits: string): Bytes =>
	Uint8Array.from(digits.match(/../g) ?? [], (x) => parseInt(x, 16));

/** A buffer or a view of one as bytes. */
export const bytesOf = (data: BufferSource): Bytes =>
	data instanceof ArrayBuffer
		? new Uint8Array(data)
		: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);

/** One box of initialization data (ISO/IEC 23001-7 §8.1). */
export interface Pssh {
	system: string; // 32 hexadecimal digits
	ids: string[]; // of keys, the same
	box: Bytes;
}

const pssh = 0x70737368;

/** The boxes that data is made of; none where it is something else. */
export function boxes(data: Uint8Array): Pssh[] {
	const out: Pssh[] = [];
	const v = new DataView(data.buffer, data.byteOffset, data.length);
	for (let at = 0, size = 0; at + 32 <= data.length; at += size) {
		size = v.getUint32(at) || data.length - at;
		if (size < 32 || at + size > data.length) break;
		if (v.getUint32(at + 4) !== pssh) continue;
		const ids: string[] = [];
		const many = v.getUint8(at + 8) > 0 ? v.getUint32(at + 28) : 0;
		for (let i = 0, p = at + 32; i < many && p + 16 <= at + size; i++, p += 16)
			ids.push(toHex(data.subarray(p, p + 16)));
		out.push({
			system: toHex(data.subarray(at + 12, at + 28)),
			ids,
			box: data.slice(at, at + size) as Bytes,
		});
	}
	return out;
}

/** Puts an object of a key system into a box. */
export function boxOf(system: string, data: Uint8Array): Bytes {
	const out = new Uint8Array(32 + data.length);
	const v = new DataView(out.buffer);
	v.setUint32(0, out.length);
	v.setUint32(4, pssh);
	out.set(fromHex(system), 12);
	v.setUint32(28, data.length);
	out.set(data, 32);
	return out;
}
