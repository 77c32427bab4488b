// useSelector and its kin. Plugins bundle copies of Preact's hooks, and two
// copies count the hooks of a component from zero each; so these keep what they
// know beside the hooks, on the component itself.
import { createContext, options } from "preact";
import type { Dict } from "../objects";
import type { ReduxStore } from "../ports";

export const ReactReduxContext = createContext<{ store: ReduxStore } | null>(null);

interface Selection {
	store: ReduxStore;
	select(state: Dict): unknown;
	equal(a: unknown, b: unknown): boolean;
	v: unknown;
	off(): void;
}

/** A component as Preact knows it. */
interface Drawn {
	context: Record<string, { props: { value: { store: ReduxStore } } } | undefined>;
	setState(s: object): void;
	selections?: Selection[];
}

let drawn: Drawn | undefined; // whose function runs now
let count = 0;

// "__r" is called before a component is drawn (with its instance in "__c"), diffed after that.
const hooks = options as unknown as {
	__r?: (v: { __c: Drawn }) => void;
	diffed?: (v: { __c?: Drawn }) => void;
	unmount?: (v: { __c?: Drawn }) => void;
};
const { __r: before, diffed, unmount } = hooks;
hooks.__r = (vnode) => {
	drawn = vnode.__c;
	count = 0;
	before?.(vnode);
};
hooks.diffed = (vnode) => {
	drawn = undefined;
	diffed?.(vnode);
};
hooks.unmount = (vnode) => {
	for (const s of vnode.__c?.selections ?? []) s.off();
	unmount?.(vnode);
};

const key = (ReactReduxContext as unknown as { __c: string }).__c;

/** The store around the component that is drawn now; undefined outside of one. */
export const around = (): ReduxStore | undefined => drawn?.context[key]?.props.value.store;

export function useStore(): ReduxStore {
	const store = around();
	if (!store) throw new Error("no store: not in a component of the player");
	return store;
}

export const useDispatch = () => useStore().dispatch;

/** What select reads of the store; the component is drawn anew when that changes. */
export function useSelector<T>(select: (state: Dict) => T, given?: (a: T, b: T) => boolean): T {
	const component = drawn!;
	const store = useStore();
	const list = (component.selections ??= []);
	const equal = (typeof given === "function" ? given : Object.is) as Selection["equal"];
	const v = select(store.getState());
	const have = list[count++];
	if (!have) {
		const s: Selection = {
			store,
			select,
			equal,
			v,
			off: store.subscribe(() => changed(s) && component.setState({})),
		};
		list.push(s);
		return v;
	}
	Object.assign(have, { select, equal });
	if (!equal(have.v, v)) have.v = v;
	return have.v as T;
}

function changed(s: Selection): boolean {
	try {
		return !s.equal(s.v, s.select(s.store.getState()));
	} catch {
		return true; // drawing tells what is wrong
	}
}
