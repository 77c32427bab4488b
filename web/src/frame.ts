// Starts the player of an iframe document: what to do stands there as data
// (reference: player-api §7.4), so that no script of the page is needed.
import { asset } from "./assets";
import type { Dict } from "./objects";
import { setup } from "./setup";
import { give } from "./start/inline";
import { mediaKey } from "./start/opening";

interface Plan { inline?: { media: boolean }; data: Dict; config: Dict; method?: "loadMedia" | "loadPlaylist"; argument?: Dict; referrer?: string }

/** Begins once the script that carries this has run to its end: the server's part of the config comes last. */
export function startFrame(script: HTMLScriptElement | null): void {
	const id = script?.dataset.frame;
	if (id === undefined) return;
	if (!id) { // for a page that forbids WebAssembly
		void (import(asset("remote.js")) as Promise<{ serve(make: typeof setup): void }>).then((m) => m.serve(setup));
		return;
	}
	queueMicrotask(() => {
		const plan = JSON.parse(document.getElementById(id)?.textContent ?? "null") as Plan | null;
		if (!plan) return;
		(window as { __kalturaplayerdata?: Dict }).__kalturaplayerdata = plan.data;
		if (plan.referrer) window.originalRequestReferrer = plan.referrer;
		if (plan.inline && plan.argument) give(mediaKey(plan.argument), plan.inline.media);
		const player = setup(plan.config);
		if (plan.method && plan.argument) player[plan.method](plan.argument).catch(() => undefined); // the player shows its error
	});
}
