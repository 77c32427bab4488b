// The carrier owns MediaSource, the SourceBuffers, the append queue and every
// media fetch of one player, and keeps a log of what it did. Whoever drives it
// (the loader's start, later the Go engine) sends the same commands and reads
// the same log, so the second driver goes on where the first one stopped.
import { Download, keyOf } from "./download";
import { bandwidth, measure } from "./start/bandwidth";
import type { Kind, LogRecord, RecordState, SegmentRequest, SourceTrack } from "./protocol";

interface Removal {
	start: number;
	end: number;
}
type Job = { download: Download } | { removal: Removal };

interface Track {
	kind: Kind;
	buffer?: SourceBuffer; // there once the source is open
	mime: string;
	init: string; // key of the init segment last appended
	queue: Job[];
	active: boolean; // the job at the head has begun to append
	later?: number; // timer
}

/** Records that may wait so long for company, milliseconds. */
const patient = new Set<RecordState>(["progress", "appended", "removed"]);
const patience = 80;

/** With so much to play, seconds, pieces of a segment wait for company so long, milliseconds. */
const plenty = 2;
const company = 500;

/** Records kept for adoption; an adopted carrier keeps none. */
const maxLog = 500;

export class Carrier {
	readonly tracks = new Map<Kind, Track>();
	/** How fast the connection is thought to be, bit/s, and a measurement of it. */
	readonly bandwidth = bandwidth;
	readonly measure = measure;
	#source?: MediaSource;
	#url = "";
	#log: LogRecord[] | undefined = [];
	#fresh: LogRecord[] = [];
	#wantDuration?: number;
	#wantEnd = false;
	#generation = 0;
	#later = 0; // timer
	#soon = false;
	/** Looks into segments that are held back (inspect.ts). */
	look?: (download: Download) => void;

	/** onRecords gets batches, never from inside a command. */
	constructor(
		readonly video: HTMLVideoElement,
		private readonly onRecords: (records: LogRecord[]) => void,
	) {}

	/**
	 * Makes a new MediaSource on the element; "opened" or "failed" with id 0
	 * follows, once the tracks are named too: here, or later by declare.
	 */
	open(tracks: SourceTrack[] = []): void {
		this.close();
		this.#log = [];
		this.#name(tracks);
		const generation = this.#generation;
		const Source =
			window.MediaSource ??
			(window as unknown as { ManagedMediaSource?: typeof MediaSource }).ManagedMediaSource;
		if (!Source) return this.#fail(0, "codec", "no MediaSource");
		if (!window.MediaSource) this.video.disableRemotePlayback = true;
		const source = (this.#source = new Source());
		source.addEventListener("sourceopen", () => {
			if (generation === this.#generation) this.#opened(source);
		});
		this.#url = URL.createObjectURL(source);
		this.video.src = this.#url;
	}

	/** Names the tracks of a source that was opened without. */
	declare(tracks: SourceTrack[]): void {
		this.#name(tracks);
		if (this.#source?.readyState === "open") this.#opened(this.#source);
	}

	#name(tracks: SourceTrack[]): void {
		for (const { kind, mime } of tracks) {
			const track = this.tracks.get(kind);
			if (track) track.mime = mime;
			else this.tracks.set(kind, { kind, mime, init: "", queue: [], active: false });
		}
	}

	/** Plays a plain file. */
	setSource(url: string): void {
		this.close();
		this.video.src = url;
	}

	/** Loads and appends a segment; one that is fed gets its bytes from the caller. */
	fetch(request: SegmentRequest, fed = false): Download | undefined {
		const track = this.tracks.get(request.kind);
		if (!track)
			return void this.#fail(request.id, "append", "no SourceBuffer for " + request.kind, request);
		const download = new Download(
			request,
			(state, extra) => this.#note(state, download, extra),
			() => ((request.check ?? this.look)?.(download), this.pump(track)),
			() => this.#calm,
		);
		track.queue.push({ download });
		this.#wantEnd = false;
		download.start(fed);
		return download;
	}

	abort(id: number): void {
		for (const track of this.tracks.values()) {
			const at = track.queue.findIndex((job) => "download" in job && job.download.request.id === id);
			const job = track.queue[at];
			if (!job || !("download" in job)) continue;
			job.download.cancel();
			track.queue.splice(at, 1);
			if (at === 0) this.#resetParser(track);
			this.#note("aborted", job.download);
			this.pump(track);
		}
	}

	/** Removals go before whatever waits for bytes, but behind what is being appended. */
	remove(kind: Kind, start: number, end: number): void {
		const track = this.tracks.get(kind);
		if (!track || end <= start) return;
		track.queue.splice(track.active ? 1 : 0, 0, { removal: { start, end } });
		this.pump(track);
	}

	setDuration(seconds: number): void {
		this.#wantDuration = seconds;
		this.#settle();
	}

	endOfStream(): void {
		this.#wantEnd = true;
		this.#settle();
	}

	/** Aborts everything and takes the source off the element. */
	close(): void {
		this.#generation++;
		for (const track of this.tracks.values()) {
			for (const job of track.queue) if ("download" in job) job.download.cancel();
		}
		this.tracks.clear();
		this.#fresh = [];
		this.#wantDuration = undefined;
		this.#wantEnd = false;
		this.#source = undefined;
		if (this.#url) URL.revokeObjectURL(this.#url);
		this.#url = "";
		if (this.video.hasAttribute("src")) {
			this.video.removeAttribute("src");
			this.video.load();
		}
	}

	/** The log since open, for the driver that takes over; it is not kept after that. */
	takeLog(): LogRecord[] {
		const log = this.#log ?? [];
		this.#log = undefined;
		this.#fresh = [];
		return log;
	}

	/** Makes the SourceBuffers; a source opens again after its end. */
	#opened(source: MediaSource): void {
		const list = [...this.tracks.values()];
		if (!list.length || list.some((t) => t.buffer || !t.mime)) return;
		try {
			for (const track of list) {
				const buffer = (track.buffer = source.addSourceBuffer(track.mime));
				buffer.addEventListener("updateend", () => this.pump(track));
				buffer.addEventListener("error", () => this.#appendFailed(track, "refused"));
			}
		} catch (error) {
			return this.#fail(0, "codec", String(error));
		}
		this.#settle();
		this.push({ id: 0, state: "opened", now: performance.now() });
		for (const track of list) this.pump(track);
	}

	/** Moves a track on as far as it goes without waiting. */
	pump(track: Track): void {
		const { buffer } = track;
		if (
			this.tracks.get(track.kind) !== track ||
			!buffer ||
			buffer.updating ||
			this.#source?.readyState === "closed"
		)
			return;
		if (this.#wantDuration !== undefined && !this.#settle()) return;
		const job = track.queue[0];
		if (!job) return void this.#settle();
		try {
			if ("removal" in job) this.#runRemoval(track, buffer, job.removal);
			else this.#runDownload(track, buffer, job.download);
		} catch (error) {
			this.#refused(track, error as DOMException);
		}
	}

	#runRemoval(track: Track, buffer: SourceBuffer, removal: Removal): void {
		if (track.active) {
			// done
			track.active = false;
			track.queue.shift();
			this.push({
				id: 0,
				kind: track.kind,
				state: "removed",
				start: removal.start,
				duration: removal.end - removal.start,
				now: performance.now(),
			});
			return this.pump(track);
		}
		track.active = true;
		buffer.remove(removal.start, removal.end);
	}

	#runDownload(track: Track, buffer: SourceBuffer, download: Download): void {
		if (download.failed) {
			track.queue.shift();
			if (track.active) this.#resetParser(track);
			return this.pump(track);
		}
		if (!track.active) {
			if (!this.#prepare(track, buffer, download)) return;
			if (buffer.updating) return;
		}
		const wait = download.since + company - performance.now();
		if (!download.done && wait > 0 && this.#calm) {
			track.later ||= window.setTimeout(() => ((track.later = 0), this.pump(track)), wait);
			return;
		}
		const bytes = download.take();
		if (bytes) return buffer.appendBuffer(bytes);
		if (!download.done) return;
		track.queue.shift();
		track.active = false;
		if (download.torn) this.#resetParser(track);
		download.release();
		this.#note("appended", download);
		this.pump(track);
	}

	/** Play is far from running dry. */
	get #calm(): boolean {
		const { currentTime, buffered, seeking } = this.video;
		const last = buffered.length - 1;
		return (
			last >= 0 &&
			!seeking &&
			buffered.start(last) <= currentTime &&
			buffered.end(last) > currentTime + plenty
		);
	}

	/** Sets the buffer up for a segment; false while its init segment is on the way. */
	#prepare(track: Track, buffer: SourceBuffer, download: Download): boolean {
		const { request } = download;
		if (!download.ready) return false;
		if (request.mime && request.mime !== track.mime) {
			buffer.changeType(request.mime);
			track.mime = request.mime;
			track.init = "";
		}
		if (buffer.timestampOffset !== request.offset) buffer.timestampOffset = request.offset;
		const end = request.windowEnd || Infinity;
		if (buffer.appendWindowEnd !== end) buffer.appendWindowEnd = end;
		track.active = true;
		const key = request.init ? keyOf(request.init) : "";
		if (request.init && key !== track.init && download.init) {
			track.init = key;
			buffer.appendBuffer(download.cut?.(download.init) ?? download.init);
		}
		return true;
	}

	/** An append or remove threw. */
	#refused(track: Track, error: DOMException): void {
		const job = track.queue.shift();
		track.active = false;
		if (!job || "removal" in job) return this.pump(track);
		job.download.cancel();
		this.#resetParser(track);
		if (error.name === "QuotaExceededError") this.#note("evicted", job.download);
		else this.#note("failed", job.download, { code: "append", message: String(error) });
		this.pump(track);
	}

	#appendFailed(track: Track, message: string): void {
		const job = track.queue.shift();
		track.active = false;
		if (job && "download" in job) {
			job.download.cancel();
			this.#note("failed", job.download, { code: "append", message });
		}
	}

	#resetParser(track: Track): void {
		track.active = false;
		track.init = ""; // it may not have been read yet
		if (this.#source?.readyState === "open") track.buffer?.abort();
	}

	/** Duration and end of stream need idle buffers; true when nothing is left to do. */
	#settle(): boolean {
		const source = this.#source;
		if (!source || this.tracks.size === 0) return false;
		const list = [...this.tracks.values()];
		if (list.some((t) => !t.buffer || t.buffer.updating)) return false;
		if (this.#wantDuration !== undefined && source.readyState !== "closed") {
			if (source.duration !== this.#wantDuration) source.duration = this.#wantDuration;
			this.#wantDuration = undefined;
			for (const t of list) queueMicrotask(() => this.pump(t));
		}
		if (this.#wantEnd && source.readyState === "open" && list.every((t) => t.queue.length === 0)) {
			this.#wantEnd = false;
			source.endOfStream();
		}
		return true;
	}

	#fail(id: number, code: LogRecord["code"], message: string, request?: SegmentRequest): void {
		this.push({ ...request, id, state: "failed", code, message, now: performance.now() });
	}

	#note(state: RecordState, download: Download, extra?: Partial<LogRecord>): void {
		const { request, bytes, network, status, sentAt, firstByteAt } = download;
		// The engine knows its own requests; only who reads the log must be told.
		this.push({
			...(this.#log ? request : { id: request.id }),
			state,
			bytes,
			network,
			status,
			sentAt,
			firstByteAt,
			now: performance.now(),
			...extra,
		});
	}

	push(record: LogRecord): void {
		if (
			this.#log &&
			!["progress", "head", "captions"].includes(record.state) &&
			this.#log.length < maxLog
		)
			this.#log.push(record);
		if (!this.#log && record.state === "sent") return;
		this.#fresh.push(record);
		const tell = () => {
			if (this.#fresh.length > 0) this.onRecords(this.#fresh.splice(0)); // close has dropped older ones
		};
		// What nothing has to be done about goes along with what comes next.
		if (patient.has(record.state))
			this.#later ||= window.setTimeout(() => ((this.#later = 0), tell()), patience);
		else if (!this.#soon) {
			this.#soon = true;
			queueMicrotask(() => ((this.#soon = false), tell()));
		}
	}
}
