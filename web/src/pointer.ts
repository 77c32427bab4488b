// When the controls are shown, and what clicks and keys on the player mean.
import type { UIHost } from "./ports";
import type { Store } from "./store";
import { at } from "./objects";
import { Touch } from "./touch";

const doubleClick = 220; // ms in which a second click makes it a double click

/** A click here is not one on the picture: controls, and whatever plugins have put into an area. */
const apart =
	"button, input, a, [role=button], [role=slider], [role=menu], [role=dialog], select, label, " +
	".playkit-top-bar, .playkit-bottom-bar, .playkit-dual-pip, .playkit-error-overlay, " +
	".playkit-playlist-countdown, .playkit-playlist-next-screen-overlay" +
	", .playkit-side-panel, .overlay-portal, :is(.playkit-video-area, " +
	".playkit-interactive-area, .playkit-preset-area, .playkit-player-area, " +
	".playkit-preset-floating) > *";

export class Pointer {
	private readonly stopped = new AbortController();
	private hideTimer = 0;
	private clickTimer = 0;
	private visible = true;
	private byTouch = false;
	private readonly touch: Touch;

	constructor(
		private readonly host: UIHost,
		private readonly store: Store,
		private readonly gui: HTMLElement,
		private readonly shown: () => void,
	) {
		const { root, video } = host;
		const on = (target: EventTarget, types: string, f: (e: any) => void, capture = false) => {
			for (const type of types.split(" "))
				target.addEventListener(type, f, { signal: this.stopped.signal, capture });
		};
		root.tabIndex = -1;
		this.touch = new Touch({
			visible: () => this.visible,
			show: () => this.wake(),
			act: () => {
				this.wake();
				host.action("playPause");
			},
			twice: (side) => (side ? host.action("seekTap", { direction: side }) : this.twice()),
			hold: (on) => host.action("hold", { on }),
			atOnce: () => root.classList.contains("playkit-pre-playback"),
		});
		this.touched(
			at(host.config, "ui.forceTouchUI") === true ||
				matchMedia("(hover: none) and (pointer: coarse)").matches,
		);
		on(root, "pointermove pointerdown", (e: PointerEvent) => this.pointed(e));
		on(window, "pointerup pointercancel", (e: PointerEvent) => this.touch.up(e.pointerId)); // also when its element is gone
		on(root, "focusin", () => this.byTouch || this.wake());
		on(root, "pointerleave", (e: PointerEvent) => e.pointerType !== "touch" && this.sleep(500));
		on(root, "click", (e: MouseEvent) => this.click(e));
		on(root, "pointermove", () => root.classList.remove("playkit-nav"));
		on(root, "keydown", (e: KeyboardEvent) => this.key(e));
		on(video, "play playing pause ended", () => this.wake());
		this.wake();
	}

	close(): void {
		this.stopped.abort();
		clearTimeout(this.hideTimer);
		clearTimeout(this.clickTimer);
		this.touch.close();
	}

	/** Fingers get larger buttons and no tooltips. */
	private touched(on: boolean): void {
		this.byTouch = on;
		this.host.root.classList.toggle(
			"playkit-touch",
			on || at(this.host.config, "ui.forceTouchUI") === true,
		);
	}

	private pointed(e: PointerEvent): void {
		const finger = e.pointerType === "touch";
		if (finger !== this.byTouch) this.touched(finger);
		const elsewhere = !!(e.target as Element).closest(apart);
		if (!finger || elsewhere) return this.wake();
		if (e.type === "pointerdown") this.touch.down(e.pointerId, e.clientX, e.clientY);
		else this.touch.move(e.clientX, e.clientY);
	}

	private wake(): void {
		this.show(true);
		const timeout = Number(at(this.host.config, "ui.hoverTimeout") ?? NaN);
		if (timeout !== 0) this.sleep(timeout > 0 ? timeout : 3000);
	}

	private sleep(ms: number): void {
		clearTimeout(this.hideTimer);
		this.hideTimer = window.setTimeout(() => {
			const held =
				(this.host.video.paused && !this.host.root.classList.contains("playkit-preset-img")) ||
				this.host.root.matches(".playkit-audio, .playkit-overlay-active") ||
				this.store.get<{ open?: boolean; over?: boolean }>("menu").open ||
				this.store.get<{ over?: boolean }>("menu").over ||
				this.gui.querySelector(":focus-visible, .playkit-dragging");
			if (held) this.sleep(ms);
			else this.show(false);
		}, ms);
	}

	private show(visible: boolean): void {
		if (visible === this.visible) return;
		this.visible = visible;
		this.host.root.classList.toggle("playkit-hover", visible);
		this.shown();
		this.host.action("visible", { visible });
	}

	private click(e: MouseEvent): void {
		this.host.action("clicked");
		if ((e.target as Element).closest(apart)) return;
		this.host.root.focus({ preventScroll: true });
		if (this.byTouch) {
			const box = this.host.root.getBoundingClientRect();
			this.touch.tap((e.clientX - box.x) / box.width, e.timeStamp);
			return;
		}
		if (this.clickTimer) {
			clearTimeout(this.clickTimer);
			this.clickTimer = 0;
			return this.twice();
		}
		this.clickTimer = window.setTimeout(() => {
			this.clickTimer = 0;
			this.host.action("playPause");
		}, doubleClick);
	}

	private twice(): void {
		if (!at(this.host.config, "ui.components.fullscreen.disableDoubleClick"))
			this.host.action("fullscreen", { on: !this.host.player.isFullscreen() });
	}

	/** The keys that matter most, before the engine is there: letters go by what stands on the key (player/ui/keyname.go). */
	private early(e: KeyboardEvent, focus: string): boolean {
		const letter =
			e.key.length === 1 && e.key < "\u0370" ? e.key.toUpperCase() : e.code.replace(/^Key/, "");
		const action = { " ": focus === "player" && "playPause", K: "playPause", M: "mute" }[letter];
		if (!action || e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return false;
		this.host.action(action);
		return true;
	}

	private key(e: KeyboardEvent): void {
		if (e.key === "Tab") this.host.root.classList.add("playkit-nav");
		this.wake();
		const target = e.target as HTMLElement;
		if (
			e.defaultPrevented ||
			e.isComposing ||
			target.closest("textarea, select, [contenteditable], input:not([type=range])")
		)
			return;
		const focus =
			target.closest<HTMLElement>("[data-keys]")?.dataset.keys ??
			(target.closest("button, a, [role=button], [role=menuitem]") ? "button" : "player");
		let used = this.host.key({
			key: e.key,
			code: e.code,
			shift: e.shiftKey,
			other: e.ctrlKey || e.altKey || e.metaKey,
			focus,
			fullscreen: this.host.player.isFullscreen(),
			inPip: this.host.player.isInPictureInPicture(),
		});
		if (used === undefined) used = this.early(e, focus);
		if (used) e.preventDefault();
	}
}
