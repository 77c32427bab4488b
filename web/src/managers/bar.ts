// upperBarManager: buttons of plugins at the top right (reference: plugins
// §3.2). web/src/ui/bar.tsx draws them, with those of plugins in Go.
import type { ComponentType } from "preact";
import type { MountedUI, Shown } from "../ports";

export interface IconData {
	displayName: string;
	label?: string;
	ariaLabel?: string | (() => string);
	order?: number;
	component: ComponentType<any>;
	svgIcon?: { path: string; viewBox?: string } | (() => { path: string; viewBox?: string });
	onClick(e: Event): void;
	presets?: string[];
	shouldHandleOnClick?: boolean;
	isDisabled?: boolean | (() => boolean);
}
export interface PageIcon extends IconData {
	id: number;
	version: number;
}

export class Bar {
	private icons: PageIcon[] = [];

	constructor(
		ui: Shown,
		private readonly around: { container: { tell(f: (ui: MountedUI) => void): void } },
		private readonly root: HTMLElement,
	) {
		ui.prepare();
	}

	add(icon: IconData, id: number): number {
		this.icons = [...this.icons, { ...icon, id, version: 0 }];
		this.show();
		return id;
	}

	remove(id: number): void {
		this.icons = this.icons.filter((i) => i.id !== id);
		this.show();
	}

	update(id: number): void {
		this.icons = this.icons.map((i) => (i.id === id ? { ...i, version: i.version + 1 } : i));
		this.show();
	}

	isActive(id: number): boolean {
		return this.icons.some((i) => i.id === id);
	}
	getMorePluginButton(): HTMLElement | null {
		return this.root.querySelector<HTMLElement>("[data-upper-bar-more]");
	}

	focusPluginButton(id: number, event?: Event): void {
		event?.preventDefault();
		const own = this.root.querySelector<HTMLElement>(
			`[data-page-icon="${id}"] button, [data-page-icon="${id}"] [tabindex]`,
		);
		(own ?? this.getMorePluginButton())?.focus();
	}

	private show(): void {
		this.around.container.tell((ui) => ui.apply({ pageIcons: { icons: this.icons } }));
	}
}
