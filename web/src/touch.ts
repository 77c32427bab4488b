// What fingers mean on the picture: a tap shows the controls, the next one plays
// or pauses, two taps seek, a long press plays faster (reference: player-api
// §8.7). Scrolling the page stays the browser's: nothing here prevents it.

/** What a gesture asks for. */
export interface Gestures {
	/** Whether the controls are shown. */
	visible(): boolean;
	show(): void;
	/** A tap that nothing else follows. */
	act(): void;
	/** Two taps, and each further one: -1 on the left, 1 on the right, 0 in the middle. */
	twice(side: -1 | 0 | 1): void;
	/** A finger rests on the picture, or no longer. */
	hold(on: boolean): void;
	/** Whether the first tap acts at once, as before the first play. */
	atOnce(): boolean;
}

const again = 280; // ms in which a second tap belongs to the first
const further = 600; // ms in which one more tap seeks on
const longPress = 500; // ms
const afterRest = 400; // ms in which a tap is the end of a long press
const still = 12; // CSS pixels that a resting finger may move

export class Touch {
	private last = -Infinity; // time of the last tap, ms
	private side: -1 | 0 | 1 = 0;
	private seeking = false;
	private timer = 0; // of a tap that may become two
	private press = 0;
	private held = false;
	private readonly fingers = new Set<number>();
	private rested = -Infinity; // time at which a finger that rested has left, ms
	private from = { x: 0, y: 0 };

	constructor(private readonly does: Gestures) {}

	down(id: number, x: number, y: number): void {
		this.fingers.add(id);
		this.from = { x, y };
		clearTimeout(this.press);
		if (this.fingers.size > 1) return this.rest();
		this.press = window.setTimeout(() => {
			this.held = true;
			this.does.hold(true);
		}, longPress);
	}

	move(x: number, y: number): void {
		if (Math.hypot(x - this.from.x, y - this.from.y) > still) clearTimeout(this.press);
	}

	/** A finger has left, or the browser has taken the gesture. */
	up(id: number): void {
		if (!this.fingers.delete(id)) return;
		clearTimeout(this.press);
		if (!this.fingers.size) this.rest();
	}

	/** A finished tap; share is where it was, 0 to 1 from the left. Gives false for the end of a long press. */
	tap(share: number, now: number): boolean {
		if (this.held || now - this.rested < afterRest) return false;
		const side = share < 0.36 ? -1 : share > 0.64 ? 1 : 0;
		const since = now - this.last;
		this.last = now;
		clearTimeout(this.timer);
		if (side === this.side && (since < again || (this.seeking && since < further))) {
			this.seeking = true;
			this.does.twice(side);
			return true;
		}
		[this.side, this.seeking] = [side, false];
		if (this.does.atOnce()) {
			this.last = -Infinity;
			this.does.act();
		} else if (!this.does.visible()) this.does.show();
		else this.timer = window.setTimeout(() => this.does.act(), again);
		return true;
	}

	close(): void {
		clearTimeout(this.timer);
		clearTimeout(this.press);
		this.rest();
	}

	private rest(): void {
		if (!this.held) return;
		this.held = false;
		this.rested = performance.now();
		this.does.hold(false);
	}
}
