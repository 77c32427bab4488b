// stage.js: starts stage.wasm in its inner iframe and passes on what the player
// posts to it: {x, y} in shares of the picture, or null to clear.
import { Go, scope } from "wasm_exec_page"; // this document is the program's own

type Show = (x?: number, y?: number) => void;

async function start(url: string): Promise<void> {
	const go = new Go();
	scope.diptychStageReady = (show: Show) => {
		addEventListener("message", ({ data, source }: MessageEvent<{ x?: unknown; y?: unknown } | null>) => {
			if (source !== parent) return;
			if (typeof data?.x === "number" && typeof data.y === "number") show(data.x, data.y);
			else if (data === null) show();
		});
		parent.postMessage("diptych-stage-ready", location.origin);
	};
	const { instance } = await WebAssembly.instantiateStreaming(fetch(url), go.importObject);
	await go.run(instance);
}

const program = document.documentElement.dataset.program;
if (program)
	start(program).catch((error: unknown) =>
		console.error("[diptych] the overlay could not be started", error),
	);
