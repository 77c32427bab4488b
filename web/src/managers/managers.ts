// managers.js: what the services of uiManagers do (reference: plugins §3).
import type { MountedUI, Shown } from "../ports";
import { Banners } from "./banner";
import { Bar } from "./bar";
import { Floating } from "./floating";
import { Injection } from "./injection";
import type { PlayerLike } from "./notify";
import { Panels } from "./panels";
import { Toasts } from "./toast";

/** The player, its player.ui, its container, and a way to ask Go. */
export type Surroundings = [
	player: PlayerLike,
	ui: () => Shown,
	around: { container: { view: HTMLElement; tell(f: (ui: MountedUI) => void): void } },
	action: (name: string, payload: unknown) => unknown,
];

/** Makes them for one player. */
export function makeManagers(
	player: PlayerLike,
	ui: () => Shown,
	around: Surroundings[2],
	action: Surroundings[3],
) {
	const view = ui();
	view.prepare();
	const root = around.container.view.closest<HTMLElement>(".playkit-player")!;
	const floating = new Floating(player, view, root);
	const made = {
		sidePanelsManager: new Panels(view, action),
		upperBarManager: new Bar(view, around, root),
		floatingManager: floating,
		toastManager: new Toasts(view),
		bannerManager: new Banners(view, root),
		componentInjectionManager: new Injection(view, root),
	};
	player.addEventListener("playerreset", () => {
		for (const m of [floating, made.toastManager, made.bannerManager, made.componentInjectionManager])
			m.reset();
	});
	return made;
}
