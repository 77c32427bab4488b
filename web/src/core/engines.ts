// Engines and media source adapters that a page brings, and what they can do
// (reference: player-api §1.1).
import { mergeDeep, type Dict } from "../objects";
import { FakeEvent, FakeEventTarget } from "../target";
import { PlayerError } from "./error";
import { getLogger } from "./logger";

interface EngineClass { id?: string; isSupported?(): boolean; getCapabilities?(): Promise<Dict>; runCapabilities?(): void }

export const engines = new Map<string, EngineClass>();
export const adapters: (typeof BaseMediaSourceAdapter)[] = [];
const given: Dict = {};

/** An engine that is not supported here is not taken. */
export function registerEngine(id: string, engine: EngineClass): void {
	if (engine && (engine.isSupported?.() ?? true)) engines.set(id, engine);
}

export function unRegisterEngine(id: string): void { engines.delete(id); }

/** Takes an adapter class once, if it is supported here. */
export function registerMediaSourceAdapter(adapter: typeof BaseMediaSourceAdapter): void {
	if (adapter && !adapters.includes(adapter) && adapter.isSupported?.()) adapters.push(adapter);
}

let tried: Promise<Dict> | undefined;

/** Whether a video would start by itself here, with sound and without. */
export function autoplayCapability(): Promise<Dict> {
	return (tried ??= (async () => {
		const policy = (navigator as { getAutoplayPolicy?(type: string): string }).getAutoplayPolicy?.("mediaelement");
		if (policy) return { autoplay: policy === "allowed", mutedAutoPlay: policy !== "disallowed" };
		const probe = async (muted: boolean) => {
			const video = Object.assign(document.createElement("video"), { muted, playsInline: true });
			const refused = await Promise.race([video.play().then(() => false, (e: DOMException) => e.name === "NotAllowedError"), new Promise<boolean>((r) => setTimeout(r, 100, false))]);
			video.removeAttribute("src");
			return !refused;
		};
		return { autoplay: await probe(false), mutedAutoPlay: await probe(true) };
	})());
}

export function runCapabilities(): void {
	void autoplayCapability();
	for (const e of engines.values()) e.runCapabilities?.();
}

/** What the engines can do, of one or of all. */
export async function getCapabilities(id?: string): Promise<Dict> {
	const all: Dict = { html5: await autoplayCapability() };
	for (const [name, engine] of engines) if (engine.getCapabilities) mergeDeep(all, await engine.getCapabilities().then((c) => (name in c ? c : { [name]: c })));
	mergeDeep(all, given);
	return id ? ((all[id] ?? {}) as Dict) : all;
}

export function setCapabilities(id: string, capabilities: Dict): void { mergeDeep(given, { [id]: capabilities }); }

/** The page's own word on an engine, if it has given one. */
export const givenCapabilities = (id: string): Dict | undefined => given[id] as Dict | undefined;

/** The base of adapters: says which method is missing. */
export class BaseMediaSourceAdapter extends FakeEventTarget {
	static readonly id: string = "BaseAdapter";
	static isSupported(): boolean { return this.isMSESupported(); }
	static isMSESupported(): boolean { return typeof MediaSource === "function" && MediaSource.isTypeSupported('video/mp4; codecs="avc1.42E01E,mp4a.40.2"'); }
	static canPlayType(_mimeType?: string, _preferNative?: boolean): boolean { throw PlayerError.notImplemented("static canPlayType"); }
	static getLogger = getLogger;

	constructor(protected readonly videoElement?: HTMLVideoElement, protected readonly sourceObj?: Dict, protected readonly config?: Dict) { super(); }

	get src(): string { return ""; }
	set src(_: string) { /* an adapter's own */ }
	get liveDuration(): number { throw PlayerError.notImplemented("liveDuration"); }
	get capabilities(): Dict { return { fpsControl: false }; }
	get targetBuffer(): number { return NaN; }
	setMaxBitrate(_: number): void {}
	handleMediaError(_?: unknown): boolean { return false; }
	applyTextTrackStyles(): void {}
	disableNativeTextTracks(): void {
		for (const track of this.videoElement?.textTracks ?? []) if (track.kind !== "metadata") track.mode = "disabled";
	}
	setCachedUrls(_: string[]): void {}
	getThumbnail(_?: number): unknown { return null; }
	getDrmInfo(): unknown { return null; }
	async destroy(): Promise<void> { this.dropListeners(); }
	protected _trigger(type: string, payload?: unknown): void { this.dispatchEvent(new FakeEvent(type, payload)); }
	_getLiveEdge(): number { throw PlayerError.notImplemented("_getLiveEdge"); }
	getSegmentDuration(): number { throw PlayerError.notImplemented("getSegmentDuration"); }
}

// Each of them is the business of the class that extends the base.
for (const name of ["load", "selectVideoTrack", "selectAudioTrack", "selectTextTrack", "selectImageTrack", "hideTextTrack", "enableAdaptiveBitrate", "isAdaptiveBitrateEnabled", "applyABRRestriction",
	"seekToLiveEdge", "isLive", "isOnLiveEdge", "attachMediaSource", "detachMediaSource", "getStartTimeOfDvrWindow"]) {
	Object.defineProperty(BaseMediaSourceAdapter.prototype, name, { configurable: true, writable: true, value() { throw PlayerError.notImplemented(name); } });
}

/** Gives the engine of a plugin's making, by the plugin's name. */
export class EngineDecoratorProvider {
	constructor(private readonly plugin: { getName(): string; getEngineDecorator(engine: unknown, dispatch: unknown): unknown }) {}

	getName(): string { return this.plugin.getName(); }
	getEngineDecorator(engine: unknown, dispatch: unknown): unknown { return this.plugin.getEngineDecorator(engine, dispatch); }
}
