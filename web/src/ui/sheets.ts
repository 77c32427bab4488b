// Stylesheets of scripts: one sheet of a kind per document, in its tree and in
// shadow roots. A strict CSP allows them, unlike style elements.
const sheets = new WeakMap<Document, Map<string, CSSStyleSheet>>();

/** Gives the tree that root stands in a sheet. */
export function adopt(root: HTMLElement, css: string): void {
	const tree = root.getRootNode() as Document | ShadowRoot;
	const doc = root.ownerDocument;
	const page = doc.defaultView;
	if (!tree.adoptedStyleSheets || !page) return; // not in a document yet
	const known = sheets.get(doc) ?? new Map<string, CSSStyleSheet>();
	sheets.set(doc, known);
	let sheet = known.get(css);
	if (!sheet) {
		sheet = new (page as unknown as { CSSStyleSheet: typeof CSSStyleSheet }).CSSStyleSheet();
		sheet.replaceSync(css);
		known.set(css, sheet);
	}
	if (!tree.adoptedStyleSheets.includes(sheet))
		tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
}
