// How captions look, chosen by the viewer: six presets, or everything by itself
// (reference: player-api §5.8, §8.7).
import { useContext, useRef, useState } from "preact/hooks";
import { TextStyle } from "../core/text-style";
import type { Key } from "../lang";
import { useSlice } from "../store";
import { Player } from "./context";
import { Icon } from "./icons";
import { useModal } from "./modal";

type Fields = Partial<
	Pick<
		TextStyle,
		| "textAlign"
		| "fontFamily"
		| "fontColor"
		| "fontOpacity"
		| "fontEdge"
		| "backgroundColor"
		| "backgroundOpacity"
		| "fontScale"
		| "fontWeight"
	>
>;

const {
	StandardColors: colors,
	StandardOpacities: opacities,
	EdgeStyles: edges,
	FontFamily: families,
} = TextStyle;
const style = (fields: Fields) => TextStyle.fromJson(fields as Record<string, unknown>);

/** Of each the last word of the event that tells of it. */
const presets: [Key, string, TextStyle][] = [
	[
		"cvaa.minimalist",
		"minimalist",
		style({ backgroundOpacity: opacities.TRANSPARENT, fontEdge: edges.DROP }),
	],
	["cvaa.highContrast", "highcontrast", style({ fontColor: colors.YELLOW, fontWeight: 700 })],
	["cvaa.classic", "classictvstyle", style({})],
	[
		"cvaa.easyReading",
		"easyreading",
		style({
			fontFamily: families.VERDANA,
			fontScale: 2,
			fontColor: colors.BLACK,
			backgroundColor: colors.LIGHT_YELLOW,
		}),
	],
	[
		"cvaa.earlyReaders",
		"earlyreaders",
		style({
			fontFamily: families.VERDANA,
			fontScale: 2,
			fontWeight: 600,
			textAlign: "left",
			backgroundColor: colors.DARK_BLUE,
		}),
	],
	[
		"cvaa.nightMode",
		"nightmode",
		style({ fontColor: colors.LIGHT_GRAY, backgroundOpacity: opacities.SEMI_HIGH }),
	],
];

/** Where the viewer's own style is kept (reference: player-api §2.9). */
const storageKey = "cvaaCustomPreset";

function stored(): TextStyle | undefined {
	try {
		const text = localStorage.getItem(storageKey);
		return text ? TextStyle.fromJson(JSON.parse(text) as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

interface Option {
	label: string;
	value: unknown;
}
interface Field {
	name: keyof Fields;
	label: Key;
	options: Option[];
}

const named = (table: Record<string, unknown>): Option[] =>
	Object.entries(table).map(([name, value]) => ({
		label: name.charAt(0) + name.slice(1).toLowerCase().replace(/_/g, " "),
		value,
	}));
const shares: Option[] = Object.values(opacities).map((value) => ({ label: value * 100 + "%", value }));

const fields: Field[] = [
	{
		name: "fontScale",
		label: "cvaa.size",
		options: TextStyle.FontSizes.map((f) => ({ label: f.label, value: f.value })),
	},
	{ name: "fontWeight", label: "cvaa.weight", options: TextStyle.StandardFontWeights },
	{ name: "textAlign", label: "cvaa.align", options: TextStyle.FontAlignment },
	{
		name: "fontFamily",
		label: "cvaa.family",
		options: Object.values(families).map((value) => ({ label: value, value })),
	},
	{ name: "fontColor", label: "cvaa.color", options: named(colors) },
	{ name: "fontOpacity", label: "cvaa.opacity", options: shares },
	{ name: "fontEdge", label: "cvaa.edge", options: named(edges) },
	{ name: "backgroundColor", label: "cvaa.background", options: named(colors) },
	{ name: "backgroundOpacity", label: "cvaa.backgroundOpacity", options: shares },
];

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function Chosen({ field, value, choose }: { field: Field; value: TextStyle; choose(v: unknown): void }) {
	const { t } = useContext(Player);
	const now = field.options.findIndex((o) => same(o.value, value[field.name]));
	return (
		<label class="playkit-cvaa-field">
			<span>{t(field.label)}</span>
			<select
				class="playkit-dropdown"
				value={now}
				onChange={(e) => choose(field.options[Number(e.currentTarget.value)]?.value)}
			>
				{field.options.map((o, i) => (
					<option key={o.label} lang="en" value={i} selected={i === now}>
						{o.label}
					</option>
				))}
			</select>
		</label>
	);
}

function look(s: TextStyle): Record<string, string> {
	const rgb = (c: number[], opacity: number) => `rgb(${c.join(" ")} / ${opacity})`;
	return {
		color: rgb(s.fontColor, s.fontOpacity),
		background: rgb(s.backgroundColor, s.backgroundOpacity),
		fontFamily: s.fontFamily,
		fontWeight: String(s.fontWeight),
		textShadow: s.getTextShadow(),
		fontSize: s.implicitFontScale + "em",
	};
}

/** The overlay; it is open while the slice "captionStyle" says so. */
export function CaptionStyle() {
	const { open } = useSlice<{ open?: boolean }>("captionStyle");
	return open ? <Dialog /> : null;
}

function Dialog() {
	const { t, host, store, action } = useContext(Player);
	const box = useRef<HTMLDivElement>(null);
	const [now, set] = useState<TextStyle>(host.player.textStyle);
	const [own, setOwn] = useState(!presets.some(([, , s]) => s.isEqual(now)));
	useModal(box, () => store.set("captionStyle", {}));
	const choose = (s: TextStyle, event: string) => {
		set(s);
		host.player.textStyle = s;
		action("captionStyle", { style: TextStyle.toJson(s), event });
	};
	const custom = (field: Field) => (v: unknown) => {
		const s = TextStyle.fromJson({ ...TextStyle.toJson(now), [field.name]: v });
		if (field.name === "fontScale") s.fontScale = v as number; // the label would win
		choose(s, "custom");
		try {
			localStorage.setItem(storageKey, JSON.stringify(TextStyle.toJson(s)));
		} catch {
			/* not to be kept, then */
		}
	};
	const active = own ? presets.length : presets.findIndex(([, , s]) => s.isEqual(now));
	const pick = (i: number) => {
		const preset = presets[i];
		setOwn(!preset);
		if (preset) choose(preset[2].clone(), "preset" + preset[1]);
		else choose(stored() ?? now, "custom");
	};
	const keys = (e: KeyboardEvent) => {
		const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key];
		if (!by) return;
		e.preventDefault();
		const to = (Math.max(0, active) + by + presets.length + 1) % (presets.length + 1);
		pick(to);
		(e.currentTarget as Element).querySelectorAll<HTMLElement>("[role=radio]")[to]?.focus();
	};
	const labels = [...presets.map(([label]) => t(label)), t("cvaa.custom")];
	return (
		<div
			ref={box}
			class="playkit-overlay playkit-cvaa-overlay"
			role="dialog"
			aria-modal="true"
			aria-label={t("cvaa.title")}
			data-keys="menu"
		>
			<div class="playkit-cvaa-header">
				<h2>{t("cvaa.title")}</h2>
				<button
					type="button"
					class="playkit-close-overlay"
					aria-label={t("panel.close")}
					onClick={() => store.set("captionStyle", {})}
				>
					<Icon name="close" />
				</button>
			</div>
			<p class="playkit-cvaa-preview" aria-hidden="true">
				<span style={look(now)}>{t("cvaa.preview")}</span>
			</p>
			<div class="playkit-cvaa-presets" role="radiogroup" aria-label={t("cvaa.title")} onKeyDown={keys}>
				{labels.map((label, i) => (
					<button
						type="button"
						role="radio"
						key={label}
						aria-checked={i === active}
						tabIndex={i === Math.max(0, active) ? 0 : -1}
						class={"playkit-cvaa-preset" + (i === active ? " playkit-active" : "")}
						onClick={() => pick(i)}
					>
						<Icon name={i === active ? "check" : ""} />
						{label}
					</button>
				))}
			</div>
			{own && (
				<div class="playkit-cvaa-fields">
					{fields.map((f) => (
						<Chosen key={f.name} field={f} value={now} choose={custom(f)} />
					))}
				</div>
			)}
		</div>
	);
}
