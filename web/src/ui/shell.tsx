// The frame of what is shown (reference: player-api §8.4). In the document the
// bottom bar stands first and in it the buttons, so that Tab leads to Play; styles
// put everything where it is seen.
import { useContext, useRef } from "preact/hooks";
import { useSlice } from "../store";
import { Area, useArea } from "./areas";
import { Player } from "./context";
import { useFit } from "./fit";
import { CaptionStyle } from "./captionstyle";
import { ContextMenu } from "./contextmenu";
import { KeyList } from "./keylist";
import { later } from "./later";
import { EngineNotice, Poster } from "./overlays";
import { SidePanels } from "./panels";

declare const __STATS_JS__: string;

const Stats = later("stats.js", "Stats", () => import(new URL(__STATS_JS__, import.meta.url).href));

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

function BottomBar() {
	const { store } = useContext(Player);
	const controls = useRef<HTMLDivElement>(null);
	useFit(controls);
	const hold = (on: boolean) => (e: PointerEvent) =>
		e.pointerType !== "touch" && store.patch("menu", { over: on });
	return (
		<div class="playkit-bottom-bar" onPointerEnter={hold(true)} onPointerLeave={hold(false)}>
			<div class="playkit-controls-container" ref={controls}>
				<div class="playkit-left-controls">
					<Area name="BottomBarLeftControls" />
				</div>
				<div class="playkit-playback-controls">
					<Area name="BottomBarPlaybackControls" />
				</div>
				<div class="playkit-right-controls">
					<Area name="BottomBarRightControls" />
				</div>
			</div>
			<div class="playkit-bottom-bar-area">
				<Area name="BottomBar" />
			</div>
		</div>
	);
}

function TopBar() {
	return (
		<div class="playkit-top-bar">
			<div class="playkit-top-bar-area">
				<Area name="TopBar" />
			</div>
			<div class="playkit-left-controls">
				<Area name="TopBarLeftControls" />
			</div>
			<div class="playkit-right-controls">
				<Area name="TopBarRightControls" />
			</div>
		</div>
	);
}

/** Presets that have bars. */
const barred = ["Playback", "Live", "Img"];

export function Shell() {
	const { name: preset = "" } = useSlice<{ name?: string }>("preset");
	const { open } = useSlice<{ open?: boolean }>("stats");
	const bars = barred.includes(preset);
	return (
		<>
			<div class="playkit-player-gui" id="player-gui">
				<Poster />
				{bars && <BottomBar />}
				<div class="playkit-video-area">
					<Area name="VideoArea" />
				</div>
				<InteractiveArea />
				{bars && <TopBar />}
				<div class="playkit-gui-area">
					<Area name="GuiArea" />
				</div>
				<EngineNotice />
				{open && <Stats />}
				<CaptionStyle />
				<KeyList />
				<ContextMenu />
				<div class="playkit-preset-floating">
					<Area name="PresetFloating" />
				</div>
			</div>
			<div class="playkit-preset-area">
				<Area name="PresetArea" />
			</div>
			<div class="playkit-player-area">
				<Area name="PlayerArea" />
			</div>
			<SidePanels />
			<div class="overlay-portal" aria-live="polite" />
		</>
	);
}
