// KalturaPlayer.cast: what remote players are made of, and who holds those of
// a player (reference: player-api §1.1, §1.2, §3.4).
import type { RemoteControl } from "../kit/cast";
import { standIns } from "../kit/namespace";
import type { Dict } from "../objects";
import type { Page } from "../ports";
import { Event } from "../tables";
import { FakeEvent, FakeEventTarget } from "../target";
import { BaseRemotePlayer, RemotePlayerUI, RemoteSession } from "./remote-player";
import { TextStyle } from "./text-style";

export const RemotePlayerType = { CHROMECAST: "chromecast" };
const CustomMessageType = { ACTION: "action", EVENT: "event" };
const CustomActionType = { SKIP_AD: "skipAd" };
const CastEventType = Event.Cast as Record<string, string>;

const classes = new Map<string, typeof BaseRemotePlayer>();

/** Offers a kind of remote player to all players of the page. */
export function registerRemotePlayer(type: string, remote: typeof BaseRemotePlayer): void {
	if (remote?.prototype instanceof BaseRemotePlayer && !classes.has(type)) classes.set(type, remote);
}

/** The remote players of one player, by type. */
export class RemotePlayerManager {
	private readonly _remotePlayers = new Map<string, BaseRemotePlayer>();

	/** Makes those that the cast config names. */
	load(castConfig: Dict, player: Page): void {
		for (const [type, remote] of classes) {
			const Remote = remote as unknown as new (
				config: Dict,
				control: RemoteControl,
			) => BaseRemotePlayer;
			const Control = cast.RemoteControl as new (player: Page) => RemoteControl;
			if (castConfig[type] && remote.isSupported() && !this._remotePlayers.has(type))
				this._remotePlayers.set(type, new Remote(castConfig, new Control(player)));
		}
	}

	startCasting(type?: string): Promise<unknown> {
		return this.find(type)?.startCasting() ?? Promise.reject();
	}
	isCastAvailable(type?: string): boolean {
		return type
			? !!this._remotePlayers.get(type)?.isCastAvailable()
			: [...this._remotePlayers.values()].some((p) => p.isCastAvailable());
	}
	setIsCastInitiator(type: string, v: boolean): void {
		const remote = this._remotePlayers.get(type);
		if (remote) remote.isCastInitiator = v;
	}
	destroy(): void {
		for (const p of this._remotePlayers.values()) p.destroy();
		this._remotePlayers.clear();
	}

	private find(type = RemotePlayerType.CHROMECAST): BaseRemotePlayer | undefined {
		return this._remotePlayers.get(type);
	}
}

/** What is not extended comes with kit.js: a device is found later than that. */
export const cast = standIns(
	{
		registerRemotePlayer,
		RemoteSession,
		BaseRemotePlayer,
		RemotePlayerUI,
		CastEventType,
		RemotePlayerType,
		CustomMessageType,
		CustomActionType,
	},
	[
		"PlayerSnapshot",
		"RemoteControl",
		"RemoteConnectedPayload",
		"RemoteDisconnectedPayload",
		"RemoteAvailablePayload",
		"TextStyleConverter",
		"CustomMessage",
		"CustomEventMessage",
		"CustomActionMessage",
	],
	(kit) => kit.castMembers({ FakeEvent, FakeEventTarget, TextStyle, CastEventType, CustomMessageType }),
);
