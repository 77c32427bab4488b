// What can be played here (reference: player-api §1.1).
import type { EngineClass } from "../core/engines";
import { mergeDeep, type Dict } from "../objects";

let tried: Promise<Dict> | undefined;

/** Whether a video would start by itself here, with sound and without. */
function autoplayCapability(): Promise<Dict> {
	return (tried ??= (async () => {
		const policy = (navigator as { getAutoplayPolicy?(type: string): string }).getAutoplayPolicy?.(
			"mediaelement",
		);
		if (policy) return { autoplay: policy === "allowed", mutedAutoPlay: policy !== "disallowed" };
		const probe = async (muted: boolean) => {
			const video = Object.assign(document.createElement("video"), { muted, playsInline: true });
			const refused = await Promise.race([
				video.play().then(
					() => false,
					(e: DOMException) => e.name === "NotAllowedError",
				),
				new Promise<boolean>((r) => setTimeout(r, 100, false)),
			]);
			video.removeAttribute("src");
			return !refused;
		};
		return { autoplay: await probe(false), mutedAutoPlay: await probe(true) };
	})());
}

/** What the engines can do, of one or of all; the page's own word stands before theirs. */
export async function capabilities(
	engines: Map<string, EngineClass>,
	given: Dict,
	id?: string,
): Promise<Dict> {
	const all: Dict = { html5: await autoplayCapability() };
	for (const [name, engine] of engines)
		if (engine.getCapabilities)
			mergeDeep(all, await engine.getCapabilities().then((c) => (name in c ? c : { [name]: c })));
	mergeDeep(all, given);
	return id ? ((all[id] ?? {}) as Dict) : all;
}
