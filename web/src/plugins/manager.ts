// The JavaScript plugins of one player: made at setup, told of every media
// (reference: plugins §0.2).
import type { Dict } from "../objects";
import type { Definition, Page } from "../ports";
import type { FakeEvent } from "../target";
import { at } from "../objects";
import { BasePlugin, registered, waits } from "./base";
import { evaluate } from "./config";
import type { Action, Middleware } from "./middleware";

/** Looks at the engine's events before the player tells of them. */
interface Decorator {
	active?: boolean;
	dispatchEvent(event: FakeEvent): unknown;
}

export class PluginManager {
	private readonly running = new Map<string, BasePlugin>();
	readonly chain: Middleware[] = [];
	private decorators: Decorator[] = [];

	/** all is player.plugins; what JavaScript brings stands in place of what is built in. */
	constructor(
		private readonly player: Page,
		private readonly all: Dict,
		private readonly replace: (name: string) => void,
	) {}

	/** Makes what a config names and pages have registered. */
	load(config: Dict): void {
		for (const [name, own] of Object.entries(config)) {
			const Plugin = registered(name);
			if (!Plugin || this.running.has(name) || at(own, "disable") === true) continue;
			this.guard(name, () => {
				if (!Plugin.isValid()) return;
				this.replace(name);
				this.player.ui.prepare();
				const plugin = new Plugin(name, this.player, evaluate((own ?? {}) as Dict, this.player));
				this.running.set(name, plugin);
				this.all[name] = plugin;
				const middleware = plugin.getMiddlewareImpl?.();
				if (middleware) this.chain.push(middleware);
				for (const c of plugin.getUIComponents?.() ?? [])
					this.player.ui.addComponent(c as unknown as Definition);
			});
		}
	}

	/** The actions that plugins want to be asked about. */
	get actions(): Action[] {
		const gates = [...this.running.values()].some(waits) ? (["load", "play"] as const) : [];
		const wanted = (["load", "play", "pause", "setCurrentTime"] as const).filter((a) =>
			this.chain.some((m) => m[a]),
		);
		return [...new Set<Action>([...gates, ...wanted])];
	}

	/** Asks the plugins for decorators of an engine that has been chosen. */
	decorate(tell: (event: FakeEvent) => void): void {
		this.decorators = [];
		this.each((p) => {
			const next = this.decorators.length + 1;
			const made = p.getEngineDecorator?.(this.player, (event) => this.pass(event, tell, next)) as
				Decorator | undefined;
			if (made) this.decorators.push(made);
		});
	}

	/** Hands an event of the engine through the decorators, each of which may keep it. */
	pass(event: FakeEvent, tell: (event: FakeEvent) => void, from = 0): void {
		const at = this.decorators.findIndex((d, i) => i >= from && d.active);
		if (at < 0) tell(event);
		else this.decorators[at]!.dispatchEvent(event);
	}

	/** Settles when every plugin is ready. */
	ready(): Promise<unknown> {
		return Promise.all(
			[...this.running.values()].map((p) =>
				Promise.resolve(p.ready).catch((e: unknown) => console.error(e)),
			),
		);
	}

	configure(config: Dict, selected: boolean): void {
		for (const [name, own] of Object.entries(config)) {
			const plugin = this.running.get(name);
			if (plugin) this.guard(name, () => plugin.updateConfig(own as Dict));
			else if (this.all[name])
				BasePlugin.prototype.updateConfig.call(this.all[name] as BasePlugin, own as Dict); // the engine hears it too
		}
		if (!selected) this.load(config);
	}

	loadMedia(): void {
		this.each((p) => p.loadMedia());
	}

	reset(): void {
		this.each((p) => p.reset());
	}

	destroy(): void {
		this.each((p) => p.destroy());
		this.running.clear();
	}

	private each(f: (p: BasePlugin) => void): void {
		for (const [name, p] of this.running) this.guard(name, () => f(p));
	}

	/** A defect in one plugin does not reach the others. */
	private guard(name: string, f: () => void): void {
		try {
			f();
		} catch (error) {
			console.error(`[diptych] plugin ${name}`, error);
		}
	}
}
