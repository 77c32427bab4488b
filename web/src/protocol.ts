// The border between the page's TypeScript and player.wasm, kept by hand.
// player/stream/deps.go has the same shapes in Go.

import type { Download } from "./download";

export type Kind = "video" | "audio" | "text";

/** Bytes at a URL; to < 0 means the whole body, else from..to inclusive. */
export interface Resource {
	url: string;
	from: number;
	to: number;
}

/** One media segment to load and append. Times in seconds. */
export interface SegmentRequest {
	id: number;
	kind: Kind;
	rendition: string;
	segment: Resource;
	/** Goes behind its address. */
	query?: string;
	/** What the server is told with it (cmcd.ts). */
	cmcd?: Record<string, string | number>;
	init?: Resource;
	mime?: string;
	start: number;
	duration: number;
	offset: number;
	windowEnd?: number;
	/** It waits until it is said how it is appended: "head" records bring what it begins with. */
	inspect?: boolean;
	/** The media itself, a character a byte, instead of a segment. */
	data?: string;
	/** What captions are in its pictures is to be told; the number comes back with them. */
	captions?: number;
	/** How its bytes become what a SourceBuffer takes, where they are not that. */
	transform?: Transform;
	/** Looks into it instead of the engine. */
	check?: (download: Download) => void;
}

/** How bytes are encrypted: key is an address, iv hexadecimal (RFC 8216bis §4.4.4.4). */
export interface Cipher {
	method: string;
	key: string;
	iv: string;
}

/** What is done to a segment, and to its init segment, when all of it is here. */
export interface Transform {
	cipher?: Cipher;
	init?: Cipher;
}

/** How a segment is appended that was looked into; drop lists tracks by id. */
export interface Placement {
	mime: string;
	offset: number;
	drop: number[];
}

export type RecordState =
	| "sent"
	| "progress"
	| "loaded"
	| "appended"
	| "failed"
	| "aborted"
	| "opened"
	| "removed"
	| "evicted"
	| "head"
	| "captions"
	| "keys";

/** What a record of the key system says; without one it is there, and waits for nothing. */
type KeysCode = "wait" | "gone" | "failed";

/** One line of the carrier's log. sentAt, firstByteAt and now are performance.now(). */
export interface LogRecord extends Partial<SegmentRequest> {
	id: number;
	state: RecordState;
	bytes?: number;
	/** Bytes of all downloads of the page since this one's first byte; -1 when other things load too. */
	network?: number;
	status?: number;
	sentAt?: number;
	firstByteAt?: number;
	now: number;
	code?: "network" | "status" | "timeout" | "append" | "decode" | "codec" | "key" | "parse" | KeysCode;
	message?: string;
	/** The init segment and the first bytes, a character a byte; whole: there will be no more of them. */
	inside?: string;
	head?: string;
	whole?: boolean;
	/** Captions of a segment by channel, as WebVTT. */
	found?: { channel: string; vtt: string }[];
}

export interface SourceTrack {
	kind: Kind;
	mime: string;
}

/** A small request of the engine: API, manifest, captions. */
export interface FetchCommand {
	url: string;
	/** Names the question where the page may know the answer already ("media:0_abc"). */
	key?: string;
	body?: string;
	mime?: string;
	headers?: Record<string, string>;
	timeout?: number;
	xml?: boolean;
	credentials?: boolean;
	/** Bytes from..to of a binary body are wanted, a character a byte. */
	from?: number;
	to?: number;
	/** The answer is to be WebVTT; resource is the init segment of what it is made of, if it has a URL. */
	text?: Transform & { resource: Resource };
}

/**
 * What Go asks of the page for one player. Nothing here calls back into Go
 * before the current call from JavaScript has returned.
 */
export interface Host {
	/** Fills the shared Float64Array with one reading of the element (see state.ts). */
	state(): void;
	/** The viewer wants little to be loaded. */
	saveData: boolean;
	stateBytes: Uint8Array;
	media: {
		play(id: number): void;
		pause(): void;
		seek(t: number): void;
		rate(r: number): void;
		volume(v: number): void;
		muted(m: boolean): void;
		frame(): void;
	};
	carrier: {
		open(tracks: string): void;
		declare(tracks: string): void;
		place(id: number, placement: string): void;
		/** Keys in words of player/manifest/key.go, types a line each, the player's version. */
		protect(keys: string, types: string, version: string): void;
		source(url: string): void;
		fetch(request: string): void;
		abort(id: number): void;
		discard(id: number): void;
		remove(kind: Kind, start: number, end: number): void;
		duration(seconds: number): void;
		end(): void;
		close(): void;
		log(): string;
	};
	/** Milliseconds on a clock that only runs on, and since 1970. */
	now(): number;
	wall(): number;
	/** Lines of the log below "warn" are wanted too. */
	verbose?: boolean;
	fetch(id: number, command: string): void;
	cancel(id: number): void;
	timer(id: number, ms: number): void;
	clearTimer(id: number): void;
	autoplay(id: number): void;
	canPlay(mime: string): boolean;
	canPlayFile(mime: string): boolean;
	child(id: string, config: string): void;
	removeChild(id: string): void;
	log(level: number, text: string): void;
	/** The page's own label of a track (JSON), "" for none. */
	label(track: string): string;
	/** The id of a new playback session. */
	sessionId(): string;
	/** The name of a language in that language, "" when unknown. */
	languageName(code: string): string;
}

/** What Go gives back for a new player. Every call returns a batch of output ("" = none). */
export interface Instance {
	flush(): string;
	call(method: string, args: string): string;
	callAsync(method: string, args: string, promise: number): string;
	element(event: string): string;
	records(text: string): string;
	fetched(id: number, status: number, url: string, body: string, headers: string, took: number): string;
	timer(id: number): string;
	online(): string;
	played(id: number, error: string): string;
	frame(mediaTime: number, presentedAt: number): string;
	autoplay(id: number, sound: boolean, muted: boolean): string;
	action(name: string, payload: string): string;
	key(event: string): string;
	resize(width: number, height: number): string;
	destroy(): string;
}

/**
 * [player, "event", type, payload?] | [player, "facts", patch] | [player, "view", patch] |
 * [player, "settle", id, ok, value] | [player, "cues", cues] | [player, "ask", id, action, args?]
 */
export type Output = [player: number, kind: string, ...rest: unknown[]];

/** The text every Instance call returns, parsed. */
export interface Batch {
	result?: unknown;
	error?: string;
	out?: Output[];
}

/** The mirror that answers the page's synchronous reads. */
export interface Facts {
	[key: string]: unknown;
}
