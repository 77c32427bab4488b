// Components of scripts that only some players need: the script is loaded when
// the first of them is to be drawn.
import type { ComponentType } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { Player } from "./context";
import { adopt } from "./sheets";

export function later(part: string, name: string): ComponentType<any> {
	return function Later(props: object) {
		const { host } = useContext(Player);
		const [View, set] = useState<ComponentType<any>>();
		useEffect(() => {
			host.part<{ views: Record<string, ComponentType<any>>; css: string }>(part).then(
				(m) => {
					adopt(host.root, m.css);
					set(() => m.views[name]);
				},
				(error: unknown) => console.error(`[diptych] ${part} could not be loaded`, error),
			);
		}, []);
		return View ? <View {...props} /> : null;
	};
}
