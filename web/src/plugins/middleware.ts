// Chains that stand between a wish and its fulfilment: load, play, pause and
// setCurrentTime (reference: player-api §1.9).

export type Action = "load" | "play" | "pause" | "setCurrentTime";

/** An object with a method per action that it wants to see; it goes on by callNext. */
export type Middleware = Partial<Record<Action, (...args: any[]) => unknown>>;

/** Runs the chain of an action, then done; a link that never goes on ends it. */
export function through(
	chain: Middleware[],
	action: Action,
	args: unknown[],
	done: (args: unknown[]) => void,
): void {
	const links = chain.filter((m) => typeof m[action] === "function");
	const step = (i: number, now: unknown[]): void => {
		const link = links[i];
		if (!link) return done(now);
		link[action]!(...now, (...changed: unknown[]) => step(i + 1, changed.length ? changed : now));
	};
	step(0, args);
}
