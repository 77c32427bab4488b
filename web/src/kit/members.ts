// Members of KalturaPlayer.core that nobody needs before media plays (reference:
// player-api §1.1).
import type { Dict } from "../objects";
import type { TimedMetadata } from "../tracks";
import { adapterClass, type Bases } from "./adapter";
import { Ad, AdBreak } from "./ads";
import { createTextTrackCue, timedMetadata } from "./cues";
import { filterTracksByRestriction } from "./restrictions";

/** Gives the engine of a plugin's making, by the plugin's name. */
class EngineDecoratorProvider {
	constructor(
		private readonly plugin: {
			getName(): string;
			getEngineDecorator(engine: unknown, dispatch: unknown): unknown;
		},
	) {}

	getName(): string {
		return this.plugin.getName();
	}
	getEngineDecorator(engine: unknown, dispatch: unknown): unknown {
		return this.plugin.getEngineDecorator(engine, dispatch);
	}
}

/** Makes them of the loader's own class. */
export function coreMembers(Own: typeof TimedMetadata, bases: Bases): Dict {
	return {
		BaseMediaSourceAdapter: adapterClass(bases),
		Ad,
		AdBreak,
		EngineDecoratorProvider,
		createTextTrackCue,
		createTimedMetadata: timedMetadata(Own),
		filterTracksByRestriction,
	};
}
