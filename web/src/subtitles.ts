// Draws the active cues. The browser's own WebVTT parser makes the tree, so
// that a caption file cannot bring markup of its own.
import type { TextStyle } from "./core/text-style";

type Settings = Record<string, unknown>;
interface Cue { text: string; settings?: Settings }

export class Subtitles {
	readonly root = document.createElement("div");
	private cues: Cue[] = [];
	private placing: Settings = {};

	constructor(parent: Element) {
		this.root.className = "playkit-subtitles";
		this.root.setAttribute("aria-hidden", "true"); // said by the sound already
		parent.append(this.root);
	}

	show(cues: Cue[]): void {
		this.cues = cues;
		this.root.replaceChildren(...cues.map((cue) => line(cue, { ...cue.settings, ...this.placing })));
	}

	/** Looks so from now on (reference: player-api §5.8). */
	style(s: TextStyle): void {
		const rgba = (color: number[], opacity: number) => `rgb(${color.join(" ")} / ${opacity})`;
		const look: Record<string, string> = {
			scale: String(s.implicitFontScale), family: s.fontFamily, color: rgba(s.fontColor, s.fontOpacity), weight: String(s.fontWeight),
			background: rgba(s.backgroundColor, s.backgroundOpacity), shadow: s.getTextShadow() || "none", align: s.textAlign === "default" ? "" : s.textAlign,
		};
		for (const [name, v] of Object.entries(look)) this.root.style.setProperty("--caption-" + name, v);
	}

	/** Cue settings that win over those of the file. */
	place(settings: Settings): void {
		this.placing = { ...settings };
		this.show(this.cues);
	}
}

const lineHeight = 1.35; // em, as in player.css

function line(cue: Cue, { line: at, align, position, size, vertical }: Settings): HTMLElement {
	const box = document.createElement("div");
	box.className = "playkit-cue";
	const text = document.createElement("span");
	text.append(new VTTCue(0, 1, cue.text).getCueAsHTML());
	box.append(text);
	const { style } = box;
	const n = Number(at);
	if (String(at).includes("%")) Object.assign(style, { position: "absolute", top: String(at).split(",")[0], insetInline: "0" });
	else if (at !== undefined && at !== "auto" && Number.isInteger(n)) Object.assign(style, { position: "absolute", insetInline: "0", [n < 0 ? "bottom" : "top"]: (n < 0 ? -n - 1 : n) * lineHeight + "em" });
	if (align) style.textAlign = String(align);
	if (position && position !== "auto" && align && align !== "center") style.paddingInlineStart = percent(position);
	if (size !== undefined && parseFloat(String(size)) < 100) Object.assign(style, { width: percent(size), marginInline: "auto" });
	if (vertical) style.writingMode = vertical === "lr" ? "vertical-lr" : "vertical-rl";
	return box;
}

/** A share of the width; a bare number is one of a hundred. */
const percent = (v: unknown): string => (String(v).includes("%") ? String(v).split(",")[0]! : v + "%");
