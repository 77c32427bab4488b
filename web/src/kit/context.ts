// What components of plugins find around them: player, store, texts, log, events
// (reference: player-api §8.3).
import { Component, createContext, h, type ComponentChildren, type ComponentType } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { EventManager } from "../core/event-manager";
import { getLogger } from "../core/logger";
import type { Dict } from "../objects";
import type { Page, ReduxStore } from "../ports";
import { FakeEvent } from "../target";
import { IntlProvider } from "./i18n";
import { forwards, Provider, statics, useStore } from "./redux";
import { reducers } from "./reducers";

interface Known {
	player: Page;
	store: ReduxStore;
	dictionary: Dict;
}

const Player = createContext<Page>(undefined as unknown as Page);

/** Around every tree of a plugin. */
export class Root extends Component<Known & { children?: ComponentChildren }> {
	override getChildContext() {
		const { player, store, dictionary } = this.props;
		return {
			player,
			store,
			intl: { dictionary, scope: "", mark: false },
			eventDispatcher: (name: string, payload?: unknown) =>
				player.dispatchEvent(new FakeEvent(name, payload)),
		};
	}
	override render() {
		const { player, store, dictionary, children } = this.props;
		return h(
			Player.Provider,
			{ value: player },
			h(Provider, { store }, h(IntlProvider, { definition: dictionary }, children)),
		);
	}
}

type Wrap = (Inner: ComponentType<any>) => any;

/** A component with more properties; its name and statics stay. */
function more(Inner: ComponentType<any>, use: (props: Dict) => Dict) {
	const Outer = (props: Dict) => h(Inner, { ...props, ...use(props) });
	return forwards(Outer, statics(Inner), {
		displayName: Inner.displayName ?? Inner.name,
		WrappedComponent: Inner,
		getWrappedComponent: () => Inner,
	});
}

export const withPlayer: Wrap = (Inner) => more(Inner, () => ({ player: useContext(Player) }));

export const withLogger =
	(name: string): Wrap =>
	(Inner) =>
		more(Inner, () => ({ logger: getLogger(name) }));

/** An event manager that ends with the component. */
export const withEventManager: Wrap = (Inner) =>
	more(Inner, () => {
		const [eventManager] = useState(() => new EventManager());
		useEffect(() => () => eventManager.destroy(), []);
		return { eventManager };
	});

/** What a component tells of clicks and changes goes out as UI events of its name. */
export const withEventDispatcher =
	(name: string): Wrap =>
	(Inner) =>
		more(Inner, () => {
			const player = useContext(Player);
			const tell = (kind: string) => (payload?: unknown) =>
				player.dispatchEvent(new FakeEvent(`playkit-ui-user${kind}${name.toLowerCase()}`, payload));
			return { notifyClick: tell("clicked"), notifyChange: tell("changed") };
		});

interface Key {
	key: {
		code?: number | string;
		altKey?: boolean;
		ctrlKey?: boolean;
		metaKey?: boolean;
		shiftKey?: boolean;
	};
	eventType?: string;
	action(event: KeyboardEvent, byKey: boolean): void;
}

/** Keys while the focus is in the player; each for its component's life. */
export const withKeyboardEvent =
	(_name: string): Wrap =>
	(Inner) =>
		more(Inner, () => {
			const player = useContext(Player);
			const [keys] = useState(() => ({ list: [] as Key[], on: true }));
			useEffect(() => {
				const root = player.getView().closest(".playkit-player");
				const listen = (event: Event) => {
					const e = event as KeyboardEvent;
					const mods = (k: Key["key"]) =>
						(["altKey", "ctrlKey", "metaKey", "shiftKey"] as const).every((m) => !!k[m] === e[m]);
					const hit = keys.on
						? keys.list.find(
								(k) =>
									(k.eventType ?? "keydown") === e.type &&
									(k.key.code === e.keyCode || k.key.code === e.code) &&
									mods(k.key),
							)
						: undefined;
					hit?.action(e, true);
				};
				root?.addEventListener("keydown", listen);
				root?.addEventListener("keyup", listen);
				return () => {
					root?.removeEventListener("keydown", listen);
					root?.removeEventListener("keyup", listen);
				};
			}, [player]);
			return {
				registerKeyboardEvents: (list: Key[]) => void keys.list.push(...list),
				removeKeyboardEvents: () => void (keys.list = []),
				updateIsKeyboardEventsEnabled: (on: boolean) => void (keys.on = on),
			};
		});

/** What a preset allows beside it, while it is shown. */
export const withPlayerPreset =
	(settings: Dict): Wrap =>
	(Inner) =>
		more(Inner, () => {
			const { dispatch } = useStore();
			useEffect(() => {
				dispatch(reducers.shell!.actions.updatePresetSettings!(settings));
				return () => void dispatch(reducers.shell!.actions.updatePresetSettings!({}));
			}, []);
			return {};
		});
