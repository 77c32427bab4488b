/** Gives the player the keys that are pressed in another window. */
export function forward(root: HTMLElement): (e: KeyboardEvent) => void {
	return (e) => {
		if ((e.target as Element).closest("button") && (e.key === "Enter" || e.key === " ")) return;
		const { key, code, shiftKey, ctrlKey, altKey, metaKey } = e;
		if (
			!root.dispatchEvent(
				new KeyboardEvent("keydown", {
					key,
					code,
					shiftKey,
					ctrlKey,
					altKey,
					metaKey,
					bubbles: true,
					cancelable: true,
				}),
			)
		)
			e.preventDefault();
	};
}
