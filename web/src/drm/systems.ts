// The key systems of browsers: what manifests, pages and browsers call them, and which
// of them can play a title.
import { bytesOf, fromBase64 } from "./bytes";
import { Code, Failure } from "./failure";
import type { Key } from "./keys";

export interface KeySystem {
	/** What pages call it (reference: player-api §2.4, drmData). */
	name: string;
	/** What browsers call it, the best first. */
	asked: string[];
	/** How its boxes are marked (DASH-IF registry of content protection), the first its own. */
	ids: string[];
	/** What HLS calls it (KEYFORMAT). */
	format: string;
	initDataTypes: string[];
}

const cenc = ["cenc", "keyids", "webm"];

export const widevine: KeySystem = {
	name: "com.widevine.alpha",
	asked: ["com.widevine.alpha"],
	ids: ["edef8ba979d64acea3c827dcd51d21ed"],
	format: "com.widevine",
	initDataTypes: cenc,
};
export const playReady: KeySystem = {
	name: "com.microsoft.playready",
	asked: ["com.microsoft.playready.recommendation", "com.microsoft.playready"],
	ids: ["9a04f07998404286ab92e65be0885f95"],
	format: "com.microsoft.playready",
	initDataTypes: cenc,
};
export const fairPlay: KeySystem = {
	name: "com.apple.fairplay",
	asked: ["com.apple.fps"],
	ids: ["94ce86fb07ff4f43adb893d2fa968ca2"],
	format: "com.apple.streamingkeydelivery",
	initDataTypes: ["skd", "sinf", "cenc"],
};
export const clearKey: KeySystem = {
	name: "org.w3.clearkey",
	asked: ["org.w3.clearkey"],
	ids: ["e2719d58a985b3c9781ab030af78d30e", "1077efecc0b24d02ace33c1e52e2fb4b"],
	format: "org.w3.clearkey",
	initDataTypes: cenc,
};
const all = [widevine, playReady, fairPlay, clearKey];

/** The system that a manifest or a page speaks of. */
export function systemOf(scheme: string): KeySystem | undefined {
	scheme = scheme.toLowerCase();
	const id = scheme.replace(/^urn:uuid:/, "").replace(/-/g, "");
	return all.find(
		(s) =>
			s.ids.includes(id) ||
			s.format === scheme ||
			scheme.startsWith(s.name) ||
			(s === fairPlay && /^com\.apple\.fps|^fairplay|^fps/.test(scheme)),
	);
}

/** A licence server as a page names it (reference: player-api §2.4). */
export interface DrmData {
	scheme: string;
	licenseUrl: string;
	certificate?: string;
}

/** A key system with the server of its licences. */
export interface Candidate {
	system: KeySystem;
	info: DrmData;
}

/** Where a PlayReady object says that licences are. */
function inObject(data: string): string {
	const bytes = fromBase64(data.replace(/^data:.*,/, ""));
	const text = bytes ? String.fromCharCode(...bytesOf(bytes).filter((b) => b !== 0)) : "";
	return /<LA_URL>([^<]+)</.exec(text)?.[1]?.replace(/&amp;/g, "&") ?? "";
}

/** The server that the manifest itself names. */
function inManifest(system: KeySystem, keys: Key[]): string {
	for (const s of keys.flatMap((k) => k.systems)) {
		if (systemOf(s.scheme) !== system) continue;
		const url = s.license || (system === playReady ? inObject(s.data) : "");
		if (url) return url;
	}
	return "";
}

/**
 * What may play these keys, in the order in which it is tried: what the page wants, then
 * what the manifest names, then what only the page names.
 */
export function candidates(keys: Key[], page: DrmData[], wanted: string): Candidate[] {
	const named = keys.flatMap((k) => k.systems.map((s) => systemOf(s.scheme)));
	const rank = (s: KeySystem) => (s === systemOf(wanted) ? 0 : named.includes(s) ? 1 : 2);
	const known = [...new Set([...page.map((d) => systemOf(d.scheme)), ...named])]
		.filter((s) => s !== undefined)
		.sort((a, b) => rank(a) - rank(b));
	if (!known.length)
		throw keys.some((k) => k.systems.length)
			? new Failure(Code.noSystem, "no key system of the manifest is known")
			: new Failure(Code.unnamed, "neither manifest nor page name a key system");
	const out = known.flatMap((system): Candidate[] => {
		const given = page.find((d) => systemOf(d.scheme) === system);
		const licenseUrl = given?.licenseUrl || inManifest(system, keys);
		return licenseUrl ? [{ system, info: { scheme: system.name, ...given, licenseUrl } }] : [];
	});
	if (!out.length)
		throw new Failure(Code.noServer, "no licence server for " + known.map((s) => s.name).join(", "));
	return out;
}
