// Starts player.wasm. One Go program serves all players of the page.
import { Go, scope } from "wasm_exec";
import { makeHost } from "./host";
import { pause } from "./pause";
export { Follow } from "./start/follow";
import type { Host, Instance } from "./protocol";

/** What the Go program offers once it runs. */
export interface Engine {
	/** Makes a player; instance numbers tag the output batches. */
	create(number: number, id: string, config: string, env: string, host: Host): Instance;
	/** Makes what the program may ask of the page for one player. */
	makeHost: typeof makeHost;
	/** Ends the task. */
	pause: typeof pause;
}

/** Compiles and runs the program while it loads; rejects when it cannot. */
export async function start(program: Promise<Response>): Promise<Engine> {
	const go = new Go();
	scope.setTimeout = (f: () => void, ms: number) => void setTimeout(f, ms);
	const ready = new Promise<Engine>((resolve) => {
		scope.diptychReady = (create: Engine["create"]) => resolve({ create, makeHost, pause });
	});
	const { instance } = await compile(await program, go.importObject);
	await pause();
	const ended = go.run(instance).then(() => {
		throw new Error("player.wasm ended");
	});
	const engine = await Promise.race([ready, ended]);
	await pause();
	return engine;
}

/** Compiles while it loads; falls back where a proxy has changed the MIME type. */
async function compile(
	response: Response,
	imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
	if (!response.ok) throw new Error("player.wasm: HTTP status " + response.status);
	if (response.headers.get("Content-Type")?.startsWith("application/wasm")) {
		return WebAssembly.instantiateStreaming(response, imports);
	}
	return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
