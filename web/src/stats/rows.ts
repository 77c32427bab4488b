// The numbers of player.stats as they are read.
import type { Stats } from "./history";
import type { Say } from "./words";

const none = "–";

/** What each is called, and what it says. */
export function rows(s: Stats, say: Say, tag: string): [label: string, text: string][] {
	const number = (v: unknown, unit = "", digits = 0): string =>
		typeof v === "number" && Number.isFinite(v)
			? (Number(v.toFixed(digits)) || 0).toLocaleString(tag, { maximumFractionDigits: digits }) + unit
			: none;
	return [
		[say("protocol"), s.protocol ? s.protocol + (s.live ? ", " + say("live") : "") : none],
		[say("size"), s.width ? `${s.width as number} × ${s.height as number}` : none],
		[say("bandwidth"), number(s.bandwidth / 1000, " kbit/s")],
		[say("estimate"), number(s.estimate / 1000, " kbit/s")],
		[say("video"), number(s.bufferVideo, " s", 1)],
		[say("audio"), number(s.bufferAudio, " s", 1)],
		[say("latency"), number(s.latency, " s", 1)],
		[say("frames"), number(s.decodedFrames) + " / " + number(s.droppedFrames)],
		[say("stalls"), number(s.stalls) + ", " + number(s.stallTime, " s", 1)],
		[say("switches"), number(s.switches)],
		[say("bytes"), number(s.bytes / 1e6, " MB", 1)],
		[say("requests"), number(s.requests) + " / " + number(s.failedRequests)],
		[say("startTime"), number(s.startTime, " ms")],
		[say("playTime"), number(s.playTime, " s")],
		[say("rate"), number(s.rate, "×", 2)],
		[say("drift"), number(s.drift, " s", 3)],
	];
}
