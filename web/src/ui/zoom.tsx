// Zoom and pan inside a stream: code on a slide is read at twice its size.
// Pinch, Ctrl and the wheel, double click by touch, or the keys Z and Shift Z;
// drag or Shift and the arrow keys to move.
import { useContext, useEffect, useState } from "preact/hooks";
import { useSlice } from "../store";
import { Player, type DualSlice } from "./context";
import { Icon } from "./icons";

/** scale 1 = the whole picture; x, y: the point in the middle, shares of the picture. */
interface View {
	id: string;
	scale: number;
	x: number;
	y: number;
}

const most = 6;
const step = 1.4;
const whole = (id: string): View => ({ id, scale: 1, x: 0.5, y: 0.5 });

/** Kept within the picture. */
export function bounded(v: View): View {
	const scale = Math.max(1, Math.min(most, v.scale));
	const edge = 0.5 / scale;
	const within = (n: number) => Math.max(edge, Math.min(1 - edge, n));
	return { id: v.id, scale, x: within(v.x), y: within(v.y) };
}

/** Zooms so that a point (shares of the box, from its middle) stays where it is. */
export function zoomed(v: View, factor: number, px = 0, py = 0): View {
	const scale = Math.max(1, Math.min(most, v.scale * factor));
	return bounded({
		id: v.id,
		scale,
		x: v.x + px * (1 / v.scale - 1 / scale),
		y: v.y + py * (1 / v.scale - 1 / scale),
	});
}

export function Zoom() {
	const { host, stage, t } = useContext(Player);
	const { layout } = useSlice<DualSlice>("dualscreen");
	const [view, set] = useState<View>(whole("main"));
	const on = view.scale > 1.01;
	const picture = (id: string) => stage.box(id)?.querySelector<HTMLElement>("video, img");
	useEffect(() => {
		const e = picture(view.id);
		if (!e) return;
		e.style.transform = on
			? `scale(${view.scale}) translate(${(0.5 - view.x) * 100}%, ${(0.5 - view.y) * 100}%)`
			: "";
		return () => (e.style.transform = "");
	}, [view]);
	useEffect(() => set(whole("main")), [layout]);
	useEffect(() => void host.root.classList.toggle("playkit-zoomed", on), [on]);
	useEffect(() => {
		const of = (id: string) => (v: View) => (v.id === id ? v : whole(id));
		const wheel = (e: WheelEvent) => {
			if (!e.ctrlKey) return;
			const under = stage.at(e.clientX, e.clientY);
			const box = under && stage.box(under.id)?.getBoundingClientRect();
			if (!under || !box) return;
			e.preventDefault();
			set((v) =>
				zoomed(
					of(under.id)(v),
					Math.exp(-e.deltaY / 200),
					(e.clientX - box.x) / box.width - 0.5,
					(e.clientY - box.y) / box.height - 0.5,
				),
			);
		};
		const keys = (e: KeyboardEvent) => {
			const target = e.target as HTMLElement;
			if (
				e.ctrlKey ||
				e.metaKey ||
				e.altKey ||
				target.closest("input, textarea, select, [role=menu], [role=dialog]")
			)
				return;
			const small = !!target.closest("[data-testid=dualscreen_pipChildren]");
			const id = small ? stage.small : stage.large;
			const by = {
				ArrowLeft: [-0.1, 0],
				ArrowRight: [0.1, 0],
				ArrowUp: [0, -0.1],
				ArrowDown: [0, 0.1],
			}[e.key];
			if (e.code === "KeyZ") set((v) => zoomed(of(id)(v), e.shiftKey ? 1 / step : step));
			else if (e.shiftKey && by)
				set((v) => bounded({ ...v, x: v.x + by[0]! / v.scale, y: v.y + by[1]! / v.scale }));
			else return;
			e.preventDefault();
			e.stopPropagation();
		};
		host.root.classList.add("playkit-zoomable"); // two fingers are ours, not the browser's
		host.root.addEventListener("wheel", wheel, { passive: false });
		host.root.addEventListener("keydown", keys, true);
		const off = pinch(
			host.root,
			(x, y) => stage.at(x, y)?.id,
			(id) => stage.box(id)?.getBoundingClientRect(),
			(id, change) => set((v) => change(of(id)(v))),
		);
		return () => {
			host.root.classList.remove("playkit-zoomable");
			host.root.removeEventListener("wheel", wheel);
			host.root.removeEventListener("keydown", keys, true);
			off();
		};
	}, []);
	if (!on) return null;
	return (
		<div
			class="playkit-zoom"
			data-testid="dualscreen_zoom"
			role="group"
			aria-label={t("dualScreen.zoom")}
		>
			<button
				type="button"
				class="playkit-dual-button"
				aria-label={t("dualScreen.zoomOut")}
				onClick={() => set((v) => zoomed(v, 1 / step))}
			>
				<Icon name="hide" />
			</button>
			<span role="status">{t("dualScreen.zoomed", { n: Math.round(view.scale * 100) })}</span>
			<button
				type="button"
				class="playkit-dual-button"
				aria-label={t("dualScreen.zoomReset")}
				onClick={() => set(whole(view.id))}
			>
				<Icon name="close" />
			</button>
		</div>
	);
}

/** Two fingers zoom; one finger or the mouse moves a picture that is zoomed. */
function pinch(
	root: HTMLElement,
	at: (x: number, y: number) => string | undefined,
	box: (id: string) => DOMRect | undefined,
	change: (id: string, f: (v: View) => View) => void,
): () => void {
	const fingers = new Map<number, { x: number; y: number }>();
	let id: string | undefined;
	let way = 0; // of a drag, CSS pixels: one that moved the picture is no click
	const spread = () => {
		const [a, b] = [...fingers.values()];
		return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
	};
	const down = (e: PointerEvent) => {
		if (
			(e.target as Element).closest(
				"button, input, [role=slider], [role=menu], [role=dialog], .playkit-side-panel, " +
					".playkit-dual-pip",
			)
		)
			return;
		if (!fingers.size) [id, way] = [at(e.clientX, e.clientY), 0];
		fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
	};
	const move = (e: PointerEvent) => {
		const last = fingers.get(e.pointerId);
		const frame = id && box(id);
		if (!last || !id || !frame) return;
		way += Math.hypot(e.clientX - last.x, e.clientY - last.y);
		const before = spread();
		fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
		const after = spread();
		if (before && after)
			change(id, (v) =>
				zoomed(
					v,
					after / before,
					(e.clientX - frame.x) / frame.width - 0.5,
					(e.clientY - frame.y) / frame.height - 0.5,
				),
			);
		else
			change(id, (v) =>
				bounded({
					...v,
					x: v.x - (e.clientX - last.x) / frame.width / v.scale,
					y: v.y - (e.clientY - last.y) / frame.height / v.scale,
				}),
			);
	};
	const up = (e: PointerEvent) => fingers.delete(e.pointerId);
	const click = (e: Event) => {
		if (way > 6 && root.classList.contains("playkit-zoomed") && !(e.target as Element).closest("button"))
			e.stopPropagation();
	};
	root.addEventListener("click", click, true);
	const all: [string, (e: PointerEvent) => void][] = [
		["pointerdown", down],
		["pointermove", move],
		["pointerup", up as (e: PointerEvent) => void],
		["pointercancel", up as (e: PointerEvent) => void],
	];
	for (const [type, f] of all) root.addEventListener(type as "pointerdown", f);
	return () => {
		root.removeEventListener("click", click, true);
		for (const [type, f] of all) root.removeEventListener(type as "pointerdown", f);
	};
}
