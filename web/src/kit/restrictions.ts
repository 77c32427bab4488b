// Which tracks a restriction leaves (reference: player-api §5.6).
import type { VideoTrack } from "../tracks";

export interface Restrictions {
	minHeight?: number;
	maxHeight?: number;
	minWidth?: number;
	maxWidth?: number;
	minBitrate?: number;
	maxBitrate?: number;
}

/** Bounds of the size, if any is set, leave those of the bit rate (bit/s) aside. */
export function filterTracksByRestriction(tracks: VideoTrack[], r: Restrictions): VideoTrack[] {
	const within = (v: unknown, low = 0, high = Infinity) => (v as number) >= low && (v as number) <= high;
	const bySize =
		[r.minHeight, r.minWidth].some((v) => (v ?? 0) > 0) ||
		[r.maxHeight, r.maxWidth].some((v) => (v ?? Infinity) < Infinity);
	return tracks.filter((t) =>
		bySize
			? within(t.height, r.minHeight, r.maxHeight) && within(t.width, r.minWidth, r.maxWidth)
			: within(t.bandwidth, r.minBitrate, r.maxBitrate),
	);
}
