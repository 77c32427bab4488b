// One graph of the last minute.
import { line, scale, span, type Sample } from "./history";

export interface Curve {
	label: string;
	/** Names its colour and its stroke in the sheet. */
	kind: string;
	/** It may leave the scale. */
	loose?: boolean;
	read(s: Sample): number;
}

const width = 300,
	height = 60;

interface Props {
	title: string;
	/** What a stall is called; graphs that mark none have none. */
	stall: string;
	samples: Sample[];
	curves: Curve[];
	/** Where the scale ends at least. */
	least: number;
}

export function Graph({ title, stall, samples, curves, least }: Props) {
	const highest = scale(Math.max(least, ...curves.flatMap((c) => (c.loose ? [] : samples.map(c.read)))));
	const now = samples.at(-1)?.at ?? 0;
	const place = (s: Sample) => width * (1 - (now - s.at) / span);
	const last = (c: Curve) => Math.round(samples.length ? c.read(samples.at(-1)!) : 0);
	return (
		<figure class="playkit-stats-graph">
			<figcaption>{title}</figcaption>
			<svg
				viewBox={`0 0 ${width} ${height}`}
				preserveAspectRatio="none"
				role="img"
				aria-label={title + ": " + curves.map((c) => `${c.label} ${last(c)}`).join(", ")}
			>
				{samples
					.filter((s) => s.stalled)
					.map((s) => (
						<rect
							key={s.at}
							class="playkit-stats-stall"
							x={place(s) - 5}
							y={0}
							width={5}
							height={height}
						/>
					))}
				{curves.map((c) => (
					<polyline
						key={c.kind}
						class={"playkit-stats-" + c.kind}
						points={line(samples, c.read, highest, width, height)}
					/>
				))}
			</svg>
			<ul>
				{curves.map((c) => (
					<li key={c.kind} class={"playkit-stats-" + c.kind}>
						{c.label}
					</li>
				))}
				<li class="playkit-stats-stall">{stall}</li>
				<li class="playkit-stats-highest">0 – {highest}</li>
			</ul>
		</figure>
	);
}
