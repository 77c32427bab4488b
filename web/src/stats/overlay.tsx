// The overlay of statistics: graphs, numbers, decisions, and the recorder's buttons. It
// reads the player once a second while it is open, and not at all while it is not.
import { useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Player, type PlayerContext } from "../ui/context";
import { copied } from "../ui/copy";
import { Icon } from "../ui/icons";
import { Graph } from "./graph";
import { History, type Stats as Numbers } from "./history";
import { decision, reason, type Decision } from "./reasons";
import { Recorder, useRecorder } from "./recorder";
import { rows } from "./rows";
import { speaker, type Say } from "./words";

const everyMS = 1000;

interface Reading {
	stats: Numbers;
	decisions: Decision[];
}

const read = ({ host }: PlayerContext): Reading => {
	const { stats } = host.player;
	const lines = host.player.ask("decisions") as string[] | null | undefined;
	return { stats: stats as Numbers, decisions: (lines ?? []).map(decision) };
};

export function Stats() {
	const player = useContext(Player);
	const { host, store } = player;
	const box = useRef<HTMLDivElement>(null);
	const history = useMemo(() => new History(), []);
	const [now, setNow] = useState<Reading>(() => read(player));
	const say = speaker(host.root.lang);
	const recorder = useRecorder(player);
	useEffect(() => {
		const look = () => {
			const next = read(player);
			history.add(next.stats, performance.now());
			setNow(next);
		};
		look();
		const timer = setInterval(look, everyMS);
		return () => clearInterval(timer);
	}, []);
	useEffect(() => {
		const before = (box.current!.getRootNode() as Document | ShadowRoot)
			.activeElement as HTMLElement | null;
		box.current!.querySelector("button")?.focus({ preventScroll: true });
		return () => (host.root.contains(before) ? before! : host.root).focus({ preventScroll: true });
	}, []);
	const close = () => store.set("stats", { open: false });
	const everything = () => ({ ...now, samples: history.samples, userAgent: navigator.userAgent });
	return (
		<div
			ref={box}
			class="playkit-stats"
			role="dialog"
			aria-label={say("title")}
			onKeyDown={(e) => {
				if (e.key !== "Escape") return;
				e.preventDefault();
				e.stopPropagation();
				close();
			}}
		>
			<Head
				say={say}
				close={close}
				copy={() => copied(JSON.stringify(everything(), null, 1), host.root)}
			/>
			<div
				class="playkit-stats-body"
				tabIndex={0}
				role="group"
				aria-label={say("title")}
				data-keys="menu"
			>
				<Graphs say={say} history={history} />
				<dl>
					{rows(now.stats, say, host.root.lang).map(([label, text]) => (
						<div key={label}>
							<dt>{label}</dt>
							<dd>{text}</dd>
						</div>
					))}
				</dl>
				<Decisions say={say} list={now.decisions} />
				{recorder && <Recorder say={say} recorder={recorder} more={everything} />}
			</div>
		</div>
	);
}

function Head({ say, close, copy }: { say: Say; close(): void; copy(): Promise<boolean> }) {
	const [done, setDone] = useState(false);
	return (
		<div class="playkit-stats-head">
			<h2>{say("title")}</h2>
			<button type="button" onClick={() => void copy().then(setDone)}>
				<span aria-live="polite">{say(done ? "copied" : "copy")}</span>
			</button>
			<button type="button" class="playkit-stats-close" aria-label={say("close")} onClick={close}>
				<Icon name="close" />
			</button>
		</div>
	);
}

function Graphs({ say, history }: { say: Say; history: History }) {
	const { samples } = history;
	const common = { samples, stall: say("stall") };
	return (
		<>
			<Graph
				{...common}
				title={say("buffer")}
				least={10}
				curves={[
					{ label: say("video"), kind: "video", read: (s) => s.video },
					{ label: say("audio"), kind: "audio", read: (s) => s.audio },
				]}
			/>
			<Graph
				{...common}
				title={say("throughput")}
				least={1000}
				curves={[
					{ label: say("came"), kind: "came", read: (s) => s.throughput / 1000 },
					{ label: say("estimate"), kind: "estimate", loose: true, read: (s) => s.estimate / 1000 },
					{ label: say("bandwidth"), kind: "bandwidth", read: (s) => s.bandwidth / 1000 },
				]}
			/>
		</>
	);
}

function Decisions({ say, list }: { say: Say; list: Decision[] }) {
	const now = performance.now();
	return (
		<>
			<h3>{say("decisions")}</h3>
			{!list.length && <p>{say("none")}</p>}
			<ol>
				{[...list].reverse().map((d) => (
					<li key={d.at}>
						<b>{say("ago", { s: Math.max(0, Math.round((now - d.at) / 1000)) })}</b>{" "}
						{reason(d, say)}
					</li>
				))}
			</ol>
		</>
	);
}
