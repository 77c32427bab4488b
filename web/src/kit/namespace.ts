// KalturaPlayer.ui: Preact at once, since plugins extend its classes while they
// load; the rest stands in until kit.js has come (reference: player-api §8.1).
import * as preact from "preact";
import * as preactHooks from "preact/hooks";
import { asset } from "../assets";
import type { Dict } from "../objects";
import type { Equipment, ReduxStore } from "../ports";
import type { capabilities } from "./capabilities";
import type { castMembers } from "./cast";
import { Event } from "../tables";
import type { KitHost } from "./host";
import type { execute, jsonp } from "./http";
import type { mediaCapabilities } from "../core/capabilities";
import type { coreMembers } from "./members";
import type { ProviderParser } from "./parser";
import type { request, send } from "./requests";
import type { responseTypes } from "./response-types";
import { areaNames, ofComponents, ofUtils, panels, presetNames } from "./constants";
import { later, settle } from "./later";
import { style } from "./style";

/** One Preact serves all scripts of the page that come from here: hooks of one copy do not work in another. */
const key = Symbol.for("diptych.preact");
const scope = globalThis as unknown as Record<
	symbol,
	{ preact: typeof preact; hooks: typeof preactHooks } | undefined
>;
const shared = (scope[key] ??= { preact: { ...preact }, hooks: { ...preactHooks } });

/** What kit.js gives. */
export interface Kit {
	/** Makes the store of one player and what stands around its components. */
	equip(host: KitHost, shown: ReduxStore): Equipment;
	/** The store of the component that is being drawn, or else. */
	useStore(otherwise?: ReduxStore): ReduxStore | undefined;
	useSelector(
		otherwise: ReduxStore | undefined,
		select: (s: Dict) => unknown,
		equal?: (a: unknown, b: unknown) => boolean,
	): unknown;
	/** Members of KalturaPlayer.ui. */
	members: Dict;
	/** What asks the API for plugins. */
	request: typeof request;
	send: typeof send;
	mediaCapabilities: typeof mediaCapabilities;
	capabilities: typeof capabilities;
	execute: typeof execute;
	jsonp: typeof jsonp;
	/** What is made of the loader's own classes. */
	responseTypes: typeof responseTypes;
	castMembers: typeof castMembers;
	coreMembers: typeof coreMembers;
	ProviderParser: typeof ProviderParser;
}

let kit: Kit | undefined;
let coming: Promise<Kit> | undefined;

/** Loads the kit, once. */
export function loadKit(): Promise<Kit> {
	return (coming ??= (import(asset("kit.js")) as Promise<{ kit: Kit }>)
		.then((m) => {
			kit = m.kit;
			for (const f of fill) f(kit);
			settle();
			const { redux: own, ...members } = kit.members;
			const { useStore: _, useDispatch: __, useSelector: ___, ...others } = own as Dict;
			Object.assign(redux, others);
			Object.assign(ui, members);
			return kit;
		})
		.catch((error: unknown) => {
			coming = undefined;
			throw error;
		}));
}

/** What is made of the kit when it comes. */
const fill: ((kit: Kit) => void)[] = [];

/**
 * Gives an object members that stand in until the kit is there, which the first
 * use of one asks for; make gives the real ones. What is known of them is there
 * at once.
 */
export function standIns<T extends object, N extends string>(
	into: T,
	names: N[],
	make: (kit: Kit) => Dict,
	known?: object,
): T & Record<N, any> {
	let made: Dict | undefined;
	const find = (name: string) => {
		if (!kit) void loadKit().catch(() => undefined); // told when it is used
		return made?.[name];
	};
	const put = (value: (name: string) => unknown) => {
		for (const name of names) (into as Dict)[name] = value(name);
	};
	put((name) => later(() => find(name), known));
	fill.push((k) => {
		made = make(k);
		put(find);
	});
	return into as T & Record<N, any>;
}

/** The store of the player that was set up last: plugins ask for it while they are made. */
let latest: ReduxStore | undefined;
export function latestStore(store: ReduxStore): void {
	latest = store;
}

/** Hooks of the store work outside of components too. */
const redux: Dict = {
	useStore: () => kit?.useStore(latest) ?? latest,
	useDispatch: () => (redux.useStore as () => ReduxStore)()?.dispatch,
	useSelector: (select: (s: Dict) => unknown, equal?: (a: unknown, b: unknown) => boolean) =>
		kit ? kit.useSelector(latest, select, equal) : select(latest?.getState() ?? {}),
	...Object.fromEntries(
		[
			"Provider",
			"ReactReduxContext",
			"batch",
			"connect",
			"connectAdvanced",
			"createDispatchHook",
			"createSelectorHook",
			"createStoreHook",
			"shallowEqual",
		].map((name) => [name, later(() => (kit?.members.redux as Dict | undefined)?.[name])]),
	),
};

const names = [
	"Presets",
	"presets",
	"preacti18n",
	"UIManager",
	"createPortal",
	"getDurationAsText",
	"getOverlayPortalElement",
];
const presets = { ReservedPresetNames: presetNames, ReservedPresetAreas: areaNames };
const { SidePanelOrientation, ...sides } = panels;
const member = (name: string, known?: object) => later(() => kit?.members[name], known);
const components = member("Components", ofComponents);
const utils = member("Utils", ofUtils);
const reducers = later(() => kit?.members.Reducers, {
	shell: later(() => (kit?.members.Reducers as Dict | undefined)?.shell, {
		...presets,
		...sides,
		SidePanelOrientation,
	}),
});
const events = { EventType: Event.UI, withEventManager: later(() => kit?.members.withEventManager) };

export const ui: Dict = {
	redux,
	h: shared.preact.h,
	preact: shared.preact,
	preactHooks: shared.hooks,
	Event: events,
	EventType: Event.UI,
	UIEventType: Event.UI,
	...presets,
	...sides,
	Components: components,
	components,
	Utils: utils,
	utils,
	Reducers: reducers,
	reducers,
	style,
	MediaInfoDetailsMode: { None: "none", Title: "title", TitleAndDescription: "titleAndDescription" },
	MediaInfoPosition: { Top: "top", Bottom: "bottom" },
	NAME: "@playkit-js/playkit-js-ui",
	VERSION: "0.83.20",
	...Object.fromEntries(names.map((name) => [name, member(name)])),
};
