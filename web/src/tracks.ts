// The classes that a page sees inside payloads and getTracks() (reference:
// player-api §5.1, §5.8, §3.7).

interface TrackFields {
	id?: string;
	active?: boolean;
	label?: string;
	language?: string;
	index?: number;
	available?: boolean;
	[key: string]: unknown;
}

/** Own fields are the names with a leading "_", read by getters. */
export class Track {
	[key: string]: unknown;

	constructor(fields: TrackFields = {}) {
		for (const [key, v] of Object.entries({ available: true, ...fields })) if (key !== "$") this["_" + key] = v;
	}

	clone(): this {
		const copy = Object.create(Object.getPrototypeOf(this)) as this;
		return Object.assign(copy, this);
	}
}

function fields(of: { prototype: object }, names: string[]): void {
	for (const name of names) {
		Object.defineProperty(of.prototype, name, {
			configurable: true,
			get(this: Track) { return this["_" + name]; },
			set(this: Track, v: unknown) { this["_" + name] = v; },
		});
	}
}

export class VideoTrack extends Track {}
export class AudioTrack extends Track {}
export class TextTrack extends Track {}
export class ImageTrack extends Track {}
for (const [c, kind] of [[VideoTrack, "video"], [AudioTrack, "audio"], [TextTrack, "text"], [ImageTrack, "image"]] as const) {
	Object.defineProperty(c.prototype, "kindName", { value: kind }); // class names do not survive minification
}
fields(Track, ["id", "active", "label", "language", "index", "available"]);
fields(VideoTrack, ["bandwidth", "width", "height"]);
fields(AudioTrack, ["kind", "flavorId", "manifestName"]);
fields(TextTrack, ["kind", "external", "default", "mode"]);
fields(ImageTrack, ["url", "width", "height", "duration", "rows", "cols", "customData", "sliceWidth", "sliceHeight"]);

export class State {
	constructor(readonly type: string, public duration = 0) {}
}

export class TimedMetadata {
	constructor(readonly startTime: number, readonly endTime: number, readonly id: string, readonly type: string, readonly metadata: unknown) {}
}

type Revivable = Record<string, any>;

const revivers: Record<string, (v: Revivable) => unknown> = {
	VideoTrack: (v) => new VideoTrack(v),
	AudioTrack: (v) => new AudioTrack(v),
	TextTrack: (v) => new TextTrack(v),
	ImageTrack: (v) => new ImageTrack(v),
	State: (v) => new State(v.type, v.duration),
	TimedMetadata: (v) => new TimedMetadata(v.startTime, v.endTime, v.id, v.type, v.metadata),
	TextCue: (v) => {
		const { $: _, startTime, endTime, text, ...rest } = v;
		return Object.assign(new VTTCue(startTime, endTime, text), rest);
	},
};

/** The player that is told has no id in what it is told. */
const playlistOf = (player: (id: string) => unknown) => (player("") as { playlist: { items: unknown[] } }).playlist;

/** Turns objects marked with "$" into instances; players are found by id. */
export function revive(v: unknown, player: (id: string) => unknown): unknown {
	if (Array.isArray(v)) return v.map((e) => revive(e, player));
	if (typeof v !== "object" || v === null) return v;
	const mark = (v as { $?: string }).$;
	if (mark === "Player") return player((v as { id?: string }).id ?? "");
	if (mark === "Playlist") return playlistOf(player);
	if (mark === "PlaylistItem") return playlistOf(player).items[(v as { index: number }).index];
	const out: Record<string, unknown> = {};
	for (const [key, e] of Object.entries(v)) out[key] = revive(e, player);
	return mark && revivers[mark] ? revivers[mark](out) : out;
}
