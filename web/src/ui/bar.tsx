// The upper bar: buttons of plugins at the top right (reference: plugins §3.2).
import { useContext } from "preact/hooks";
import type { Key } from "../lang";
import { useSlice } from "../store";
import { ControlButton } from "./button";
import { Player, type UpperBarSlice } from "./context";

/** A click without a pointer came from a key or from what reads the page aloud. */
export const byKeyboard = (e: MouseEvent): boolean => e.detail === 0 || !(e as PointerEvent).pointerType;

export function UpperBar() {
	const { t, action } = useContext(Player);
	const { icons = [] } = useSlice<UpperBarSlice>("upperBar");
	return (
		<div class="playkit-upper-bar">
			{icons.map((i) => (
				<ControlButton key={i.id} name={i.name} testId={i.name} icon={i.shape} label={t(i.label as Key)} active={i.pressed} disabled={i.disabled} data-plugin-icon={i.id}
					onClick={(e) => action("bar.click", { id: i.id, byKeyboard: byKeyboard(e) })} />
			))}
		</div>
	);
}
