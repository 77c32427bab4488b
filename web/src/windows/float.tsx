// Both streams in one window that stays on top (Document Picture-in-Picture).
// The part of the page that holds the streams moves there as it is, and back.
import { render } from "preact";
import { useContext } from "preact/hooks";
import { at } from "../objects";
import { useSlice } from "../store";
import css from "../styles/windows.css";
import { Player, type MediaSlice, type PlayerContext } from "../ui/context";
import { Icon } from "../ui/icons";
import { forward } from "./keys";
import { furnish } from "./window";

/** Moves the streams of a player into a window; gone is called when they are back. */
export function float(w: Window, player: PlayerContext, gone: () => void): void {
	const { host, t } = player;
	const streams = host.stage.parentElement!;
	const place = document.createComment("");
	const root = furnish(w, String(at(host.player.sources, "metadata.name") || t("controls.region")), [
		...sheets(host.root),
		css,
	]);
	root.classList.add("playkit-floating");
	streams.replaceWith(place);
	root.append(streams);
	const tools = root.appendChild(w.document.createElement("div"));
	render(
		<Player.Provider value={player}>
			<Tools back={() => w.close()} />
		</Player.Provider>,
		tools,
	);
	w.document.addEventListener("keydown", forward(host.root));
	const leave = () => w.close();
	window.addEventListener("pagehide", leave);
	w.addEventListener(
		"pagehide",
		() => {
			window.removeEventListener("pagehide", leave);
			render(null, tools);
			place.replaceWith(streams);
			gone();
		},
		{ once: true },
	);
}

/** The rules that hold where an element stands. */
function sheets(of: HTMLElement): string[] {
	const tree = of.getRootNode() as Document | ShadowRoot;
	return tree.adoptedStyleSheets.map((s) => Array.from(s.cssRules, (r) => r.cssText).join("\n"));
}

function Tools({ back }: { back(): void }) {
	const { t, action } = useContext(Player);
	const { paused } = useSlice<MediaSlice>("media");
	const tool = (icon: string, label: string, click: () => void) => (
		<button type="button" class="playkit-dual-button" aria-label={label} title={label} onClick={click}>
			<Icon name={icon} />
		</button>
	);
	return (
		<div class="playkit-window-tools">
			{tool(paused ? "play" : "pause", t(paused ? "controls.play" : "controls.pause"), () =>
				action("playPause"),
			)}
			{tool("switch", t("dualScreen.switch_to_secondary_screen"), () => action("dualscreen.swap"))}
			{tool("attach", t("dualScreen.back"), back)}
		</div>
	);
}
