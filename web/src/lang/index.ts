// Words by locale (reference: player-api §8.8).
import { at, type Dict } from "../objects";
import { en, type Key } from "./en";

export type { Key };
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

/** What a language says; what it lacks is said in English. */
export type Words = Partial<Record<Key, string>>;

/** English comes with ui.js; those that were loaded since. */
const known: Record<string, Words> = { en };

/** The files of the others, each of which exports its words under its own name. */
declare const __WORDS__: Record<string, string>;

/** Languages that the contract names by their country. */
const usual: Record<string, string> = { ca: "ca_es", hi: "hi_in", pt: "pt_br", zh: "zh_cn", iw: "he" };

const wanted = (config: Dict): string =>
	String(at(config, "ui.locale") ?? "en")
		.toLowerCase()
		.replace(/-/g, "_");

/** What a locale may be found under, the best first. */
function names(locale: string): string[] {
	const language = locale.split("_")[0]!;
	return [
		locale,
		...(/^zh_(hant|hk|mo)/.test(locale) ? ["zh_tw"] : []),
		language,
		...(usual[language] ? [usual[language]!] : []),
	];
}

const find = (locale: string): Words | undefined => known[names(locale).find((name) => known[name])!];

/** Brings the words of a page's language, unless they are there. */
export async function learn(
	config: Dict,
	load: (file: string) => Promise<Record<string, Words>>,
): Promise<void> {
	const name = names(wanted(config)).find((n) => known[n] || __WORDS__[n]);
	if (!name || known[name]) return;
	try {
		Object.assign(known, await load(__WORDS__[name]!));
	} catch (error: unknown) {
		console.error("[diptych] the words could not be loaded", error);
	}
}

/** The tag of the language that is spoken, and the way it is written. */
export function language(config: Dict): { tag: string; rtl: boolean } {
	const locale = wanted(config);
	const own = (at(config, "ui.translations") as Dict | undefined)?.[locale] !== undefined;
	const tag = own ? locale : (names(locale).find((name) => known[name]) ?? "en");
	return { tag: tag.replace(/_/g, "-"), rtl: /^(ar|arc|ckb|dv|fa|he|iw|ps|sd|ug|ur|yi)(_|$)/.test(tag) };
}

/** All words of a locale, without those of the page. */
export function dictionary(config: Dict): Record<string, string> {
	return { ...en, ...find(wanted(config)) };
}

/** A translator for ui.locale, with ui.translations over what is shipped. */
export function translator(config: Dict): Translate {
	const locale = wanted(config);
	const own = at(config, "ui.translations") as Dict | undefined;
	const base = find(locale) ?? en;
	return (key, values = {}) => {
		const text = at(own?.[locale], key) ?? at(own?.en, key) ?? base[key] ?? en[key];
		return String(text).replace(/{{(\w+)}}/g, (_, name: string) => String(values[name] ?? ""));
	};
}

/** 83 -> "1:23"; hours only where there are any. */
export function clock(seconds: number): string {
	const s = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
	const two = (n: number) => String(n).padStart(2, "0");
	const rest = two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
	return s >= 3600 ? two(Math.floor(s / 3600)) + ":" + rest : rest;
}

/** 83 -> "1 minute 23 seconds", for those who listen. */
export function spoken(t: Translate, seconds: number): string {
	const s = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
	const parts: string[] = [];
	for (const [n, unit] of [
		[Math.floor(s / 3600), "h"],
		[Math.floor(s / 60) % 60, "m"],
		[s % 60, "s"],
	] as const) {
		if (n || (unit === "s" && !parts.length))
			parts.push(t(n === 1 ? `time.${unit}1` : `time.${unit}`, { n }));
	}
	return parts.join(" ");
}
