// Components of scripts that only some players need: the script is loaded when
// the first of them is to be drawn, or in quiet moments before.
import type { ComponentType } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { UIHost } from "../ports";
import { Player } from "./context";
import { adopt } from "./sheets";

interface Part {
	views: Record<string, ComponentType<any>>;
	css: string;
}

/** A component whose script may not be there yet. */
export type Later = ComponentType<any> & { prepare?(host: UIHost): void };

const loaded = new Map<string, Part>();

type Bring = (host: UIHost) => Promise<Part>;

async function load(host: UIHost, part: string, bring: Bring): Promise<void> {
	try {
		const m = await bring(host);
		adopt(host.root, m.css);
		loaded.set(part, m);
	} catch (error: unknown) {
		console.error(`[diptych] ${part} could not be loaded`, error);
	}
}

export function later(part: string, name: string, bring: Bring = (host) => host.part(part)): Later {
	function Later(props: object) {
		const { host } = useContext(Player);
		const [, redraw] = useState(0);
		useEffect(() => void load(host, part, bring).then(() => redraw(1)), []);
		const View = loaded.get(part)?.views[name];
		return View ? <View {...props} /> : null;
	}
	Later.prepare = (host: UIHost) => {
		const quiet = window.requestIdleCallback ?? setTimeout;
		quiet(() => void load(host, part, bring));
	};
	return Later;
}
