// A window of its own for what stood in a panel. Sheets are constructed in that
// window, so that a strict CSP lets them in.
import { render, type ComponentChildren } from "preact";

export interface Detached {
	window: Window;
	close(): void;
}

interface Options {
	/** One that is open already; without it one is opened. */
	opened?: Window;
	title: string;
	width: number;
	height: number;
	css: string[];
	onClose(): void;
	onMove?(x: number, y: number): void;
	onResize?(x: number, y: number): void;
}

/** How often place and size of the window are looked at, milliseconds. */
const every = 1000;

/** Gives a window its title, its sheets and the element that stands for the player there. */
export function furnish(w: Window, title: string, css: string[]): HTMLElement {
	const doc = w.document;
	doc.title = title;
	doc.documentElement.lang = document.documentElement.lang;
	const sheet = new (w as unknown as typeof globalThis).CSSStyleSheet();
	sheet.replaceSync(
		css.join("\n") +
			"\nhtml, body { margin: 0; height: 100%; background: #000; }\n.playkit-player { position: relative; height: 100%; }",
	);
	doc.adoptedStyleSheets = [sheet];
	const root = doc.createElement("div");
	root.className = "playkit-player";
	doc.body.append(root);
	return root;
}

/** Opens one; undefined where the browser does not let us. */
export function detach(draw: (root: HTMLElement) => ComponentChildren, o: Options): Detached | undefined {
	const w =
		o.opened ??
		window.open(
			"",
			"_blank",
			`popup,menubar=no,status=no,location=no,toolbar=no,width=${o.width},height=${o.height}`,
		);
	if (!w) return undefined;
	const root = furnish(w, o.title, o.css);
	root.classList.add("detach-sidebar-container-1");
	render(draw(root), root);
	let at = [w.screenX, w.screenY, w.innerWidth, w.innerHeight];
	const timer = window.setInterval(() => {
		if (w.closed) return end(true);
		const now = [w.screenX, w.screenY, w.innerWidth, w.innerHeight];
		if (now[0] !== at[0] || now[1] !== at[1]) o.onMove?.(now[0]!, now[1]!);
		if (now[2] !== at[2] || now[3] !== at[3]) o.onResize?.(now[2]!, now[3]!);
		at = now;
	}, every);
	const leave = () => w.close();
	const end = (byViewer: boolean) => {
		clearInterval(timer);
		window.removeEventListener("pagehide", leave);
		render(null, root);
		if (byViewer) o.onClose();
	};
	w.addEventListener("pagehide", () => setTimeout(() => w.closed && end(true), 0));
	window.addEventListener("pagehide", leave);
	return {
		window: w,
		close: () => {
			end(false);
			w.close();
		},
	};
}
