// /player/kaltura-player.mjs: the player as an ES module. To import it where
// there is no document, such as on a server, does nothing.
import type * as Types from "../types/kaltura-player";

declare const __FILES__: Record<string, string>;

type Namespace = typeof Types;

/** The namespace of the page's script, which is loaded first where it is not there. */
async function load(): Promise<Namespace> {
	const page = window as unknown as { KalturaPlayer?: Namespace };
	if (!page.KalturaPlayer) {
		await new Promise<void>((resolve, reject) => {
			const script = document.createElement("script");
			script.src = new URL(__FILES__["loader.js"]!, import.meta.url).href;
			script.onload = () => resolve();
			script.onerror = () => reject(new Error("the player could not be loaded from " + script.src));
			document.head.append(script);
		});
	}
	return page.KalturaPlayer!;
}

const player = typeof document === "undefined" ? undefined : await load();

function absent(): never {
	throw new Error("the player needs a document");
}

export const setup: Namespace["setup"] = player?.setup ?? absent;
export const getPlayers: Namespace["getPlayers"] = player?.getPlayers ?? (() => ({}));
export const getPlayer: Namespace["getPlayer"] = player?.getPlayer ?? (() => null);
export const { core, cast, providers, playlist, VERSION, PLAYER_NAME, PLAYER_TYPE } =
	player ?? ({} as Namespace);
export default player;
