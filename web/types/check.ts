// Holds the types for pages against the player: compiled, never run.
import type { PagePlayer } from "../src/page-player";
import type { Core, Player } from "./kaltura-player";
import type { core } from "../src/core-player";

/** What the types promise is there. */
export const promised = (player: PagePlayer): Player => player as PagePlayer & Player;
export type Missing = Exclude<keyof Player, keyof PagePlayer>;
export const none: [Missing] extends [never] ? true : Missing = true;
type Named = { [K in keyof Core as string extends K ? never : K]: true };
export const noneOfCore: [Exclude<keyof Named, keyof typeof core>] extends [never] ? true : false = true;

/** As a page writes it. */
export function page(): void {
	const player = KalturaPlayer.setup({
		targetId: "player",
		provider: { partnerId: 101 },
		playback: { autoplay: true },
		customLabels: { qualities: (t) => t.height + " lines" },
	});
	player.addEventListener(player.Event.Core.ERROR, ({ payload }) => console.error(payload.code));
	player.loadMedia({ entryId: "0_abc" }, { startTime: 5 }).then(
		() => player.play(),
		() => undefined,
	);
	player.textStyle = Object.assign(new KalturaPlayer.core.TextStyle(), { fontScale: 2 });
	player.selectTrack(player.getTracks("video")[0]);
}
