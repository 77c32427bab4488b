// The second stream in a window of its own. Its element stays in the page, so
// that nothing is loaded anew; the window shows what the element shows.
import { useEffect, useRef } from "preact/hooks";
import css from "../styles/windows.css";
import { Player, type PlayerContext } from "../ui/context";
import { forward } from "./keys";
import { detach, type Detached } from "./window";

export type Mirrored = HTMLVideoElement & { captureStream(): MediaStream };

/** Shows a stream's element in a window; closed is called when the viewer has closed it. */
export function popOut(
	opened: Window,
	box: HTMLElement,
	title: string,
	player: PlayerContext,
	closed: () => void,
): Detached | undefined {
	const window = detach(
		() => (
			<Player.Provider value={player}>
				<Mirror box={box} label={title} />
			</Player.Provider>
		),
		{ opened, title, width: 0, height: 0, css: [css], onClose: closed },
	);
	window?.window.document.addEventListener("keydown", forward(player.host.root));
	return window;
}

function Mirror({ box, label }: { box: HTMLElement; label: string }) {
	const video = box.querySelector("video") as Mirrored | null;
	return (
		<div class="playkit-window" role="region" aria-label={label}>
			{video ? <Film of={video} label={label} /> : <Slide of={box.querySelector("img")!} />}
		</div>
	);
}

function Film({ of, label }: { of: Mirrored; label: string }) {
	const own = useRef<HTMLVideoElement>(null);
	useEffect(() => {
		const show = () => {
			own.current!.srcObject = of.captureStream();
			void own.current!.play().catch(() => undefined);
		};
		show();
		of.addEventListener("loadeddata", show); // another medium
		return () => of.removeEventListener("loadeddata", show);
	}, []);
	return <video ref={own} muted playsInline aria-label={label} />;
}

function Slide({ of }: { of: HTMLImageElement }) {
	const own = useRef<HTMLImageElement>(null);
	useEffect(() => {
		const copy = () => Object.assign(own.current!, { src: of.src, alt: of.alt });
		copy();
		const seen = new MutationObserver(copy);
		seen.observe(of, { attributes: true, attributeFilter: ["src", "alt"] });
		return () => seen.disconnect();
	}, []);
	return <img ref={own} />;
}
