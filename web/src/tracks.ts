// The classes that a page sees inside payloads and getTracks() (reference:
// player-api §5.1, §5.8, §3.7).

interface TrackFields {
	id?: unknown;
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
		const { id, active, label, language, index, available = true } = fields;
		this.take({ id, active, label, language, index, available });
	}

	/** Sets own fields by their names. */
	take(fields: TrackFields): this {
		for (const [key, v] of Object.entries(fields)) if (key !== "$") this["_" + key] = v;
		return this;
	}

	clone(): this {
		const copy = Object.create(Object.getPrototypeOf(this)) as this;
		return Object.assign(copy, this);
	}

	static clone<T extends Track>(track: T): T {
		return track.clone();
	}

	/** Whether a language is wanted: the same, or alike where one begins with the other (en, eng, en-US). */
	static langComparer(
		wanted: string,
		language: string,
		additional: string | string[] = [],
		same = false,
	): boolean {
		return [wanted, ...[additional].flat()].some((w) => {
			if (!w || typeof w !== "string" || typeof language !== "string") return false;
			const [a, b] = [w.toLowerCase(), language.toLowerCase()];
			return a === b || (!same && (a.startsWith(b) || b.startsWith(a)));
		});
	}
}

/** Getters, and setters where the page may set. */
function fields(of: { prototype: object }, names: string[], settable: string[] = []): void {
	for (const name of names) {
		Object.defineProperty(of.prototype, name, {
			configurable: true,
			get(this: Track) {
				return this["_" + name];
			},
			set: settable.includes(name)
				? function (this: Track, v: unknown) {
						this["_" + name] = v;
					}
				: undefined,
		});
	}
}

export class VideoTrack extends Track {
	constructor(f: TrackFields = {}) {
		super(f);
		this.take({
			bandwidth: f.bandwidth,
			width: f.width,
			height: f.height,
			label: f.label || (f.height ? f.height + "p" : undefined),
		});
	}
}
export class AudioTrack extends Track {
	constructor(f: TrackFields = {}) {
		super(f);
		this.take({ kind: f.kind ?? "main", flavorId: f.flavorId });
		this.manifestName = f.manifestName ?? "";
	}
}
let texts = 0; // made since the media began
const external = "playkit-external-track";
type NativeText = { kind?: string; language?: string; label?: string } | null;

export class TextTrack extends Track {
	static readonly MODE = { DISABLED: "disabled", SHOWING: "showing", HIDDEN: "hidden" };
	static readonly KIND = { METADATA: "metadata", SUBTITLES: "subtitles", CAPTIONS: "captions" };
	static readonly EXTERNAL_TRACK_ID = external;
	static reset(): void {
		texts = 0;
	}
	static isMetaDataTrack(t: NativeText): unknown {
		return t && t.kind === "metadata";
	}
	static isNativeTextTrack(t: NativeText): unknown {
		return t && (t.kind === "subtitles" || t.kind === "captions");
	}
	static isExternalTrack(t: NativeText): unknown {
		return t && (t.language === external || t.label === external);
	}

	constructor(f: TrackFields = {}) {
		super(f);
		this.take({
			kind: f.kind,
			external: f.external,
			default: f.default ?? false,
			label: f.label || f.language,
			index: texts++,
		});
	}
}
export class ImageTrack extends Track {
	constructor(f: TrackFields = {}) {
		super(f);
		const { url, width, height, duration, rows = 1, cols = 1, customData } = f;
		this.take({ url, width, height, duration, rows, cols, customData });
	}
	get sliceWidth(): number {
		return (this._width as number) / (this._cols as number);
	}
	get sliceHeight(): number {
		return (this._height as number) / (this._rows as number);
	}
}
for (const [c, kind] of [
	[VideoTrack, "video"],
	[AudioTrack, "audio"],
	[TextTrack, "text"],
	[ImageTrack, "image"],
] as const) {
	Object.defineProperty(c.prototype, "kindName", { value: kind }); // class names do not survive minification
}
fields(
	Track,
	["id", "active", "label", "language", "index", "available"],
	["active", "label", "language", "index", "available"],
);
fields(VideoTrack, ["bandwidth", "width", "height"]);
fields(AudioTrack, ["kind", "flavorId"], ["kind", "flavorId"]);
fields(TextTrack, ["kind", "external", "default", "mode"], ["mode"]);
fields(ImageTrack, ["url", "width", "height", "duration", "rows", "cols", "customData"]);

/** A state of the player and how long it lasted, seconds, once it is over. */
export class State {
	private readonly _timestamp = Date.now() / 1000;
	private _duration = 0;

	constructor(readonly type: string) {}

	get duration(): number {
		return this._duration;
	}
	/** Takes the moment of its end, seconds since the epoch. */
	set duration(end: number) {
		this._duration = end - this._timestamp;
	}

	static of(type: string, seconds: number): State {
		return Object.assign(new State(type), { _duration: seconds });
	}
}

export class TimedMetadata {
	static readonly TYPE = { ID3: "id3", EMSG: "emsg", CUE_POINT: "cuepoint", CUSTOM: "custom" };

	constructor(
		readonly startTime: number,
		readonly endTime: number,
		readonly id: string,
		readonly type: string,
		readonly metadata: unknown,
	) {}
}

/** Tracks as Go lists them: what it says stands. */
const listed =
	(C: typeof Track) =>
	(v: Revivable): Track => {
		const { manifestName, ...f } = v;
		const track = new C(v).take(f);
		if (manifestName !== undefined) track.manifestName = manifestName;
		return track;
	};

type Revivable = Record<string, any>;

const revivers: Record<string, (v: Revivable) => unknown> = {
	VideoTrack: listed(VideoTrack),
	AudioTrack: listed(AudioTrack),
	TextTrack: listed(TextTrack),
	ImageTrack: listed(ImageTrack),
	State: (v) => State.of(v.type, v.duration),
	Bytes: (v) => Uint8Array.from(v.text, (c: string) => c.charCodeAt(0)),
	TimedMetadata: (v) => new TimedMetadata(v.startTime, v.endTime, v.id, v.type, v.metadata),
	TextCue: (v) => {
		const { $: _, startTime, endTime, text, region, ...rest } = v;
		const cue = Object.assign(new VTTCue(startTime, endTime, text), rest);
		if (region && "VTTRegion" in window)
			cue.region = Object.assign(new VTTRegion(), { ...region, scroll: region.scroll ? "up" : "" });
		return cue;
	},
};

/** The player that is told has no id in what it is told. */
const playlistOf = (player: (id: string) => unknown) =>
	(player("") as { playlist: { items: unknown[] } }).playlist;

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
