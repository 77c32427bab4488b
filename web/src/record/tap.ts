// Listens to both sides of the border between the page and player.wasm
// (protocol.ts): all that the engine is told passes there, and all that it says.
import type { Host, Instance } from "../protocol";

/** One call: when (performance.now), whether the page made it, its name, arguments and result. */
export type Call = [at: number, told: boolean, name: string, args: unknown[], result: unknown];

/** The border of one player. */
export interface Border {
	readonly host: Host;
	/** JSON of its config. */
	readonly config: string;
	instance?: Instance;
	/** Hears every call; what was called before somebody listens waits in calls. */
	hear?: (call: Call) => void;
	calls?: Call[];
	/** When the call from the page that is under way began; between two it stands at the last. */
	now: number;
}

type Side = Record<string, (...args: any[]) => unknown>;

/** Players by id, of all that this script has made. */
export const borders = new Map<string, Border>();

/**
 * Begins to listen to the host. Time stands while the engine works, so that it can be
 * told the same times once more; and it says more in its log.
 */
export function tap(border: Border): void {
	if (border.calls) return;
	border.calls = [];
	border.now = performance.now();
	const { host } = border;
	const { stateBytes } = host;
	const said = (side: Side, prefix: string) => {
		for (const [name, f] of Object.entries(side)) {
			if (typeof f !== "function" || name === "now" || name === "wall") continue;
			side[name] = (...args) => {
				const result = f(...args);
				tell(border, [
					border.now,
					false,
					prefix + name,
					args,
					name === "state" ? stateBytes.slice() : result,
				]);
				return result;
			};
		}
	};
	for (const part of ["media", "carrier"] as const) said(host[part] as unknown as Side, part + ".");
	said(host as unknown as Side, "");
	host.now = () => border.now;
	host.wall = () => Math.round(performance.timeOrigin + border.now);
	host.verbose = true;
	if (border.instance) tapInstance(border);
}

/** Listens to what the page tells the engine. */
export function tapInstance(border: Border): void {
	const side = border.instance as unknown as Side;
	for (const [name, f] of Object.entries(side))
		side[name] = (...args) => {
			border.now = performance.now();
			tell(border, [border.now, true, name, args, undefined]);
			return f(...args);
		};
}

function tell(border: Border, call: Call): void {
	if (border.hear) border.hear(call);
	else border.calls?.push(call);
}
