// Streams in windows of their own: one popped out, or all of them in one that
// stays on top. What fills the windows is loaded with the first of them.
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { keep, layoutKey } from "../storage";
import type * as Filling from "../windows/windows";
import type { Detached } from "../windows/window";
import { Player, type DualSlice } from "./context";

interface DocumentPip {
	requestWindow(size: { width: number; height: number }): Promise<Window>;
}

/** Undefined where the browser has none; a frame may not open one. */
const onTop = (): DocumentPip | undefined =>
	window === window.top
		? (window as { documentPictureInPicture?: DocumentPip }).documentPictureInPicture
		: undefined;

export const canPopOut = "captureStream" in HTMLMediaElement.prototype;

/** Gives a function that pops the second stream out, and takes it back when Go says so. */
export function usePopOut({ popped, second }: DualSlice): () => void {
	const player = useContext(Player);
	const { host, stage, action, t } = player;
	const own = useRef<Detached>();
	useEffect(() => {
		if (!popped) own.current?.close();
		if (!popped) own.current = undefined;
	}, [popped?.id]);
	useEffect(() => () => own.current?.close(), []);
	return () => {
		const box = second && stage.box(second);
		const { width, height } = host.stage.getBoundingClientRect();
		const w =
			box && window.open("", "_blank", `popup,width=${Math.round(width)},height=${Math.round(height)}`);
		if (!w) return;
		host.part<typeof Filling>("windows.js").then(
			(m) => {
				if (w.closed) return;
				own.current = m.popOut(w, box, t("dualScreen.small_window"), player, () =>
					action("dualscreen.back"),
				);
				action("dualscreen.out");
			},
			(error: unknown) => {
				w.close();
				console.error("[diptych] the window could not be filled", error);
			},
		);
	};
}

/** Lets picture in picture take all streams of the layout; gives the way back while it does. */
export function useTogether(two: boolean): (() => void) | undefined {
	const player = useContext(Player);
	const { host } = player;
	const [open, setOpen] = useState<Window>();
	const now = useRef({ two, open });
	now.current = { two, open };
	useEffect(() => {
		const tell = (type: string) => host.video.dispatchEvent(new Event(type, { bubbles: true }));
		host.together({
			get open() {
				return !!now.current.open;
			},
			leave: () => now.current.open?.close(),
			enter: () => {
				const { width, height } = host.stage.getBoundingClientRect();
				const asked =
					now.current.two &&
					!now.current.open &&
					onTop()?.requestWindow({ width: Math.round(width), height: Math.round(height) });
				if (!asked) return undefined;
				return Promise.all([asked, host.part<typeof Filling>("windows.js")]).then(
					([w, m]) => {
						const show = (open?: Window) => {
							now.current.open = open;
							setOpen(open);
							tell(open ? "enterpictureinpicture" : "leavepictureinpicture");
						};
						m.float(w, player, () => show());
						show(w);
					},
					(error: unknown) => {
						void asked.then(
							(w) => w.close(),
							() => undefined,
						);
						throw error;
					},
				);
			},
		});
		return () => {
			now.current.open?.close();
			host.together();
		};
	}, []);
	return open && (() => open.close());
}

/** Tells Go which stream is in a small window, and remembers the layout where the page wants that. */
export function useNotes({ keep: arranged }: DualSlice): void {
	const { host, action } = useContext(Player);
	useEffect(() => {
		if (arranged && host.config.disableUserCache !== true) keep(layoutKey, JSON.stringify(arranged));
	}, [arranged && JSON.stringify(arranged)]);
	useEffect(() => {
		const stop = new AbortController();
		const note = (e: Event) => {
			const child = (e.target as Element).closest(".playkit-child");
			action("dualscreen.floats", { id: e.type.startsWith("enter") ? (child?.id ?? "main") : "" });
		};
		for (const type of ["enterpictureinpicture", "leavepictureinpicture"])
			host.stage.addEventListener(type, note, { signal: stop.signal });
		return () => stop.abort();
	}, []);
}
