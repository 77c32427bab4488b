// What sessions of a key system begin with, from what manifests and media say.
import { boxes, boxOf, bytesOf, fromBase64, fromHex, toBase64URL, utf8, type Bytes } from "./bytes";
import type { Key } from "./keys";
import { clearKey, fairPlay, systemOf, type KeySystem } from "./systems";

export interface InitData {
	type: string;
	data: Bytes;
	ids: string[]; // of its keys, 32 hexadecimal digits each, as far as they are known
}

/** The boxes of a system in data of the type "cenc". */
function own(system: KeySystem, data: Uint8Array): InitData[] {
	return boxes(data)
		.filter((b) => system.ids.includes(b.system))
		.map((b) => ({ type: "cenc", data: b.box, ids: b.ids }));
}

/** Names keys by their ids alone (W3C "keyids" Initialization Data Format). */
const byIds = (ids: string[]): InitData => ({
	type: "keyids",
	data: utf8(JSON.stringify({ kids: ids.map((id) => toBase64URL(fromHex(id))) })),
	ids,
});

/** What the manifest says of keys. */
export function fromManifest(system: KeySystem, keys: Key[]): InitData[] {
	const out = keys.flatMap((k) =>
		k.systems
			.filter((s) => s.data && systemOf(s.scheme) === system)
			.flatMap((s) => one(system, s.data, k.id ? [k.id] : [])),
	);
	const told = out.flatMap((d) => d.ids);
	const rest = [...new Set(keys.map((k) => k.id).filter((id) => id && !told.includes(id)))];
	return system === clearKey && rest.length ? [...out, byIds(rest)] : out;
}

function one(system: KeySystem, text: string, ids: string[]): InitData[] {
	if (text.startsWith("skd:")) return [{ type: "skd", data: utf8(text), ids }];
	const data = fromBase64(text.replace(/^data:[^,]*,/, ""));
	if (!data) return [];
	const list = boxes(data).length ? own(system, data) : own(system, boxOf(system.ids[0]!, data));
	return list.map((d) => ({ ...d, ids: d.ids.length ? d.ids : ids }));
}

/** What an encrypted event says; undefined where it has nothing for the system. */
export function fromMedia(system: KeySystem, type: string, raw: BufferSource): InitData[] | undefined {
	const data = bytesOf(raw);
	if (type !== "cenc" || system === fairPlay) return [{ type, data, ids: [] }];
	const list = own(system, data);
	const ids = boxes(data).flatMap((b) => b.ids);
	if (!list.length && system === clearKey && ids.length) return [byIds([...new Set(ids)])];
	return list.length ? list : undefined;
}
