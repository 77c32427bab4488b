// KalturaPlayer.ui.Components: the player's own by their contract names, and the
// building blocks that plugins use (reference: player-api §8.2, §8.3).
import { Component, h, toChildArray, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Dict } from "../objects";
import { withEventDispatcher, withKeyboardEvent, withLogger, withPlayer, withPlayerPreset } from "./context";
import { ofComponents } from "./constants";
import { drawn } from "./host";
import { Portal } from "./portal";
import { reducers } from "./reducers";
import { useDispatch, useSelector, useStore } from "./redux";

type Props = Dict & { children?: ComponentChildren };
const call = (f: unknown, ...a: unknown[]) => (typeof f === "function" ? f(...a) : undefined);
const named = <T extends object>(name: string, c: T): T & { displayName: string } =>
	Object.assign(c, { displayName: name });
const classes = (...names: unknown[]) => names.filter(Boolean).join(" ");

/** Draws the component of ui.js that has one of the names. */
const own = (name: string, ...under: string[]) =>
	named(name, (props: Props) => {
		const C = [name, ...under].map((n) => drawn.registry[n]).find(Boolean);
		return C ? h(C, props) : null;
	});

interface IconProps {
	id?: string;
	type?: string;
	path?: string | string[];
	color?: string;
	width?: number;
	height?: number;
	viewBox?: string;
	className?: string;
}

/** An icon of the player by type, or any by its path. */
const Icon = ({
	id,
	type,
	path,
	color = "currentColor",
	width = 36,
	height = 36,
	viewBox = `0 0 ${width} ${height}`,
	className,
}: IconProps) => {
	const known = type && drawn.registry["icon:" + type];
	if (!path)
		return h(
			"i",
			{
				class: classes(
					"playkit-icon",
					type && "playkit-icon-" + type.replace(/(\d)/, "-$1"),
					className,
				),
			},
			known ? h(known, {}) : null,
		);
	const paths = Array.isArray(path) ? path : [path];
	return h(
		"i",
		{
			id,
			class: classes("playkit-icon", className),
			style: { width: `${width}px`, height: `${height}px` },
		},
		h(
			"svg",
			{
				xmlns: "http://www.w3.org/2000/svg",
				width,
				height,
				style: { width: `${width}px`, height: `${height}px` },
				viewBox,
				fill: color,
				"aria-hidden": "true",
			},
			paths.map((d) => h("path", { d, fill: color })),
		),
	);
};

/** Its child, and a label while the pointer or the focus is on it. */
const Tooltip = named("Tooltip", ({ label, type = "top", className, children }: Props) => {
	const [shown, show] = useState(false);
	return h(
		"div",
		{
			class: classes("playkit-kit-tooltip", className),
			onMouseEnter: () => show(true),
			onMouseLeave: () => show(false),
			onFocusIn: () => show(true),
			onFocusOut: () => show(false),
			onKeyDown: (e: KeyboardEvent) => e.key === "Escape" && show(false),
		},
		children,
		label
			? h(
					"span",
					{
						class: classes(
							"playkit-kit-tooltip-label",
							"playkit-" + type,
							shown && "playkit-show",
						),
						"aria-hidden": "true",
					},
					label as string,
				)
			: null,
	);
});

const Button = named("Button", ({ className, children, innerRef, ...rest }: Props) =>
	h(
		"button",
		{
			type: "button",
			ref: innerRef as preact.RefObject<HTMLButtonElement>,
			class: classes("playkit-control-button", className),
			...rest,
		},
		children,
	),
);

const ButtonControl = named("ButtonControl", ({ name, className, children, ...rest }: Props) =>
	h(
		"div",
		{
			class: classes(
				"playkit-control-button-container",
				name
					? "playkit-control-" +
							String(name)
								.replace(/(?!^)[A-Z]/g, "-$&")
								.toLowerCase()
					: "",
				className,
			),
			...rest,
		},
		children,
	),
);

/** Draws over the player. */
const OverlayPortal = named("OverlayPortal", ({ children }: Props) => {
	const id = useSelector((s) => (s.config as Dict).targetId) as string;
	return h(Portal, { into: document.getElementById(id)?.querySelector(".overlay-portal"), children });
});

/** A dialog over the player. */
const Overlay = named("Overlay", ({ open, onClose, type, label, children }: Props) => {
	const dispatch = useDispatch();
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (!open) return;
		const before = document.activeElement as HTMLElement | null;
		dispatch(reducers.overlay!.actions.updateOverlay!(true));
		box.current?.focus();
		return () => {
			dispatch(reducers.overlay!.actions.updateOverlay!(false));
			before?.focus();
		};
	}, [open]);
	if (!open) return null;
	const keys = (e: KeyboardEvent) => {
		if (e.key !== "Escape") return;
		e.stopPropagation();
		call(onClose, e);
	};
	return h(
		"div",
		{
			ref: box,
			tabIndex: -1,
			role: "dialog",
			"aria-modal": "true",
			"aria-label": label as string,
			class: classes("playkit-overlay playkit-active", type && "playkit-" + String(type)),
			onKeyDown: keys,
		},
		onClose
			? h(
					"button",
					{
						type: "button",
						class: "playkit-close-overlay",
						"aria-label": "Close",
						onClick: onClose as () => void,
					},
					h(Icon, { type: "close" }),
				)
			: null,
		h("div", { class: "playkit-overlay-contents" }, children),
	);
});

const Scrollable = ({ children, isVertical, innerRef }: Props) =>
	h(
		"div",
		{
			ref: innerRef as preact.RefObject<HTMLDivElement>,
			class: classes("playkit-scrollable", isVertical ? "playkit-vertical" : "playkit-horizontal"),
			tabIndex: 0,
		},
		children,
	);

const ToggleSwitch = named("ToggleSwitch", ({ id, checked, disabled, name, onChange, onToggle }: Props) =>
	h(
		"button",
		{
			id: id as string,
			type: "button",
			role: "switch",
			"aria-checked": !!checked,
			"aria-label": name as string,
			disabled: !!disabled,
			class: classes("playkit-toggle-switch", checked && "playkit-active"),
			onClick: () => call(onChange ?? onToggle, !checked),
		},
		h("span", {}),
	),
);

const Slider = named("Slider", ({ min = 0, max = 100, step = 1, value = 0, onChange, ...rest }: Props) =>
	h("input", {
		type: "range",
		class: "playkit-slider",
		min: min as number,
		max: max as number,
		step: step as number,
		value: value as number,
		"aria-label": rest["aria-label"] as string,
		onInput: (e: Event) => call(onChange, Number((e.target as HTMLInputElement).value)),
	}),
);

interface Option {
	label: string;
	value: unknown;
	active?: boolean;
}

const Menu = named("Menu", ({ options = [], onMenuChosen, onSelect, onClose, hideSelect: _ }: Props) => {
	const box = useRef<HTMLDivElement>(null);
	useEffect(
		() => box.current?.querySelector<HTMLElement>("[aria-checked=true], [role=menuitemradio]")?.focus(),
		[],
	);
	const keys = (e: KeyboardEvent) => {
		if (e.key === "Escape") return call(onClose, e);
		if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
		e.preventDefault();
		const items = [...box.current!.querySelectorAll<HTMLElement>("[role=menuitemradio]")];
		items[
			(items.indexOf(document.activeElement as HTMLElement) +
				(e.key === "ArrowDown" ? 1 : items.length - 1)) %
				items.length
		]?.focus();
	};
	return h(
		"div",
		{ ref: box, role: "menu", class: "playkit-dropdown-menu", onKeyDown: keys },
		(options as Option[]).map((o) =>
			h(
				"button",
				{
					type: "button",
					role: "menuitemradio",
					"aria-checked": !!o.active,
					class: classes("playkit-dropdown-menu-item", o.active && "playkit-active"),
					onClick: () => call(onMenuChosen ?? onSelect, o.value),
				},
				o.label,
			),
		),
	);
});

const DropDown = named("DropDown", ({ name, options = [], onMenuChosen, onSelect, className }: Props) => {
	const [open, setOpen] = useState(false);
	const list = options as Option[];
	const chosen = (v: unknown) => {
		setOpen(false);
		call(onMenuChosen ?? onSelect, v);
	};
	return h(
		"div",
		{ class: classes("playkit-dropdown", open && "playkit-active", className) },
		h(
			"button",
			{
				type: "button",
				class: "playkit-dropdown-button",
				"aria-haspopup": "menu",
				"aria-expanded": open,
				"aria-label": name as string,
				onClick: () => setOpen(!open),
			},
			list.find((o) => o.active)?.label ?? "",
			h(Icon, { type: "arrow-down" }),
		),
		open ? h(Menu, { options: list, onMenuChosen: chosen, onClose: () => setOpen(false) }) : null,
	);
});

const SmartContainer = named("SmartContainer", ({ title, onClose, className, children }: Props) =>
	h(
		"div",
		{
			class: classes("playkit-smart-container", className),
			role: "menu",
			"aria-label": title as string,
			onKeyDown: (e: KeyboardEvent) => e.key === "Escape" && call(onClose, e),
		},
		title ? h("p", { class: "playkit-smart-container-title" }, title as string) : null,
		children,
	),
);

const SmartContainerItem = named(
	"SmartContainerItem",
	({ icon, label, options, onMenuChosen, children }: Props) =>
		h(
			"div",
			{ class: "playkit-smart-container-item" },
			icon ? h(Icon, { type: icon as string }) : null,
			h("label", {}, label as string),
			options ? h(DropDown, { name: label, options, onMenuChosen }) : children,
		),
);

/** A text that is cut off tells all of itself on hover. */
const TextWithTooltip = named("TextWithTooltip", ({ text, numberOfLines = 1, children }: Props) => {
	const words = (text as string | undefined) ?? toChildArray(children).join("");
	return h(
		"div",
		{
			class: "playkit-text-with-tooltip",
			title: words,
			style: { WebkitLineClamp: String(numberOfLines) },
		},
		children ?? words,
	);
});

const ExpandableText = named("ExpandableText", ({ text, lines = 3, children, className }: Props) => {
	const [open, setOpen] = useState(false);
	return h(
		"div",
		{ class: classes("playkit-expandable-text", className) },
		h(
			"div",
			{ class: "playkit-text-with-tooltip", style: { WebkitLineClamp: open ? "none" : String(lines) } },
			children ?? (text as string),
		),
		h(
			"button",
			{
				type: "button",
				class: "playkit-more-button",
				"aria-expanded": open,
				onClick: () => setOpen(!open),
			},
			open ? "Read less" : "Read more",
		),
	);
});

const CopyButton = named("CopyButton", ({ copy, copyText = "Copy", copySuccessText = "Copied" }: Props) => {
	const [done, setDone] = useState(false);
	const click = () => {
		call(copy);
		setDone(true);
		setTimeout(() => setDone(false), 2000);
	};
	return h(
		"button",
		{ type: "button", class: "playkit-control-button playkit-copy-button", onClick: click },
		(done ? copySuccessText : copyText) as string,
	);
});

const SidePanel = ({ position, children }: Props) =>
	h("div", { class: classes("playkit-side-panel", "playkit-" + String(position)) }, children);
const area =
	(className: string) =>
	({ children }: Props) =>
		h("div", { class: className }, children);

/** What components of the older kind extend: they tell of clicks and changes. */
class BaseComponent extends Component<any> {
	notifyClick(payload?: unknown): void {
		this.tell("clicked", payload);
	}
	notifyChange(payload?: unknown): void {
		this.tell("changed", payload);
	}
	private tell(kind: string, payload: unknown): void {
		const { name } = this.constructor as { name: string };
		call(
			(this.context as { eventDispatcher?: unknown }).eventDispatcher,
			`playkit-ui-user${kind}${name.toLowerCase()}`,
			payload,
		);
	}
	override render(): preact.ComponentChild {
		return null;
	}
}

/** The badge of a height, by the key of its text. */
export const getLabelBadgeType = (height: number): string | null =>
	height >= 4320 ? "quality8k" : height >= 2160 ? "quality4k" : height >= 1080 ? "qualityHd" : null;

/** The preview picture above the seek bar. */
const SeekBarPreview = named("SeekBarPreview", (props: Props) => {
	const { virtualTime } = useSelector((s) => s.seekbar) as { virtualTime: number };
	const C = drawn.registry.SeekBarPicture;
	return C ? h(C, { at: virtualTime, ...props }) : null;
});

const ProgressIndicator = named("ProgressIndicator", () => {
	const { currentTime } = useSelector((s) => s.seekbar) as { currentTime: number };
	const { duration } = useSelector((s) => s.engine) as { duration: number };
	return h("div", {
		class: "playkit-progress",
		style: { width: `${duration ? (currentTime / duration) * 100 : 0}%` },
	});
});

const pairs: [string, ...string[]][] = [
	["ClosedCaptions"],
	["Forward"],
	["Fullscreen"],
	["LiveTag"],
	["PictureInPicture"],
	["PlayPause", "PlaybackControls"],
	["QualityControl"],
	["Rewind"],
	["SeekBar"],
	["Settings"],
	["SpeedControl"],
	["Volume"],
];
const alone: [string, ...string[]][] = [
	["AdLearnMore"],
	["AdNotice"],
	["AdSkip"],
	["Audio", "Settings"],
	["AudioDesc"],
	["AudioMenu", "Settings"],
	["CVAAOverlay"],
	["CaptionsControl", "ClosedCaptions"],
	["CaptionsMenu", "Settings"],
	["CastAfterPlay"],
	["CastBeforePlay"],
	["CastOverlay"],
	["Cast"],
	["ErrorOverlay"],
	["Loading"],
	["Logo"],
	["MediaInfoDisplay"],
	["OverlayAction"],
	["PlaybackControls"],
	["PlaylistButton"],
	["PlaylistNextScreen"],
	["PlaylistCountdown"],
	["PrePlaybackPlayOverlay"],
	["PrevNext"],
	["QualityMenu", "Settings"],
	["SeekBarLivePlaybackContainer", "SeekBar"],
	["SeekBarPlaybackContainer", "SeekBar"],
	["SpeedMenu", "Settings"],
	["TimeDisplay", "TimeDisplayPlaybackContainer"],
	["TimeDisplayAdsContainer"],
	["TimeDisplayPlaybackContainer"],
	["Title"],
	["UnmuteIndication"],
	["VrStereo"],
	["VrStereoControl", "VrStereo"],
	["CastControl", "Cast"],
	["Watermark"],
];

/** ui.store and player for those who read them as components. */
const StoreReader = ({ children }: Props) => {
	useStore();
	return children as preact.VNode;
};

export const components: Dict = {
	...Object.fromEntries(alone.map(([name, ...under]) => [name, own(name, ...under)])),
	...Object.fromEntries(
		pairs.flatMap(([name, ...under]): [string, unknown][] => {
			const c = own(name, ...under);
			return [
				[name, c],
				[name + "Control", c],
			];
		}),
	),
	BaseComponent,
	Button,
	ButtonControl,
	CopyButton,
	DropDown,
	ExpandableText,
	Icon,
	Menu,
	Overlay,
	OverlayPortal,
	ProgressIndicator,
	Scrollable,
	SeekBarPreview,
	SidePanel,
	Slider,
	SmartContainer,
	SmartContainerItem,
	TextWithTooltip,
	ToggleSwitch,
	Tooltip,
	BottomBar: named("BottomBar", area("playkit-bottom-bar")),
	TopBar: named("TopBar", area("playkit-top-bar")),
	GuiArea: area("playkit-gui-area"),
	InteractiveArea: area("playkit-interactive-area"),
	VideoArea: area("playkit-video-area"),
	PlayerArea: area("playkit-player-area"),
	VideoPlayer: area("playkit-video-player"),
	Shell: StoreReader,
	EngineConnector: StoreReader,
	Keyboard: StoreReader,
	KeyboardControl: StoreReader,
	KeyboardEventProvider: StoreReader,
	PlayerProvider: StoreReader,
	EventDispatcherProvider: StoreReader,
	...ofComponents,
	getLabelBadgeType,
	withEventDispatcher,
	withKeyboardEvent,
	withLogger,
	withPlayer,
	withPlayerPreset,
};

export type { ComponentType };
