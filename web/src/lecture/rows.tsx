// A list of many rows of different heights, of which only those in sight are in
// the document. Heights are estimated until a row was seen.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

/** Rows beyond the edges that are kept drawn; right after a jump fewer, so that its first picture comes soon. */
const beyond = 6;
const few = 1;
/** How long after the last drawing the others come, milliseconds. */
const calm = 60;
/** Where a row that is scrolled to stands, as a share of the height. */
const third = 1 / 3;

/** Heights and places of rows, pixels. */
export class Heights {
	readonly height: Float32Array;
	private known: Uint8Array;
	private top: Float64Array;
	private valid = 0; // places known, from the first
	private total: number;

	constructor(
		readonly count: number,
		guess: (i: number) => number,
	) {
		this.height = Float32Array.from({ length: count }, (_, i) => guess(i));
		this.top = new Float64Array(count + 1);
		this.known = new Uint8Array(count);
		this.total = this.height.reduce((sum, h) => sum + h, 0);
	}

	/** Whether a row was measured at the width that the list has. */
	has(i: number): boolean {
		return this.known[i] === 1;
	}

	/** The list has another width: all rows are to be measured anew. */
	forget(): void {
		this.known.fill(0);
	}

	/** The place of a row; that of count is the whole height. */
	at(i: number): number {
		if (i === this.count) return this.total;
		while (this.valid < i) this.next();
		return this.top[i]!;
	}

	private next(): void {
		this.top[this.valid + 1] = this.top[this.valid]! + this.height[this.valid]!;
		this.valid++;
	}

	/** The row at a place. */
	find(y: number): number {
		while (this.valid < this.count && this.top[this.valid]! <= y) this.next();
		let low = 0;
		for (let high = Math.min(this.valid, this.count - 1); low < high;) {
			const middle = (low + high + 1) >> 1;
			if (this.top[middle]! <= y) low = middle;
			else high = middle - 1;
		}
		return low;
	}

	set(i: number, px: number): boolean {
		this.known[i] = 1;
		if (Math.abs(this.height[i]! - px) < 0.5) return false;
		this.total += px - this.height[i]!;
		this.height[i] = px;
		this.valid = Math.min(this.valid, i);
		return true;
	}
}

export interface RowsProps {
	count: number;
	/** Rows of another source: heights are estimated anew. */
	source: string;
	guess(i: number): number;
	row(i: number): ComponentChildren;
	/** The row to keep in sight, and how often that was asked for. */
	target?: { row: number; place: "third" | "top" };
	/** The viewer has scrolled. */
	onScroll?(): void;
	/** Other rows are drawn than before. */
	onView?(first: number, last: number): void;
	label: string;
	testId?: string;
	class?: string;
	onKeyDown?(e: KeyboardEvent): void;
	/** The row that has the focus stays drawn. */
	focused?: number;
}

const seenNow = (e: HTMLElement) => ({ top: e.scrollTop, height: e.clientHeight, width: e.clientWidth });

export function Rows(p: RowsProps) {
	const box = useRef<HTMLDivElement>(null);
	const inner = useRef<HTMLDivElement>(null);
	const heights = useMemo(() => new Heights(p.count, p.guess), [p.source, p.count]);
	const seen = useRef({ top: 0, height: 600, width: 0 });
	const [, redraw] = useState(0);
	const view = seen.current;
	const look = (now: typeof view) => {
		seen.current = now;
		redraw((n) => n + 1);
	};
	const own = useRef(0); // scroll events that we have caused until then, ms
	const margin = useRef(few);
	const { row = -1, place } = p.target ?? {};
	const keeps = useRef(false); // a lower list shows the same rows
	keeps.current = place !== "third";
	useEffect(() => {
		const e = box.current!;
		const sizes = new (e.ownerDocument.defaultView as unknown as typeof globalThis).ResizeObserver(() => {
			const { width, height } = seen.current;
			const now = seenNow(e);
			if (keeps.current && now.width === width && now.height <= height) seen.current = now;
			else look(now);
		});
		sizes.observe(e);
		return () => sizes.disconnect();
	}, []);
	const placed = (i: number) => `translateY(${heights.at(i)}px)`;
	const to = (height: number) => Math.max(0, heights.at(row) - (place === "top" ? 0 : height * third));
	const wish = `${row} ${place} ${p.source}`;
	const came = useRef(""); // the wish that was followed last
	const asked = row >= 0 && row < p.count && wish !== came.current;
	// Rows far away are drawn at once, not after those that are left.
	const jumps = asked && Math.abs(view.top - to(view.height)) > view.height;
	const top = jumps ? to(view.height) : view.top;
	if (jumps) margin.current = few;
	const first = Math.max(0, heights.find(top) - margin.current);
	const last = Math.min(p.count - 1, heights.find(top + view.height) + margin.current);
	const rows: number[] = [];
	for (let i = first; i <= last; i++) rows.push(i);
	if (
		p.focused !== undefined &&
		p.focused >= 0 &&
		p.focused < p.count &&
		(p.focused < first || p.focused > last)
	)
		rows.push(p.focused);
	useLayoutEffect(() => heights.forget(), [view.width]);
	useLayoutEffect(() => {
		if (!view.width) return; // not in sight
		let changed = false;
		for (const e of inner.current!.children as Iterable<HTMLElement>) {
			const i = Number(e.dataset.row);
			if (!heights.has(i)) changed = heights.set(i, e.offsetHeight) || changed;
		}
		if (!changed) return;
		// Rows move without being drawn again, unless more of them are in sight now.
		for (const e of inner.current!.children as Iterable<HTMLElement>)
			e.style.transform = placed(Number(e.dataset.row));
		inner.current!.style.height = heights.at(p.count) + "px";
		if (heights.find(top + view.height) > last) redraw((n) => n + 1);
	});
	useEffect(() => {
		if (margin.current === beyond || !view.width) return;
		const timer = setTimeout(() => {
			margin.current = beyond;
			redraw((n) => n + 1);
		}, calm);
		return () => clearTimeout(timer);
	});
	useEffect(() => p.onView?.(first, last), [first, last, !p.onView]);
	useLayoutEffect(() => {
		const e = box.current!;
		came.current = wish;
		if (row < 0 || row >= p.count) return;
		const { top, height, width } = seenNow(e);
		const goal = to(height);
		if (Math.abs(top - goal) < 1) return;
		own.current = performance.now() + 400;
		const far = Math.abs(top - goal) > height;
		const still =
			far || e.ownerDocument.defaultView!.matchMedia("(prefers-reduced-motion: reduce)").matches;
		e.scrollTo({ top: goal, behavior: still ? "instant" : "smooth" });
		if (far) seen.current = { top: goal, height, width };
	}, [row, place, p.source, view.height]);
	const scrolled = () => {
		const e = box.current!;
		if (Math.abs(e.scrollTop - seen.current.top) > 16) look(seenNow(e));
	};
	const byViewer = () => performance.now() > own.current && p.onScroll?.();
	return (
		<div
			ref={box}
			class={"playkit-rows " + (p.class ?? "")}
			data-testid={p.testId}
			onScroll={scrolled}
			onWheel={p.onScroll}
			onTouchMove={p.onScroll}
			onPointerDown={(e) => e.target === box.current && byViewer()}
			onKeyDown={p.onKeyDown}
		>
			<div ref={inner} role="list" aria-label={p.label} style={{ height: heights.at(p.count) + "px" }}>
				{rows.map((i) => (
					<div
						key={i}
						role="listitem"
						aria-setsize={p.count}
						aria-posinset={i + 1}
						data-row={i}
						class="playkit-row"
						style={{ transform: placed(i) }}
					>
						{p.row(i)}
					</div>
				))}
			</div>
		</div>
	);
}
