// What the engine says of keys, in the words of player/manifest/key.go.
import { Code, Failure } from "./failure";

/** A key system that has a key. */
export interface SystemOfKey {
	scheme: string;
	data: string; // what its module begins with: base64, or an address; "" is unsaid
	license: string; // where the manifest says its licences are
}

/** A key that key systems of browsers have, as its manifest says. */
export interface Key {
	name: string; // what the engine calls it
	id: string; // 32 hexadecimal digits, "" where it is not told
	method: string;
	systems: SystemOfKey[];
}

/** What a key system is to play: keys, and the types of all that is encrypted. */
export interface Protection {
	keys: Key[];
	types: string[];
}

/** Reads keys, an empty line behind each: id and method, then a line for each system. */
export function readKeys(words: string): Key[] {
	const out: Key[] = [];
	for (const block of new Set(words.split("\n\n").filter((b) => b.trim()))) {
		const [first = "", ...rest] = block.split("\n");
		const at = first.lastIndexOf(" ");
		const key: Key = { name: first.slice(0, at), id: "", method: first.slice(at + 1), systems: [] };
		if (key.name === "-") throw new Failure(Code.unnamed, "no key system takes off " + key.method);
		if (/^[0-9a-f]{32}$/.test(key.name)) key.id = key.name;
		for (const line of rest) key.systems.push(line.includes("METHOD=") ? ofHLS(line, key) : ofDASH(line));
		if (key.method || key.systems.some((s) => s.scheme !== "identity")) out.push(key);
	}
	return out;
}

/** The attributes of EXT-X-KEY or EXT-X-SESSION-KEY (RFC 8216bis §4.4.4.4). */
function ofHLS(line: string, key: Key): SystemOfKey {
	const value = (name: string) => {
		const [, quoted, plain] = new RegExp(`(?:^|,)\\s*${name}=(?:"([^"]*)"|([^,]*))`).exec(line) ?? [];
		return quoted ?? plain ?? "";
	};
	key.id ||= value("KEYID").replace(/^0x/i, "").toLowerCase();
	key.name ||= value("URI");
	return { scheme: value("KEYFORMAT").toLowerCase() || "identity", data: value("URI"), license: "" };
}

type Tree = [name: string, attributes: Record<string, string>, ...text: string[]];

/** A descriptor of ContentProtection: scheme, base, elements (ISO/IEC 23001-7 §11.3; DASH-IF §5, "Laurl"). */
function ofDASH(line: string): SystemOfKey {
	const [scheme = "", base] = line.split(" ", 2);
	const list = (JSON.parse(line.split(" ").slice(2).join(" ") || "[]") ?? []) as Tree[];
	const text = (name: RegExp) =>
		list
			.find(([n]) => name.test(n))
			?.slice(2)
			.find((t) => typeof t === "string") as string | undefined;
	const license = text(/(^|:)laurl$/i);
	return {
		scheme,
		data: (text(/(^|:)pssh$/) ?? text(/(^|:)pro$/) ?? "").replace(/\s/g, ""),
		license: license ? new URL(license.trim(), base).href : "",
	};
}

export const readTypes = (lines: string): string[] => [...new Set(lines.split("\n").filter(Boolean))];
