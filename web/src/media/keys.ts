// Keys of encrypted segments, by their address.
import { ConvertError } from "./media";

/** A stream that changes its key each minute has this many in four hours. */
const most = 256;
const keys = new Map<string, Promise<Uint8Array>>();

export function keyBytes(url: string): Promise<Uint8Array> {
	let key = keys.get(url);
	if (!key) {
		key = load(url);
		key.catch(() => keys.delete(url));
		keys.set(url, key);
		if (keys.size > most) keys.delete(keys.keys().next().value as string);
	}
	return key;
}

/** A server that does not answer for so long has no key, milliseconds. */
const patience = 20_000;

async function load(url: string): Promise<Uint8Array> {
	try {
		const license = url.startsWith("clearkey:");
		const signal = AbortSignal.timeout(patience);
		const response = await (license ? ask(url.slice(9), signal) : fetch(url, { signal }));
		if (!response.ok)
			throw new ConvertError("key", "the key: HTTP status " + response.status, response.status);
		return license ? granted(await response.json(), url) : new Uint8Array(await response.arrayBuffer());
	} catch (error) {
		throw error instanceof ConvertError ? error : new ConvertError("key", String(error));
	}
}

/** Asks a ClearKey server for the key whose id stands behind # (W3C Encrypted Media Extensions §9.1.3). */
function ask(url: string, signal: AbortSignal): Promise<Response> {
	const [address = "", id = ""] = url.split("#");
	const body = JSON.stringify({ kids: [base64(id)], type: "temporary" });
	return fetch(address, { method: "POST", body, headers: { "Content-Type": "application/json" }, signal });
}

/** Bytes as hexadecimal digits in base64url without padding. */
function base64(digits: string): string {
	const bytes = (digits.match(/../g) ?? []).map((x) => String.fromCharCode(parseInt(x, 16)));
	return btoa(bytes.join("")).replace(/[+]/g, "-").replace(/[/]/g, "_").replace(/=/g, "");
}

/** The key that a licence has for the id that was asked for, or its only one. */
function granted(license: { keys?: { kid?: string; k?: string }[] }, url: string): Uint8Array {
	const id = base64(url.split("#")[1] ?? "");
	const keys = license.keys ?? [];
	const k = (keys.find((x) => x.kid === id) ?? (keys.length === 1 ? keys[0] : undefined))?.k;
	if (!k) throw new ConvertError("key", "the licence has no such key", 200);
	const text = atob(k.replace(/-/g, "+").replace(/_/g, "/"));
	return Uint8Array.from(text, (c) => c.charCodeAt(0));
}
