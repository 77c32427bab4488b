// Side panels: alongside the picture, which makes room, or over it (reference:
// player-api §8.3, plugins §0.3).
import { useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useSlice } from "../store";
import { Area, draw } from "./areas";
import type { Later } from "./later";
import { Player, type PanelItem, type SidePanelsSlice } from "./context";

type Position = PanelItem["position"];
type Size = { min: number; max: number; ratio: number };
interface Panels {
	modes?: Record<Position, string>;
	sizes?: { vertical: Size; horizontal: Size };
}

const positions: [Position, string][] = [
	["left", "SidePanelLeft"],
	["right", "SidePanelRight"],
	["top", "SidePanelTop"],
	["bottom", "SidePanelBottom"],
];
const defaults = {
	vertical: { min: 240, max: 480, ratio: 0.33 },
	horizontal: { min: 144, max: 288, ratio: 0.33 },
};

/** Px of a panel; in a narrow player it takes all of it. */
export function panelSize(position: Position, width: number, height: number, sizes = defaults): number {
	const upright = position === "left" || position === "right";
	const all = upright ? width : height;
	if (width < 480) return all;
	const { min, max, ratio } = upright ? sizes.vertical : sizes.horizontal;
	return Math.round(Math.max(min, Math.min(max, all * ratio)));
}

type Modes = Record<Position, string>;

/** What plugins in Go have opened, and else what pages have by the store. */
function useModes(given?: Modes, own?: Record<string, string>): Modes | undefined {
	return useMemo(() => {
		if (!own || !Object.values(own).some((mode) => mode !== "hidden")) return given;
		return Object.fromEntries(
			positions.map(([p]) => [p, own[p] !== "hidden" ? own[p] : (given?.[p] ?? "hidden")]),
		) as Modes;
	}, [given, own]);
}

/** One panel; what was opened by keyboard takes the focus. */
function PanelBox({ item }: { item: PanelItem }) {
	const { registry } = useContext(Player);
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (item.active && item.byKeyboard)
			box.current
				?.querySelector<HTMLElement>("input, button, [tabindex='0']")
				?.focus({ preventScroll: true });
	}, [item.active]);
	return (
		<div
			ref={box}
			class="playkit-panel-item"
			data-panel={item.label}
			hidden={!item.active}
			inert={!item.active || undefined}
		>
			{draw([{ ...item.node, p: { ...item.node.p, active: item.active } }], registry).map(
				(i) => i.node,
			)}
		</div>
	);
}

export function SidePanels() {
	const { host, registry } = useContext(Player);
	const { modes: given, sizes = defaults } = useSlice<Panels>("panels");
	const { modes: own, items = [] } = useSlice<SidePanelsSlice>("sidePanels");
	const modes = useModes(given, own);
	const { width = 0, height = 0 } = useSlice<{ width?: number; height?: number }>("box");
	const [used, use] = useState(false); // panels are kept once they were drawn
	useLayoutEffect(() => {
		if (modes) use(true);
		const beside = (p: Position) => (modes?.[p] === "alongside" ? panelSize(p, width, height, sizes) : 0);
		const inset = `${beside("top")}px ${beside("right")}px ${beside("bottom")}px ${beside("left")}px`;
		const open = modes && positions.some(([p]) => modes[p] !== "hidden");
		for (const e of host.root.querySelectorAll<HTMLElement>(
			":scope > .playkit-video-player, :scope > .playkit-gui-root > .playkit-player-gui",
		))
			e.style.inset = open ? inset : "";
	}, [modes, sizes, width, height]);
	useEffect(() => {
		for (const i of items) (registry[i.node.c] as Later | undefined)?.prepare?.(host);
	}, [items.length]);
	if (!modes && !used) return null;
	return (
		<>
			{positions.map(([p, area]) => {
				const px = panelSize(p, width, height, sizes);
				const upright = p === "left" || p === "right";
				return (
					<div
						key={p}
						class={`playkit-side-panel playkit-${upright ? "vertical" : "horizontal"}-panel playkit-${p}`}
						style={{ [p]: 0, [upright ? "width" : "height"]: px + "px" }}
						data-mode={modes?.[p] ?? "hidden"}
						inert={modes?.[p] === "hidden" || undefined}
					>
						<div class="playkit-side-panel-content">
							{items
								.filter((i) => i.position === p)
								.map((i) => (
									<PanelBox key={i.id} item={i} />
								))}
							<Area name={area} />
						</div>
					</div>
				);
			})}
		</>
	);
}
