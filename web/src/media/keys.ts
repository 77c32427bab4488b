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

async function load(url: string): Promise<Uint8Array> {
	let response: Response;
	try {
		response = await fetch(url);
	} catch (error) {
		throw new ConvertError("key", String(error));
	}
	if (!response.ok) throw new ConvertError("key", "the key: HTTP status " + response.status, response.status);
	return new Uint8Array(await response.arrayBuffer());
}
