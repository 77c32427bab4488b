// Starts the player of an iframe document: what to do stands there as data
// (reference: player-api §7.4), so that no script of the page is needed.
import { asset } from "./assets";
import { at, type Dict } from "./objects";
import type { PagePlayer } from "./page-player";
import { setup } from "./setup";
import { give } from "./start/inline";
import { mediaKey } from "./start/opening";

interface Plan {
	inline?: { media: boolean };
	data: Dict;
	config: Dict;
	method?: "loadMedia" | "loadPlaylist" | "setMedia";
	argument?: Dict;
	referrer?: string;
}

/** What the document leaves for the page's scripts (reference: player-api §7.2, §7.3). */
interface Globals {
	__kalturaplayerdata?: Dict;
	config?: Dict;
	kalturaPlayer?: PagePlayer;
}

/** Begins once the script that carries this has run to its end: the server's part of the config comes last. */
export function startFrame(script: HTMLScriptElement | null): void {
	const id = script?.dataset.frame;
	if (id === undefined) return;
	if (!id) {
		// for a page that forbids WebAssembly
		void (import(asset("remote.js")) as Promise<{ serve(make: typeof setup): void }>).then((m) =>
			m.serve(setup),
		);
		return;
	}
	queueMicrotask(() => {
		const plan = JSON.parse(document.getElementById(id)?.textContent ?? "null") as Plan | null;
		if (!plan) return;
		const page = window as Globals;
		page.__kalturaplayerdata = plan.data;
		page.config = plan.config;
		if (plan.referrer) window.originalRequestReferrer = plan.referrer;
		if (plan.inline && plan.argument) give(mediaKey(plan.argument), plan.inline.media);
		try {
			const player = (page.kalturaPlayer = setup(plan.config));
			player.addEventListener("changesourceended", () => {
				document.title = String(at(player.sources, "metadata.name") || document.title);
			});
			if (parent !== window) controlled(player);
			// The player shows its error.
			if (plan.method) Promise.resolve(player[plan.method](plan.argument ?? {})).catch(() => undefined);
		} catch (e) {
			console.error((e as Error).message);
		}
	});
}

/** The page around may control the player (control.ts): what does it comes when it is asked for. */
function controlled(player: PagePlayer): void {
	const early: MessageEvent[] = [];
	const hear = (e: MessageEvent<{ diptych?: unknown } | null>) => {
		if (e.data?.diptych !== 1 || early.push(e) > 1) return;
		(
			import(asset("control.js")) as Promise<{
				control(player: PagePlayer, early: MessageEvent[]): void;
			}>
		).then(
			(m) => {
				removeEventListener("message", hear);
				m.control(player, early);
			},
			() => (early.length = 0),
		); // the next message tries again
	};
	addEventListener("message", hear);
	parent.postMessage({ diptych: 1, event: "ready" }, "*"); // says nothing but that the document is there
}
