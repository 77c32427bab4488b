// Draws the active cues. The browser's own WebVTT parser makes the tree, so
// that a caption file cannot bring markup of its own.

interface Cue { text: string; settings?: Record<string, string> }

export class Subtitles {
	readonly root = document.createElement("div");

	constructor(parent: Element) {
		this.root.className = "playkit-subtitles";
		this.root.setAttribute("aria-hidden", "true"); // said by the sound already
		parent.append(this.root);
	}

	show(cues: Cue[]): void {
		this.root.replaceChildren(...cues.map(line));
	}
}

function line(cue: Cue): HTMLElement {
	const box = document.createElement("div");
	box.className = "playkit-cue";
	const text = document.createElement("span");
	text.append(new VTTCue(0, 1, cue.text).getCueAsHTML());
	box.append(text);
	const { line: at, align, position } = cue.settings ?? {};
	if (at?.endsWith("%")) Object.assign(box.style, { position: "absolute", top: at.split(",")[0], insetInline: "0" });
	if (align) box.style.textAlign = align;
	if (position && align && align !== "center") box.style.paddingInlineStart = position.split(",")[0]!;
	return box;
}
