// core.TextStyle: how captions look (reference: player-api §5.8).
import type { Dict } from "../objects";

type RGB = number[];
type Edge = number[]; // r, g, b, x, y, blur (px)

const dark = [34, 34, 34],
	light = [204, 204, 204];
const edge = (color: RGB, ...at: [number, number, number][]): Edge[] => at.map((a) => [...color, ...a]);
const uniform: [number, number, number] = [0, 0, 4];

const fields = [
	"textAlign",
	"fontFamily",
	"fontColor",
	"fontOpacity",
	"fontEdge",
	"backgroundColor",
	"backgroundOpacity",
] as const;

export class TextStyle {
	static readonly FontFamily = {
		ARIAL: "Arial",
		HELVETICA: "Helvetica",
		VERDANA: "Verdana",
		SANS_SERIF: "sans-serif",
		TIMES_NEW_ROMAN: "Times New Roman",
		TAHOMA: "Tahoma",
		TREBUCHET_MS: "Trebuchet MS",
		EB_GARAMOND: "EB Garamond",
	};
	static readonly StandardColors = {
		WHITE: [255, 255, 255],
		BLACK: [0, 0, 0],
		RED: [255, 0, 0],
		GREEN: [0, 255, 0],
		BLUE: [0, 0, 255],
		YELLOW: [255, 255, 0],
		MAGENTA: [255, 0, 255],
		CYAN: [0, 255, 255],
		DARK_BLUE: [0, 51, 102],
		LIGHT_YELLOW: [255, 255, 204],
		LIGHT_GRAY: [204, 204, 204],
	};
	static readonly StandardOpacities = { OPAQUE: 1, SEMI_HIGH: 0.75, SEMI_LOW: 0.25, TRANSPARENT: 0 };
	static readonly EdgeStyles: Record<string, Edge[]> = {
		NONE: [],
		RAISED: edge(dark, [1, 1, 0], [2, 2, 0], [3, 3, 0]),
		DEPRESSED: [...edge(light, [1, 1, 0], [0, 1, 0]), ...edge(dark, [-1, -1, 0], [0, -1, 0])],
		UNIFORM: edge(dark, uniform, uniform, uniform, uniform),
		DROP: edge(dark, [2, 2, 3], [2, 2, 4], [2, 2, 5]),
	};
	static readonly FontSizes = [
		{ value: -1, label: "100%", name: "Small" },
		{ value: 0, label: "112.5%", name: "Medium" },
		{ value: 2, label: "125%", name: "Large" },
	];
	static readonly StandardFontWeights = [
		{ label: "Light", value: 300 },
		{ label: "Normal", value: 400 },
		{ label: "SemiBold", value: 600 },
		{ label: "Bold", value: 700 },
	];
	static readonly FontAlignment = [
		{ label: "Default", value: "default" },
		{ label: "Left", value: "left" },
		{ label: "Center", value: "center" },
		{ label: "Right", value: "right" },
	];

	static toRGBA(color: RGB, opacity: number): string {
		return `rgba(${[...color, opacity].join()})`;
	}

	static fromJson(json: Dict): TextStyle {
		return Object.assign(
			new TextStyle(),
			Object.fromEntries(Object.entries(json ?? {}).filter(([, v]) => v !== undefined)),
		);
	}

	static toJson(style: TextStyle): Dict {
		const { fontSize, fontScale, fontWeight } = style;
		return { fontSize, fontScale, fontWeight, ...Object.fromEntries(fields.map((f) => [f, style[f]])) };
	}

	private _fontSizeIndex = 1;
	private _fontWeightIndex = 1;
	textAlign = "default";
	fontFamily: string = TextStyle.FontFamily.SANS_SERIF;
	fontColor: RGB = TextStyle.StandardColors.WHITE;
	fontOpacity = 1;
	fontEdge: Edge[] = [];
	backgroundColor: RGB = TextStyle.StandardColors.BLACK;
	backgroundOpacity = 1;

	/** A value that is none of the table changes nothing. */
	get fontSize(): string {
		return TextStyle.FontSizes[this._fontSizeIndex]!.label;
	}
	set fontSize(label: string) {
		this._fontSizeIndex = index(TextStyle.FontSizes, "label", label, this._fontSizeIndex);
	}
	get fontScale(): number {
		return TextStyle.FontSizes[this._fontSizeIndex]!.value;
	}
	set fontScale(v: number) {
		this._fontSizeIndex = index(TextStyle.FontSizes, "value", v, this._fontSizeIndex);
	}
	get fontWeight(): number {
		return TextStyle.StandardFontWeights[this._fontWeightIndex]!.value;
	}
	set fontWeight(v: number) {
		this._fontWeightIndex = index(TextStyle.StandardFontWeights, "value", v, this._fontWeightIndex);
	}

	/** The scale as a factor. */
	get implicitFontScale(): number {
		return 1 + 0.25 * this.fontScale;
	}

	getTextShadow(): string {
		return this.fontEdge
			.map(
				([r, g, b, x, y, blur]) =>
					`${TextStyle.toRGBA([r!, g!, b!], this.fontOpacity)} ${x}px ${y}px ${blur}px`,
			)
			.join();
	}

	toCSS(): string {
		const back = TextStyle.toRGBA(this.backgroundColor, this.backgroundOpacity);
		return (
			[
				["text-align", this.textAlign],
				["font-family", this.fontFamily],
				["color", TextStyle.toRGBA(this.fontColor, this.fontOpacity)],
				["background", `linear-gradient(0deg, ${back}, ${back})`],
				["font-size", this.fontSize],
				["text-shadow", this.getTextShadow()],
			]
				.map(([name, v]) => `${name}: ${v}!important; `)
				.join("") +
			"font-weight: " +
			this.fontWeight
		);
	}

	clone(): TextStyle {
		return TextStyle.fromJson(TextStyle.toJson(this));
	}

	isEqual(other: TextStyle): boolean {
		return JSON.stringify(TextStyle.toJson(this)) === JSON.stringify(TextStyle.toJson(other));
	}
}

function index<K extends string>(table: Record<K, unknown>[], key: K, v: unknown, otherwise: number): number {
	const i = table.findIndex((row) => row[key] === v);
	return i < 0 ? otherwise : i;
}
