// A playlist's buttons, the card that counts down to the next item, and the
// screen that offers it after the end (reference: player-api §8.4, §8.7).
import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { useSlice } from "../store";
import { Player, type EngineSlice, type ListedItem, type PlaylistSlice, type TimeSlice } from "./context";
import { Icon } from "./icons";

const picture = ({ poster }: ListedItem) =>
	poster ? { backgroundImage: `url(${JSON.stringify(poster)})` } : undefined;

export function PlaylistButton({ type }: { type: "next" | "prev" }) {
	const { t, action } = useContext(Player);
	const slice = useSlice<PlaylistSlice>("playlist");
	const item = slice[type];
	if (!slice.count) return null;
	const label = t(`playlist.${type}`);
	return (
		<div class="playkit-control-button-container playkit-control-playlist-button">
			<button
				type="button"
				class="playkit-control-button"
				aria-label={label}
				aria-description={item?.title}
				disabled={!item}
				onClick={() => action(type)}
			>
				<Icon name={type} />
			</button>
			{item && (
				<div class="playkit-poster-preview" aria-hidden="true">
					{item.poster && <div class="playkit-poster-preview-img" style={picture(item)} />}
					<div class="playkit-poster-preview-text">
						<div class="playkit-poster-preview-text-title">
							{type === "next" ? t("playlist.upNext") : label}
						</div>
						<div class="playkit-poster-preview-text-name" dir="auto">
							{item.title}
						</div>
					</div>
				</div>
			)}
		</div>
	);
}

/** What goes away with the focus in it gives the focus back to the player. */
function useFocusBack() {
	const { host } = useContext(Player);
	const box = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		const element = box.current;
		return () => {
			if (element?.contains((host.root.getRootNode() as Document | ShadowRoot).activeElement))
				host.root.focus({ preventScroll: true });
		};
	}, []);
	return box;
}

/** Seconds to the next item while the card is to be seen. */
function useCountdown(): number | undefined {
	const {
		next,
		continues,
		showing,
		duration: length = 0,
		timeToShow,
	} = useSlice<PlaylistSlice>("playlist");
	const { current = 0, duration = 0 } = useSlice<TimeSlice>("time");
	const { prePlayback, live, ended } = useSlice<EngineSlice>("engine");
	if (!next || !continues || !showing || prePlayback || live || ended || !(duration > 0)) return undefined;
	const from = timeToShow ?? duration - length;
	if (from < 0) return undefined; // shorter than its countdown
	const left = Math.min(from + length, duration) - current;
	return current >= from && left > 0 ? Math.ceil(left) : undefined;
}

export function PlaylistCountdown() {
	const left = useCountdown();
	const { next } = useSlice<PlaylistSlice>("playlist");
	return left && next ? <Card left={left} next={next} /> : null;
}

function Card({ left, next }: { left: number; next: ListedItem }) {
	const { t, action, host } = useContext(Player);
	const box = useFocusBack();
	const first = useRef(left).current; // told once: a clock that is read out is in the way
	useLayoutEffect(() => {
		// a key may follow at once
		const stop = new AbortController();
		host.root.addEventListener(
			"keydown",
			(e) => {
				if (e.key !== "Escape") return;
				e.stopPropagation();
				action("stay");
			},
			{ signal: stop.signal, capture: true },
		);
		return () => stop.abort();
	}, []);
	return (
		<div ref={box} class="playkit-playlist-countdown playkit-slideIn" onClick={() => action("next")}>
			<span class="playkit-sr-only" role="status">
				{t("playlist.inSeconds", { n: first, title: next.title })}
			</span>
			<button type="button" class="playkit-playlist-countdown-content">
				{next.poster && <span class="playkit-playlist-countdown-poster" style={picture(next)} />}
				<span class="playkit-playlist-countdown-text">
					<span class="playkit-playlist-countdown-text-title">
						{t("playlist.upNextIn")}{" "}
						<span class="playkit-playlist-countdown-time-left">{left}</span>
					</span>
					<span class="playkit-playlist-countdown-text-name" dir="auto">
						{next.title}
					</span>
				</span>
			</button>
			<div class="playkit-control-button-container playkit-playlist-countdown-cancel">
				<button
					type="button"
					class="playkit-control-button"
					aria-label={t("playlist.cancel")}
					onClick={(e) => {
						e.stopPropagation();
						action("stay");
					}}
				>
					<Icon name="close" />
				</button>
			</div>
		</div>
	);
}

export function PlaylistNextScreen() {
	const { next, continues } = useSlice<PlaylistSlice>("playlist");
	const { ended } = useSlice<EngineSlice>("engine");
	const { show } = useSlice<{ show?: boolean }>("loading");
	return next && !continues && ended && !show ? <Offer next={next} /> : null;
}

function Offer({ next }: { next: ListedItem }) {
	const { t, action } = useContext(Player);
	const box = useFocusBack();
	return (
		<div ref={box} class="playkit-playlist-next-screen-overlay">
			<div class="playkit-playlist-next-screen-content">
				<div class="playkit-playlist-next-screen-text">
					<div class="playkit-playlist-next-screen-text-title">{t("playlist.next")}</div>
					<div class="playkit-playlist-next-screen-text-name" dir="auto">
						{next.title}
					</div>
				</div>
				<button
					type="button"
					class="playkit-playlist-next-screen-poster"
					aria-label={`${t("playlist.next")}: ${next.title}`}
					onClick={() => action("next")}
				>
					<span class="playkit-playlist-next-screen-poster-img" style={picture(next)} />
					<Icon name="play" />
				</button>
			</div>
		</div>
	);
}
