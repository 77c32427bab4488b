// The services of uiManagers before their script is there: calls wait, and what
// has to be answered at once is (reference: plugins §3).
import { asset } from "../assets";
import type { Dict } from "../objects";
import type { Surroundings } from "./managers";

type Service = Record<string, (...args: unknown[]) => unknown>;

const presets = "Playback Live Ads Error Idle Img Document MiniAudioUI".split(" ");
const text = (v: unknown) => typeof v === "string" && v !== "";

/** Whether a panel or a button is one; what is not gets no id. */
export function valid(service: string, item: Dict | undefined): boolean {
	const ok =
		service === "upperBarManager"
			? typeof item?.onClick === "function" && typeof item.component === "function"
			: !!item &&
				text(item.label) &&
				typeof item.panelComponent === "function" &&
				Array.isArray(item.presets) &&
				item.presets.length > 0 &&
				item.presets.every((p) => presets.includes(p as string)) &&
				["left", "right", "top", "bottom"].includes(item.position as string) &&
				["alongside", "over", "hidden"].includes(item.expandMode as string);
	if (!ok) console.error("[diptych]", service, "add: not valid", item);
	return ok;
}

/** Gives the services of a player by name; members are what there will be. */
export function waitingManagers(...around: Surroundings): (name: string, members: Dict) => unknown {
	let real: Record<string, Service> | undefined;
	let loading = false;
	const ids: Record<string, number> = {};
	const queue: (() => void)[] = [];
	const load = () => {
		if (loading) return;
		loading = true;
		import(asset("managers.js")).then(
			(m: typeof import("./managers")) => {
				real = m.makeManagers(...around) as unknown as Record<string, Service>;
				for (const f of queue.splice(0)) f();
			},
			(error: unknown) => console.error("[diptych] managers.js could not be loaded", error),
		);
	};
	const call = (name: string, method: string, args: unknown[]): unknown => {
		const numbered = method === "add" && (name === "sidePanelsManager" || name === "upperBarManager");
		if (numbered) {
			if (!valid(name, args[0] as Dict)) return undefined;
			args = [args[0], (ids[name] = (ids[name] ?? 0) + 1)];
		}
		if (real) return real[name]?.[method]?.(...args);
		if (!loading && method !== "add" && method !== "inject")
			return method.startsWith("is") ? false : undefined; // there is nothing yet
		load();
		const answer = numbered
			? args[1]
			: method === "add"
				? {}
				: method.startsWith("is")
					? false
					: undefined;
		queue.push(() => {
			const now = real![name]?.[method]?.(...args);
			if (!numbered && method === "add" && now) Object.setPrototypeOf(answer, now as object);
		});
		return answer;
	};
	return (name, members) => {
		const of = name === "sidePanels" ? "sidePanelsManager" : name;
		return new Proxy(members, {
			get: (_, key) =>
				typeof key !== "string"
					? undefined
					: typeof Object.getOwnPropertyDescriptor(members, key)?.value === "function"
						? (...args: unknown[]) => call(of, key, args)
						: real?.[of]?.[key],
		});
	};
}
