// The transcript's panel (reference: plugins §5.3). What is found and what is
// being spoken is decided in Go (plugins/transcript).
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { clock, spoken } from "../lang";
import { useSlice } from "../store";
import { Player, type PlayerContext } from "../ui/context";
import { Icon } from "../ui/icons";
import playerCSS from "../styles/player.css";
import css from "../styles/lecture.css";
import { Menu, type MenuItem } from "./menu";
import { Rows } from "./rows";
import { SearchField } from "./search";
import { detach, type Detached } from "../windows/window";

interface LinesSlice {
	key?: string;
	lines?: [number, string][];
}
interface TranscriptSlice {
	query?: string;
	found?: number;
	current?: number;
	line?: number;
	active?: number[];
	follow?: boolean;
	loading?: boolean;
	failed?: boolean;
	showTime?: boolean;
	long?: boolean;
	searchMS?: number;
	download?: boolean;
	print?: boolean;
	detached?: boolean;
	mode?: string;
	position?: string;
	title?: string;
	languages?: { id: string; label: string; active: boolean }[];
}

interface HitsSlice {
	hits?: [line: number, from: number, to: number, current: boolean][];
}

const none: never[] = [];
/** Width of a player that has no room for a text beside the picture, CSS pixels. */
const tiny = 280;

/** A moment as the list shows it; from an hour on with hours. */
const stamp = (seconds: number, long?: boolean) =>
	long && seconds < 3600 ? "0:" + clock(seconds) : clock(seconds);

export function Transcript({ active }: { active?: boolean }) {
	const context = useContext(Player);
	const { t, action } = context;
	const { detached } = useSlice<TranscriptSlice>("transcript");
	const { width = 0 } = useSlice<{ width?: number }>("box");
	const own = useRef<Detached>();
	useEffect(() => () => own.current?.close(), []);
	const attach = (type: string) => {
		own.current?.close();
		own.current = undefined;
		action("transcript.attach", { type });
	};
	const open = () => {
		own.current = detach(
			() => (
				<Player.Provider value={context}>
					<Panel active out={() => attach("arrow")} detached />
				</Player.Provider>
			),
			{
				title: t("transcript.title"),
				width: 600,
				height: 600,
				css: [playerCSS, css],
				onClose: () => attach("close_window"),
				onMove: (x, y) => action("transcript.moved", { x, y }),
				onResize: (x, y) => action("transcript.resized", { x, y }),
			},
		);
		if (own.current) action("transcript.detach");
	};
	if (detached)
		return (
			<div class="playkit-panel playkit-panel-slate" data-testid="transcriptAttachPlaceholder">
				<p>{t("transcript.elsewhere")}</p>
				<button
					type="button"
					class="playkit-panel-wide"
					data-testid="transcriptAttachButton"
					onClick={() => attach("bring_back")}
				>
					{t("transcript.back")}
				</button>
			</div>
		);
	if (width > 0 && width <= tiny) return <Narrow />;
	return <Panel active={active} out={open} />;
}

/** A player too narrow for a text: what can be done about it. */
function Narrow() {
	const { t, action, host } = useContext(Player);
	return (
		<div class="playkit-panel playkit-panel-slate" data-testid="transcript_smallScreenWrapper">
			<p data-testid="transcript_smallScreenTextContent">{t("transcript.small")}</p>
			<button
				type="button"
				class="playkit-panel-wide"
				data-testid="transcript_smallScreenFullscreen"
				onClick={() => host.enterFullscreen()}
			>
				{t("controls.fullscreen")}
			</button>
			<button
				type="button"
				class="playkit-panel-wide"
				data-testid="transcript_smallScreenClose"
				onClick={() => action("transcript.close")}
			>
				{t("panel.close")}
			</button>
		</div>
	);
}

function Panel({ active, out, detached }: { active?: boolean; out(): void; detached?: boolean }) {
	const context = useContext(Player);
	const { t, action, host } = context;
	const s = useSlice<TranscriptSlice>("transcript");
	const { lines = none } = useSlice<LinesSlice>("transcriptLines");
	const root = useRef<HTMLDivElement>(null);
	const { found = 0, current = -1, line = -1, query = "" } = s;
	const [said, say] = useState("");
	useEffect(() => {
		if (query && line >= 0) say(lines[line]?.[1] ?? "");
	}, [current, query]);
	const close = () => {
		action("transcript.close");
		host.root.querySelector<HTMLElement>("[data-testid=transcript_pluginButton]")?.focus();
	};
	const keys = (e: KeyboardEvent) => {
		if (e.key === "Escape" && !detached) {
			e.stopPropagation();
			close();
		} else if (e.key.toLowerCase() === "j" && (e.ctrlKey || e.metaKey)) {
			e.preventDefault();
			root.current?.querySelector<HTMLElement>("[data-testid=transcript_jumpToSearchMatch]")?.focus();
		}
	};
	const toMatch = () => {
		action("transcript.match");
		root.current?.querySelector<HTMLElement>(`[data-line="${line}"]`)?.focus();
	};
	return (
		<section
			ref={root}
			class="playkit-panel playkit-transcript"
			data-testid="transcript_root"
			aria-label={t("transcript.title")}
			onKeyDown={keys}
		>
			<header class="playkit-panel-header" data-testid="transcript_header">
				<SearchField
					label={t("transcript.search")}
					query={query}
					delay={s.searchMS ?? 250}
					search={(q) => action("transcript.search", { query: q })}
					hits={{ count: found, current, step: (by) => action("transcript.step", { by }) }}
				/>
				<Menu
					icon="more"
					label={t("panel.more")}
					items={choices(s, context, detached ? undefined : out)}
				/>
				<button
					type="button"
					class="playkit-panel-button"
					data-testid="transcriptDetachAttachButton"
					aria-label={t(detached ? "transcript.back" : "transcript.detach")}
					onClick={out}
				>
					<Icon name={detached ? "attach" : "detach"} />
				</button>
				{!detached && (
					<button
						type="button"
						class="playkit-panel-button"
						data-testid="transcriptCloseButton"
						aria-label={t("transcript.hide")}
						onClick={close}
					>
						<Icon name="close" />
					</button>
				)}
			</header>
			{query && found > 0 && (
				<button
					type="button"
					class="playkit-panel-wide playkit-to-match"
					data-testid="transcript_jumpToSearchMatch"
					onClick={toMatch}
				>
					{t("transcript.toMatch")}
				</button>
			)}
			{s.loading ? (
				<div class="playkit-panel-slate">
					<div class="playkit-spinner" role="status" aria-label={t("controls.loading")} />
				</div>
			) : s.failed ? (
				<div class="playkit-panel-slate" role="alert">
					<strong>{t("transcript.whoops")}</strong>
					<p>{t("transcript.failed")}</p>
				</div>
			) : (
				<Lines key={detached ? "out" : "in"} shown={!!active} />
			)}
			<span class="playkit-sr-only" role="status" data-testid="screenReaderWrapper">
				{said}
			</span>
		</section>
	);
}

/** What the menu offers. */
function choices(s: TranscriptSlice, { t, action, host }: PlayerContext, out?: () => void): MenuItem[] {
	const languages = (s.languages?.length ?? 0) > 1 ? s.languages! : none;
	return [
		...languages.map((l) => ({
			key: l.id,
			label: l.label,
			checked: l.active,
			testId: l.active ? "language-change-menu-item-active" : "language-change-menu-item-" + l.label,
			choose: () => action("transcript.language", { id: l.id }),
		})),
		...(out
			? [
					{
						key: "detach",
						label: t("transcript.detach"),
						icon: "detach",
						testId: "transcript-detach-attach-button",
						choose: out,
					},
				]
			: []),
		...(s.download
			? [
					{
						key: "download",
						label: t("transcript.download"),
						icon: "download",
						testId: "download-menu-item",
						choose: () => save(action("transcript.download"), host.root.ownerDocument),
					},
				]
			: []),
		...(s.print
			? [
					{
						key: "print",
						label: t("transcript.print"),
						icon: "print",
						testId: "print-menu-item",
						choose: () => print(action("transcript.print")),
					},
				]
			: []),
	];
}

function save(file: unknown, doc: Document): void {
	const { name, text } = (file ?? {}) as { name?: string; text?: string };
	if (!name) return;
	const url = URL.createObjectURL(new Blob([text ?? ""], { type: "text/plain;charset=utf-8" }));
	Object.assign(doc.createElement("a"), { href: url, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function print(file: unknown): void {
	const w = window.open("", "_blank", "popup,width=400,height=600");
	if (!w) return;
	const text = w.document.createElement("p");
	text.textContent = (file as { text?: string } | null)?.text ?? "";
	w.document.body.append(text);
	w.print();
	w.close();
}

function Lines({ shown }: { shown: boolean }) {
	const { t, action } = useContext(Player);
	const { key = "", lines = none } = useSlice<LinesSlice>("transcriptLines");
	const s = useSlice<TranscriptSlice>("transcript");
	const { line = -1, active = none, follow = true, query = "" } = s;
	const { hits: found = none } = useSlice<HitsSlice>("transcriptHits");
	const [focused, focus] = useState(0);
	const root = useRef<HTMLDivElement>(null);
	const wish = useRef(-1); // the row that the focus goes to once it is drawn
	const hits = new Map<number, [number, number, boolean][]>();
	for (const [line, ...hit] of found) hits.set(line, [...(hits.get(line) ?? []), hit]);
	const target = follow
		? { row: active[0] ?? -1, place: "third" as const }
		: query && line >= 0
			? { row: line, place: "top" as const }
			: undefined;
	useEffect(() => {
		if (wish.current < 0) return;
		root.current?.querySelector<HTMLElement>(`[data-line="${wish.current}"]`)?.focus();
		wish.current = -1;
	}, [focused]);
	const go = (line: number) => {
		wish.current = (line + lines.length) % lines.length;
		focus(wish.current);
		action("transcript.follow", { on: false });
	};
	const keys = (e: KeyboardEvent) => {
		const to = { ArrowDown: focused + 1, ArrowUp: focused - 1, Home: 0, End: lines.length - 1 }[e.key];
		if (to === undefined) return;
		e.preventDefault();
		e.stopPropagation();
		go(to);
	};
	const stop = () => action("transcript.follow", { on: false });
	const seek = (i: number) => {
		if (!root.current?.ownerDocument.getSelection()?.toString()) action("transcript.seek", { line: i });
	};
	const more = (i: number) =>
		i === 0
			? " " + t("transcript.endHint")
			: i === lines.length - 1
				? " " + t("transcript.homeHint")
				: "";
	return (
		<div class="playkit-transcript-body" ref={root}>
			<button
				type="button"
				class="playkit-skip"
				data-testid="transcript_skipButton"
				onClick={() => root.current?.querySelector<HTMLElement>(".playkit-after")?.focus()}
			>
				{t("transcript.skip")}
			</button>
			<Rows
				testId="transcript_list"
				class="no-copy"
				label={t("transcript.title")}
				source={key}
				count={lines.length}
				guess={(i) => 26 + 20 * Math.floor((lines[i]?.[1].length ?? 0) / 34)}
				target={shown ? target : undefined}
				onScroll={() => follow && stop()}
				onView={(first, last) => action("transcript.view", { first, last })}
				onKeyDown={keys}
				focused={focused}
				row={(i) => {
					const [start, text] = lines[i]!;
					return (
						<div
							role="button"
							tabIndex={i === focused ? 0 : -1}
							data-line={i}
							data-keys="button"
							class={"playkit-line" + (active.includes(i) ? " playkit-line-active" : "")}
							aria-current={active.includes(i) ? "true" : undefined}
							aria-label={t("transcript.jump", { time: spoken(t, start), text }) + more(i)}
							onFocus={() => focus(i)}
							onClick={() => seek(i)}
							onKeyDown={(e) =>
								(e.key === "Enter" || e.key === " ") &&
								(e.preventDefault(), e.stopPropagation(), seek(i))
							}
						>
							{s.showTime && (
								<span class="playkit-line-time" data-time={stamp(start, s.long)} />
							)}
							<span class="playkit-line-text">{marked(text, hits.get(i))}</span>
						</div>
					);
				}}
			/>
			{!follow && (
				<button
					type="button"
					class="playkit-resume"
					onClick={() => action("transcript.follow", { on: true })}
				>
					<Icon name="down" />
					{t("transcript.resume")}
				</button>
			)}
			<span class="playkit-after" tabIndex={-1} />
		</div>
	);
}

/** A text with its hits marked; places count UTF-16 units. */
function marked(text: string, hits?: [number, number, boolean][]) {
	if (!hits) return text;
	let at = 0;
	const out = hits.flatMap(([from, to, now]) => {
		const before = text.slice(at, from);
		at = to;
		return [
			before,
			<mark key={from} class={now ? "activeSearch" : "highlightSearch"}>
				{text.slice(from, to)}
			</mark>,
		];
	});
	return [...out, text.slice(at)];
}
