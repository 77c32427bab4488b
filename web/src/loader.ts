// kaltura-player.js: the script that a page embeds. It answers at once and
// brings the rest (components, engine) when it is wanted.
import { embedded } from "./assets";
import { cast } from "./core/cast";
import { providers } from "./core/providers";
import { LocalStorageManager, SessionStorageManager } from "./core/storage-managers";
import { core } from "./core-player";
import { builtIn } from "./extensions";
import { startFrame } from "./frame";
import { standIns, ui } from "./kit/namespace";
import { getPlayer, getPlayers, setup } from "./setup";
import { Event, playerTables } from "./tables";
import { PagePlayer } from "./page-player";
import { BasePlugin, registerPlugin } from "./plugins/base";

const namespace = standIns(
	{
		setup,
		getPlayers,
		getPlayer,
		KalturaPlayer: PagePlayer,
		core,
		cast,
		providers,
		ui,
		BasePlugin,
		registerPlugin,
		LocalStorageManager,
		SessionStorageManager,
		plugins: builtIn,
		playlist: { PlaylistEventType: Event.Playlist },
		KALTURA_PLAYER_START_TIME_QS: "kalturaStartTime",
		VERSION: playerTables.version,
		PLAYER_NAME: "@playkit-js/kaltura-player-js",
		PLAYER_TYPE: "ovp",
	},
	["Ad", "AdBreak"],
	() => core,
);

if (embedded && "lib" in embedded) embedded.lib = namespace;
else (window as unknown as { KalturaPlayer: unknown }).KalturaPlayer = namespace;
startFrame(document.currentScript as HTMLScriptElement | null);
