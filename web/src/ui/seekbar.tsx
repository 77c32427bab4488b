// The seek bar: what is played and buffered, chapters, a look ahead.
import { useContext, useRef, useState } from "preact/hooks";
import { clock, spoken } from "../lang";
import { useSlice } from "../store";
import { Player, type EngineSlice, type TimeSlice } from "./context";

interface Thumbnail { url: string; x: number; y: number; width: number; height: number }
interface Timeline { chapters?: { title: string; start: number }[] }
interface Hover { at: number; share: number; pictures: Thumbnail[]; width: number }

const within = (share: number) => Math.max(0, Math.min(1, share || 0));
const percent = (share: number) => within(share) * 100 + "%";
/** Lengths are scaled and places are shifted: a clock that runs causes no layout. */
const scaled = (share: number) => ({ transform: `scaleX(${within(share).toFixed(4)})` });

export function SeekBar() {
	const { t, action } = useContext(Player);
	const { current = 0, duration = 0, buffered = 0 } = useSlice<TimeSlice>("time");
	const { chapters = [] } = useSlice<Timeline>("timeline");
	const { live } = useSlice<EngineSlice>("engine");
	const bar = useRef<HTMLDivElement>(null);
	const [hover, setHover] = useState<Hover>();
	const [dragged, setDragged] = useState<number>();
	if (live || !(duration > 0)) return <div class="playkit-seek-bar playkit-seek-bar-idle"><div class="playkit-progress-bar" /></div>;

	const look = (e: PointerEvent): number => {
		const box = bar.current!.getBoundingClientRect();
		const share = Math.max(0, Math.min(1, (e.clientX - box.left) / box.width));
		const at = share * duration;
		setHover({ at, share, width: box.width, pictures: e.pointerType === "touch" ? [] : (action("thumbnail", { at }) as Thumbnail[]) ?? [] });
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
	const shown = dragged ?? current;
	return (
		<div ref={bar} class={"playkit-seek-bar" + (dragged !== undefined ? " playkit-dragging" : "")} role="slider" tabIndex={0} data-keys="seek" aria-label={t("controls.seek")} aria-valuemin={0} aria-valuemax={Math.round(duration)}
			aria-valuenow={Math.round(shown)} aria-valuetext={t("controls.seekText", { now: spoken(t, shown), all: spoken(t, duration) })}
			onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={() => setDragged(undefined)} onPointerLeave={() => dragged === undefined && setHover(undefined)}>
			<div class="playkit-progress-bar">
				<div class="playkit-buffered" style={scaled(buffered / duration)} />
				{hover && <div class="playkit-virtual-progress" style={scaled(hover.share)} />}
				<div class="playkit-progress" style={scaled(shown / duration)} />
				{chapters.filter((c) => c.start > 0 && c.start < duration).map((c) => <span key={c.start} class="playkit-chapter-mark" style={{ left: percent(c.start / duration) }} />)}
			</div>
			<div class="playkit-scrubber-place" style={{ transform: `translateX(${percent(shown / duration)})` }}><div class="playkit-scrubber" /></div>
			{hover && <Preview hover={hover} chapter={[...chapters].reverse().find((c) => c.start <= hover.at)?.title} />}
		</div>
	);
}
SeekBar.displayName = "SeekBar";

function Preview({ hover, chapter }: { hover: Hover; chapter?: string }) {
	const width = Math.max(60, hover.pictures.reduce((sum, p) => sum + p.width, 0));
	const left = Math.max(width / 2, Math.min(hover.width - width / 2, hover.share * hover.width));
	return (
		<div class="playkit-frame-preview" style={{ left: left + "px" }} aria-hidden="true">
			{hover.pictures.length > 0 && (
				<div class="playkit-frame-preview-img-container">
					{hover.pictures.map((p) => <div key={p.url} class="playkit-frame-preview-img" style={{ width: p.width + "px", height: p.height + "px", backgroundImage: `url(${JSON.stringify(p.url)})`, backgroundPosition: `-${p.x}px -${p.y}px` }} />)}
				</div>
			)}
			{chapter && <div class="playkit-chapter-name">{chapter}</div>}
			<div class="playkit-time-preview">{clock(hover.at)}</div>
		</div>
	);
}
