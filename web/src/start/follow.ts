// Asks for the segments behind the opening, by the plan, until the engine takes
// over: on a slow connection that takes a while, and where WebAssembly is
// forbidden it never comes.
import type { LogRecord } from "../protocol";
import type { Driver } from "./driver";
import { span, type Lane, type PlanRendition, type PlanTrack } from "./plan";

/** How far ahead of the clock is fetched, seconds. */
const goal = 12;
/** A track does not run further ahead of the other, seconds. */
const maxLead = 6;
/** The longest wait before another try, milliseconds. */
const patience = 8000;
/** What was played stays this long, seconds. */
const keepBack = 30;
/** Media may be shorter than the plan says by this much, seconds … */
const slack = 0.1;
/** … and the plan's times are as exact as this. */
const rounding = 0.001;

export class Follow {
	private readonly timer: number;

	constructor(private readonly driver: Driver) {
		this.timer = window.setInterval(() => this.tick(), 250);
	}

	records(list: LogRecord[]): void {
		for (const r of list) {
			const lane = this.driver.lanes.find((l) => l.flight !== undefined && l.flight === r.id);
			if (!lane) continue;
			if (r.state === "loaded") {
				lane.flight = undefined;
				lane.tries = 0;
				if (r.kind === "video" && r.firstByteAt)
					this.driver.carrier.measure(r.network ?? 0, r.now - r.firstByteAt);
			} else if (r.state === "failed" || r.state === "evicted") {
				this.again(lane);
			}
		}
		this.tick();
	}

	/** The clock was moved: requests for elsewhere are given up. */
	seek(): void {
		for (const lane of this.driver.lanes) {
			const now = this.now();
			// It is there, or under way: not all that has come is in the SourceBuffer yet.
			if (
				this.ahead(lane) > 0 ||
				(lane.index >= 0 && now >= Math.max(lane.from, lane.end - keepBack) && now < lane.end)
			)
				continue;
			if (lane.flight !== undefined) this.driver.carrier.abort(lane.flight);
			lane.flight = undefined;
			lane.end = 0;
			lane.index = -1;
		}
		this.tick();
	}

	tick(): void {
		const { lanes, carrier, stopped } = this.driver;
		if (stopped || carrier.video.error) return;
		for (const lane of lanes) {
			this.next(lane);
			this.trim(lane);
		}
		if (lanes.every((l) => l.flight === undefined && !span(l.track, this.following(l))))
			carrier.endOfStream();
	}

	stop(): void {
		clearInterval(this.timer);
	}

	private next(lane: Lane): void {
		if (lane.flight !== undefined) return;
		const position = this.position(lane);
		const least = Math.min(...this.driver.lanes.filter((l) => l !== lane).map((l) => this.position(l)));
		const ahead = position - this.now();
		if (ahead > goal || position > least + maxLead) return;
		const i = this.following(lane);
		if (!span(lane.track, i)) return;
		this.choose(lane, i, ahead);
		this.driver.request(lane, i);
	}

	/** Gives back what was played long ago. */
	private trim(lane: Lane): void {
		const { carrier } = this.driver;
		const ranges = carrier.tracks.get(lane.track.kind)?.buffer?.buffered;
		if (ranges?.length && ranges.start(0) < this.now() - keepBack - 10)
			carrier.remove(lane.track.kind, 0, this.now() - keepBack);
	}

	/** The segment that a lane needs next; its last one may be shorter than the plan says. */
	private following(lane: Lane): number {
		const position = this.position(lane);
		const i = segmentAt(lane.track, position, position > this.now() ? slack : rounding);
		return i === lane.index ? i + 1 : i;
	}

	private now(): number {
		return this.driver.carrier.video.currentTime || this.driver.plan.at;
	}

	private position(lane: Lane): number {
		return Math.max(this.now() + this.ahead(lane), lane.end);
	}

	/** What a track has from the clock on, seconds. */
	private ahead(lane: Lane): number {
		const now = this.now();
		const ranges = this.driver.carrier.tracks.get(lane.track.kind)?.buffer?.buffered;
		let end = now;
		for (let i = 0; ranges && i < ranges.length; i++)
			if (ranges.start(i) <= end + 0.1) end = Math.max(end, ranges.end(i));
		return end - now;
	}

	/** The best rendition whose next segment is there in time with room to spare. */
	private choose(lane: Lane, i: number, buffer: number): void {
		const { renditions, opening } = lane.track;
		const rate = this.driver.carrier.bandwidth();
		if (this.driver.fixed || lane.track.kind !== "video" || !rate) return;
		const duration = span(lane.track, i)?.duration ?? 0;
		const size = (r: PlanRendition) => r.sizes?.[i - opening.segment - 1] ?? (r.bandwidth * duration) / 8;
		let best = 0;
		renditions.forEach((r, k) => {
			if (!r.sizes) return; // cut at other times
			const seconds = (size(r) * 8) / rate;
			if (seconds <= duration * (k <= lane.rendition ? 0.95 : 0.75) && seconds < buffer * 0.5) best = k;
		});
		lane.rendition = best;
	}

	/** Asks once more after a while. */
	private again(lane: Lane): void {
		const { index } = lane;
		lane.end = 0;
		lane.tries++;
		lane.flight = -1; // until then
		setTimeout(
			() => {
				if (this.driver.stopped || lane.flight !== -1) return;
				lane.flight = undefined;
				if (lane.index === index) this.driver.request(lane, index);
			},
			Math.min(250 * 2 ** lane.tries, patience),
		);
	}
}

/** The segment that holds a moment, or begins less than slack behind it. */
function segmentAt(track: PlanTrack, seconds: number, slack: number): number {
	let index = 0;
	let start = 0;
	for (const [count, duration] of track.segments) {
		const inside = Math.floor((seconds - start + Math.min(slack, duration / 4)) / duration);
		if (inside < count) return index + Math.max(0, inside);
		start += count * duration;
		index += count;
	}
	return index;
}
