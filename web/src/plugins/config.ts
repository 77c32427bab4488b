// Words in double braces in a plugin's config (reference: plugins §0.2).
import { at, isPlain, type Dict } from "../objects";
import type { Page } from "../ports";
import { playerTables } from "../tables";

/** Fills the words in; a text with a word that is not known is left out. */
export function evaluate(config: Dict, player: Page): Dict {
	const out: Dict = {};
	for (const [key, v] of Object.entries(config)) {
		const filled = fill(v, player);
		if (filled !== undefined) out[key] = filled;
	}
	return out;
}

function fill(v: unknown, player: Page): unknown {
	if (isPlain(v)) return evaluate(v, player);
	if (Array.isArray(v)) return v.map((e) => fill(e, player));
	if (typeof v !== "string" || !v.includes("{{")) return v;
	const whole = /^{{(\w+)}}$/.exec(v);
	if (whole) return word(whole[1]!, player);
	let known = true;
	const text = v.replace(/{{(\w+)}}/g, (_, name: string) => {
		const value = word(name, player);
		known &&= value !== undefined;
		return String(value);
	});
	return known ? text : undefined;
}

function word(name: string, player: Page): unknown {
	const { config, facts } = player;
	const service = String(at(config, "provider.env.serviceUrl") ?? "");
	const analytics = at(config, "provider.env.analyticsServiceUrl") as string | undefined;
	const referrer = window.originalRequestReferrer ?? document.referrer;
	const rect = () => player.getView().getBoundingClientRect();
	const words: Record<string, () => unknown> = {
		pVersion: () => playerTables.version,
		pName: () => "kaltura-player-js",
		domRootElementId: () => config.targetId,
		serviceUrl: () => service,
		analyticsServiceUrl: () => analytics && analytics + "/api_v3/index.php",
		embedBaseUrl: () => (service + "/").replace(/api_v3.*$/, ""),
		referrer: () => referrer,
		encodedReferrer: () => encodeURIComponent(referrer),
		ks: () => at(facts, "session.ks") ?? at(config, "provider.ks"),
		uiConfId: () => at(config, "provider.uiConfId"),
		partnerId: () => at(config, "provider.partnerId"),
		sessionId: () => at(facts, "session.id"),
		isAnonymous: () => at(facts, "session.isAnonymous"),
		entryId: () => at(facts, "sources.id"),
		entryName: () => at(facts, "sources.metadata.name"),
		entryType: () => at(facts, "sources.type"),
		playlistId: () => at(config, "playlist.id"),
		embedWidth: () => Math.round(rect().width),
		embedHeight: () => Math.round(rect().height),
	};
	return words[name]?.();
}
