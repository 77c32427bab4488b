// Another source for a title whose keys are not to be had (reference: player-api §2.2,
// fallbackSourcesOptions).
import { at, type Dict } from "../objects";
import { Code } from "./failure";

export interface Choice {
	format: string;
	index: number; // in the sources of that format
}

/** The API's names of formats (reference: player-api §6.5). */
const formats: Record<string, string> = { applehttp: "hls", mpegdash: "dash", url: "progressive" };

interface Delivery {
	deliveryProfileId?: number | string;
	format?: string;
}

/** What browsers have no keys for in one format they may have keys for in another. */
const elsewhere: number[] = [Code.noSystem, Code.noConfig, Code.noServer];

/** Whether a source is of a delivery, which its id tells. */
function matches(id: string, { deliveryProfileId: profile }: Delivery): boolean {
	const [name = "", format] = id.split(",");
	return profile === undefined || name.endsWith((format === "url" ? "" : "_") + String(profile));
}

/** What the page names in place of a source, else the next format; undefined for none. */
export function fallback(config: Dict, sources: Dict, now: Choice, code: number): Choice | undefined {
	const list = (format: string) => (sources[format] ?? []) as { id?: string; url?: string }[];
	const id = String(list(now.format)[now.index]?.id ?? "");
	const format = (d?: Delivery) => formats[d?.format ?? ""] ?? d?.format ?? "";
	const options = (at(config, "playback.fallbackSourcesOptions") ?? []) as Record<string, Delivery>[];
	for (const { fromSource, toSource } of options) {
		if (!fromSource || !toSource || format(fromSource) !== now.format || !matches(id, fromSource))
			continue;
		const index = list(format(toSource)).findIndex((s) => s.url && matches(String(s.id ?? ""), toSource));
		if (index >= 0) return { format: format(toSource), index };
	}
	if (!elsewhere.includes(code)) return undefined;
	const order = ((at(config, "playback.streamPriority") ?? []) as Dict[])
		.filter((p) => p.engine === "html5")
		.map((p) => String(p.format));
	const next = order.slice(order.indexOf(now.format) + 1).find((f) => list(f)[0]?.url);
	return next ? { format: next, index: 0 } : undefined;
}
