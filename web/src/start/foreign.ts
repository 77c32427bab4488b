// A plan for an HLS stream of any origin, made from its playlists: what the
// server says in answer to a start request, found out here. Only the plain case
// is taken (fragmented MP4, on demand, not encrypted, no captions in the pictures); the
// engine does the rest.
import type { Download } from "../download";
import { beginning, most } from "../inspect";
import type { Resource } from "../protocol";
import { fits } from "./boxes";
import type { Plan, PlanRendition, PlanTrack, Segment } from "./plan";

export interface Foreign {
	plan?: Plan;
	texts: { urls: string[]; text: string; from: string }[];
}

interface Variant {
	id: string;
	url: string;
	same: string;
	bandwidth: number;
	height: number;
	codecs: string;
	audio: string;
}
interface Alternative {
	id: string;
	url: string;
	group: string;
	chosen: boolean;
}

const video = /^(avc|hvc|hev|dvh|av01|vp0|mp4v)/;

/** Reads NAME=value pairs (RFC 8216bis §4.2). */
function attributes(line: string): Record<string, string> {
	return Object.fromEntries(
		[...line.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)].map(([, key, v]) => [
			key,
			v!.replace(/^"|"$/g, ""),
		]),
	);
}

const split = (codecs: string, pictures: boolean) =>
	codecs
		.split(",")
		.map((c) => c.trim())
		.filter((c) => c && !/^(stpp|wvtt)/.test(c) && video.test(c) === pictures)
		.join(",");

/**
 * The plan of a manifest that is on its way; texts are what was read for it.
 * Media that is not what its manifest says is refused.
 */
export async function foreign(
	url: string,
	manifest: Promise<Response>,
	rate: number,
	at: number,
	refuse: (id: number) => void,
): Promise<Foreign> {
	const out: Foreign = { texts: [] };
	const read = async (
		asked: string,
		answer: Promise<Response>,
	): Promise<{ text: string; from: string }> => {
		const r = await answer;
		if (!r.ok) throw new Error("status " + r.status);
		const got = { text: await r.text(), from: r.url || asked };
		out.texts.push({ urls: [asked], ...got });
		return got;
	};
	try {
		const master = await read(url, manifest);
		const { variants, alternatives } = parse(master.text, master.from);
		const v = choose(variants, rate);
		if (!v || /#EXT-X-(START|DEFINE)|=CLOSED-CAP/.test(master.text)) return out;
		const sound = alternatives.filter((a) => a.group === v.audio);
		const a = sound.find((x) => x.chosen) ?? sound[0];
		const codecs = v.codecs || "avc1.64001f" + (a ? "" : ",mp4a.40.2");
		const tracks = await Promise.all([
			track(
				"video",
				v.id,
				`video/mp4; codecs="${a ? split(codecs, true) : codecs}"`,
				at,
				v.bandwidth,
				await read(v.url, fetch(v.url)),
			),
			...(a
				? [
						track(
							"audio",
							a.id,
							`audio/mp4; codecs="${split(v.codecs, false) || "mp4a.40.2"}"`,
							at,
							0,
							await read(a.url, fetch(a.url)),
						),
					]
				: []),
		]);
		if (tracks.every((t) => t))
			out.plan = {
				base: "",
				entryId: "",
				playable: true,
				at,
				duration: length(tracks[0]!),
				tracks: tracks as PlanTrack[],
				check: (d) => check(d, refuse),
			};
	} catch {
		/* the engine asks again, and tells */
	}
	return out;
}

/** The names are those that the engine gives (player/manifest/hls/master.go). */
export function parse(text: string, base: string): { variants: Variant[]; alternatives: Alternative[] } {
	const variants: Variant[] = [];
	const alternatives: Alternative[] = [];
	let pending: Record<string, string> | undefined;
	for (const line of text.split(/\r?\n/)) {
		if (line.startsWith("#EXT-X-STREAM-INF:")) pending = attributes(line);
		else if (line.startsWith("#EXT-X-MEDIA:")) {
			const m = attributes(line);
			if (m.TYPE === "AUDIO" && m.URI)
				alternatives.push({
					id: "a" + alternatives.length,
					url: new URL(m.URI, base).href,
					group: m["GROUP-ID"] ?? "",
					chosen: m.DEFAULT === "YES",
				});
		} else if (pending && line && line[0] !== "#") {
			const url = new URL(line, base).href;
			const a = pending;
			pending = undefined;
			const same = [
				a.BANDWIDTH,
				a["AVERAGE-BANDWIDTH"],
				a.RESOLUTION,
				a["FRAME-RATE"],
				a.CODECS,
				a.AUDIO,
				a.NAME,
			].join("|");
			if (variants.some((v) => v.url === url || v.same === same)) continue; // or a backup
			variants.push({
				id: "v" + variants.length,
				url,
				same,
				bandwidth: Number(a.BANDWIDTH) || 0,
				height: Number(a.RESOLUTION?.split("x")[1]) || 0,
				codecs: a.CODECS ?? "",
				audio: a.AUDIO ?? "",
			});
		}
	}
	return { variants, alternatives };
}

/** The best that takes a fifth of the connection, for a quick first picture (server/start/plan.go). */
function choose(list: Variant[], rate: number): Variant | undefined {
	const fit = list
		.filter(
			(v) =>
				v.height > 0 &&
				MediaSource.isTypeSupported(`video/mp4; codecs="${v.codecs || "avc1.64001f"}"`),
		)
		.sort((a, b) => a.bandwidth - b.bandwidth);
	return fit.filter((v) => v.bandwidth <= Math.min((rate || 8e6) * 0.2, 2.5e6)).at(-1) ?? fit[0];
}

/** Reads a media playlist; undefined when it is not the plain case. */
function track(
	kind: "video" | "audio",
	id: string,
	mime: string,
	at: number,
	bandwidth: number,
	{ text, from }: { text: string; from: string },
): PlanTrack | undefined {
	const list: Segment[] = [];
	const runs: [number, number][] = [];
	let init: Resource | undefined;
	let duration = 0;
	let range: string | undefined;
	let end = 0; // of the last byte range
	if (
		!text.includes("#EXT-X-ENDLIST") ||
		/#EXT-X-(DISCONTINUITY$|GAP|START|DEFINE|KEY:METHOD=(?!NONE))/m.test(text)
	)
		return undefined;
	for (const line of text.split(/\r?\n/)) {
		if (line.startsWith("#EXTINF:")) duration = parseFloat(line.slice(8)) || 0;
		else if (line.startsWith("#EXT-X-BYTERANGE:")) range = line.slice(17);
		else if (line.startsWith("#EXT-X-MAP:")) {
			const m = attributes(line);
			init = resource(new URL(m.URI ?? "", from).href, m.BYTERANGE, 0);
		} else if (line && line[0] !== "#") {
			const segment = resource(new URL(line, from).href, range, end);
			end = segment.to + 1;
			range = undefined;
			if (!init || !(duration > 0)) return undefined;
			list.push({ segment, init });
			const last = runs.at(-1);
			if (last?.[1] === duration) last[0]++;
			else runs.push([1, duration]);
		}
	}
	if (list.length === 0) return undefined;
	const rendition: PlanRendition = { id, mime, url: "", bandwidth, list };
	let index = 0;
	for (let t = 0; index < list.length - 1; index++) {
		t += durationOf(runs, index);
		if (at < t - 0.001) break;
	}
	return {
		kind,
		renditions: [rendition],
		segments: runs,
		opening: { rendition: 0, segment: index, size: 0 },
	};
}

function durationOf(runs: [number, number][], i: number): number {
	for (const [n, d] of runs) {
		if (i < n) return d;
		i -= n;
	}
	return 0;
}

const length = (t: PlanTrack) => t.segments.reduce((sum, [n, d]) => sum + n * d, 0);

/** n[@o]; without a place it follows the one before. */
function resource(url: string, range: string | undefined, after: number): Resource {
	if (!range) return { url, from: 0, to: -1 };
	const [n, o] = range.split("@").map(Number);
	const from = o ?? after;
	return { url, from, to: from + n! - 1 };
}

/**
 * Lets a segment go on whose media is what the plan says; false times and tracks,
 * and what does not tell early enough, are the engine's business.
 */
function check(d: Download, refuse: (id: number) => void): void {
	const { init, request } = d;
	if (!d.held || d.failed || !init || !(d.bytes || d.done)) return;
	const good = fits(
		new DataView(init),
		new DataView(beginning(d.all, most).buffer),
		request.mime ?? "",
		request.start,
	);
	if (good) d.held = false;
	else if (good === false || d.done || d.bytes >= most) refuse(request.id);
}
