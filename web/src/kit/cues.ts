// Metadata cues between the player's form and the browser's (reference:
// player-api §1.8).
import type { TimedMetadata } from "../tracks";

type MetadataCue = VTTCue & { value?: any; type?: string };

/** The browser's cue; null when it can be none. */
export function createTextTrackCue(m: TimedMetadata | null): VTTCue | null {
	if (!m) return null;
	try {
		const cue = new VTTCue(m.startTime, m.endTime, "") as MetadataCue;
		cue.id = m.id;
		cue.value = { key: m.type, data: m.metadata };
		return cue;
	} catch {
		return null;
	}
}

/** Gives the player's form of a cue, of the loader's own class; null when it carries no data. */
export function timedMetadata(Own: typeof TimedMetadata): (cue: MetadataCue | null) => TimedMetadata | null {
	const { ID3, CUSTOM } = Own.TYPE;
	return (cue) => {
		const value = cue?.value;
		if (!value) return null;
		const make = (type: string, data: unknown) => new Own(cue.startTime, cue.endTime, cue.id, type, data);
		if (cue.type === "org.id3") return make(ID3, value);
		return make(
			Object.values<unknown>(Own.TYPE).includes(value.key) ? value.key : CUSTOM,
			value.data ?? value,
		);
	};
}
