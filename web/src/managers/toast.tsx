// toastManager: short notes in a corner (reference: plugins §3.4).
import type { ComponentChildren } from "preact";
import type { Shown } from "../ports";
import { Changing } from "./notify";

interface ToastData {
	title: string;
	text: string;
	icon?: ComponentChildren;
	severity?: "Info" | "Success" | "Warning" | "Error";
	duration?: number;
	onClick?(): void;
	toastType?: string;
}

const places: Record<string, object> = {
	topRight: { top: 0, right: 0 },
	topLeft: { top: 0, left: 0 },
	bottomRight: { bottom: 0, right: 0 },
	bottomLeft: { bottom: 0, left: 0 },
};
const colours: Record<string, string> = {
	Info: "#3b7dd8",
	Success: "#2f9e5b",
	Warning: "#c98a00",
	Error: "#d03a3a",
};

export class Toasts extends Changing {
	private list: { id: number; data: ToastData }[] = [];
	private last = 0;
	private shown?: () => void;

	constructor(private readonly ui: Shown) {
		super();
	}

	add(data: ToastData): void {
		const id = ++this.last;
		this.list = [...this.list, { id, data }];
		this.shown ??= this.ui.addComponent({
			label: "Toasts",
			presets: ["Playback", "Live", "Ads", "Img", "Document"],
			area: "InteractiveArea",
			get: this.component(() => this.draw(), "Toasts"),
		});
		this.changed();
		if (data.duration) setTimeout(() => this.close(id), data.duration);
	}

	reset(): void {
		this.list = [];
		this.changed();
	}

	private close(id: number): void {
		this.list = this.list.filter((t) => t.id !== id);
		this.changed();
	}

	private draw() {
		const place = places[this.list[0]?.data.toastType ?? ""] ?? places.bottomLeft;
		return (
			<div
				aria-live="polite"
				style={{
					position: "absolute",
					display: "flex",
					flexDirection: "column",
					gap: "8px",
					...place,
				}}
			>
				{this.list.map(({ id, data }) => (
					<div
						key={id}
						class="playkit-toast"
						data-testid="toast"
						style={{
							borderInlineStart: "4px solid " + (colours[data.severity ?? ""] ?? colours.Info),
							display: "flex",
							alignItems: "center",
							gap: "8px",
							minWidth: "120px",
							maxWidth: "310px",
							minHeight: "58px",
							padding: "0 8px",
							borderRadius: "6px",
							background: "rgb(28 28 30 / .96)",
						}}
					>
						<button
							type="button"
							style={{
								display: "flex",
								flex: "1",
								gap: "8px",
								alignItems: "center",
								textAlign: "start",
							}}
							onClick={() => {
								data.onClick?.();
								this.close(id);
							}}
						>
							{data.icon}
							<span role="alert" aria-live="assertive">
								<strong style={{ display: "block" }}>{data.title}</strong>
								{data.text}
							</span>
						</button>
						<button
							type="button"
							aria-label="Close"
							style={{ width: "28px", height: "28px" }}
							onClick={() => this.close(id)}
						>
							✕
						</button>
					</div>
				))}
			</div>
		);
	}
}
