// A menu behind a button, as the WAI-ARIA menu button pattern has it.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icons";

export interface MenuItem {
	key: string;
	label: string;
	testId?: string;
	icon?: string;
	checked?: boolean;
	choose(): void;
}

export function Menu({
	icon,
	label,
	items,
	testId,
}: {
	icon: string;
	label: string;
	items: MenuItem[];
	testId?: string;
}) {
	const root = useRef<HTMLDivElement>(null);
	const [open, setOpen] = useState(false);
	const all = () => [...(root.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
	const close = (focus = true) => {
		setOpen(false);
		if (focus) root.current?.querySelector<HTMLElement>("button")?.focus();
	};
	useEffect(() => {
		if (!open) return;
		all()[0]?.focus();
		const doc = root.current!.ownerDocument;
		const outside = (e: Event) => root.current?.contains(e.composedPath()[0] as Node) || setOpen(false);
		doc.addEventListener("pointerdown", outside, true);
		return () => doc.removeEventListener("pointerdown", outside, true);
	}, [open]);
	const keys = (e: KeyboardEvent) => {
		if (!open) return;
		const list = all();
		const root = list[0]?.getRootNode() as Document | ShadowRoot | undefined;
		const at = list.indexOf(root?.activeElement as HTMLElement);
		const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[e.key];
		if (to !== undefined) list[(to + list.length) % list.length]?.focus();
		else if (e.key === "Escape") close();
		else if (e.key === "Tab") return setOpen(false);
		else return;
		e.preventDefault();
		e.stopPropagation();
	};
	return (
		<div
			ref={root}
			class="playkit-panel-menu"
			data-testid="popover-anchor-container"
			data-keys="menu"
			onKeyDown={keys}
		>
			<button
				type="button"
				class="playkit-panel-button"
				data-testid={testId}
				aria-label={label}
				aria-haspopup="menu"
				aria-expanded={open}
				onClick={() => setOpen(!open)}
			>
				<Icon name={icon} />
			</button>
			{open && (
				<div
					class="playkit-panel-popover"
					role="menu"
					aria-label={label}
					data-testid="popoverContent"
				>
					{items.map((i) => (
						<button
							key={i.key}
							type="button"
							role={i.checked === undefined ? "menuitem" : "menuitemradio"}
							aria-checked={i.checked}
							data-testid={i.testId}
							onClick={() => {
								close();
								i.choose();
							}}
						>
							<Icon name={i.checked ? "check" : (i.icon ?? "")} />
							{i.label}
						</button>
					))}
				</div>
			)}
		</div>
	);
}
