// Drives the carrier until the engine does. Here: the opening segments that the
// start request brings. What comes behind them is asked for by follow.ts.
import { asset } from "../assets";
import type { Carrier } from "../carrier";
import { putInit, type Download } from "../download";
import type { LogRecord, Resource } from "../protocol";
import type { Follow } from "./follow";
import { span, type Lane, type Plan } from "./plan";

const whole = (url: string): Resource => ({ url, from: 0, to: -1 });

/** Whether a segment takes more than one and a half of its own length to come. */
function tooSlow(d: Download, size: number): boolean {
	const took = (performance.now() - d.firstByteAt) / 1000;
	return took > 1 && (took * size) / d.bytes > 1.5 * d.request.duration;
}

export class Driver {
	readonly lanes: Lane[];
	stopped = false;
	#lastID = 0;
	#follow?: Follow;
	#waiting: LogRecord[] = [];

	/** fixed: the rendition is not to be changed. */
	constructor(
		readonly plan: Plan,
		readonly carrier: Carrier,
		readonly fixed: boolean,
	) {
		this.lanes = (plan.tracks ?? []).map((track) => ({
			track,
			rendition: track.opening.rendition,
			index: -1,
			from: 0,
			end: 0,
			tries: 0,
		}));
		carrier.declare(
			this.lanes.map(({ track, rendition }) => ({
				kind: track.kind,
				mime: track.renditions[rendition]!.mime,
			})),
		);
		if (plan.duration) carrier.setDuration(plan.duration);
		for (const lane of this.lanes)
			lane.fed = this.request(lane, lane.track.opening.segment, !plan.tracks![0]!.renditions[0]!.list);
	}

	/** Fetches what asks for the segments behind the opening. */
	goOn(): void {
		(import(asset("engine.js")) as Promise<{ Follow: typeof Follow }>)
			.then((m) => {
				if (this.stopped || this.#follow) return;
				this.#follow = new m.Follow(this);
				this.#follow.records(this.#waiting.splice(0));
			})
			.catch(() => undefined); // the engine needs the same file, and tells
	}

	/** Takes bytes of the start request's answer; false when no more of them are wanted. */
	feed(track: number, bytes: Uint8Array): boolean {
		const lane = this.lanes[track];
		lane?.fed?.feed(bytes, lane.track.opening.size);
		if (this.stopped) return !lane?.fed?.failed; // what is too slow is the engine's business
		const slow = this.lanes[0];
		if (
			!slow?.fed ||
			slow.fed.done ||
			slow.rendition === 0 ||
			this.fixed ||
			!tooSlow(slow.fed, slow.track.opening.size)
		)
			return true;
		this.carrier.abort(slow.fed.request.id);
		slow.fed = undefined;
		slow.rendition = 0;
		this.request(slow, slow.index);
		this.lost();
		return false;
	}

	feedInit(track: number, bytes: ArrayBuffer): void {
		const lane = this.lanes[track];
		if (!lane) return;
		putInit(whole(lane.track.renditions[lane.track.opening.rendition]!.url + "init.mp4"), bytes);
		lane.fed?.feedInit(bytes);
	}

	/** The answer broke off: what is missing is fetched. */
	lost(): void {
		for (const { fed } of this.lanes) if (fed && !fed.done && !fed.failed) fed.ask();
	}

	records(list: LogRecord[]): void {
		if (this.#follow) this.#follow.records(list);
		else this.#waiting.push(...list);
	}

	/** The clock has moved, or was moved. */
	moved(sought: boolean): void {
		if (sought) this.#follow?.seek();
		else this.#follow?.tick();
	}

	stop(): void {
		this.stopped = true;
		this.#follow?.stop();
	}

	/** Asks for segment i of a lane; a fed one gets its bytes from here. */
	request(lane: Lane, i: number, fed = false): Download | undefined {
		const r = lane.track.renditions[lane.rendition]!;
		const s = span(lane.track, i)!;
		if (i !== lane.index + 1) lane.from = s.start;
		lane.index = i;
		lane.end = s.start + s.duration;
		lane.flight = ++this.#lastID;
		return this.carrier.fetch(
			{
				id: lane.flight,
				kind: lane.track.kind,
				rendition: r.id,
				mime: r.mime,
				...(r.list?.[i] ?? {
					segment: whole(r.url + `seg-${i + 1}.m4s`),
					init: whole(r.url + "init.mp4"),
				}),
				...s,
				offset: 0,
				check: this.plan.check,
				inspect: !!this.plan.check,
			},
			fed,
		);
	}
}
