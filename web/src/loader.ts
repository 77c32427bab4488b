// kaltura-player.js: the script that a page embeds. It answers at once and
// brings the rest (components, engine) when it is wanted.
import { embedded } from "./assets";
import { startFrame } from "./frame";
import * as objects from "./objects";
import { getPlayer, getPlayers, setup } from "./setup";
import { Event, playerTables } from "./tables";
import { FakeEvent, FakeEventTarget } from "./target";
import { PagePlayer } from "./page-player";
import { AudioTrack, ImageTrack, State, TextTrack, TimedMetadata, Track, VideoTrack } from "./tracks";

const { enums, errors, version } = playerTables;

const core = {
	...enums,
	AudioTrack, FakeEvent, FakeEventTarget, ImageTrack, PKTextTrack: TextTrack, TextTrack, TimedMetadata, Track, VideoTrack, State,
	Error: errors,
	EventType: Event.Core, CustomEventType: Event.Core, Html5EventType: Event.Core,
	NAME: "@playkit-js/playkit-js", VERSION: version,
	utils: { Object: objects }, Utils: { Object: objects },
};

const namespace = {
	setup, getPlayers, getPlayer,
	KalturaPlayer: PagePlayer,
	core,
	playlist: { PlaylistEventType: (Event as Record<string, unknown>).Playlist },
	KALTURA_PLAYER_START_TIME_QS: "kalturaStartTime",
	VERSION: version,
	PLAYER_NAME: "@playkit-js/kaltura-player-js",
	PLAYER_TYPE: "ovp",
};

if (embedded && "lib" in embedded) embedded.lib = namespace;
else (window as unknown as { KalturaPlayer: unknown }).KalturaPlayer = namespace;
startFrame(document.currentScript as HTMLScriptElement | null);
