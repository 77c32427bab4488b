// What the timeline plugin puts on the seek bar: chapters as segments, other
// cues as markers with a look ahead (reference: plugins §4.1).
import { useContext, useState } from "preact/hooks";
import { spoken, type Translate } from "../lang";
import { Player } from "./context";
import { Icon } from "./icons";

export interface Segment {
	id: string;
	title: string;
	start: number;
	end: number;
	lit: boolean;
	dummy: boolean;
	kind: string;
}
export interface CueItem {
	id: string;
	kind: string;
	title: string;
	index: number;
	kindred: string;
}
export interface Marker {
	at: number;
	big: boolean;
	disabled: boolean;
	color: string;
	width: number;
	items: CueItem[];
}
export interface TimelineSlice {
	segments?: Segment[];
	markers?: Marker[];
}
export interface Thumbnail {
	url: string;
	x: number;
	y: number;
	width: number;
	height: number;
	slide?: boolean;
}

const share = (part: number, whole: number) => Math.max(0, Math.min(1, part / whole || 0));
const percent = (n: number) => n * 100 + "%";

/** The chapter that a moment is in. */
export const chapterAt = (segments: Segment[], at: number) =>
	segments.find((s) => s.start <= at && at < s.end && !s.dummy);

/** The bar in pieces: each fills by itself. */
export function Segments({
	segments,
	duration,
	shown,
	buffered,
	hover,
}: {
	segments: Segment[];
	duration: number;
	shown: number;
	buffered: number;
	hover?: number;
}) {
	return (
		<div class="playkit-segments" data-testid="segmentsWrapper">
			{segments.map((s, i) => {
				const fill = (to: number) => ({
					transform: `scaleX(${share(to - s.start, s.end - s.start).toFixed(4)})`,
				});
				const over = hover !== undefined && s.start <= hover && hover < s.end;
				return (
					<div
						key={s.id + s.start}
						data-testid="segmentContainer"
						class={"playkit-segment" + (s.lit || over ? " playkit-segment-lit" : "")}
						style={{
							left: percent(s.start / duration),
							width: `calc(${percent((s.end - s.start) / duration)} - ${i < segments.length - 1 ? 4 : 0}px)`,
						}}
					>
						<div class="playkit-buffered" style={fill(buffered)} />
						{over && <div class="playkit-virtual-progress" style={fill(hover)} />}
						<div class="playkit-progress" style={fill(shown)} />
					</div>
				);
			})}
		</div>
	);
}

/** The name of a cue as its preview's title says it. */
function title(t: Translate, c: CueItem): string {
	switch (c.kind) {
		case "QuizQuestion":
			return c.kindred === "reflection"
				? t("timeline.reflection_point_title")
				: t("timeline.question_title", { n: c.index + 1 });
		case "AnswerOnAir":
			return t("timeline.audience_asked_title");
		case "Hotspot":
			return c.title || t("timeline.hotspot_title");
	}
	return c.title;
}

/** Icons of the kinds. */
export const kindIcons: Record<string, string> = {
	Chapter: "chapter",
	Slide: "slide",
	Hotspot: "hotspot",
	QuizQuestion: "question",
	AnswerOnAir: "answer",
	Caption: "closed-captions-off",
};

/** Markers stand beside the slider, not in it: each is a button of its own. */
export function Markers({ markers, duration }: { markers: Marker[]; duration: number }) {
	return (
		<>
			{markers.map((m) => (
				<OneMarker key={m.at} marker={m} place={share(m.at, duration)} />
			))}
		</>
	);
}

function OneMarker({ marker, place }: { marker: Marker; place: number }) {
	const { t, action } = useContext(Player);
	const [looking, look] = useState<Thumbnail[]>();
	const first = marker.items[0]!;
	const see = () => look((action("thumbnail", { at: marker.at }) as Thumbnail[]) ?? []);
	const open = (e: MouseEvent) => action("timeline.open", { id: first.id, byKeyboard: e.detail === 0 });
	const own = first.kind === "Custom" && {
		...(marker.color && { "--mark": marker.color }),
		...(marker.width && { "--mark-width": marker.width + "px" }),
	};
	const name =
		first.kind === "Custom"
			? t("timeline.marker_aria_label", { time: spoken(t, marker.at) })
			: t("timeline.cue_aria_label", { title: title(t, first), time: spoken(t, marker.at) });
	return (
		<div
			class="playkit-marker-place"
			style={{ left: percent(place) }}
			data-testid="cuePointContainer"
			onPointerEnter={see}
			onPointerLeave={() => look(undefined)}
		>
			<button
				type="button"
				class={
					"playkit-marker" +
					(marker.big ? " playkit-marker-big" : "") +
					(own ? " playkit-marker-own" : "")
				}
				style={own || undefined}
				data-testid="cuePointMarkerContainer"
				aria-label={name}
				tabIndex={marker.disabled ? -1 : 0}
				disabled={marker.disabled}
				onClick={open}
				onFocus={see}
				onBlur={() => look(undefined)}
				onKeyDown={(e) => e.key === "Escape" && looking && (e.stopPropagation(), look(undefined))}
			/>
			{looking && first.kind !== "Custom" && (
				<div
					class="playkit-marker-preview"
					data-testid="cuePointPreviewContainer"
					aria-hidden="true"
					style={{ translate: `${-place * 100}% 0` }}
				>
					<div class="playkit-preview-header" data-testid="cuePointPreviewHeader">
						{marker.items.map((c) => (
							<span key={c.id} data-testid="cuePointPreviewHeaderItems">
								<Icon name={kindIcons[c.kind] ?? "chapter"} />
								<span data-testid="cuePointPreviewHeaderTitle">{title(t, c)}</span>
							</span>
						))}
					</div>
					<Pictures pictures={looking} />
				</div>
			)}
		</div>
	);
}

/** The pictures of a moment, side by side. */
export function Pictures({ pictures }: { pictures: Thumbnail[] }) {
	if (!pictures.length) return null;
	return (
		<div class="playkit-frame-preview-img-container" data-testid="cuePointPreviewImageContainer">
			{pictures.map((p) => (
				<div
					key={p.url}
					class="playkit-frame-preview-img"
					style={{
						width: p.width + "px",
						height: p.height + "px",
						backgroundImage: `url(${JSON.stringify(p.url)})`,
						backgroundPosition: `-${p.x}px -${p.y}px`,
						...(p.slide && { backgroundSize: "cover" }),
					}}
				/>
			))}
		</div>
	);
}
