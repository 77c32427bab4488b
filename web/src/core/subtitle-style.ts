// The style that captions have been given, as a sheet per player.
const sheets = new Map<string, CSSStyleSheet>();

/** The sheet of a player's captions; it is the document's from then on. */
export function subtitleStyleSheet(id: string): CSSStyleSheet {
	let sheet = sheets.get(id);
	if (!sheet) {
		sheets.set(id, (sheet = new CSSStyleSheet()));
		document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
	}
	return sheet;
}

export function resetSubtitleStyleSheet(id: string): void {
	sheets.get(id)?.replaceSync("");
}
