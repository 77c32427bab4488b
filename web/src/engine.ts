// Starts player.wasm. One Go program serves all players of the page.
import { Go, scope } from "wasm_exec";
import { makeHost } from "./host";
import { pause } from "./pause";
import { borders, tap, tapInstance, type Border } from "./record/tap";
export { borders, tap } from "./record/tap";
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
		scope.diptychReady = (create: Engine["create"]) =>
			resolve({ create: noted(create), makeHost, pause });
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

declare const __RECORD_JS__: string;

/** Keeps the border of each player for whoever wants to listen; log.record listens from the first. */
function noted(create: Engine["create"]): Engine["create"] {
	return (number, id, config, env, host) => {
		const border: Border = { host, config, now: 0 };
		if (/"log":{[^}]*"record":true/.test(config)) {
			tap(border);
			void import(new URL(__RECORD_JS__, import.meta.url).href).then((m) => m.record(border));
		}
		const instance = (border.instance = create(number, id, config, env, host));
		const { destroy } = instance;
		instance.destroy = () => {
			borders.delete(id);
			return destroy();
		};
		if (border.calls) tapInstance(border);
		borders.set(id, border);
		return instance;
	};
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
