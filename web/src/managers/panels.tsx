// sidePanelsManager: one panel a position; what opens on one side closes the
// other (reference: plugins §3.1).
import type { ComponentType } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Portal } from "../kit/portal";
import type { Shown } from "../ports";
import { Changing } from "./notify";

type Position = "left" | "right" | "top" | "bottom";
export interface PanelData {
	label: string;
	panelComponent: ComponentType<{ isActive: boolean }>;
	presets: string[];
	position: Position;
	expandMode: string;
}
interface DetachOptions {
	width: number;
	height: number;
	title: string;
	top?: number;
	left?: number;
	attachPlaceholder?: ComponentType;
	onDetachWindowClose?(): void;
	onDetachResize?(w: number, h: number): void;
	onDetachMove?(x: number, y: number): void;
}

const opposite: Record<Position, Position> = { left: "right", right: "left", top: "bottom", bottom: "top" };
const capital = (s: string) => s[0]!.toUpperCase() + s.slice(1);
/** How often a window of its own is looked at, milliseconds. */
const every = 1000;

/** One panel, and its window if it has one. */
export class Wrapper extends Changing {
	isActive = false;
	window?: Window;
	options?: DetachOptions;
	box?: HTMLElement; // what moves between player and window
	remove = () => {};

	constructor(readonly item: PanelData) {
		super();
	}
}

export class Panels {
	readonly componentsRegistry = new Map<number, Wrapper>();

	constructor(
		private readonly ui: Shown,
		private readonly action: (name: string, payload: unknown) => unknown,
	) {}

	add(item: PanelData, id: number): number {
		const w = new Wrapper(item);
		this.componentsRegistry.set(id, w);
		w.remove = this.ui.addComponent({
			label: `Side-panel-${item.position}-${item.label}`,
			presets: item.presets,
			area: "SidePanel" + capital(item.position),
			get: w.component(() => <Panel w={w} />, item.label),
		});
		return id;
	}

	remove(id: number): void {
		const w = this.componentsRegistry.get(id);
		if (!w) return;
		this.deactivateItem(id);
		w.window?.close();
		w.remove();
		this.componentsRegistry.delete(id);
	}

	activateItem(id: number): void {
		const w = this.componentsRegistry.get(id);
		if (!w || w.isActive) return;
		const { position, expandMode } = w.item;
		this.action("panels.free", { position });
		for (const [other, o] of this.componentsRegistry) {
			if (!o.isActive) continue;
			if (o.item.position === position) this.set(o, false);
			else if (o.item.position === opposite[position]) this.deactivateItem(other);
		}
		this.set(w, true);
		this.mode(position, expandMode);
	}

	deactivateItem(id: number): void {
		const w = this.componentsRegistry.get(id);
		if (!w?.isActive) return;
		this.set(w, false);
		this.mode(w.item.position, "hidden");
	}

	isItemActive(id: number): boolean {
		return this.find(id)?.isActive ?? false;
	}
	isItemDetached(id: number): boolean {
		return !!this.find(id)?.window;
	}
	getDetachedRef(id: number): HTMLElement | null {
		return (
			this.find(id)?.window?.document.querySelector<HTMLElement>(".detach-sidebar-container-" + id) ??
			null
		);
	}
	update(id: number): void {
		this.find(id)?.changed();
	}

	/** Moves a panel's content into a window of its own. */
	detachItem(id: number, options: DetachOptions): void {
		const w = this.find(id);
		if (!w?.box || w.window) return;
		const { width, height, title, top, left } = options;
		const win = window.open(
			"",
			"_blank",
			`menubar=no,status=no,location=no,toolbar=no,width=${width},height=${height}` +
				(top === undefined ? "" : `,top=${top}`) +
				(left === undefined ? "" : `,left=${left}`),
		);
		if (!win) return;
		[w.window, w.options] = [win, options];
		const doc = win.document;
		doc.title = title;
		for (const style of document.querySelectorAll("style")) doc.head.append(doc.importNode(style, true));
		doc.adoptedStyleSheets = sheets(w.box, win);
		doc.body.style.cssText = "margin: 0; background: #000";
		const box = doc.createElement("div");
		box.className = "playkit-player detach-sidebar-container-" + id;
		doc.body.append(box);
		box.append(w.box);
		this.deactivateItem(id);
		w.changed();
		this.watch(id, w, win);
	}

	/** Brings it back and closes the window. */
	attachItem(id: number): void {
		const w = this.find(id);
		if (!w?.window) return;
		const win = w.window;
		w.window = w.options = undefined;
		w.changed(); // takes the box back
		win.close();
		this.activateItem(id);
	}

	private watch(id: number, w: Wrapper, win: Window): void {
		let last = [win.screenX, win.screenY, win.innerWidth, win.innerHeight];
		const leave = () => win.close();
		const timer = setInterval(() => {
			if (w.window !== win || win.closed) {
				clearInterval(timer);
				for (const type of ["beforeunload", "popstate"]) window.removeEventListener(type, leave);
				if (w.window !== win) return;
				const { onDetachWindowClose } = w.options ?? {};
				this.attachItem(id);
				onDetachWindowClose?.();
				return;
			}
			const now = [win.screenX, win.screenY, win.innerWidth, win.innerHeight];
			if (now[0] !== last[0] || now[1] !== last[1]) w.options?.onDetachMove?.(now[0]!, now[1]!);
			if (now[2] !== last[2] || now[3] !== last[3]) w.options?.onDetachResize?.(now[2]!, now[3]!);
			last = now;
		}, every);
		for (const type of ["beforeunload", "popstate"]) window.addEventListener(type, leave);
	}

	private find(id: number): Wrapper | undefined {
		const w = this.componentsRegistry.get(id);
		if (!w) console.warn("[diptych] sidePanelsManager: no item", id);
		return w;
	}

	private set(w: Wrapper, active: boolean): void {
		w.isActive = active;
		w.changed();
	}

	private mode(position: Position, sidePanelMode: string): void {
		this.ui.store.dispatch({ type: "shell/UPDATE_SIDE_PANEL_MODE", position, sidePanelMode });
	}
}

/** The sheets that a panel is drawn with, made in another window. */
function sheets(from: HTMLElement, win: Window): CSSStyleSheet[] {
	return [...(from.getRootNode() as Document | ShadowRoot).adoptedStyleSheets].map((s) => {
		const copy = new (win as unknown as typeof globalThis).CSSStyleSheet();
		copy.replaceSync([...s.cssRules].map((r) => r.cssText).join("\n"));
		return copy;
	});
}

function Panel({ w }: { w: Wrapper }) {
	const place = useRef<HTMLDivElement>(null);
	const box = (w.box ??= content());
	useLayoutEffect(() => {
		if (!w.window && box.parentNode !== place.current) place.current!.append(box);
	});
	const C = w.item.panelComponent;
	const Instead = w.window && w.options?.attachPlaceholder;
	return (
		<div
			ref={place}
			style={{
				width: "100%",
				height: "100%",
				position: "absolute",
				inset: 0,
				visibility: w.isActive || Instead ? "visible" : "hidden",
			}}
		>
			<Portal into={box}>
				<C isActive={w.isActive || !!w.window} />
			</Portal>
			{Instead && <Instead />}
		</div>
	);
}

/** The element that moves between player and window with what is drawn in it. */
function content(): HTMLElement {
	const box = Object.assign(document.createElement("div"), { className: "playkit-panel-content" });
	box.style.cssText = "position: absolute; inset: 0";
	return box;
}
