// The menu of the second mouse button: what a help desk asks for (reference:
// player-api §8.7).
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { Player } from "./context";
import { copied } from "./copy";
import { Icon } from "./icons";
import { useModal } from "./modal";

export function ContextMenu() {
	const { host } = useContext(Player);
	const [at, open] = useState<{ x: number; y: number }>();
	useEffect(() => {
		const { root } = host;
		const ask = (e: MouseEvent) => {
			const target = e.target as Element;
			if (
				e.defaultPrevented ||
				target.closest(
					".playkit-side-panel, .overlay-portal, input, textarea, select, " +
						"[contenteditable], a[href], .playkit-error-overlay, [role=dialog]",
				)
			)
				return;
			e.preventDefault();
			if ((e as PointerEvent).pointerType === "touch") return; // a long press is something else
			const box = root.getBoundingClientRect();
			open({
				x: Math.max(0, Math.min(e.clientX - box.x, box.width - 190)),
				y: Math.max(0, Math.min(e.clientY - box.y, box.height - 90)),
			});
		};
		root.addEventListener("contextmenu", ask);
		return () => root.removeEventListener("contextmenu", ask);
	}, []);
	return at ? <Menu {...at} close={() => open(undefined)} /> : null;
}

function Menu({ x, y, close }: { x: number; y: number; close(): void }) {
	const { t, host, store, action } = useContext(Player);
	const box = useRef<HTMLDivElement>(null);
	useModal(box, close);
	useEffect(() => {
		const outside = (e: Event) => box.current?.contains(e.composedPath()[0] as Node) || close();
		document.addEventListener("pointerdown", outside, true);
		return () => document.removeEventListener("pointerdown", outside, true);
	}, []);
	const copy = () => {
		close();
		void copied(JSON.stringify(host.player.debugInfo, null, 1), host.root).then(
			(done) => done && action("copiedDebugInfo"),
		);
	};
	return (
		<div
			ref={box}
			class="playkit-context-menu"
			role="menu"
			aria-label={t("copy.copy")}
			data-keys="menu"
			style={{ left: x + "px", top: y + "px" }}
		>
			<button type="button" role="menuitem" class="playkit-dropdown-menu-item" onClick={copy}>
				<Icon name="copy" />
				{t("copy.debug")}
			</button>
			<button
				type="button"
				role="menuitem"
				class="playkit-dropdown-menu-item"
				onClick={() => (close(), store.set("stats", { open: true }))}
			>
				<Icon name="stats" />
				{t("keys.stats")}
			</button>
		</div>
	);
}
