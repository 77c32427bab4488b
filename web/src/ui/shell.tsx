// The frame of what is shown: areas with the components that Go has put there
// (reference: player-api §8.4).
import { useContext } from "preact/hooks";
import { useSlice } from "../store";
import { Player } from "./context";
import { EngineNotice, Poster } from "./overlays";
import { registry } from "./registry";

/** player/ui/node.go */
interface Node { c: string; k?: string; p?: Record<string, unknown>; ch?: Node[] }
type Areas = Record<string, Node[]>;

function Area({ nodes = [] }: { nodes?: Node[] }) {
	return <>{nodes.map((n) => {
		const Component = registry[n.c];
		return Component ? <Component key={n.k ?? n.c} {...n.p}>{n.ch && <Area nodes={n.ch} />}</Component> : null;
	})}</>;
}

export function Shell() {
	const { store } = useContext(Player);
	const areas = useSlice<Areas>("areas");
	const { name: preset } = useSlice<{ name?: string }>("preset");
	const bars = preset === "Playback" || preset === "Live";
	const hold = (on: boolean) => () => store.patch("menu", { over: on });
	return (
		<div class="playkit-player-gui" id="player-gui">
			<Poster />
			<div class="playkit-interactive-area"><Area nodes={areas.InteractiveArea} /></div>
			{bars && (
				<>
					<div class="playkit-top-bar">
						<div class="playkit-top-bar-area"><Area nodes={areas.TopBar} /></div>
						<div class="playkit-left-controls"><Area nodes={areas.TopBarLeftControls} /></div>
						<div class="playkit-right-controls"><Area nodes={areas.TopBarRightControls} /></div>
					</div>
					<div class="playkit-gui-area"><Area nodes={areas.GuiArea} /></div>
					<div class="playkit-bottom-bar" onPointerEnter={hold(true)} onPointerLeave={hold(false)}>
						<div class="playkit-bottom-bar-area"><Area nodes={areas.BottomBar} /></div>
						<div class="playkit-controls-container">
							<div class="playkit-left-controls"><Area nodes={areas.BottomBarLeftControls} /></div>
							<div class="playkit-right-controls"><Area nodes={areas.BottomBarRightControls} /></div>
						</div>
					</div>
				</>
			)}
			<EngineNotice />
			{!bars && <div class="playkit-gui-area"><Area nodes={areas.GuiArea} /></div>}
		</div>
	);
}
