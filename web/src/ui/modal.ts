// What dialogs and menus of their own have in common.
import { useContext, useEffect } from "preact/hooks";
import { Player } from "./context";

/** The focus goes into a dialog and stays there; Escape closes it, and the focus goes back. */
export function useModal(box: { current: HTMLElement | null }, close: () => void): void {
	const { host } = useContext(Player);
	useEffect(() => {
		const e = box.current;
		if (!e) return;
		const tree = e.getRootNode() as Document | ShadowRoot;
		const before = tree.activeElement as HTMLElement | null;
		const all = () =>
			[...e.querySelectorAll<HTMLElement>("button, select, a[href]")].filter((x) => x.tabIndex >= 0);
		(e.querySelector<HTMLElement>("[aria-checked=true]") ?? all()[0])?.focus({ preventScroll: true });
		host.root.classList.add("playkit-overlay-active");
		const keys = (k: KeyboardEvent) => {
			const list = all();
			if (k.key === "Escape") close();
			else if (k.key === "Tab" && tree.activeElement === (k.shiftKey ? list[0] : list.at(-1)))
				(k.shiftKey ? list.at(-1) : list[0])?.focus();
			else return k.key === "Tab" ? undefined : k.stopPropagation();
			k.preventDefault();
			k.stopPropagation();
		};
		e.addEventListener("keydown", keys);
		return () => {
			e.removeEventListener("keydown", keys);
			host.root.classList.remove("playkit-overlay-active");
			before?.focus({ preventScroll: true });
			if (tree.activeElement !== before) host.root.focus({ preventScroll: true }); // it is gone, or hidden
		};
	}, []);
}
