// A plan with its files on the made-up network, as a start request brings it.
import type { Plan } from "../src/start/plan";
import { init, media } from "./fakes/mp4";
import type { Stage } from "./fakes/page";

export interface Film {
	/** Runs of segments: [count, seconds]. */
	segments?: [number, number][];
	audio?: [number, number][];
	/** Bits per second of the video renditions, slow first. */
	rates?: number[];
	/** Where play begins, seconds. */
	at?: number;
	/** Which rendition opens. */
	opens?: number;
	sizes?: boolean;
}

/** Start and duration of each segment of a row, seconds. */
export function spans(runs: [number, number][]): [start: number, duration: number][] {
	let t = 0;
	return runs.flatMap(([count, duration]) =>
		Array.from({ length: count }, (): [number, number] => {
			t += duration;
			return [t - duration, duration];
		}),
	);
}

/** Makes the plan, and the files that it names. */
export function film(
	s: Stage,
	{
		segments = [[10, 2]],
		audio = segments,
		rates = [400_000, 1_600_000],
		at = 0,
		opens = 0,
		sizes = true,
	}: Film = {},
): Plan {
	const track = (
		kind: "video" | "audio",
		runs: [number, number][],
		list: number[],
		rendition: number,
	): NonNullable<Plan["tracks"]>[number] => {
		const row = spans(runs);
		const first = Math.max(
			0,
			row.findIndex(([start, duration]) => at < start + duration),
		);
		const size = (rate: number, duration: number) => Math.round((rate * duration) / 8 / 100); // a hundredth, for speed
		list.forEach((rate, r) => {
			const url = `${s.base}${kind}${r}/`;
			s.net.files.set(url + "init.mp4", init({ handler: kind === "video" ? "vide" : "soun" }));
			row.forEach(([start, duration], i) =>
				s.net.files.set(
					`${url}seg-${i + 1}.m4s`,
					media({ start, duration, size: size(rate, duration) }),
				),
			);
		});
		return {
			kind,
			segments: runs,
			opening: {
				rendition,
				segment: first,
				size: s.net.files.get(`${s.base}${kind}${rendition}/seg-${first + 1}.m4s`)!.length,
			},
			renditions: list.map((rate, r) => ({
				id: kind[0] + String(r),
				mime: kind === "video" ? 'video/mp4; codecs="avc1.64001f"' : 'audio/mp4; codecs="mp4a.40.2"',
				url: `${s.base}${kind}${r}/`,
				bandwidth: rate,
				sizes: sizes ? row.slice(first + 1).map(([, d]) => Math.round((rate * d) / 8)) : undefined,
			})),
		};
	};
	const tracks = [
		track("video", segments, rates, opens),
		...(audio.length ? [track("audio", audio, [128_000], 0)] : []),
	];
	const duration = Math.max(
		...[segments, audio].map((runs) => spans(runs).reduce((end, [a, d]) => Math.max(end, a + d), 0)),
	);
	return { base: "", entryId: "0_a", playable: true, at, duration, tracks };
}
