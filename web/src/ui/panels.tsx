// Side panels: alongside the picture, which makes room, or over it (reference:
// player-api §8.3, plugins §0.3).
import { useContext, useLayoutEffect, useState } from "preact/hooks";
import { useSlice } from "../store";
import { Area } from "./areas";
import { Player } from "./context";

type Position = "left" | "right" | "top" | "bottom";
type Size = { min: number; max: number; ratio: number };
interface Panels { modes?: Record<Position, string>; sizes?: { vertical: Size; horizontal: Size } }

const positions: [Position, string][] = [["left", "SidePanelLeft"], ["right", "SidePanelRight"], ["top", "SidePanelTop"], ["bottom", "SidePanelBottom"]];
const defaults = { vertical: { min: 240, max: 480, ratio: 0.33 }, horizontal: { min: 144, max: 288, ratio: 0.33 } };

/** Px of a panel; in a narrow player it takes all of it. */
export function panelSize(position: Position, width: number, height: number, sizes = defaults): number {
	const upright = position === "left" || position === "right";
	const all = upright ? width : height;
	if (width < 480) return all;
	const { min, max, ratio } = upright ? sizes.vertical : sizes.horizontal;
	return Math.round(Math.max(min, Math.min(max, all * ratio)));
}

export function SidePanels() {
	const { host } = useContext(Player);
	const { modes, sizes = defaults } = useSlice<Panels>("panels");
	const { width = 0, height = 0 } = useSlice<{ width?: number; height?: number }>("box");
	const [used, use] = useState(false); // panels are kept once they were drawn
	useLayoutEffect(() => {
		if (modes) use(true);
		const beside = (p: Position) => (modes?.[p] === "alongside" ? panelSize(p, width, height, sizes) : 0);
		const inset = `${beside("top")}px ${beside("right")}px ${beside("bottom")}px ${beside("left")}px`;
		const open = modes && positions.some(([p]) => modes[p] !== "hidden");
		for (const e of host.root.querySelectorAll<HTMLElement>(":scope > .playkit-video-player, :scope > .playkit-gui-root > .playkit-player-gui")) e.style.inset = open ? inset : "";
	}, [modes, sizes, width, height]);
	if (!modes && !used) return null;
	return (
		<>
			{positions.map(([p, area]) => {
				const px = panelSize(p, width, height, sizes);
				const upright = p === "left" || p === "right";
				return (
					<div key={p} class={`playkit-side-panel playkit-${upright ? "vertical" : "horizontal"}-panel playkit-${p}`} style={{ [p]: 0, [upright ? "width" : "height"]: px + "px" }} data-mode={modes?.[p] ?? "hidden"} inert={modes?.[p] === "hidden" || undefined}>
						<div class="playkit-side-panel-content"><Area name={area} /></div>
					</div>
				);
			})}
		</>
	);
}
