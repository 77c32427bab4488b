declare module "wasm_exec" {
	/** The object that the Go program sees as its global. */
	export const scope: Record<string, unknown>;
	export class Go {
		importObject: WebAssembly.Imports;
		run(instance: WebAssembly.Instance): Promise<void>;
	}
}
declare module "wasm_exec_page" {
	export { Go, scope } from "wasm_exec";
}
