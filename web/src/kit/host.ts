// What kit.js knows of the components that ui.js draws.
import type { ComponentType, Context } from "preact";
import type { Translate } from "../lang";
import type { UIHost } from "../ports";
import type { Store } from "../store";
import type { PlayerContext } from "../ui/context";

/** What ui.js gives for one player. */
export interface KitHost {
	host: UIHost;
	store: Store;
	t: Translate;
	/** Words of the player's language, as ui.js has them: "controls.play" and so on. */
	words: Record<string, string>;
	registry: Record<string, ComponentType<any>>;
	context: Context<PlayerContext>;
}

/** The components of ui.js, by name; one module serves all players. */
export const drawn: { registry: Record<string, ComponentType<any>> } = { registry: {} };
