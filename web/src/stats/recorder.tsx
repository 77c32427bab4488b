// The recorder's buttons. What records is a script of its own, loaded when it is wanted.
import { useEffect, useReducer, useState } from "preact/hooks";
import type * as Engine from "../engine";
import type * as Record from "../record/record";
import type { Recording } from "../record/record";
import type { PlayerContext } from "../ui/context";
import type { Say } from "./words";

declare const __RECORD_JS__: string;

const load = (): Promise<typeof Record> => import(new URL(__RECORD_JS__, import.meta.url).href);

interface Tool {
	current?: Recording;
	start(): Promise<void>;
	stop(): void;
}

/** Undefined where the engine is not to be listened to: it is not there, or in another document. */
export function useRecorder({ host }: PlayerContext): Tool | undefined {
	const [tool, setTool] = useState<Tool>();
	useEffect(() => {
		void host.part<typeof Engine>("engine.js").then(async ({ borders, tap }) => {
			const border = borders.get((host.player as unknown as { id: string }).id);
			if (!border) return;
			const current = border.calls && (await load()).recordingOf(border);
			const show = (current?: Recording) =>
				setTool({
					current,
					start: async () => {
						const { record } = await load();
						tap(border);
						show(record(border));
					},
					stop: () => {
						current?.stop();
						show(current);
					},
				});
			show(current);
		});
	}, []);
	return tool;
}

export function Recorder({ say, recorder, more }: { say: Say; recorder: Tool; more(): object }) {
	const { current, start, stop } = recorder;
	const [, redraw] = useReducer((n: number) => n + 1, 0);
	const running = current && !current.stopped;
	const kb = Math.round((current?.size ?? 0) / 1000);
	return (
		<div class="playkit-stats-recorder">
			<button type="button" onClick={() => (running ? (stop(), redraw(0)) : void start())}>
				{say(running ? "stop" : "record")}
			</button>
			{current && (
				<button type="button" onClick={() => save(current, more())}>
					{say("save")}
				</button>
			)}
			<p>
				{current
					? say(current.full ? "full" : running ? "recording" : "stopped", { kb })
					: say("partial")}
			</p>
		</div>
	);
}

/** Gives the viewer one file. */
function save(recording: Recording, more: object): void {
	const text = JSON.stringify({ ...recording.file(), ...more });
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
	link.download = `diptych-session-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.json`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
