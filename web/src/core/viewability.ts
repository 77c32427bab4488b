// player.viewabilityManager: tells whether an element is in view (reference:
// player-api §2.7).

type Listener = (visible: boolean, type: string) => void;

interface Watch {
	element: Element;
	listener: Listener;
	threshold: number;
	visible?: boolean;
	ratio?: number;
}

export const ViewabilityType = { VIEWPORT: "viewport", TAB: "tab" };

export class ViewabilityManager {
	private readonly watches: Watch[] = [];
	private readonly observer: IntersectionObserver;

	/** Thresholds in percent: those observed, and what counts as in view where none is named. */
	constructor({
		observedThresholds,
		playerThreshold,
	}: {
		observedThresholds: number[];
		playerThreshold: number;
	}) {
		this.threshold = playerThreshold;
		this.observer = new IntersectionObserver(
			(entries) => {
				for (const { target, intersectionRatio } of entries)
					for (const w of this.watches)
						if (w.element === target)
							this.look(w, (w.ratio = intersectionRatio), ViewabilityType.VIEWPORT);
			},
			{ threshold: observedThresholds.map((t) => t / 100) },
		);
		document.addEventListener("visibilitychange", this.onTab);
	}

	private readonly threshold: number;

	/** The listener hears of each change, and of the state now. */
	observe(
		element: Element,
		listener: Listener,
		{ threshold = this.threshold }: { threshold?: number } = {},
	): void {
		this.watches.push({ element, listener, threshold: threshold / 100 });
		this.observer.unobserve(element); // to hear of the state again
		this.observer.observe(element);
	}

	unObserve(element: Element, listener: Listener): void {
		const at = this.watches.findIndex((w) => w.element === element && w.listener === listener);
		if (at >= 0) this.watches.splice(at, 1);
		if (!this.watches.some((w) => w.element === element)) this.observer.unobserve(element);
	}

	destroy(): void {
		this.observer.disconnect();
		document.removeEventListener("visibilitychange", this.onTab);
		this.watches.length = 0;
	}

	private readonly onTab = (): void => {
		for (const w of this.watches) if (w.ratio !== undefined) this.look(w, w.ratio, ViewabilityType.TAB);
	};

	private look(w: Watch, ratio: number, type: string): void {
		const visible = !document.hidden && ratio >= w.threshold;
		if (visible === w.visible) return;
		w.visible = visible;
		w.listener(visible, type);
	}
}
