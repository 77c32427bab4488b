// The upper bar: buttons of plugins at the top right, those of Go and those of
// the page; what has no room goes into a menu (reference: plugins §3.2).
import type { ComponentChildren } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Key } from "../lang";
import type { PageIcon } from "../managers/bar";
import { useSlice } from "../store";
import type { Added } from "./areas";
import { ControlButton } from "./button";
import { Player, type UpperBarSlice } from "./context";
import { Icon } from "./icons";

/** A click without a pointer came from a key or from what reads the page aloud. */
export const byKeyboard = (e: MouseEvent): boolean => e.detail === 0 || !(e as PointerEvent).pointerType;

interface Entry {
	key: string;
	order: number;
	label: string;
	disabled: boolean;
	button: ComponentChildren;
	icon: ComponentChildren;
	click(e: MouseEvent): void;
}

const room: Record<string, number> = { tiny: 0, extrasmall: 2, small: 2 };
const usualRoom = 4;
const usualPresets = ["Playback", "Live"];

export function UpperBar() {
	const { t } = useContext(Player);
	const entries = [...useOwn(), ...usePage()].sort((a, b) => a.order - b.order);
	const { playerSize = "" } = useSlice<{ playerSize?: string }>("shell");
	const space = room[playerSize] ?? usualRoom;
	const all = entries.length <= space + (space ? 1 : 0); // one more is no longer than the menu
	const shown = all ? entries : entries.slice(0, space);
	const rest = all ? [] : entries.slice(space);
	if (!entries.length) return null;
	return (
		<div class="playkit-upper-bar">
			{shown.map((e) => e.button)}
			{rest.length > 0 && <More label={t("uiManagers.moreIcon")} entries={rest} />}
		</div>
	);
}

/** Buttons of plugins in Go. */
function useOwn(): Entry[] {
	const { t, action } = useContext(Player);
	const { icons = [] } = useSlice<UpperBarSlice>("upperBar");
	return icons.map((i) => {
		const label = t(i.label as Key);
		const click = (e: MouseEvent) => action("bar.click", { id: i.id, byKeyboard: byKeyboard(e) });
		return {
			key: "go" + i.id,
			order: i.order,
			label,
			disabled: i.disabled,
			click,
			icon: <Icon name={i.shape} />,
			button: (
				<ControlButton
					key={"go" + i.id}
					name={i.name}
					testId={i.name}
					icon={i.shape}
					label={label}
					active={i.pressed}
					disabled={i.disabled}
					data-plugin-icon={i.id}
					onClick={click}
				/>
			),
		};
	});
}

const given = <T,>(v: T | (() => T) | undefined): T | undefined =>
	typeof v === "function" ? (v as () => T)() : v;

/** Buttons of plugins of the page. */
function usePage(): Entry[] {
	const { icons = [] } = useSlice<{ icons?: PageIcon[] }>("pageIcons");
	const { wrap } = useSlice<Added>("added");
	const { name: preset = "" } = useSlice<{ name?: string }>("preset");
	if (!wrap) return [];
	return icons
		.filter((i) => (i.presets ?? usualPresets).includes(preset))
		.map((i) => {
			const C = i.component;
			const label = i.label ?? given(i.ariaLabel) ?? i.displayName;
			const svg = given(i.svgIcon);
			const handled = i.shouldHandleOnClick !== false;
			const disabled = given(i.isDisabled) === true;
			const click = (e: MouseEvent) => !disabled && i.onClick(e);
			return {
				key: "page" + i.id,
				order: i.order ?? 100,
				label,
				disabled,
				click,
				icon: (
					<i class="playkit-icon" aria-hidden="true">
						{svg && (
							<svg viewBox={svg.viewBox ?? "0 0 32 32"}>
								<path d={svg.path} fill="currentColor" />
							</svg>
						)}
					</i>
				),
				button: (
					<div
						key={"page" + i.id}
						class="playkit-upper-bar-item"
						data-page-icon={i.id}
						onClick={handled ? click : undefined}
					>
						{wrap(<C key={i.version} />)}
					</div>
				),
			};
		});
}

/** The menu of what has no room. */
function More({ label, entries }: { label: string; entries: Entry[] }) {
	const [open, setOpen] = useState(false);
	const root = useRef<HTMLDivElement>(null);
	const rows = () => [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
	const close = () => {
		setOpen(false);
		root.current?.querySelector<HTMLElement>("[data-upper-bar-more]")?.focus();
	};
	useEffect(() => {
		if (!open) return;
		rows()[0]?.focus();
		const outside = (e: Event) => root.current?.contains(e.composedPath()[0] as Node) || setOpen(false);
		document.addEventListener("pointerdown", outside, true);
		return () => document.removeEventListener("pointerdown", outside, true);
	}, [open]);
	const keys = (e: KeyboardEvent) => {
		const list = rows();
		const at = list.indexOf(e.target as HTMLElement);
		const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[e.key];
		if (!open || (to === undefined && e.key !== "Escape")) return;
		e.preventDefault();
		e.stopPropagation();
		if (to === undefined) close();
		else list[(to + list.length) % list.length]?.focus();
	};
	return (
		<div class="playkit-menu-button" ref={root} data-keys={open ? "menu" : undefined} onKeyDown={keys}>
			<ControlButton
				name="more"
				icon="more"
				label={label}
				aria-haspopup="menu"
				aria-expanded={open}
				active={open}
				data-upper-bar-more=""
				onClick={() => setOpen(!open)}
			/>
			{open && (
				<div class="playkit-dropdown-menu playkit-upper-bar-menu" role="menu" aria-label={label}>
					{entries.map((e) => (
						<button
							key={e.key}
							type="button"
							role="menuitem"
							class="playkit-dropdown-menu-item"
							title={e.label}
							disabled={e.disabled}
							onClick={(event) => {
								close();
								e.click(event);
							}}
						>
							{e.icon}
							<span>{e.label}</span>
						</button>
					))}
				</div>
			)}
		</div>
	);
}
