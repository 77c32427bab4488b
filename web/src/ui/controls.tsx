// The buttons of the control bar.
import { useContext } from "preact/hooks";
import { clock, spoken } from "../lang";
import { useSlice } from "../store";
import { ControlButton } from "./button";
import { PlaylistButton } from "./playlist";
import {
	Player,
	type EngineSlice,
	type LiveSlice,
	type MediaSlice,
	type SettingsSlice,
	type TimeSlice,
} from "./context";

export function PlaybackControls() {
	const { t, action } = useContext(Player);
	const { paused } = useSlice<MediaSlice>("media");
	const { ended } = useSlice<EngineSlice>("engine");
	const [icon, label] = ended
		? ["start-over", t("controls.startOver")]
		: paused === false
			? ["pause", t("controls.pause")]
			: ["play", t("controls.play")];
	return (
		<>
			<PlaylistButton type="prev" />
			<ControlButton
				name="play-pause"
				icon={icon}
				label={label}
				state={paused === false && !ended && "playkit-is-playing"}
				onClick={() => action("playPause")}
			/>
			<PlaylistButton type="next" />
		</>
	);
}

/** What a picture has of them. */
export function PlaylistControls() {
	return (
		<>
			<PlaylistButton type="prev" />
			<PlaylistButton type="next" />
		</>
	);
}

/** Whether there is anywhere to go to. */
function useSeekable(): boolean {
	const { live } = useSlice<EngineSlice>("engine");
	return !!useSlice<LiveSlice>("live").dvr || !live;
}

export function Rewind() {
	const { t, action } = useContext(Player);
	const { seekSeconds: n = 10 } = useSlice<SettingsSlice>("settings");
	if (!useSeekable()) return null;
	return (
		<ControlButton
			name="rewind"
			icon="rewind"
			label={t("controls.rewind", { n })}
			onClick={() => action("rewind")}
		>
			<b>{n}</b>
		</ControlButton>
	);
}

export function Forward() {
	const { t, action } = useContext(Player);
	const { seekSeconds: n = 10 } = useSlice<SettingsSlice>("settings");
	if (!useSeekable()) return null;
	return (
		<ControlButton
			name="forward"
			icon="forward"
			label={t("controls.forward", { n })}
			onClick={() => action("forward")}
		>
			<b>{n}</b>
		</ControlButton>
	);
}

export function TimeDisplayPlaybackContainer() {
	const { t } = useContext(Player);
	const { current = 0, duration = 0 } = useSlice<TimeSlice>("time");
	return (
		<div class="playkit-time-display">
			<span class="playkit-sr-only">
				{t("controls.seekText", { now: spoken(t, current), all: spoken(t, duration) })}
			</span>
			<span aria-hidden="true">
				{clock(current)} <i>/</i> {clock(duration)}
			</span>
		</div>
	);
}

export function LiveTag() {
	const { t, action } = useContext(Player);
	const behind = !useSlice<LiveSlice>("live").edge;
	return (
		<button
			type="button"
			class={"playkit-live-tag" + (behind ? " playkit-non-live-playhead" : "")}
			onClick={() => action("live")}
		>
			{t("controls.live")}
		</button>
	);
}

export function ClosedCaptions() {
	const { t, action } = useContext(Player);
	const { captions = [], captionsOn, showCC } = useSlice<SettingsSlice>("settings");
	if (captions.length < 2 || showCC === false) return null;
	return (
		<ControlButton
			name="closed-captions"
			icon={captionsOn ? "closed-captions-on" : "closed-captions-off"}
			label={t(captionsOn ? "controls.captionsOff" : "controls.captionsOn")}
			aria-pressed={captionsOn}
			active={captionsOn}
			state={captionsOn && "playkit-cc-on"}
			onClick={() => action("toggleCaptions")}
		/>
	);
}

export function PictureInPicture() {
	const { t, action, host } = useContext(Player);
	const { inPip } = useSlice<MediaSlice>("media");
	const { pip } = useSlice<EngineSlice>("engine");
	if (!pip || !host.player.isPictureInPictureSupported()) return null;
	return (
		<ControlButton
			name="picture-in-picture"
			icon="picture-in-picture-start"
			label={t(inPip ? "controls.exitPip" : "controls.pip")}
			active={inPip}
			onClick={() => action("pip", { on: !inPip })}
		/>
	);
}

export function Fullscreen() {
	const { t, action } = useContext(Player);
	const { fullscreen } = useSlice<MediaSlice>("media");
	return (
		<ControlButton
			name="fullscreen"
			icon={fullscreen ? "minimize" : "maximize"}
			state={fullscreen && "playkit-is-fullscreen"}
			label={t(fullscreen ? "controls.exitFullscreen" : "controls.fullscreen")}
			onClick={() => action("fullscreen", { on: !fullscreen })}
		/>
	);
}
