// KalturaPlayer.ui.redux: components that follow the store (reference:
// player-api §8.1).
import { h, options, type ComponentType } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Dict } from "../objects";
import type { ReduxStore } from "../ports";
import { reduce } from "./reducers";
import { ReactReduxContext, useDispatch, useSelector, useStore } from "./selection";
import { initial } from "./tables";
export { ReactReduxContext, useDispatch, useSelector, useStore };

/** Makes a store with the player's slices. */
export function createStore(
	effects: (before: Record<string, Dict>, now: Record<string, Dict>) => void,
): ReduxStore {
	let state: Record<string, Dict> = { ...initial };
	let reducer = reduce as (state: any, action: any) => any;
	const listeners = new Set<() => void>();
	return {
		getState: () => state,
		dispatch: (action) => {
			const before = state;
			state = reducer(state, action);
			if (state !== before) {
				effects(before, state);
				for (const f of [...listeners]) f();
			}
			return action;
		},
		subscribe: (f) => {
			listeners.add(f);
			return () => listeners.delete(f);
		},
		replaceReducer: (r) => void (reducer = r as typeof reducer),
	};
}

export function Provider({ store, children }: { store: ReduxStore; children?: any }) {
	return h(ReactReduxContext.Provider, { value: { store }, children });
}

export function shallowEqual(a: any, b: any): boolean {
	if (Object.is(a, b)) return true;
	if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
	const keys = Object.keys(a);
	return (
		keys.length === Object.keys(b).length &&
		keys.every((k) => Object.hasOwn(b, k) && Object.is(a[k], b[k]))
	);
}

type MapState = ((state: Dict, props: Dict) => Dict) | null | undefined;
type MapDispatch =
	| ((dispatch: ReduxStore["dispatch"], props: Dict) => Dict)
	| Record<string, (...a: any[]) => Dict>
	| null
	| undefined;

/** Gives a component what it wants to know of the store, and ways to change it. */
export function connect(
	mapState?: MapState,
	mapDispatch?: MapDispatch,
	merge?: (state: Dict, dispatch: Dict, own: Dict) => Dict,
) {
	return (Inner: ComponentType<any>) => {
		const Connected = (props: Dict) => {
			const store = useStore();
			const own = useRef(props);
			own.current = props;
			const state = useSelector(
				(s) => (mapState ? mapState(s, own.current) : none),
				shallowEqual,
			) as Dict;
			const [bound] = useState(() => bind(mapDispatch, store.dispatch, props));
			return h(
				Inner,
				merge ? { ref: props.ref, ...merge(state, bound, props) } : { ...props, ...state, ...bound },
			);
		};
		const name = Inner.displayName ?? Inner.name ?? "Component";
		return forwards(Connected, statics(Inner), {
			displayName: Inner.displayName ? name : `Connect(${name})`,
			WrappedComponent: Inner,
		});
	};
}

const none: Dict = {};

function bind(map: MapDispatch, dispatch: ReduxStore["dispatch"], props: Dict): Dict {
	if (typeof map === "function") return map(dispatch, props);
	if (!map) return { dispatch };
	return Object.fromEntries(
		Object.entries(map).map(([name, make]) => [name, (...a: unknown[]) => dispatch(make(...a))]),
	);
}

/** Marks a component that passes its ref on to what it draws. */
export function forwards<T extends object, M extends object>(component: T, ...members: M[]): T & M {
	return Object.assign(component, ...members, { forwardsRef: true });
}

/** Preact takes a ref out of the properties; for such components it stays. "__b" is called before a vnode is diffed. */
const hooks = options as unknown as { __b?: (v: preact.VNode) => void };
const before = hooks.__b;
hooks.__b = (vnode) => {
	if (vnode.ref && (vnode.type as { forwardsRef?: boolean })?.forwardsRef) {
		(vnode.props as Dict).ref = vnode.ref;
		vnode.ref = null;
	}
	before?.(vnode);
};

/** Static members of a component that its wrapper shows too. */
export function statics(of: object): Dict {
	const { defaultProps: _, contextType: __, getDerivedStateFromProps: ___, ...rest } = of as Dict;
	return rest;
}

export const redux = {
	Provider,
	ReactReduxContext,
	connect,
	connectAdvanced: connect,
	shallowEqual,
	useDispatch,
	useSelector,
	useStore,
	batch: (f: () => void) => f(),
	createDispatchHook: () => useDispatch,
	createSelectorHook: () => useSelector,
	createStoreHook: () => useStore,
};
