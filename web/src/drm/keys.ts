// What the engine says of keys, in the words of player/manifest/key.go.
import { Code, Failure } from "./failure";

/** A key that key systems of browsers have, as its manifest says. */
export interface Key {
	id: string; // 32 hexadecimal digits, "" where it is not told
	method: string;
	systems: { scheme: string; data: string; license: string }[];
}

/** What a key system is to play: keys, and the types of all that is encrypted. */
export interface Protection {
	keys: Key[];
	types: string[];
}

const said = (word = "") => (word === "-" ? "" : word);

/** Reads keys, an empty line behind each: id and method, then a line for each system. */
export function readKeys(words: string): Key[] {
	const out: Key[] = [];
	for (const block of new Set(words.split("\n\n").filter(Boolean))) {
		const [first = "", ...rest] = block.split("\n");
		const [id = "", method = ""] = first.split(" ");
		if (id === "-") throw new Failure(Code.unnamed, "no key system takes off " + method);
		const systems = rest.map((line) => {
			const [scheme = "", ...more] = line.split(" ");
			const license = said(more.pop());
			return { scheme, data: said(more.join(" ")), license };
		});
		out.push({ id, method, systems });
	}
	return out;
}

export const readTypes = (lines: string): string[] => [...new Set(lines.split("\n").filter(Boolean))];
