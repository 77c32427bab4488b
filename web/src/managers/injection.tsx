// componentInjectionManager: one component in a corner of the picture, or beside
// it (reference: plugins §3.6).
import type { ComponentType } from "preact";
import type { Shown } from "../ports";

interface Injected {
	position: string;
	component: ComponentType<any>;
	props?: object;
}

const corners: Record<string, object> = {
	"top-left": { top: 0, left: 0 },
	"top-right": { top: 0, right: 0 },
	"bottom-left": { bottom: 0, left: 0 },
	"bottom-right": { bottom: 0, right: 0 },
};
const beside = "side-by-side";

export class Injection {
	private now?: Injected;
	private takeAway?: () => void;

	constructor(
		private readonly ui: Shown,
		private readonly root: HTMLElement,
	) {}

	/** Puts a component there in place of the one that is. */
	inject(what: Injected): void {
		this.remove();
		const corner = corners[what?.position];
		if ((!corner && what?.position !== beside) || typeof what.component !== "function")
			return console.error("[diptych] componentInjectionManager: not valid", what);
		this.now = what;
		const C = what.component;
		const place = corner ?? { top: 0, bottom: 0, right: 0, width: "50%" };
		if (!corner) this.halve(true);
		this.takeAway = this.ui.addComponent({
			label: "Injected component",
			presets: ["Playback", "Live"],
			area: corner ? "VideoArea" : "PlayerArea",
			get: () => (
				<div style={{ position: "absolute", ...place }}>
					<C {...what.props} />
				</div>
			),
		});
	}

	remove(): void {
		if (this.now?.position === beside) this.halve(false);
		this.takeAway?.();
		this.takeAway = this.now = undefined;
	}

	getCurrentPosition(): string | null {
		return this.now?.position ?? null;
	}
	reset(): void {
		this.remove();
	}

	/** The picture gives half of the room, and takes it back. */
	private halve(on: boolean): void {
		const stage = this.root.querySelector<HTMLElement>(".playkit-stage");
		if (stage) stage.style.width = on ? "50%" : "";
	}
}
