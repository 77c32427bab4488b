// KalturaPlayer.cast: what remote players are made of, and who holds those of
// a player (reference: player-api §1.1, §1.2, §3.4).
import type { Dict } from "../objects";
import type { Page } from "../ports";
import { CastEventType, PlayerSnapshot, RemoteAvailablePayload, RemoteConnectedPayload, RemoteControl, RemoteDisconnectedPayload, RemotePlayerUI } from "./remote-control";
import { BaseRemotePlayer, RemoteSession } from "./remote-player";
import { TextStyle } from "./text-style";

export const RemotePlayerType = { CHROMECAST: "chromecast" };
const CustomMessageType = { ACTION: "action", EVENT: "event" };
const CustomActionType = { SKIP_AD: "skipAd" };

class CustomMessage {
	constructor(readonly type: string) {}
}
class CustomActionMessage extends CustomMessage {
	constructor(readonly action: string, readonly args: unknown) { super(CustomMessageType.ACTION); }
}
class CustomEventMessage extends CustomMessage {
	constructor(readonly event: string, readonly payload: unknown) { super(CustomMessageType.EVENT); }
}

const hex = (n: number): string => Math.round(n).toString(16).toUpperCase().padStart(2, "0");

/** Caption styles between the player's form and a cast receiver's. */
class TextStyleConverter {
	static rgbToHex([r, g, b, opacity = 1]: number[]): string { return "#" + [r!, g!, b!, opacity * 255].map(hex).join(""); }
	static hexToRGB(text: string): number[] { return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)); }

	static toCastTextStyle(style: TextStyle): Dict {
		const cast = (window as { chrome?: { cast?: { media?: { TextTrackStyle?: new () => Dict } } } }).chrome?.cast?.media?.TextTrackStyle;
		if (!cast) return {}; // no cast framework, nobody to tell
		return Object.assign(new cast(), {
			backgroundColor: this.rgbToHex([...style.backgroundColor, style.backgroundOpacity]), foregroundColor: this.rgbToHex([...style.fontColor, style.fontOpacity]),
			fontFamily: style.fontFamily, fontScale: style.implicitFontScale,
		});
	}

	static toPlayerTextStyle(cast: { foregroundColor: string; backgroundColor: string; fontFamily?: string; fontScale?: number }): TextStyle {
		const style = new TextStyle();
		style.fontColor = this.hexToRGB(cast.foregroundColor);
		style.backgroundColor = this.hexToRGB(cast.backgroundColor);
		if (cast.fontFamily) style.fontFamily = cast.fontFamily;
		if (cast.fontScale) style.fontScale = (cast.fontScale - 1) * 4;
		return style;
	}
}

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
			const Remote = remote as unknown as new (config: Dict, control: RemoteControl) => BaseRemotePlayer;
			if (castConfig[type] && remote.isSupported() && !this._remotePlayers.has(type)) this._remotePlayers.set(type, new Remote(castConfig, new RemoteControl(player)));
		}
	}

	startCasting(type?: string): Promise<unknown> { return this.find(type)?.startCasting() ?? Promise.reject(); }
	isCastAvailable(type?: string): boolean { return type ? !!this._remotePlayers.get(type)?.isCastAvailable() : [...this._remotePlayers.values()].some((p) => p.isCastAvailable()); }
	setIsCastInitiator(type: string, v: boolean): void {
		const remote = this._remotePlayers.get(type);
		if (remote) remote.isCastInitiator = v;
	}
	destroy(): void {
		for (const p of this._remotePlayers.values()) p.destroy();
		this._remotePlayers.clear();
	}

	private find(type = RemotePlayerType.CHROMECAST): BaseRemotePlayer | undefined { return this._remotePlayers.get(type); }
}

export const cast = {
	registerRemotePlayer, PlayerSnapshot, RemoteControl, RemoteSession, BaseRemotePlayer, RemoteConnectedPayload, RemoteDisconnectedPayload, RemoteAvailablePayload, RemotePlayerUI,
	CastEventType, RemotePlayerType, TextStyleConverter, CustomEventMessage, CustomActionMessage, CustomMessageType, CustomActionType, CustomMessage,
};
