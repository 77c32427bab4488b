// The document side of one player: its elements (reference: player-api §8.4),
// full screen, and the components once they are loaded.
import { asset } from "./assets";
import { at, type Dict } from "./objects";
import type { Captions, MountedUI, Page, Together, UIHost } from "./ports";

/** What the viewer's actions, keys and the player's size are told to. */
interface Engine {
	act(name: string, payload?: unknown): unknown;
	key: UIHost["key"];
	resize: UIHost["resize"];
}

let lastID = 0;

function element(className: string, parent?: Element): HTMLDivElement {
	const e = document.createElement("div");
	e.className = className;
	parent?.append(e);
	return e;
}

export class Container {
	readonly root: HTMLElement;
	readonly player: HTMLElement;
	readonly stage: HTMLElement;
	readonly view: HTMLElement;
	readonly video: HTMLVideoElement;
	ui?: MountedUI;
	together?: Together;
	#waiting: ((ui: MountedUI) => void)[] = [];
	#removed = false;
	#busy?: Promise<void>;
	readonly #plain: boolean; // no components are wanted
	#captions?: Promise<Captions>; // of a plain one
	#looks: ((c: Captions) => void)[] = []; // of captions that are not drawn yet
	#page?: Page;

	/** A child player stands in its parent's stage and has no controls. */
	constructor(
		readonly target: HTMLElement,
		private readonly config: Dict,
		private readonly parent?: Container,
	) {
		this.#plain = at(config, "ui.disable") === true;
		const id = "_" + (++lastID).toString(36) + Math.random().toString(36).slice(2, 7);
		this.root = element("kaltura-player-container", target);
		this.root.id = id;
		this.root.style.cssText = "position:relative;width:100%;height:100%;";
		this.player = element("playkit-player notranslate", this.root);
		this.player.style.cssText =
			"position:relative;width:100%;height:100%;overflow:hidden;background:var(--playkit-player-background-color, " +
			"#000);";
		const region = element("playkit-video-player", this.player);
		region.id = id + "-video";
		this.stage = element("playkit-stage", region);
		this.stage.style.cssText = "position:absolute;inset:0;";
		this.view = element("playkit-container", this.stage);
		this.view.style.cssText = "position:absolute;inset:0;";
		this.video = document.createElement("video");
		this.video.className = "playkit-engine playkit-engine-html5";
		this.video.style.cssText = "width:100%;height:100%;object-fit:contain;";
		this.video.tabIndex = -1;
		this.video.setAttribute("aria-hidden", "true");
		this.video.playsInline = at(config, "playback.playsinline") !== false;
		if (parent) this.video.muted = true;
		this.view.append(this.video);
		for (const name of ["video-filter", "black-cover"]) element("playkit-" + name, this.view);
	}

	/** Loads and draws the components, unless they are drawn elsewhere or the page wants none. */
	attach(page: Page, drawn: boolean, engine: Engine): void {
		this.#page = page;
		document.addEventListener("fullscreenchange", this.#onFullscreen);
		if (!drawn || this.#plain) return;
		const host: UIHost = {
			player: page,
			root: this.player,
			video: this.video,
			stage: this.stage,
			container: this.view,
			config: this.config,
			action: (name, payload) => engine.act(name, payload),
			key: (key) => engine.key(key),
			resize: (w, h) => engine.resize(w, h),
			enterFullscreen: () => this.enterFullscreen(),
			exitFullscreen: () => this.exitFullscreen(),
			together: (how) => (this.together = how),
			part: (name) => import(asset(name)),
		};
		(
			import(asset("ui.js")) as Promise<{
				mountUI(host: UIHost): MountedUI;
				speak(host: UIHost): Promise<void>;
			}>
		)
			.then(async ({ mountUI, speak }) => {
				await Promise.all([this.#busy, speak(host)]); // drawing would keep the first picture waiting
				if (this.#removed) return;
				const ui = (this.ui = mountUI(host));
				for (const f of this.#waiting.splice(0)) f(ui);
			})
			.catch((error: unknown) => {
				// What can be watched is watched: the browser's own controls stand in.
				console.error("[diptych] the controls could not be loaded", error);
				this.video.controls = true;
			});
	}

	/** Draws nothing until the promise is settled, or for so many milliseconds. */
	wait(until: Promise<void>, ms: number): void {
		this.#busy = Promise.race([until, new Promise<void>((done) => setTimeout(done, ms))]);
	}

	/** Tells the components something, now or once they are loaded. */
	tell(f: (ui: MountedUI) => void): void {
		if (this.ui) f(this.ui);
		else if (!this.#plain) this.#waiting.push(f);
	}

	/** Draws the active cues; a plain player loads what it takes with the first of them. */
	cues(cues: unknown[]): void {
		if (!this.#plain) return this.ui?.cues(cues);
		if (this.parent || (!cues.length && !this.#captions)) return;
		this.#captions ??= (
			import(asset("ui.js")) as Promise<{ mountCaptions(view: HTMLElement): Captions }>
		).then(({ mountCaptions }) => {
			const captions = mountCaptions(this.view);
			for (const f of this.#looks) f(captions);
			return captions;
		});
		void this.#captions.then(
			(c) => c.cues(cues),
			(error: unknown) => console.error("[diptych] captions cannot be drawn", error),
		);
	}

	/** Changes how captions look, now or once they are drawn. */
	look(f: (c: Captions) => void): void {
		if (!this.#plain) return this.tell(f);
		this.#looks.push(f);
		void this.#captions?.then(f, () => undefined);
	}

	remove(): void {
		this.#removed = true;
		document.removeEventListener("fullscreenchange", this.#onFullscreen);
		if (this.isFullscreen()) this.exitFullscreen();
		this.ui?.destroy();
		this.root.remove();
	}

	isFullscreen(): boolean {
		return (this.root.getRootNode() as Document | ShadowRoot).fullscreenElement === this.root;
	}

	enterFullscreen(elementID?: string): void {
		const tree = this.root.getRootNode() as Document | ShadowRoot;
		const element =
			(elementID && (tree.getElementById(elementID) ?? document.getElementById(elementID))) ||
			this.root;
		const phone = this.video as HTMLVideoElement & { webkitEnterFullscreen?(): void };
		if (element.requestFullscreen) element.requestFullscreen().catch(() => undefined);
		else phone.webkitEnterFullscreen?.();
	}

	exitFullscreen(): void {
		if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
	}

	/** Hides the picture, or shows it again. */
	cover(on: boolean): void {
		const cover = this.view.querySelector<HTMLElement>(".playkit-black-cover")!;
		cover.style.cssText = on ? "position:absolute;inset:0;background:#000;" : "";
	}

	dimensions(): Dict {
		return { width: this.target.clientWidth, height: this.target.clientHeight };
	}

	/** Sets width, height (px or CSS length), or one by the other with ratio ("16:9"); nothing given clears them. */
	resize(d: Dict | null): void {
		const { style } = this.target;
		const css = (v: unknown) => (isFinite(v as number) ? v + "px" : String(v));
		if (!d || Object.keys(d).length === 0) style.width = style.height = "";
		if (d?.width) style.width = css(d.width);
		if (d?.height) style.height = css(d.height);
		const [x, y] = String(d?.ratio ?? "")
			.split(":")
			.map(Number);
		if (!x || !y) return;
		if (d?.height && !d.width) style.width = Math.round((this.target.clientHeight * x) / y) + "px";
		else style.height = Math.round((this.target.clientWidth * y) / x) + "px";
	}

	#wasFullscreen = false;
	readonly #onFullscreen = (): void => {
		const now = this.isFullscreen();
		if (now === this.#wasFullscreen) return;
		this.#wasFullscreen = now;
		if (now) this.#page?.notifyEnterFullscreen();
		else this.#page?.notifyExitFullscreen();
	};
}
