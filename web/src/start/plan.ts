// What the server says in answer to a start request (server/start/plan.go).
import type { Download } from "../download";
import type { Kind, Resource } from "../protocol";

export interface Plan {
	base: string;
	entryId: string;
	playable: boolean;
	title?: string;
	poster?: string;
	duration?: number;
	at: number;
	tracks?: PlanTrack[];
	/** Looks into what comes before it is appended. */
	check?: (download: Download) => void;
}

export interface PlanTrack {
	kind: Kind;
	renditions: PlanRendition[];
	/** Runs of segments of one duration: [count, seconds]. */
	segments: [number, number][];
	opening: { rendition: number; segment: number; size: number };
}

export interface PlanRendition {
	id: string;
	mime: string;
	url: string;
	bandwidth: number;
	width?: number;
	height?: number;
	sizes?: number[];
	/** Its segments, where they are not to be found by number. */
	list?: Segment[];
}

export interface Segment {
	segment: Resource;
	init: Resource;
}

/** One SourceBuffer: what was asked for it last. */
export interface Lane {
	track: PlanTrack;
	rendition: number;
	index: number; // of the segment
	from: number; // where the row of segments that it ends begins, seconds
	end: number; // of that segment, seconds
	flight?: number; // id of its request, while it is on its way
	fed?: Download; // the opening segment
	tries: number;
}

export interface Answers {
	api: unknown;
	texts?: { urls: string[]; text: string }[];
}

/** Start and duration of segment i, seconds; undefined behind the last. */
export function span(track: PlanTrack, i: number): { start: number; duration: number } | undefined {
	let start = 0;
	for (const [count, duration] of track.segments) {
		if (i < count) return { start: start + i * duration, duration };
		start += count * duration;
		i -= count;
	}
	return undefined;
}
