// The seek bar: what is played and buffered, chapters, a look ahead.
import { useContext, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { clock, spoken } from "../lang";
import { useSlice } from "../store";
import { useArea } from "./areas";
import { Player, type EngineSlice, type LiveSlice, type TimeSlice } from "./context";
import { chapterAt, Markers, Pictures, Segments, type Thumbnail, type TimelineSlice } from "./timeline";

/** What plugins have set. */
interface SeekbarSlice {
	classes?: string[];
	hidePreview?: boolean;
	hideBubble?: boolean;
}
interface Hover {
	at: number;
	share: number;
	pictures: Thumbnail[];
	width: number;
}

const within = (share: number) => Math.max(0, Math.min(1, share || 0));
const percent = (share: number) => within(share) * 100 + "%";
/** Until there are some; one list, so that nothing is drawn anew. */
const none: never[] = [];
/** Lengths are scaled and places are shifted: a clock that runs causes no layout. */
const scaled = (share: number) => ({ transform: `scaleX(${within(share).toFixed(4)})` });

export function SeekBar() {
	const { t, action, store } = useContext(Player);
	const { classes = [], hidePreview, hideBubble } = useSlice<SeekbarSlice>("seekbar");
	const { current = 0, duration = 0, buffered = 0 } = useSlice<TimeSlice>("time");
	const { segments = none, markers = none } = useSlice<TimelineSlice>("timeline");
	const { live } = useSlice<EngineSlice>("engine");
	const { dvr, edge, from = 0 } = useSlice<LiveSlice>("live");
	const share = (at: number) => (at - from) / (duration - from);
	const bar = useRef<HTMLDivElement>(null);
	const preview = useRef<HTMLDivElement>(null);
	const [hover, setHover] = useState<Hover>();
	const [dragged, setDragged] = useState<number>();
	useEffect(
		() =>
			store.patch("hover", {
				hoverActive: !!hover,
				previewHoverActive: false,
				virtualTime: hover?.at ?? current,
				draggingActive: dragged !== undefined,
			}),
		[hover, dragged],
	);
	const shown = dragged ?? (live && edge ? duration : current);
	const items = useArea("SeekBar", [
		{
			name: "SeekBarPreview",
			node: hover && <Preview hover={hover} chapter={chapterAt(segments, hover.at)?.title} />,
		},
		{
			name: "ProgressIndicator",
			node:
				segments.length > 0 ? (
					<Segments
						segments={segments}
						duration={duration}
						shown={shown}
						buffered={buffered}
						hover={hover?.at}
					/>
				) : (
					<>
						<div class="playkit-buffered" style={scaled(share(buffered))} />
						<div class="playkit-progress" style={scaled(share(shown))} />
					</>
				),
		},
	]);
	// The preview stays within the bar, whatever is drawn in it.
	useLayoutEffect(() => {
		const e = preview.current;
		if (e && hover)
			e.style.left =
				Math.max(
					0,
					Math.min(hover.width - e.offsetWidth, hover.share * hover.width - e.offsetWidth / 2),
				) + "px";
	});
	if (live && !dvr) return null;
	if (!(duration > from))
		return (
			<div class="playkit-seek-bar playkit-seek-bar-idle">
				<div class="playkit-progress-bar" />
			</div>
		);

	const look = (e: PointerEvent): number => {
		const box = bar.current!.getBoundingClientRect();
		const share = within((e.clientX - box.left) / box.width);
		const at = from + share * (duration - from);
		setHover({
			at,
			share,
			width: box.width,
			pictures: e.pointerType === "touch" ? [] : ((action("thumbnail", { at }) as Thumbnail[]) ?? []),
		});
		return at;
	};
	const down = (e: PointerEvent) => {
		if (e.button) return;
		bar.current!.setPointerCapture(e.pointerId);
		setDragged(look(e));
	};
	const move = (e: PointerEvent) => {
		const at = look(e);
		if (dragged !== undefined) setDragged(at);
	};
	const up = () => {
		if (dragged !== undefined) action("seek", { to: dragged });
		setDragged(undefined);
		setHover(undefined);
	};
	const slot = (name: string) => items.filter((i) => i.slot === name).map((i) => i.node);
	const now = chapterAt(segments, shown)?.title;
	const text = live
		? edge && dragged === undefined
			? t("controls.live")
			: "-" + spoken(t, duration - shown)
		: t("controls.seekText", { now: spoken(t, shown), all: spoken(t, duration) });
	return (
		<div class="playkit-seek-bar-box">
			<div
				ref={bar}
				class={["playkit-seek-bar", dragged !== undefined && "playkit-dragging", ...classes]
					.filter(Boolean)
					.join(" ")}
				role="slider"
				tabIndex={0}
				data-keys="seek"
				aria-label={t("controls.seek")}
				aria-valuemin={Math.round(from)}
				aria-valuemax={Math.round(duration)}
				aria-valuenow={Math.round(shown)}
				aria-valuetext={now ? text + ", " + now : text}
				onPointerDown={down}
				onPointerMove={move}
				onPointerUp={up}
				onPointerCancel={() => setDragged(undefined)}
				onPointerLeave={() => dragged === undefined && setHover(undefined)}
			>
				<div class={"playkit-progress-bar" + (segments.length > 0 ? " playkit-chapters" : "")}>
					{hover && (
						<div
							ref={preview}
							class={
								"playkit-frame-preview" + (hidePreview ? " playkit-hide-frame-preview" : "")
							}
						>
							{slot("SeekBarPreview")}
						</div>
					)}
					{hover && !hideBubble && (
						<div
							class="playkit-time-preview"
							style={{ left: percent(hover.share) }}
							aria-hidden="true"
						>
							{live ? "-" + clock(duration - hover.at) : clock(hover.at)}
						</div>
					)}
					{slot("ProgressIndicator")}
					{hover && segments.length === 0 && (
						<div class="playkit-virtual-progress" style={scaled(hover.share)} />
					)}
					<div
						class="playkit-scrubber-place"
						style={{ transform: `translateX(${percent(share(shown))})` }}
					>
						<div class="playkit-scrubber" />
					</div>
					{items.filter((i) => !i.slot).map((i) => i.node)}
				</div>
			</div>
			<Markers markers={markers} duration={duration} />
		</div>
	);
}
SeekBar.displayName = "SeekBar";

/** The pictures of a moment, and its chapter. */
function Preview({ hover, chapter }: { hover: Hover; chapter?: string }) {
	return (
		<div aria-hidden="true" data-testid="cuePointPreviewContainer">
			{chapter && (
				<div class="playkit-chapter-name" data-testid="cuePointPreviewHeaderTitle">
					{chapter}
				</div>
			)}
			<Pictures pictures={hover.pictures} />
		</div>
	);
}
