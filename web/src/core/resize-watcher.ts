import { FakeEvent, FakeEventTarget } from "../target";

/** Says "resize" when the size of an element changes, and once at the beginning. */
export class ResizeWatcher extends FakeEventTarget {
	private observer?: ResizeObserver;

	init(element: Element): void {
		this.observer?.disconnect();
		this.observer = new ResizeObserver(() => this.dispatchEvent(new FakeEvent("resize")));
		this.observer.observe(element);
	}

	destroy(): void {
		this.observer?.disconnect();
		this.observer = undefined;
		this.dropListeners();
	}
}
