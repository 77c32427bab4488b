// One reading of the media element as numbers that Go copies in one call.
// wasm/browser/media_js.go reads the same order.
import type { Carrier } from "./carrier";

const maxRanges = 48;
const head = 19;

export class StateReader {
	readonly bytes: Uint8Array;
	private readonly view = new Float64Array(head + 2 * maxRanges);
	private width = 0;
	private height = 0;
	private readonly observer: ResizeObserver;

	constructor(
		private readonly video: HTMLVideoElement,
		private readonly carrier: Carrier,
	) {
		this.bytes = new Uint8Array(this.view.buffer);
		// Laid-out size comes from the observer: asking the element would force layout.
		this.observer = new ResizeObserver(([entry]) => {
			this.width = (entry?.contentRect.width ?? 0) * devicePixelRatio;
			this.height = (entry?.contentRect.height ?? 0) * devicePixelRatio;
		});
		this.observer.observe(video);
	}

	read(): void {
		const { video: v, view } = this;
		const quality = v.getVideoPlaybackQuality?.();
		view.set([
			v.currentTime,
			v.duration,
			+v.paused,
			+v.ended,
			+v.seeking,
			v.readyState,
			v.playbackRate,
			v.volume,
			+v.muted,
			v.videoWidth,
			v.videoHeight,
			this.width,
			this.height,
			quality?.droppedVideoFrames ?? 0,
			quality?.totalVideoFrames ?? 0,
			+document.hidden,
		]);
		let at = head;
		at = this.ranges(v.buffered, 16, at);
		for (const [slot, kind] of [
			[17, "video"],
			[18, "audio"],
		] as const) {
			const buffer = this.carrier.tracks.get(kind)?.buffer;
			let ranges: TimeRanges | undefined;
			try {
				ranges = buffer?.buffered;
			} catch {
				/* taken off its source meanwhile */
			}
			at = this.ranges(ranges, slot, at);
		}
	}

	close(): void {
		this.observer.disconnect();
	}

	private ranges(r: TimeRanges | undefined, slot: number, at: number): number {
		const n = Math.min(r?.length ?? 0, (this.view.length - at) >> 1);
		this.view[slot] = n;
		for (let i = 0; i < n; i++) {
			this.view[at++] = r!.start(i);
			this.view[at++] = r!.end(i);
		}
		return at;
	}
}
