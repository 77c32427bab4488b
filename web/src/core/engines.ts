// Engines and media source adapters that a page brings, and what they can do
// (reference: player-api §1.1).
import { loadKit } from "../kit/namespace";
import { mergeDeep, type Dict } from "../objects";

export interface EngineClass {
	id?: string;
	isSupported?(): boolean;
	getCapabilities?(): Promise<Dict>;
	runCapabilities?(): void;
}

export const engines = new Map<string, EngineClass>();
interface AdapterClass {
	isSupported?(): boolean;
}
export const adapters: AdapterClass[] = [];
const given: Dict = {};

/** An engine that is not supported here is not taken. */
export function registerEngine(id: string, engine: EngineClass): void {
	if (engine && (engine.isSupported?.() ?? true)) engines.set(id, engine);
}

export function unRegisterEngine(id: string): void {
	engines.delete(id);
}

/** Takes an adapter class once, if it is supported here. */
export function registerMediaSourceAdapter(adapter: AdapterClass): void {
	if (adapter && !adapters.includes(adapter) && adapter.isSupported?.()) adapters.push(adapter);
}

/** Begins to find out what can be done here. */
export function runCapabilities(): void {
	void getCapabilities().catch(() => undefined); // told when it is asked for
	for (const e of engines.values()) e.runCapabilities?.();
}

/** What the engines can do, of one or of all. */
export async function getCapabilities(id?: string): Promise<Dict> {
	return (await loadKit()).capabilities(engines, given, id);
}

export function setCapabilities(id: string, capabilities: Dict): void {
	mergeDeep(given, { [id]: capabilities });
}
