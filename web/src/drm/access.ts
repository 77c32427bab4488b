// Asks the browser for a key system that plays a title (W3C Encrypted Media Extensions §3).
import { bytesOf, fromBase64, type Bytes } from "./bytes";
import { Code, Failure, step } from "./failure";
import type { Protection } from "./keys";
import { fairPlay, type Candidate, type DrmData } from "./systems";

/** What of the browser is needed; tests have their own. */
export interface Browser {
	/** Undefined on pages that are no secure context. */
	access?: (system: string, configs: MediaKeySystemConfiguration[]) => Promise<MediaKeySystemAccess>;
	fetch: typeof fetch;
}

/** What an element that reads manifests by itself is asked for: nobody else has read them. */
const usual = 'video/mp4; codecs="avc1.42E01E"';

const isVideo = /^(avc|hvc|hev|dvh|av01|vp0?[89]|mp4v)/;

interface Capability extends MediaKeySystemMediaCapability {
	encryptionScheme: string;
}

/** The part of a type for one kind of track: a variant may name picture and sound. */
export function part(mime: string, video: boolean): string {
	const [, kind, container = "", list] = /^(\w+)\/([^;]*)(?:;.*codecs="?([^"]*))?/.exec(mime) ?? [];
	if (list === undefined) return (kind === "video") === video ? mime : "";
	const codecs = list.split(",").filter((c) => isVideo.test(c.trim()) === video);
	return codecs.length ? `${video ? "video" : "audio"}/${container}; codecs="${codecs.join(",")}"` : "";
}

/** Robustness is left to the browser, which takes what it has. */
function capabilities({ keys, types }: Protection, video: boolean): Capability[] {
	if (!types.length && video) types = [usual];
	const parts = [...new Set(types.map((t) => part(t, video)).filter(Boolean))];
	const schemes = [...new Set(keys.map((k) => (k.method === "SAMPLE-AES" ? "cbcs" : "cenc")))];
	return parts.flatMap((contentType) =>
		(schemes.length ? schemes : ["cenc"]).map((encryptionScheme) => ({
			contentType,
			robustness: "",
			encryptionScheme,
		})),
	);
}

function configuration(candidate: Candidate, p: Protection): MediaKeySystemConfiguration {
	const video = capabilities(p, true);
	const audio = capabilities(p, false);
	return {
		initDataTypes: candidate.system.initDataTypes,
		distinctiveIdentifier: "optional",
		persistentState: "optional",
		sessionTypes: ["temporary"],
		...(video.length && { videoCapabilities: video }),
		...(audio.length && { audioCapabilities: audio }),
	};
}

export interface Granted {
	candidate: Candidate;
	access: MediaKeySystemAccess;
}

/** The first candidate that the browser has. */
export async function granted(b: Browser, list: Candidate[], p: Protection): Promise<Granted> {
	if (!b.access) throw new Failure(Code.noConfig, "key systems need a secure context");
	let last: unknown;
	for (const candidate of list) {
		for (const name of candidate.system.asked) {
			try {
				return { candidate, access: await b.access(name, [configuration(candidate, p)]) };
			} catch (error) {
				last = error;
			}
		}
	}
	const names = list.map((c) => c.system.name).join(", ");
	throw new Failure(Code.noConfig, `the browser plays it with none of ${names}: ${String(last)}`);
}

/** The types that the key system does not play, of those that were asked for. */
export function unplayable(access: MediaKeySystemAccess, types: string[]): string[] {
	const c = access.getConfiguration();
	const known = [...(c.videoCapabilities ?? []), ...(c.audioCapabilities ?? [])].map((x) => x.contentType);
	if (!known.length) return [];
	return types.filter((t) =>
		[true, false].some((video) => part(t, video) && !known.includes(part(t, video))),
	);
}

/** Makes the module of a key system, with the server's certificate. */
export async function makeKeys(b: Browser, { candidate, access }: Granted): Promise<MediaKeys> {
	const code = candidate.system === fairPlay ? Code.fairPlayKeys : Code.noModule;
	const keys = await step(code, "the module", () => access.createMediaKeys());
	const { certificate } = candidate.info;
	if (certificate)
		await step(Code.certificate, "the certificate", async () =>
			keys.setServerCertificate(await read(b, candidate.info)),
		);
	return keys;
}

/** A certificate is base64, or where it is. */
async function read(b: Browser, { certificate = "" }: DrmData): Promise<Bytes> {
	if (/^https?:|^\//.test(certificate)) {
		const response = await b.fetch(certificate);
		if (!response.ok) throw new Error("HTTP status " + response.status);
		return bytesOf(await response.arrayBuffer());
	}
	const bytes = fromBase64(certificate);
	if (!bytes) throw new Error("no base64");
	return bytes;
}
