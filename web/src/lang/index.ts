// Words by locale (reference: player-api §8.8).
import { at, type Dict } from "../objects";
import { de } from "./de";
import { en, type Key } from "./en";

export type { Key };
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

const shipped: Record<string, Record<string, string>> = { en, de };

/** All words of a locale, without those of the page. */
export function dictionary(config: Dict): Record<string, string> {
	const locale = String(at(config, "ui.locale") ?? "en").toLowerCase().replace("-", "_");
	return { ...en, ...(shipped[locale] ?? shipped[locale.split("_")[0]!]) };
}

/** A translator for ui.locale, with ui.translations over what is shipped. */
export function translator(config: Dict): Translate {
	const locale = String(at(config, "ui.locale") ?? "en").toLowerCase().replace("-", "_");
	const own = at(config, "ui.translations") as Dict | undefined;
	const base = shipped[locale] ?? shipped[locale.split("_")[0]!] ?? en;
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
	for (const [n, unit] of [[Math.floor(s / 3600), "h"], [Math.floor(s / 60) % 60, "m"], [s % 60, "s"]] as const) {
		if (n || (unit === "s" && !parts.length)) parts.push(t(n === 1 ? `time.${unit}1` : `time.${unit}`, { n }));
	}
	return parts.join(" ");
}
