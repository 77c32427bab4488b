// Ad and AdBreak: what ad plugins tell of (reference: player-api §3.4).
import type { Dict } from "../objects";

const told = [
	"id",
	"system",
	"url",
	"contentType",
	"title",
	"position",
	"duration",
	"clickThroughUrl",
	"posterUrl",
	"skipOffset",
	"skippable",
	"linear",
	"width",
	"height",
	"bitrate",
	"bumper",
	"inStream",
	"vpaid",
];
const kept = ["streamId", "wrapperAdIds", "wrapperCreativeIds", "wrapperAdSystems"];

/** Getters of the fields that stand under the same name with a leading "_". */
function getters(of: { prototype: object }, names: string[]): void {
	for (const name of names)
		Object.defineProperty(of.prototype, name, {
			configurable: true,
			get(this: Dict) {
				return this["_" + name];
			},
		});
}

function json(v: Dict, names: string[]): Dict {
	return Object.fromEntries(names.map((name) => [name, v[name]]));
}

export class Ad {
	[key: string]: unknown;

	constructor(id: string, options: Dict = {}) {
		const o: Dict = {
			width: 0,
			height: 0,
			bitrate: 0,
			inStream: false,
			vpaid: false,
			streamId: "",
			...options,
			id,
		};
		for (const name of [...told, ...kept]) if (name !== "skippable") this["_" + name] = o[name];
	}

	get skippable(): boolean {
		return (this._skipOffset as number) >= 0;
	}
	toJSON(): Dict {
		return json(this, told);
	}
}
getters(
	Ad,
	[...told, ...kept].filter((name) => name !== "skippable"),
);

const parts = ["type", "position", "numAds"];

export class AdBreak {
	[key: string]: unknown;

	constructor(options: Dict = {}) {
		for (const name of parts) this["_" + name] = options[name];
	}

	toJSON(): Dict {
		return json(this, parts);
	}
}
getters(AdBreak, parts);
