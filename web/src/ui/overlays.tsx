// What stands over the picture: first play, spinner, error, unmute.
import { useContext, useEffect, useState } from "preact/hooks";
import type { Key } from "../lang";
import { useSlice } from "../store";
import { Player, type EngineSlice, type PlaylistSlice, type SettingsSlice } from "./context";
import { copied } from "./copy";
import { Icon } from "./icons";

export function PrePlaybackPlayOverlay() {
	const { t, action } = useContext(Player);
	const { prePlayback, ended, title = "" } = useSlice<EngineSlice>("engine");
	const { show } = useSlice<{ show?: boolean }>("loading");
	const { next, continues } = useSlice<PlaylistSlice>("playlist");
	if ((!prePlayback && !ended) || show || (ended && next && !continues)) return null; // the next screen is there instead
	return (
		<div class="playkit-pre-playback-play-overlay">
			<button
				type="button"
				class="playkit-pre-playback-play-button"
				aria-label={ended ? t("controls.startOver") : t("controls.playTitle", { title })}
				onClick={() => action("play")}
			>
				<Icon name={ended ? "start-over" : "play"} />
			</button>
		</div>
	);
}

/** The picture that the media is; else the one before the first play, and of what has no pictures all along. */
export function Poster() {
	const { poster, prePlayback, audio, image, title = "" } = useSlice<EngineSlice>("engine");
	if (image)
		return (
			<div class="playkit-poster">
				<img class="playkit-engine playkit-engine-image" src={image} alt={title} />
			</div>
		);
	if (!poster || (!prePlayback && !audio)) return null;
	return <div class="playkit-poster" style={{ backgroundImage: `url(${JSON.stringify(poster)})` }} />;
}

/** Shown after a moment only: a spinner that flashes makes things feel slower. */
export function Loading() {
	const { t } = useContext(Player);
	const { show } = useSlice<{ show?: boolean }>("loading");
	const { away } = useSlice<EngineSlice>("engine");
	if (away)
		return (
			<div class="playkit-engine-notice playkit-network-notice" role="status">
				<span>{t("error.away")}</span>
			</div>
		);
	return (
		<div class={"playkit-loading-backdrop" + (show ? " playkit-show" : "")} role="status">
			{show && (
				<>
					<div class="playkit-spinner" />
					<span class="playkit-sr-only">{t("controls.loading")}</span>
				</>
			)}
		</div>
	);
}

export function Title() {
	const { title } = useSlice<EngineSlice>("engine");
	return title ? (
		<div class="playkit-title" dir="auto">
			{title}
		</div>
	) : null;
}

export function UnmuteIndication() {
	const { t, action } = useContext(Player);
	const { unmute } = useSlice<EngineSlice>("engine");
	if (!unmute) return null;
	return (
		<div class="playkit-unmute-button-container">
			<button type="button" class="playkit-unmute-button" onClick={() => action("unmute")}>
				<Icon name="volume-mute" />
				{t("controls.unmute")}
			</button>
		</div>
	);
}

/** What a key or a finger has just done; on its side where it has one. */
export function OverlayAction() {
	const { t } = useContext(Player);
	const {
		icon,
		n = 0,
		side = "",
	} = useSlice<{ icon?: string; n?: number; side?: string }>("overlayAction");
	const { on, rate } = useSlice<{ on?: boolean; rate?: number }>("held");
	const { seekSeconds } = useSlice<SettingsSlice>("settings");
	const [shown, setShown] = useState(0);
	useEffect(() => {
		setShown(n);
		const timer = setTimeout(() => setShown(0), 450);
		return () => clearTimeout(timer);
	}, [n]);
	return (
		<>
			<div class={"playkit-overlay-action" + (side && " playkit-" + side)} aria-hidden="true">
				{shown === n && n > 0 && icon && (
					<span key={n}>
						<Icon name={icon} />
						{side && <b>{seekSeconds}</b>}
					</span>
				)}
			</div>
			{on && (
				<div class="playkit-held" role="status">
					{t("controls.held", { n: rate ?? 2 })}
				</div>
			)}
		</>
	);
}

/** The engine is missing, but the video plays: a note that does not stand in the way. */
export function EngineNotice() {
	const { t } = useContext(Player);
	const { message, retry } = useSlice<{ message?: string; retry?: () => void }>("engineError");
	const { name } = useSlice<{ name?: string }>("preset");
	if (!message || name === "Error") return null;
	return (
		<div class="playkit-engine-notice" role="status">
			<span>{t("error.engine")}</span>
			<button type="button" class="playkit-engine-notice-button" onClick={() => retry?.()}>
				{t("error.retry")}
			</button>
		</div>
	);
}

/** Copies what a help desk wants to know. */
function Copy() {
	const { t, host } = useContext(Player);
	const [done, setDone] = useState(false);
	const copy = () => {
		const text = JSON.stringify(host.player.debugInfo, null, 1);
		void copied(text, host.root).then(setDone);
	};
	return (
		<button
			type="button"
			class="playkit-copy-button"
			aria-label={t(done ? "copy.copied" : "copy.copy")}
			onClick={copy}
		>
			<Icon name={done ? "check" : "copy"} />
			<span role="status" class="playkit-sr-only">
				{done ? t("copy.copied") : ""}
			</span>
		</button>
	);
}

interface Failure {
	kind?: string;
	code?: string;
	session?: string;
	title?: string;
	message?: string;
	retry?: boolean;
}

export function ErrorOverlay() {
	const { t, action } = useContext(Player);
	const e = useSlice<Failure>("error");
	const { message, retry } = useSlice<{ message?: string; retry?: () => void }>("engineError");
	const text = e.message || t(("error." + (e.kind || "default")) as Key);
	return (
		<div class="playkit-overlay playkit-error-overlay" role="alert">
			<Icon name="error" />
			<div class="playkit-error-title">{e.title || t("error.title")}</div>
			<p class="playkit-error-message">{message ? t("error.network") : text}</p>
			{(e.retry || retry) && (
				<button
					type="button"
					class="playkit-retry-btn"
					onClick={() => (retry ? retry() : action("retry"))}
				>
					{t("error.retry")}
				</button>
			)}
			{e.code && (
				<p class="playkit-error-code">
					{e.code}
					{e.session && ` · ${t("error.session")} ${e.session}`} <Copy />
				</p>
			)}
		</div>
	);
}
