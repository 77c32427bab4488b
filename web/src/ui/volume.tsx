// Mute button and volume slider.
import { useContext } from "preact/hooks";
import { useSlice } from "../store";
import { ControlButton } from "./button";
import { Player, type MediaSlice } from "./context";

export function Volume() {
	const { t, action } = useContext(Player);
	const { volume = 1, muted } = useSlice<MediaSlice>("media");
	const shown = muted ? 0 : volume;
	const icon = shown === 0 ? "volume-mute" : shown < 0.5 ? "volume-wave" : "volume-base";
	return (
		<div class={"playkit-volume-control" + (muted ? " playkit-is-muted" : "")}>
			<ControlButton
				name="volume"
				icon={icon}
				label={t(shown === 0 ? "controls.unmute" : "controls.mute")}
				onClick={() => action("mute")}
			/>
			<input
				type="range"
				class="playkit-volume-control-bar"
				min={0}
				max={1}
				step={0.05}
				value={shown}
				data-keys="slider"
				aria-label={t("controls.volume")}
				aria-valuetext={t("controls.volumeText", { n: Math.round(shown * 100) })}
				style={{ "--value": String(shown * 100) + "%" }}
				onInput={(e) => action("volume", { volume: Number(e.currentTarget.value) })}
			/>
		</div>
	);
}
