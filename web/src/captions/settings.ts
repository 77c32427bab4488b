// What a cue's settings mean for its box (W3C WebVTT §4.4, §7.2).

/** As files and pages write them: numbers, "auto", "12%", "10%,line-left". */
export type Settings = Record<string, unknown>;

/** Where a cue's box goes before anything else is known; shares are percent. */
export interface Box {
	vertical: "" | "rl" | "lr";
	/** Along the lines: where the box begins, and how long it is. */
	start: number;
	size: number;
	/** Across the lines: a row, from the far edge when below 0, or percent. */
	line: number;
	snap: boolean;
	lineAlign: "start" | "center" | "end";
	align: "start" | "center" | "end" | "left" | "right";
	rtl: boolean;
	region: string;
}

/** A share between 0 and 100, and the word behind its comma. */
function share(v: unknown): [number, string] | undefined {
	const [n, word = ""] = String(v).split(",");
	const m = /^\s*(\d+(?:\.\d*)?|\.\d+)%?\s*$/.exec(n!);
	return m && Number(m[1]) <= 100 ? [Number(m[1]), word] : undefined;
}

/** The direction of the first strong letter of a text (W3C WebVTT §7.2, UAX 9 P2). */
export function rightToLeft(text: string): boolean {
	const strong = /[\p{L}\p{Nl}]/u.exec(text.replace(/<[^>]*>/g, ""))?.[0];
	return (
		!!strong &&
		/[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]|\ud803[\udc80-\udfff]|[\u{10800}-\u{10fff}]|[\u{1e800}-\u{1efff}]/u.test(
			strong,
		)
	);
}

const aligns = {
	start: "start",
	center: "center",
	middle: "center",
	end: "end",
	left: "left",
	right: "right",
} as const;
const lineAligns = { start: "start", center: "center", end: "end" } as const;
type PositionAlign = "line-left" | "center" | "line-right";

/** Reads settings; what is broken counts as not given. nth counts rows from the bottom for cues that say nothing. */
export function box(settings: Settings, text: string): Box {
	const rtl = rightToLeft(text);
	const align = aligns[String(settings.align) as keyof typeof aligns] ?? "center";
	const side =
		align === "start" ? (rtl ? "right" : "left") : align === "end" ? (rtl ? "left" : "right") : align;
	const vertical = settings.vertical === "rl" || settings.vertical === "lr" ? settings.vertical : "";
	const { line, snap, lineAlign } = lineOf(settings);
	const [position, word] = share(settings.position) ?? [
		side === "left" ? 0 : side === "right" ? 100 : 50,
		"",
	];
	const anchor =
		positionAlign(word) ??
		positionAlign(String(settings.positionAlign)) ??
		(side === "left" ? "line-left" : side === "right" ? "line-right" : "center");
	const most =
		anchor === "line-left"
			? 100 - position
			: anchor === "line-right"
				? position
				: 2 * Math.min(position, 100 - position);
	const size = Math.min(share(settings.size)?.[0] ?? 100, most);
	const start =
		anchor === "line-left" ? position : anchor === "line-right" ? position - size : position - size / 2;
	const region =
		!vertical && line === -1 && snap && share(settings.size) === undefined
			? String(settings.region ?? "")
			: "";
	return { vertical, start, size, line, snap, lineAlign, align, rtl, region };
}

function positionAlign(word: string): PositionAlign | undefined {
	if (word === "center" || word === "middle") return "center";
	return word === "line-left" || word === "start"
		? "line-left"
		: word === "line-right" || word === "end"
			? "line-right"
			: undefined;
}

/** No picture has more rows: a box is tried row by row. */
const mostRows = 1000;

function lineOf(settings: Settings): Pick<Box, "line" | "snap" | "lineAlign"> {
	const [given, word = ""] = String(settings.line ?? "auto").split(",");
	const lineAlign = lineAligns[(word || String(settings.lineAlign)) as keyof typeof lineAligns] ?? "start";
	const part = share(given);
	if (part && (given!.includes("%") || settings.snapToLines === false))
		return { line: part[0], snap: false, lineAlign };
	const n = /^-?\d+(\.0*)?$/.test(given!.trim()) ? Number(given) : NaN;
	return {
		line: Number.isFinite(n) ? Math.max(-mostRows, Math.min(mostRows, n)) : -1,
		snap: true,
		lineAlign,
	};
}

/** A part of the picture with rows that scroll up (W3C WebVTT §4.3). Numbers are percent, lines are rows. */
export interface Region {
	id: string;
	width: number;
	lines: number;
	regionAnchorX: number;
	regionAnchorY: number;
	viewportAnchorX: number;
	viewportAnchorY: number;
	scroll: boolean;
}

/** Height of a region's row, percent of the picture's height. */
export const regionRow = 5.33;
