// Preact as the loader has it; ui.js and kit.js are bundled against this.
import type * as Preact from "preact";
import type * as Hooks from "preact/hooks";

const { preact, hooks } = (
	globalThis as unknown as Record<symbol, { preact: typeof Preact; hooks: typeof Hooks }>
)[Symbol.for("diptych.preact")]!;

export const {
	h,
	createElement,
	render,
	hydrate,
	Component,
	Fragment,
	createContext,
	createRef,
	cloneElement,
	isValidElement,
	options,
	toChildArray,
} = preact;
export const {
	useCallback,
	useContext,
	useDebugValue,
	useEffect,
	useErrorBoundary,
	useId,
	useImperativeHandle,
	useLayoutEffect,
	useMemo,
	useReducer,
	useRef,
	useState,
} = hooks;

/** What JSX compiles to; children come among the props. */
export function jsx(type: any, props: any, key?: any) {
	return h(type, key === undefined ? props : { ...props, key });
}
export const jsxs = jsx;
