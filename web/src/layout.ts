// Places the streams on the stage. Elements never move in the document; a
// layout is a set of rectangles in percent of the stage.
import type * as ports from "./ports";
import type { StreamRect } from "./ports";

export class Stage implements ports.Stage {
	private readonly childSeen = new MutationObserver(() => this.apply(this.rects));
	private rects: StreamRect[] = [];

	constructor(
		private readonly stage: HTMLElement,
		private readonly main: HTMLElement,
	) {
		this.childSeen.observe(stage, { childList: true });
	}

	apply(rects: StreamRect[]): void {
		this.rects = rects;
		for (const r of rects) {
			const box = this.box(r.id);
			if (!box) continue;
			if (!box.classList.contains("playkit-stream")) still(box);
			Object.assign(box.style, {
				inset: "auto",
				left: r.x + "%",
				top: r.y + "%",
				width: r.w + "%",
				height: r.h + "%",
				zIndex: String(r.z),
				visibility: r.hidden ? "hidden" : "visible",
			});
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

	/** The stream at a point of the window, the one in front first. */
	at(x: number, y: number): StreamRect | undefined {
		const frame = this.stage.getBoundingClientRect();
		const [px, py] = [((x - frame.x) / frame.width) * 100, ((y - frame.y) / frame.height) * 100];
		return this.rects
			.filter((r) => !r.hidden && r.x <= px && px <= r.x + r.w && r.y <= py && py <= r.y + r.h)
			.sort((a, b) => b.z - a.z)[0];
	}

	/** The stream behind the others, the large one. */
	get large(): string {
		return this.rects.find((r) => r.z === 0 && !r.hidden)?.id ?? "main";
	}

	/** Shows a slide in the place of the stream "image"; undefined takes it away. */
	slide(picture?: { url: string; alt: string }): void {
		const box = this.box("image") ?? (picture && this.frame());
		const img = box?.querySelector("img");
		if (!img || img.getAttribute("src") === (picture?.url ?? null)) return;
		box!.style.display = picture ? "" : "none";
		if (picture) Object.assign(img, { src: picture.url, alt: picture.alt });
		else img.removeAttribute("src");
	}

	/** The element of slides. */
	private frame(): HTMLElement {
		const box = document.createElement("div");
		box.className = "playkit-image-player";
		box.dataset.stream = "image";
		box.dataset.testid = "dualscreen_imagePlayer";
		box.append(document.createElement("img"));
		this.stage.append(box);
		return box;
	}

	/** The element of a stream. */
	box(id: string): HTMLElement | null {
		return id === "main"
			? this.main
			: this.stage.querySelector<HTMLElement>(
					id === "image" ? "[data-stream=image]" : "#" + CSS.escape(id),
				);
	}

	close(): void {
		this.childSeen.disconnect();
		this.box("image")?.remove();
	}
}

/** A stream does not fly to its first place. */
function still(box: HTMLElement): void {
	box.style.transition = "none";
	requestAnimationFrame(() => requestAnimationFrame(() => (box.style.transition = "")));
}
