// The frame of what is shown (reference: player-api §8.4).
import { useContext } from "preact/hooks";
import { useSlice } from "../store";
import { Area, useArea } from "./areas";
import { Player } from "./context";
import { EngineNotice, Poster } from "./overlays";
import { SidePanels } from "./panels";

/** What is built in lies over the whole picture; what plugins add stands between the bars. */
function InteractiveArea() {
	const items = useArea("InteractiveArea");
	return (
		<>
			<div class="playkit-stage-controls">{items.filter((i) => i.slot).map((i) => i.node)}</div>
			<div class="playkit-interactive-area">{items.filter((i) => !i.slot).map((i) => i.node)}</div>
		</>
	);
}

export function Shell() {
	const { store } = useContext(Player);
	const { name: preset } = useSlice<{ name?: string }>("preset");
	const bars = preset === "Playback" || preset === "Live";
	const hold = (on: boolean) => () => store.patch("menu", { over: on });
	return (
		<>
			<div class="playkit-player-gui" id="player-gui">
				<Poster />
				<div class="playkit-video-area"><Area name="VideoArea" /></div>
				<InteractiveArea />
				{bars && (
					<>
						<div class="playkit-top-bar">
							<div class="playkit-top-bar-area"><Area name="TopBar" /></div>
							<div class="playkit-left-controls"><Area name="TopBarLeftControls" /></div>
							<div class="playkit-right-controls"><Area name="TopBarRightControls" /></div>
						</div>
						<div class="playkit-gui-area"><Area name="GuiArea" /></div>
						<div class="playkit-bottom-bar" onPointerEnter={hold(true)} onPointerLeave={hold(false)}>
							<div class="playkit-bottom-bar-area"><Area name="BottomBar" /></div>
							<div class="playkit-controls-container">
								<div class="playkit-left-controls"><Area name="BottomBarLeftControls" /></div>
								<div class="playkit-playback-controls"><Area name="BottomBarPlaybackControls" /></div>
								<div class="playkit-right-controls"><Area name="BottomBarRightControls" /></div>
							</div>
						</div>
					</>
				)}
				<EngineNotice />
				{!bars && <div class="playkit-gui-area"><Area name="GuiArea" /></div>}
				<div class="playkit-preset-floating"><Area name="PresetFloating" /></div>
			</div>
			<div class="playkit-preset-area"><Area name="PresetArea" /></div>
			<div class="playkit-player-area"><Area name="PlayerArea" /></div>
			<SidePanels />
			<div class="overlay-portal" aria-live="polite" />
		</>
	);
}
