// The class that plugins extend, and their registry (reference: plugins §0.2).
import { EventManager } from "../core/event-manager";
import { getLogger, type Logger } from "../core/logger";
import { loadKit } from "../kit/namespace";
import { copyDeep, mergeDeep, type Dict } from "../objects";
import type { Page } from "../ports";
import { playerTables } from "../tables";
import { FakeEvent } from "../target";
import type { Middleware } from "./middleware";

export interface BasePlugin {
	name: string;
	player: Page;
	config: Dict;
	logger: Logger;
	eventManager: EventManager;
	readonly ready: Promise<unknown>;
	getConfig(attribute?: string): unknown;
	updateConfig(update: Dict): void;
	loadMedia(): void;
	reset(): void;
	destroy(): void;
	open(): void;
	getName(): string;
	dispatchEvent(name: string, payload?: unknown): void;
	getUIComponents?(): Dict[];
	getMiddlewareImpl?(): Middleware;
	getEngineDecorator?(engine: unknown, dispatch: (event: FakeEvent) => void): Dict | undefined;
}

export interface PluginClass {
	new (name: string, player: Page, config: Dict): BasePlugin;
	prototype: BasePlugin;
	isValid(): boolean;
	defaultConfig?: Dict;
}

const missing = (): never => {
	const { Severity, Category, Code } = playerTables.errors as Record<string, Record<string, number>>;
	throw Object.assign(new Error("method not implemented"), {
		severity: Severity!.CRITICAL,
		category: Category!.PLAYER,
		code: Code!.RUNTIME_ERROR_METHOD_NOT_IMPLEMENTED,
	});
};

/** A function and no class, so that plugins compiled for old browsers can call it as their parent. */
export const BasePlugin = function (this: BasePlugin, name: string, player: Page, config?: Dict) {
	this.name = name;
	this.player = player;
	this.eventManager = new EventManager();
	this.logger = getLogger(name);
	this.config = { ...copyDeep((this.constructor as unknown as PluginClass).defaultConfig), ...config };
} as unknown as PluginClass;

BasePlugin.isValid = missing;
BasePlugin.defaultConfig = {};
Object.defineProperties(BasePlugin.prototype, {
	ready: { configurable: true, get: () => Promise.resolve() },
	...Object.fromEntries(
		Object.entries({
			getConfig(this: BasePlugin, attribute?: string) {
				return copyDeep(attribute ? this.config[attribute] : this.config);
			},
			updateConfig(this: BasePlugin, update: Dict) {
				this.config = mergeDeep({}, this.config, update);
			},
			loadMedia() {},
			reset() {},
			destroy(this: BasePlugin) {
				this.eventManager.destroy();
			},
			open: missing,
			getName(this: BasePlugin) {
				return this.name;
			},
			dispatchEvent(this: BasePlugin, name: string, payload?: unknown) {
				this.player.dispatchEvent(new FakeEvent(name, payload));
			},
		}).map(([key, value]) => [key, { value, writable: true, configurable: true }]),
	),
});

const registry = new Map<string, PluginClass>();

/** Takes a plugin under a name; false for what is no plugin, and for a name that is taken. */
export function registerPlugin(name: string, plugin: PluginClass): boolean {
	void loadKit().catch(() => undefined); // told when it is used
	if (typeof plugin !== "function" || !(plugin.prototype instanceof BasePlugin) || registry.has(name))
		return false;
	registry.set(name, plugin);
	return true;
}

export function registered(name: string): PluginClass | undefined {
	return registry.get(name);
}

/** Whether a plugin has a ready of its own, which load and play wait for. */
export function waits(plugin: BasePlugin): boolean {
	for (let o: unknown = plugin; o && o !== BasePlugin.prototype; o = Object.getPrototypeOf(o))
		if (Object.hasOwn(o as object, "ready")) return true;
	return false;
}
