// ui.css: the address of a stylesheet; rules themselves are taken too, as guides
// show them (reference: player-api §8.1, §10).

const links = new WeakMap<Node, Map<string, HTMLLinkElement>>();

export class OwnCSS {
	private sheet?: CSSStyleSheet;
	private given?: unknown;

	constructor(private readonly root: HTMLElement) {}

	/** Takes what config.ui.css says now. */
	use(css: unknown): void {
		if (css === this.given || typeof css !== "string") return;
		this.given = css;
		const tree = this.root.getRootNode() as Document | ShadowRoot;
		if (this.sheet) tree.adoptedStyleSheets = tree.adoptedStyleSheets.filter((s) => s !== this.sheet);
		this.sheet = undefined;
		if (!css) return;
		if (!css.includes("{")) return this.link(tree, css);
		this.sheet = new CSSStyleSheet();
		this.sheet.replaceSync(css);
		tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, this.sheet];
	}

	/** One link serves all players of a document. */
	private link(tree: Document | ShadowRoot, href: string): void {
		const known = links.get(tree) ?? new Map<string, HTMLLinkElement>();
		links.set(tree, known);
		if (known.has(href)) return;
		const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
		known.set(href, link);
		("head" in tree ? tree.head : tree).append(link);
	}

	close(): void {
		this.use("");
	}
}
