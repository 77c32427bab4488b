// player.ui: what pages and plugins put into the player (reference: player-api
// §8.1, §8.3). What they ask for before the components are loaded is kept.
import { latestStore, loadKit, type Kit } from "../kit/namespace";
import { at, mergeDeep, type Dict } from "../objects";
import type { Definition, MountedUI, ReduxStore, Shown } from "../ports";

interface Surroundings {
	config: Dict;
	tell(f: (ui: MountedUI) => void): void;
	registerService(name: string, service: unknown): void;
	getService(name: string): unknown;
	hasService(name: string): boolean;
}

export class PlayerUI implements Shown {
	private components: Definition[] = [];
	private early: ((store: ReduxStore) => void)[] = [];
	private kitStore?: ReduxStore;
	private wanted = false;

	constructor(private readonly around: Surroundings) {
		if (!around.config.child) latestStore(this.store);
		const given = at(around.config, "ui.uiComponents");
		if (Array.isArray(given)) for (const d of given) this.addComponent(d as Definition);
	}

	/** Puts a component into an area; the result takes it away again. */
	readonly addComponent = (d: Definition): (() => void) => {
		if (typeof d?.get !== "function" && d?.get !== "remove" && !d?.removeComponent) {
			console.error("[diptych] a component needs a function in get", d);
			return () => {};
		}
		this.components = [...this.components, d];
		this.show();
		return () => {
			this.components = this.components.filter((have) => have !== d);
			this.show();
		};
	};

	removeComponent = (d: Omit<Definition, "get">): (() => void) =>
		this.addComponent({ ...d, get: "remove" });

	/** Loads what JavaScript components need. */
	prepare(): void {
		if (this.wanted) return;
		this.wanted = true;
		const kit = loadKit();
		this.around.tell(
			(ui) =>
				void kit
					.then((k) => this.equip(ui, k))
					.catch((error: unknown) => console.error("[diptych] plugins have no components", error)),
		);
	}

	private equip(ui: MountedUI, kit: Kit): void {
		this.kitStore = ui.equip(kit, this.store);
		for (const f of this.early.splice(0)) f(this.kitStore);
		this.show();
	}

	private show(): void {
		if (this.components.length) this.prepare();
		if (this.kitStore) this.around.tell((ui) => ui.components(this.components));
	}

	/** Redux as plugins know it; before the components are loaded its slices are empty. */
	readonly store: ReduxStore = {
		getState: () => this.kitStore?.getState() ?? new Proxy({}, { get: () => ({}) }),
		dispatch: (action) => {
			if (this.kitStore) return this.kitStore.dispatch(action);
			this.prepare();
			this.early.push((store) => store.dispatch(action));
			return action;
		},
		subscribe: (f) => {
			if (this.kitStore) return this.kitStore.subscribe(f);
			this.prepare();
			let off: () => void = () => (this.early = this.early.filter((e) => e !== on));
			const on = (store: ReduxStore) => void (off = store.subscribe(f));
			this.early.push(on);
			return () => off();
		},
		replaceReducer: (reducer) => this.kitStore?.replaceReducer(reducer),
	};

	/** Changes config.ui, or the config of one of its components, while the player runs. */
	setConfig(config: Dict, component?: string): void {
		const change = component ? { components: { [component]: config } } : config;
		mergeDeep(this.around.config, { ui: change });
		this.configured(change);
	}

	/** config.ui has changed. */
	configured(change: Dict): void {
		this.around.tell((ui) => ui.configured());
		this.kitStore?.dispatch({ type: "config/UPDATE", config: change });
	}

	setLoadingSpinnerState(show: boolean): void {
		this.around.tell((ui) => ui.apply({ loading: { show } }));
	}

	registerManager(name: string, manager: unknown): void {
		this.around.registerService(name, manager);
	}
	getManager(name: string): unknown {
		return this.around.getService(name);
	}
	hasManager(name: string): boolean {
		return this.around.hasService(name);
	}
	reset(): void {}
}
