// core.BaseMediaSourceAdapter, the base of adapters that a page brings
// (reference: player-api §1.1).
import type { PlayerError } from "../core/error";
import type { getLogger } from "../core/logger";
import type { Dict } from "../objects";
import type { FakeEvent, FakeEventTarget } from "../target";

/** What is the loader's. */
export interface Bases {
	FakeEventTarget: typeof FakeEventTarget;
	FakeEvent: typeof FakeEvent;
	PlayerError: typeof PlayerError;
	getLogger: typeof getLogger;
}

/** Makes the class, which says which method is missing. */
export function adapterClass({ FakeEventTarget: Target, FakeEvent: Event, PlayerError, getLogger }: Bases) {
	class BaseMediaSourceAdapter extends Target {
		static readonly id: string = "BaseAdapter";
		static isSupported(): boolean {
			return this.isMSESupported();
		}
		static isMSESupported(): boolean {
			return (
				typeof MediaSource === "function" &&
				MediaSource.isTypeSupported('video/mp4; codecs="avc1.42E01E,mp4a.40.2"')
			);
		}
		static canPlayType(_mimeType?: string, _preferNative?: boolean): boolean {
			throw PlayerError.notImplemented("static canPlayType");
		}
		static getLogger = getLogger;

		constructor(
			readonly videoElement?: HTMLVideoElement,
			readonly sourceObj?: Dict,
			readonly config?: Dict,
		) {
			super();
		}

		get src(): string {
			return "";
		}
		set src(_: string) {
			/* an adapter's own */
		}
		get liveDuration(): number {
			throw PlayerError.notImplemented("liveDuration");
		}
		get capabilities(): Dict {
			return { fpsControl: false };
		}
		get targetBuffer(): number {
			return NaN;
		}
		setMaxBitrate(_: number): void {}
		handleMediaError(_?: unknown): boolean {
			return false;
		}
		applyTextTrackStyles(): void {}
		disableNativeTextTracks(): void {
			for (const track of this.videoElement?.textTracks ?? [])
				if (track.kind !== "metadata") track.mode = "disabled";
		}
		setCachedUrls(_: string[]): void {}
		getThumbnail(_?: number): unknown {
			return null;
		}
		getDrmInfo(): unknown {
			return null;
		}
		async destroy(): Promise<void> {
			this.dropListeners();
		}
		_trigger(type: string, payload?: unknown): void {
			this.dispatchEvent(new Event(type, payload));
		}
		_getLiveEdge(): number {
			throw PlayerError.notImplemented("_getLiveEdge");
		}
		getSegmentDuration(): number {
			throw PlayerError.notImplemented("getSegmentDuration");
		}
	}

	// Each of them is the business of the class that extends the base.
	for (const name of [
		"load",
		"selectVideoTrack",
		"selectAudioTrack",
		"selectTextTrack",
		"selectImageTrack",
		"hideTextTrack",
		"enableAdaptiveBitrate",
		"isAdaptiveBitrateEnabled",
		"applyABRRestriction",
		"seekToLiveEdge",
		"isLive",
		"isOnLiveEdge",
		"attachMediaSource",
		"detachMediaSource",
		"getStartTimeOfDvrWindow",
	]) {
		Object.defineProperty(BaseMediaSourceAdapter.prototype, name, {
			configurable: true,
			writable: true,
			value() {
				throw PlayerError.notImplemented(name);
			},
		});
	}
	return BaseMediaSourceAdapter;
}
