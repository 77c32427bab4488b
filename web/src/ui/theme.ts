// ui.userTheme: a page's colours as the contract's variables (reference:
// player-api §8.5).
import { at, type Dict } from "../objects";

/** Variables of colours that are no hue of their own. */
const plain: Record<string, string> = {
	live: "--playkit-live-color",
	playerBackground: "--playkit-player-background-color",
	paperSurface: "--playkit-paper-color",
	elevatedSurface: "--playkit-elevated-color",
	protectionSurface: "--playkit-protection-color",
};
const hues = ["primary", "secondary", "success", "danger", "warning"];

function rgb(hex: unknown): [number, number, number] | undefined {
	const m = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(String(hex))?.[1];
	const full = m && (m.length === 3 ? [...m].map((c) => c + c).join("") : m);
	return full
		? ([0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as [number, number, number])
		: undefined;
}

/** Hue in degrees, saturation and lightness in percent. */
export function hsl([r, g, b]: [number, number, number]): [number, number, number] {
	const [max, min] = [Math.max(r, g, b), Math.min(r, g, b)];
	const d = max - min,
		l = (max + min) / 510;
	if (!d) return [0, 0, Math.round(l * 100)];
	const h = max === r ? ((g - b) / d + 6) % 6 : max === g ? (b - r) / d + 2 : (r - g) / d + 4;
	return [Math.round(h * 60), Math.round((d / 255 / (1 - Math.abs(2 * l - 1))) * 100), Math.round(l * 100)];
}

/** White or black, whichever is better to read on a colour (WCAG 2.2, relative luminance). */
function contrast(color: [number, number, number]): string {
	const [r, g, b] = color.map((v) =>
		v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
	) as [number, number, number];
	return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
}

/** The variables that colours of a theme stand for; what is no HEX colour is left out. */
export function variables(config: Dict): Record<string, string> {
	const out: Record<string, string> = {};
	for (const [name, hex] of Object.entries((at(config, "ui.userTheme.colors") ?? {}) as Dict)) {
		const color = rgb(hex);
		if (!color) continue;
		const tone = /^tone([1-8])$/.exec(name)?.[1];
		if (plain[name]) out[plain[name]!] = String(hex);
		else if (tone)
			[out[`--playkit-tone-${tone}-color`], out[`--playkit-tone-${tone}-color-rgb`]] = [
				String(hex),
				color.join(", "),
			];
		else if (hues.includes(name)) {
			const [h, s, l] = hsl(color);
			Object.assign(out, {
				[`--playkit-${name}-hsl-hue`]: h + "deg",
				[`--playkit-${name}-hsl-saturation`]: s + "%",
				[`--playkit-${name}-hsl-lightness`]: l + "%",
				[`--playkit-${name}-text-contrast-color`]: contrast(color),
			});
		}
	}
	return out;
}
