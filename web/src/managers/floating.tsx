// floatingManager: components over the picture that follow play (reference:
// plugins §3.3).
import type { ComponentChildren } from "preact";
import type { Shown } from "../ports";
import { Changing, type PlayerLike } from "./notify";

interface Props {
	currentTime: number;
	canvas: { playerSize: { width: number; height: number }; videoSize: { width: number; height: number } };
}
interface FloatingData {
	label: string;
	mode: "MediaLoaded" | "OnDemand" | "Immediate" | "FirstPlay";
	renderContent(props: Props): ComponentChildren;
	className?: string;
	position: string;
}

const presets = ["Playback", "Live", "Ads", "Img", "Document"];
const redraws = [
	"timeupdate",
	"medialoaded",
	"loadeddata",
	"playkit-ui-uipresetresize",
	"playkit-ui-videoresize",
	"resize",
	"UPDATE_COMPONENTS",
];
const starts: Record<string, string | undefined> = { MediaLoaded: "medialoaded", FirstPlay: "firstplay" };

export class FloatingItem extends Changing {
	private takeAway?: () => void;

	constructor(
		readonly data: FloatingData,
		private readonly ui: Shown,
		private readonly props: () => Props,
	) {
		super();
	}

	add(): void {
		const { label, className, position, renderContent } = this.data;
		this.takeAway ??= this.ui.addComponent({
			label,
			presets,
			area: position,
			get: this.component(
				() => (
					<div class={className} data-contrib-item={label}>
						{renderContent(this.props())}
					</div>
				),
				label,
			),
		});
	}

	remove(): void {
		this.takeAway?.();
		this.takeAway = undefined;
	}

	update(): void {
		this.changed();
	}
	destroy(): void {
		this.remove();
	}
}

export class Floating {
	private items: FloatingItem[] = [];
	private readonly seen = new Set<string>(); // events of this media

	constructor(
		private readonly player: PlayerLike,
		private readonly ui: Shown,
		private readonly root: HTMLElement,
	) {
		for (const type of redraws)
			player.addEventListener(type, () => this.items.forEach((i) => i.changed()));
		for (const type of ["medialoaded", "firstplay"])
			player.addEventListener(type, () => {
				this.seen.add(type);
				for (const i of this.items) if (starts[i.data.mode] === type) i.add();
			});
	}

	add(data: FloatingData): FloatingItem {
		const item = new FloatingItem(data, this.ui, () => this.props());
		this.items.push(item);
		const start = starts[data.mode];
		if (data.mode === "Immediate" || (start && this.seen.has(start))) item.add();
		return item;
	}

	remove(item: FloatingItem): void {
		this.items = this.items.filter((i) => i !== item && !Object.is(Object.getPrototypeOf(item), i));
		item.destroy();
	}

	reset(): void {
		this.seen.clear();
		for (const i of this.items) i.remove();
	}

	private props(): Props {
		const video = this.root.querySelector("video");
		return {
			currentTime: (this.player.currentTime ?? 0) * 1000,
			canvas: {
				playerSize: { width: this.root.clientWidth, height: this.root.clientHeight },
				videoSize: { width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0 },
			},
		};
	}
}
