// What the keys do (reference: player-api §8.6); "?" shows it.
import { useContext, useRef } from "preact/hooks";
import type { Key } from "../lang";
import { useSlice } from "../store";
import { Player } from "./context";
import { Icon } from "./icons";
import { useModal } from "./modal";

interface Keys {
	open?: boolean;
	list?: { label: string; keys: string[] }[];
}

const signs: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };

export function KeyList() {
	const { open, list = [] } = useSlice<Keys>("keys");
	return open ? <List list={list} /> : null;
}

function List({ list }: { list: NonNullable<Keys["list"]> }) {
	const { t, action } = useContext(Player);
	const box = useRef<HTMLDivElement>(null);
	const close = () => void action("keys", { open: false });
	useModal(box, close);
	const shown = (keys: string[]) => (keys.length > 4 ? [keys[0]!, "…", keys.at(-1)!] : keys);
	return (
		<div
			ref={box}
			class="playkit-overlay playkit-cvaa-overlay playkit-keys-overlay"
			role="dialog"
			aria-modal="true"
			aria-label={t("keys.title")}
			data-keys="menu"
		>
			<div class="playkit-cvaa-header">
				<h2>{t("keys.title")}</h2>
				<button
					type="button"
					class="playkit-close-overlay"
					aria-label={t("panel.close")}
					onClick={close}
				>
					<Icon name="close" />
				</button>
			</div>
			<dl>
				{list.map((row) => (
					<div key={row.label}>
						<dt>{t(row.label as Key)}</dt>
						<dd>
							{shown(row.keys).map((k) => (
								<kbd key={k}>{signs[k] ?? k}</kbd>
							))}
						</dd>
					</div>
				))}
			</dl>
		</div>
	);
}
