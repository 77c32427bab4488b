// The settings menu: quality, captions, speed, audio.
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Key } from "../lang";
import { useSlice } from "../store";
import { ControlButton } from "./button";
import { Player, type PlayerContext, type SettingsSlice } from "./context";
import { Icon } from "./icons";

/** A plain item is no choice but leads elsewhere. */
interface Item {
	key: string;
	label: string;
	active: boolean;
	plain?: boolean;
	choose(): void;
}
interface Menu {
	name: Key;
	items: Item[];
	now: string;
}

function quality(s: SettingsSlice, { t, action }: PlayerContext): Menu {
	const list = s.quality ?? [];
	const playing = list.find((q) => q.active)?.label;
	const auto: Item = {
		key: "auto",
		label: t("settings.auto") + (s.auto && playing ? " - " + playing : ""),
		active: s.auto !== false,
		choose: () => action("quality", { id: "auto" }),
	};
	const items = list.map((q) => ({
		key: q.id,
		label: q.label,
		active: !s.auto && q.active,
		choose: () => void action("quality", { id: q.id }),
	}));
	return { name: "settings.quality", items: [auto, ...items], now: s.auto ? auto.label : (playing ?? "") };
}

function captions(s: SettingsSlice, c: PlayerContext): Menu {
	const { t, action } = c;
	const items: Item[] = (s.captions ?? []).map((x) => ({
		key: x.id,
		label: x.id === "off" ? t("settings.off") : x.label,
		active: x.active,
		choose: () => void action("captions", { id: x.id }),
	}));
	return {
		name: "settings.captions",
		items: [...items, ...captionsLook(s, c)],
		now: items.find((i) => i.active)?.label ?? "",
	};
}

/** Behind the tracks: how they look. */
function captionsLook(s: SettingsSlice, { t, store }: PlayerContext): Item[] {
	return s.menus?.showAdvancedCaptionsMenu === false || !s.captions?.length
		? []
		: [
				{
					key: "look",
					label: t("cvaa.open"),
					active: false,
					plain: true,
					choose: () => store.set("captionStyle", { open: true }),
				},
			];
}

function speed(s: SettingsSlice, { t, action }: PlayerContext): Menu {
	const label = (rate: number) => (rate === 1 ? t("settings.normal") : rate + "×");
	const items = (s.speeds ?? []).map((rate) => ({
		key: String(rate),
		label: label(rate),
		active: rate === s.speed,
		choose: () => void action("speed", { rate }),
	}));
	return { name: "settings.speed", items, now: label(s.speed ?? 1) };
}

function audio(s: SettingsSlice, { action }: PlayerContext): Menu {
	const items = (s.audio ?? []).map((a) => ({
		key: a.id,
		label: a.label || a.id,
		active: a.active,
		choose: () => void action("audio", { id: a.id }),
	}));
	return { name: "settings.audio", items, now: items.find((i) => i.active)?.label ?? "" };
}

/** In a small player the menu also has what its buttons have no room for. */
function menus(s: SettingsSlice, c: PlayerContext, small: boolean): Menu[] {
	const on = (key: string) => s.menus?.[key] !== false;
	const all = [
		s.menus?.showAudioMenu || small ? audio(s, c) : undefined,
		on("showCaptionsMenu") ? captions(s, c) : undefined,
		on("showQualityMenu") && (s.quality?.length ?? 0) > 1 ? quality(s, c) : undefined,
		on("showSpeedMenu") ? speed(s, c) : undefined,
	];
	return all.filter((m): m is Menu => !!m && m.items.length > 1);
}

export function Settings() {
	const context = useContext(Player);
	const { playerSize = "" } = useSlice<{ playerSize?: string }>("shell");
	const slice = useSlice<SettingsSlice>("settings");
	const list = menus(slice, context, ["tiny", "extrasmall", "small"].includes(playerSize));
	const [open, setOpen] = useState(false);
	if (!list.length) return null;
	return (
		<MenuButton
			name="settings"
			icon="settings"
			badge={badge(slice.quality)}
			label={context.t("controls.settings")}
			list={list}
			open={open}
			setOpen={setOpen}
		/>
	);
}

export function SpeedControl() {
	const context = useContext(Player);
	const s = useSlice<SettingsSlice>("settings");
	const [open, setOpen] = useState(false);
	if (!s.showSpeed) return null;
	return (
		<MenuButton
			name="speed"
			icon="forward"
			label={context.t("settings.speed")}
			list={[speed(s, context)]}
			open={open}
			setOpen={setOpen}
		/>
	);
}

export function QualityControl() {
	const context = useContext(Player);
	const s = useSlice<SettingsSlice>("settings");
	const [open, setOpen] = useState(false);
	if (!s.showQuality || (s.quality?.length ?? 0) < 2) return null;
	return (
		<MenuButton
			name="quality"
			icon="settings"
			label={context.t("settings.quality")}
			list={[quality(s, context)]}
			open={open}
			setOpen={setOpen}
		/>
	);
}

/** Audio tracks, where there is a choice. */
export function Audio() {
	const context = useContext(Player);
	const s = useSlice<SettingsSlice>("settings");
	const [open, setOpen] = useState(false);
	const few = s.showAudio === false || (s.audio?.length ?? 0) < 2;
	useEffect(() => void (few && setOpen(false)), [few]);
	if (few) return null;
	return (
		<MenuButton
			name="audio"
			icon="audio"
			label={context.t("settings.audio")}
			list={[audio(s, context)]}
			open={open}
			setOpen={setOpen}
		/>
	);
}

/** What the picture that plays is proud of. */
function badge(quality: SettingsSlice["quality"]): string | undefined {
	const height = quality?.find((q) => q.active)?.height ?? 0;
	return height >= 4320 ? "8K" : height >= 2160 ? "4K" : height >= 1080 ? "HD" : undefined;
}

interface ButtonProps {
	badge?: string;
	name: string;
	icon: string;
	label: string;
	list: Menu[];
	open: boolean;
	setOpen(open: boolean): void;
}

function MenuButton({ badge, name, icon, label, list, open, setOpen }: ButtonProps) {
	const { store, host } = useContext(Player);
	const root = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (!open) return;
		store.patch("menu", { open: true }); // the controls stay while a menu is open
		host.root.classList.add("playkit-menu-active");
		const outside = (e: Event) => root.current?.contains(e.composedPath()[0] as Node) || setOpen(false);
		document.addEventListener("pointerdown", outside, true);
		const gone = new ResizeObserver(() => root.current?.offsetParent || setOpen(false)); // no room any more
		gone.observe(root.current!);
		return () => {
			gone.disconnect();
			store.patch("menu", { open: false });
			host.root.classList.remove("playkit-menu-active");
			document.removeEventListener("pointerdown", outside, true);
		};
	}, [open]);
	const close = () => {
		setOpen(false);
		root.current?.querySelector<HTMLElement>(".playkit-control-button")?.focus();
	};
	return (
		<div class="playkit-menu-button" ref={root}>
			<ControlButton
				name={name}
				icon={icon}
				label={label}
				aria-haspopup="menu"
				aria-expanded={open}
				active={open}
				state={badge && "playkit-button-badge playkit-badge-" + badge.toLowerCase()}
				onClick={() => setOpen(!open)}
			/>
			{open && <Popup list={list} close={close} />}
		</div>
	);
}

function Popup({ list, close }: { list: Menu[]; close(): void }) {
	const { t, host, store } = useContext(Player);
	const only = list.length === 1 ? list[0]!.name : undefined;
	const [chosen, setChosen] = useState<Key | undefined>(only);
	const root = useRef<HTMLDivElement>(null);
	const buttons = () =>
		[...(root.current?.querySelectorAll<HTMLElement>("button") ?? [])].filter((b) => b.offsetParent);
	useEffect(
		() =>
			(
				buttons().find((b) => b.getAttribute("aria-checked") === "true") ??
				buttons().find((b) => !b.matches(".playkit-menu-close"))
			)?.focus(),
		[chosen],
	);
	const keys = (e: KeyboardEvent) => {
		const all = buttons();
		const at = all.indexOf(e.target as HTMLElement);
		const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[e.key];
		if (to !== undefined) all[(to + all.length) % all.length]?.focus();
		else if (e.key === "Escape" || (e.key === "ArrowLeft" && chosen))
			chosen && chosen !== only ? setChosen(undefined) : close();
		else if (e.key === "Tab") close();
		else return;
		if (e.key !== "Tab") e.preventDefault();
		e.stopPropagation();
	};
	const menu = list.find((m) => m.name === chosen);
	return (
		<div
			class="playkit-dropdown-menu playkit-smart-container"
			role="menu"
			aria-label={t(menu?.name ?? "controls.settings")}
			data-keys="menu"
			ref={root}
			onKeyDown={keys}
		>
			<div class="playkit-menu-header" role="presentation">
				{menu && menu.name !== only ? (
					<button
						type="button"
						role="menuitem"
						class="playkit-menu-back"
						onClick={() => setChosen(undefined)}
					>
						<Icon name="back" />
						{t(menu.name)}
					</button>
				) : (
					<span class="playkit-menu-title" aria-hidden="true">
						{t(menu?.name ?? "controls.settings")}
					</span>
				)}
				<button
					type="button"
					role="menuitem"
					class="playkit-menu-close"
					aria-label={t("panel.close")}
					onClick={close}
				>
					<Icon name="close" />
				</button>
			</div>
			{menu?.items.map((i) => (
				<button
					type="button"
					role={i.plain ? "menuitem" : "menuitemradio"}
					key={i.key}
					aria-checked={i.plain ? undefined : i.active}
					class={"playkit-dropdown-menu-item" + (i.active ? " playkit-active" : "")}
					onClick={() => {
						close();
						i.choose();
					}}
				>
					<Icon name={i.active ? "check" : ""} />
					{i.label}
				</button>
			))}
			{!menu &&
				list.map((m) => (
					<button
						type="button"
						role="menuitem"
						aria-haspopup="menu"
						key={m.name}
						class="playkit-dropdown-menu-item"
						onClick={() => setChosen(m.name)}
					>
						<span>{t(m.name)}</span>
						<em>{m.now}</em>
						<Icon name="forth" />
					</button>
				))}
			{!menu &&
				host.root.matches(".playkit-touch") && ( // others have a key and a second button
					<button
						type="button"
						role="menuitem"
						class="playkit-dropdown-menu-item"
						onClick={() => (close(), store.set("stats", { open: true }))}
					>
						<span>{t("keys.stats")}</span>
					</button>
				)}
		</div>
	);
}
