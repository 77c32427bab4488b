// Takes controls out of the bar before they overlap (reference: player-api §8.3):
// the contract says which leave first.
import { useLayoutEffect } from "preact/hooks";

/** What leaves first stands first. Behind the contract's ten: what settings, keys and touch do as well. */
const leaving = [
	"picture-in-picture",
	"vr-stereo",
	"time-display",
	"speed",
	"quality",
	"audio",
	"audio-description",
	"closed-captions",
	"captions",
	"cast",
	"logo",
	"rewind|forward",
	"volume",
	"playlist-button",
	"settings",
].map((names) => names.split("|"));
const staying = ["play-pause", "fullscreen"];

/** Controls that may leave, by turns; those that nobody here knows go last, from the right. */
function leavers(bar: HTMLElement): HTMLElement[][] {
	const turns = new Map<number, HTMLElement[]>();
	const items = [
		...bar.querySelectorAll<HTMLElement>(
			":scope > .playkit-left-controls > *, :scope > .playkit-right-controls > *",
		),
	];
	items.forEach((e, i) => {
		const names = new Set(
			[e, ...e.querySelectorAll("[class*=playkit-control-]")].flatMap((x) =>
				[...x.classList].map((c) => c.replace(/^playkit-(control-)?/, "")),
			),
		);
		if (staying.some((name) => names.has(name))) return;
		const known = leaving.findIndex((turn) => turn.some((name) => names.has(name)));
		const turn = known < 0 ? leaving.length + items.length - i : known;
		turns.set(turn, [...(turns.get(turn) ?? []), e]);
	});
	return [...turns].sort(([a], [b]) => a - b).map(([, list]) => list);
}

/** Room that the volume's slider takes when a mouse opens it, CSS pixels. */
const sliderRoom = 86;

/** CSS pixels by which the controls are wider than the bar. */
function excess(bar: HTMLElement): number {
	const gap = parseFloat(getComputedStyle(bar).columnGap) || 0;
	let wanted = 0;
	for (const group of bar.children)
		for (const e of group.children) wanted += (e as HTMLElement).offsetWidth + gap;
	const slider = bar.querySelector<HTMLElement>(".playkit-volume-control-bar");
	if (slider?.offsetParent) wanted += Math.max(0, sliderRoom - slider.offsetWidth);
	return wanted - bar.clientWidth;
}

/** Marks what has no room, least wanted first. */
function fit(bar: HTMLElement): void {
	const turns = leavers(bar);
	for (const e of turns.flat()) e.classList.remove("playkit-no-room");
	for (const turn of turns) {
		if (excess(bar) <= 0) return;
		for (const e of turn) e.classList.add("playkit-no-room");
	}
}

/** Keeps the controls within their bar, whatever its width and whoever adds one. */
export function useFit(bar: { current: HTMLElement | null }): void {
	useLayoutEffect(() => {
		const e = bar.current;
		if (!e) return;
		fit(e);
		const again = () => fit(e);
		const sized = new ResizeObserver(again);
		sized.observe(e);
		const changed = new MutationObserver(
			(list) =>
				list.some(
					(m) => m.type === "childList" || m.oldValue?.length !== m.target.textContent?.length,
				) && again(),
		);
		changed.observe(e, {
			childList: true,
			subtree: true,
			characterData: true,
			characterDataOldValue: true,
		});
		return () => {
			sized.disconnect();
			changed.disconnect();
		};
	}, []);
}
