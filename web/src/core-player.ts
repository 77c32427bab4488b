// core.Player and core.loadPlayer: a player without a UI, whose view the page
// puts where it likes (reference: player-api §1.1).
import { Container } from "./container";
import { getCapabilities, runCapabilities, setCapabilities } from "./core/engines";
import { core as parts } from "./core/namespace";
import { mergeDeep, type Dict } from "./objects";
import { PagePlayer } from "./page-player";
import { playerTables } from "./tables";

let made = 0;

export class CorePlayer extends PagePlayer {
	static runCapabilities = runCapabilities;
	static getCapabilities = getCapabilities;
	static setCapabilities = setCapabilities;

	constructor(given: Dict = {}) {
		const id = "core-player-" + ++made;
		const config: Dict = mergeDeep({}, playerTables.config, given, {
			targetId: id,
			ui: { disable: true },
		});
		super({
			id,
			config,
			container: new Container(document.createElement("div"), config),
			find: () => undefined,
			child: () => undefined,
			removed: () => undefined,
		});
	}

	setSources(sources: Dict): void {
		this.setMedia({ sources });
	}
	setSeekFrom(seconds: number): void {
		this.configure({ sources: { seekFrom: seconds } });
	}
	setClipTo(seconds: number): void {
		this.configure({ sources: { clipTo: seconds } });
	}
}

export function loadPlayer(config?: Dict): CorePlayer {
	return new CorePlayer(config);
}

/** KalturaPlayer.core, whole. */
export const core = Object.assign(parts, { Player: CorePlayer, loadPlayer, default: loadPlayer });
