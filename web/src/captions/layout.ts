// Places boxes so that none covers another and none leaves the picture (W3C
// WebVTT §7.2, "processing cue settings", steps for snap-to-lines and without).

/** CSS pixels. */
export interface Rect {
	x: number;
	y: number;
	w: number;
	h: number;
}

/** A measured box and how it may move. */
export interface Placed {
	rect: Rect;
	vertical: "" | "rl" | "lr";
	line: number;
	snap: boolean;
	lineAlign: "start" | "center" | "end";
	/** Height of its first row (width, where text runs down), CSS pixels. */
	row: number;
}

const overlap = (a: Rect, b: Rect) =>
	a.x < b.x + b.w - 0.5 && b.x < a.x + a.w - 0.5 && a.y < b.y + b.h - 0.5 && b.y < a.y + a.h - 0.5;
const inside = (a: Rect, b: Rect) =>
	a.x >= b.x - 0.5 && a.y >= b.y - 0.5 && a.x + a.w <= b.x + b.w + 0.5 && a.y + a.h <= b.y + b.h + 0.5;

/** Where a box goes: whole is the picture, area is what controls leave of it, taken are boxes that stand already. */
export function place(p: Placed, whole: Rect, area: Rect, taken: Rect[]): Rect {
	return p.snap ? byRows(p, whole, area, taken) : byShare(p, whole, area, taken);
}

function byRows(p: Placed, whole: Rect, area: Rect, taken: Rect[]): Rect {
	const axis = p.vertical ? "x" : "y";
	const [length, own] = p.vertical ? [whole.w, p.rect.w] : [whole.h, p.rect.h];
	let step = Math.max(1, p.row);
	let line = p.line;
	if (p.vertical === "rl") line = -(line + 1);
	let at = step * line;
	if (p.vertical === "rl") at += step - own;
	if (line < 0) {
		at += length;
		step = -step;
	}
	const first = { ...p.rect, [axis]: whole[axis] + at };
	const free = (r: Rect) => inside(r, area) && !taken.some((t) => overlap(r, t));
	let r = first;
	for (const way of [step, -step]) {
		for (r = first; passes(r, area, axis, way); r = { ...r, [axis]: r[axis] + way })
			if (free(r)) return r;
	}
	return within(first, area);
}

/** Whether a box may still get into the area by going on in its way. */
function passes(r: Rect, area: Rect, axis: "x" | "y", way: number): boolean {
	const [size, length] = axis === "x" ? [r.w, area.w] : [r.h, area.h];
	return way > 0 ? r[axis] + size <= area[axis] + length + 0.5 : r[axis] >= area[axis] - 0.5;
}

function byShare(p: Placed, whole: Rect, area: Rect, taken: Rect[]): Rect {
	const axis = p.vertical ? "x" : "y";
	const [length, own] = p.vertical ? [whole.w, p.rect.w] : [whole.h, p.rect.h];
	const back = { start: 0, center: own / 2, end: own }[p.lineAlign];
	const at = whole[axis] + (length * p.line) / 100 - back;
	const first = within({ ...p.rect, [axis]: at }, area);
	const free = (r: Rect) => inside(r, area) && !taken.some((t) => overlap(r, t));
	if (free(first)) return first;
	const steps = Math.ceil(length / Math.max(1, p.row));
	for (let i = 1; i <= steps; i++) {
		for (const way of [-1, 1]) {
			const r = { ...first, [axis]: first[axis] + i * way * p.row };
			if (free(r)) return r;
		}
	}
	return first;
}

/** A box moved into the area; one that is too large keeps its end, or its beginning where text is read down. */
function within(r: Rect, area: Rect): Rect {
	const fit = (at: number, size: number, from: number, length: number) =>
		Math.max(from, Math.min(at, from + length - size));
	return { ...r, x: fit(r.x, r.w, area.x, area.w), y: fit(r.y, r.h, area.y, area.h) };
}
