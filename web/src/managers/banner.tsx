// bannerManager: one text at the bottom (reference: plugins §3.5).
import type { ComponentChildren } from "preact";
import type { Shown } from "../ports";
import { Changing } from "./notify";

interface BannerContent {
	text: string;
	title?: string;
	icon?: ComponentChildren;
}
interface BannerData {
	content: BannerContent;
	autoClose?: boolean;
	duration?: number;
	renderContent?(content: BannerContent): ComponentChildren;
}

/** Below this width of the player there is no room for one, CSS pixels. */
const narrow = 480;
/** How long one stands that closes itself, and at least, milliseconds. */
const usual = 60_000;
const least = 5000;

export class Banners extends Changing {
	private now?: BannerData;
	private timer = 0;
	private shown?: () => void;

	constructor(
		private readonly ui: Shown,
		private readonly root: HTMLElement,
	) {
		super();
	}

	add(data: BannerData): { visibilityMode: "VISIBLE" | "HIDDEN" } {
		clearTimeout(this.timer);
		this.now = data;
		this.shown ??= this.ui.addComponent({
			label: "Banner",
			presets: ["Playback", "Live", "Ads", "Img", "Document"],
			area: "InteractiveArea",
			get: this.component(() => this.draw(), "Banner"),
		});
		if (data.autoClose)
			this.timer = window.setTimeout(() => this.remove(), Math.max(least, data.duration ?? usual));
		this.changed();
		return { visibilityMode: this.root.clientWidth < narrow ? "HIDDEN" : "VISIBLE" };
	}

	remove(): void {
		clearTimeout(this.timer);
		this.now = undefined;
		this.changed();
	}

	reset(): void {
		this.remove();
	}

	private draw() {
		if (!this.now || this.root.clientWidth < narrow) return null;
		const { content, renderContent } = this.now;
		return (
			<div
				class="playkit-banner"
				data-testid="banner"
				role="status"
				aria-live="polite"
				style={{
					position: "absolute",
					insetInline: 0,
					bottom: 0,
					display: "flex",
					alignItems: "center",
					gap: "10px",
					padding: "10px 14px",
					borderRadius: "6px",
					background: "rgb(0 0 0 / .7)",
					backdropFilter: "blur(10px)",
				}}
			>
				{renderContent ? (
					renderContent(content)
				) : (
					<>
						{content.icon}
						<span style={{ flex: "1" }}>
							<strong style={{ display: "block" }}>{content.title ?? "Audience asks:"}</strong>
							{content.text}
						</span>
					</>
				)}
				<button
					type="button"
					aria-label="Close"
					style={{ width: "28px", height: "28px" }}
					onClick={() => this.remove()}
				>
					✕
				</button>
			</div>
		);
	}
}
