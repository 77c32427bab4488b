// Places the streams on the stage. Elements never move in the document; a
// layout is a set of rectangles in percent of the stage.
import type { StreamRect } from "./ui/context";

export class Stage {
	private readonly childSeen = new MutationObserver(() => this.apply(this.rects));
	private rects: StreamRect[] = [];

	constructor(private readonly stage: HTMLElement, private readonly main: HTMLElement) {
		this.childSeen.observe(stage, { childList: true });
	}

	apply(rects: StreamRect[]): void {
		this.rects = rects;
		for (const r of rects) {
			const box = this.box(r.id);
			if (!box) continue;
			if (!box.classList.contains("playkit-stream")) still(box);
			Object.assign(box.style, { inset: "auto", left: r.x + "%", top: r.y + "%", width: r.w + "%", height: r.h + "%", zIndex: String(r.z), visibility: r.hidden ? "hidden" : "visible" });
			box.classList.add("playkit-stream");
			box.classList.toggle("playkit-stream-round", r.round);
			box.classList.toggle("playkit-stream-cover", r.fit === "cover");
		}
	}

	/** Moves a stream by pixels while it is dragged; no arguments put it back. */
	drag(id: string, dx?: number, dy?: number): void {
		const box = this.box(id);
		if (!box) return;
		box.classList.toggle("playkit-dragging", dx !== undefined);
		box.style.translate = dx === undefined ? "" : `${dx}px ${dy}px`;
	}

	/** The stream that stands in front, small. */
	get small(): string {
		return this.rects.find((r) => r.z > 0 && !r.hidden)?.id ?? "main";
	}

	close(): void {
		this.childSeen.disconnect();
	}

	private box(id: string): HTMLElement | null {
		return id === "main" ? this.main : this.stage.querySelector<HTMLElement>("#" + CSS.escape(id));
	}
}

/** A stream does not fly to its first place. */
function still(box: HTMLElement): void {
	box.style.transition = "none";
	requestAnimationFrame(() => requestAnimationFrame(() => (box.style.transition = "")));
}
