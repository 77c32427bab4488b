// Draws the active cues. The browser's own WebVTT parser makes the tree, so
// that a caption file cannot bring markup of its own.
import type { TextStyle } from "../core/text-style";
import { place, type Rect } from "./layout";
import { box, regionRow, type Box, type Region, type Settings } from "./settings";

interface Cue {
	text: string;
	settings?: Settings;
	region?: Region;
}

/** Smallest letters, CSS pixels, and their share of the picture's shorter side (as browsers have it). */
const smallest = 12;
const letters = 0.05;
/** Cues that are drawn at a time; more of them nobody reads, and no file shall hold up a page. */
const most = 24;

export class Subtitles {
	readonly root = document.createElement("div");
	private cues: Cue[] = [];
	private placing: Settings = {};
	private boxes: { element: HTMLElement; row: HTMLElement; box: Box }[] = [];
	private readonly sized: ResizeObserver;

	/** bar gives the rectangle of what stands over the picture's lower part, if anything does. */
	constructor(
		parent: Element,
		private readonly bar: () => DOMRect | undefined = () => undefined,
	) {
		this.root.className = "playkit-subtitles";
		this.root.setAttribute("aria-hidden", "true"); // said by the sound already
		parent.append(this.root);
		this.sized = new ResizeObserver(() => this.layout());
		this.sized.observe(this.root);
	}

	show(cues: Cue[]): void {
		this.cues = cues = cues.slice(0, most);
		const regions = new Map<string, HTMLElement>();
		this.boxes = [];
		this.root.replaceChildren();
		for (const cue of cues) {
			const b = box({ ...cue.settings, ...this.placing }, cue.text);
			const made = draw(cue.text, b);
			if (cue.region && b.region === cue.region.id) {
				const region = regions.get(b.region) ?? regionBox(cue.region);
				if (!regions.has(b.region)) this.root.append(region);
				regions.set(b.region, region);
				Object.assign(made.element.style, {
					position: "relative",
					insetInlineStart: "",
					left: b.start + "%",
					width: b.size + "%",
				});
				region.firstElementChild!.append(made.element);
			} else {
				this.root.append(made.element);
				this.boxes.push({ ...made, box: b });
			}
		}
		this.layout();
	}

	/** Looks so from now on (reference: player-api §5.8). */
	style(s: TextStyle): void {
		const rgba = (color: number[], opacity: number) => `rgb(${color.join(" ")} / ${opacity})`;
		const look: Record<string, string> = {
			scale: String(s.implicitFontScale),
			family: s.fontFamily,
			color: rgba(s.fontColor, s.fontOpacity),
			weight: String(s.fontWeight),
			background: rgba(s.backgroundColor, s.backgroundOpacity),
			shadow: s.getTextShadow() || "none",
		};
		for (const [name, v] of Object.entries(look)) this.root.style.setProperty("--caption-" + name, v);
		this.root.dataset.align = s.textAlign === "default" ? "" : s.textAlign;
		this.layout();
	}

	/** Cue settings that win over those of the file. */
	place(settings: Settings): void {
		this.placing = { ...settings };
		this.show(this.cues);
	}

	/** Puts every box where it belongs; again when the picture or the controls change. */
	layout(): void {
		if (!this.cues.length) return;
		const whole = { x: 0, y: 0, w: this.root.clientWidth, h: this.root.clientHeight };
		if (!whole.w || !whole.h) return;
		this.root.style.setProperty(
			"--caption-size",
			Math.max(smallest, letters * Math.min(whole.w, whole.h)) + "px",
		);
		if (!this.boxes.length) return;
		const area = this.free(whole);
		const taken: Rect[] = [];
		for (const { element, row, box: b } of this.boxes) {
			const rect = {
				x: (b.start * whole.w) / 100,
				y: (b.start * whole.h) / 100,
				w: element.offsetWidth,
				h: element.offsetHeight,
			};
			if (b.vertical) rect.x = 0;
			else rect.y = 0;
			const at = place(
				{ ...b, rect, row: b.vertical ? row.offsetWidth : row.offsetHeight },
				whole,
				area,
				taken,
			);
			taken.push(at);
			Object.assign(element.style, { left: at.x + "px", top: at.y + "px" });
		}
	}

	close(): void {
		this.sized.disconnect();
	}

	/** What the controls leave of the picture. */
	private free(whole: Rect): Rect {
		const bar = this.bar();
		if (!bar) return whole;
		const top = this.root.getBoundingClientRect().y;
		return { ...whole, h: Math.max(whole.h / 3, Math.min(whole.h, bar.y - top)) };
	}
}

/** Classes that the standard gives a meaning (W3C WebVTT §5); others are the page's, and no file's. */
const colours = /^(bg_)?(white|lime|cyan|red|yellow|magenta|blue|black)$/;

/** One cue: its box, and an empty row that tells how high a row is. */
function draw(text: string, b: Box): { element: HTMLElement; row: HTMLElement } {
	const element = document.createElement("div");
	element.className = "playkit-cue";
	const row = document.createElement("i");
	row.textContent = "\u200b";
	const words = document.createElement("span");
	words.append(new VTTCue(0, 1, text).getCueAsHTML());
	for (const e of words.querySelectorAll("[class]"))
		e.className = [...e.classList].filter((name) => colours.test(name)).join(" ");
	element.append(row, words);
	element.dir = b.rtl ? "rtl" : "ltr";
	const { style } = element;
	style.textAlign = b.align;
	style.writingMode = b.vertical ? "vertical-" + b.vertical : "";
	Object.assign(style, b.vertical ? { height: b.size + "%" } : { width: b.size + "%" });
	return { element, row };
}

/** Cues begin at the region's upper edge; once it is full, the newest stands at its lower one. */
function regionBox(r: Region): HTMLElement {
	const e = document.createElement("div");
	e.className = "playkit-cue-region";
	const height = r.lines * regionRow;
	Object.assign(e.style, {
		width: r.width + "%",
		height: height + "%",
		left: r.viewportAnchorX - (r.width * r.regionAnchorX) / 100 + "%",
		top: r.viewportAnchorY - (height * r.regionAnchorY) / 100 + "%",
	});
	e.classList.toggle("playkit-scroll", r.scroll);
	e.append(document.createElement("div"));
	return e;
}
