// LocalStorageManager and SessionStorageManager: the viewer's preferences
// (reference: player-api §2.9). Kept is what the viewer does in the player's
// own controls, never what a page calls.
import { mergeDeep, type Dict } from "../objects";
import type { Page } from "../ports";
import { area, prefix, store, stored } from "../storage";
import { Event } from "../tables";

/** What an event of the UI makes of the preferences. */
type Rows = Record<string, (player: Page, payload: any) => Dict>;

class StorageManager {
	protected static readonly session: boolean = false;
	protected static readonly rows: Rows = {};
	static readonly StorageKeys: Record<string, string> = {};

	static isStorageAvailable(): boolean {
		return !!this.getStorageObject();
	}
	static getStorageObject(): Storage | undefined {
		return area(this.session);
	}
	static hasStorage(): boolean {
		return this.getStorageSize() > 0;
	}
	static getStorageSize(): number {
		return Object.keys(this.getStorageItems()).length;
	}
	/** Everything of the player's, text by full key. */
	static getStorageItems(): Record<string, string> {
		return Object.fromEntries(
			Object.entries(area(this.session) ?? {}).filter(([key]) => key.startsWith(prefix)),
		);
	}
	static getItem(key: string): unknown {
		return parsed(stored(this.session, key));
	}
	static setItem(key: string, v: unknown): void {
		store(this.session, key, typeof v === "string" ? v : JSON.stringify(v));
	}
	static setStorageConfig(config: Dict): void {
		mergeDeep(config, this.getStorageConfig());
	}

	/** The preferences as a part of a config; the caption style is none. */
	static getStorageConfig(): Dict {
		const keys = Object.values(this.StorageKeys).filter(
			(key) => key !== "textStyle" && stored(this.session, key),
		);
		return { playback: Object.fromEntries(keys.map((key) => [key, this.getItem(key)])) };
	}

	/** Keeps what the viewer of a player chooses from now on. */
	static attach(player: Page): void {
		for (const [name, values] of Object.entries(this.rows)) {
			player.addEventListener((Event.UI as Record<string, string>)[name]!, ({ payload }) => {
				if (player.isCasting()) return;
				for (const [key, v] of Object.entries(values(player, payload)))
					if (v !== undefined && v !== null) this.setItem(key, v);
			});
		}
	}

	/** Begins to look after the players named. */
	static attachAll(players: Page[] | Page): void {
		for (const p of [players].flat()) this.attach(p);
	}
	static init(player: Page): void {
		this.attach(player);
	}
	static initialize(): void {
		area(this.session);
	}
}

/** JSON, or a bare word. */
export function parsed(text: string): unknown {
	if (!text) return null;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

const captions = (language: string): Dict =>
	language === "off" ? { captionsDisplay: false } : { captionsDisplay: true, textLanguage: language };

export class LocalStorageManager extends StorageManager {
	static override readonly StorageKeys = {
		MUTED: "muted",
		VOLUME: "volume",
		AUDIO_LANG: "audioLanguage",
		TEXT_LANG: "textLanguage",
		CAPTIONS_DISPLAY: "captionsDisplay",
		TEXT_STYLE: "textStyle",
		AUDIO_DESCRIPTION: "audioDescription",
	};
	protected static override readonly rows: Rows = {
		USER_CLICKED_MUTE: ({ muted }) => ({ muted }),
		USER_CLICKED_UNMUTE: ({ muted }) => ({ muted }),
		USER_CHANGED_VOLUME: ({ volume, muted }) => ({ volume, muted }),
		USER_SELECTED_AUDIO_TRACK: (_, { audioTrack }) => ({ audioLanguage: audioTrack.language }),
		USER_SELECTED_CAPTION_TRACK: (_, { captionTrack }) => captions(captionTrack.language),
		USER_SHOWED_CAPTIONS: (_, { language }) => captions(language),
		USER_HID_CAPTIONS: () => captions("off"),
		USER_SELECTED_CAPTIONS_STYLE: (_, { captionsStyle }) => ({ textStyle: captionsStyle }),
		USER_CLICKED_ADVANCED_AUDIO_DESCRIPTION: (_, { isEnabled, selectedType }) => ({
			audioDescription: { isEnabled, selectedType },
		}),
	};

	/** The stored caption style, JSON for TextStyle.fromJson; null when there is none. */
	static getPlayerTextStyle(): Dict | null {
		return this.getItem("textStyle") as Dict | null;
	}
}

export class SessionStorageManager extends StorageManager {
	protected static override readonly session = true;
	static override readonly StorageKeys = { PLAYBACK_RATE: "playbackRate" };
	protected static override readonly rows: Rows = {
		USER_SELECTED_SPEED: ({ playbackRate }) => ({ playbackRate }),
	};
}
