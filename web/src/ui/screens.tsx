// The selector of further streams (reference: plugins §1.7).
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { useSlice } from "../store";
import { Player, type DualSlice, type Source } from "./context";
import { Icon } from "./icons";

/** Width of a tile, CSS pixels. */
const tile = 104;

/** A piece of a sprite, or a slide, at the width of a tile. */
function picture({ picture: p }: Source) {
	if (!p) return {};
	const scale = tile / (p.width || tile);
	return {
		width: p.width + "px",
		height: p.height + "px",
		zoom: scale,
		backgroundImage: `url(${JSON.stringify(p.url)})`,
		...(p.slide ? { backgroundSize: "cover" } : { backgroundPosition: `-${p.x}px -${p.y}px` }),
	};
}

/** With pip each stream can go to either place, else to the one that is said. */
export function Screens({ pip, to }: { pip?: boolean; to?: string }) {
	const { t, action } = useContext(Player);
	const { others = [] } = useSlice<DualSlice>("dualscreen");
	const [open, setOpen] = useState(false);
	const root = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (!open) return;
		action("dualscreen.look");
		const outside = (e: Event) => root.current?.contains(e.composedPath()[0] as Node) || setOpen(false);
		document.addEventListener("pointerdown", outside, true);
		return () => document.removeEventListener("pointerdown", outside, true);
	}, [open]);
	if (!others.length) return null;
	const choose = (id: string, where: string) => {
		setOpen(false);
		action("dualscreen.bring", { id, to: where });
		root.current?.querySelector("button")?.focus();
	};
	const keys = (e: KeyboardEvent) => {
		if (e.key !== "Escape" || !open) return;
		e.stopPropagation();
		setOpen(false);
		root.current?.querySelector("button")?.focus();
	};
	return (
		<div
			class="playkit-dual-screens"
			ref={root}
			data-testid="dualscreen_multiscreenWrapper"
			onKeyDown={keys}
		>
			<button
				type="button"
				class="playkit-dual-button"
				data-testid="dualscreen_multiscreenButton"
				aria-label={t("dualScreen.multiscreen")}
				title={t("dualScreen.multiscreen")}
				aria-expanded={open}
				onClick={() => setOpen(!open)}
			>
				<Icon name="more" />
			</button>
			{open && (
				<div class="playkit-dual-others" data-testid="dualscreen_multiscreen">
					{others.map((s) => (
						<div key={s.id} class="playkit-dual-other" data-testid="dualscreen_multiscreenPlayer">
							<div class="playkit-dual-tile">
								<div style={picture(s)} />
							</div>
							<span>{s.label}</span>
							{(pip || to === "primary") && (
								<button
									type="button"
									class="playkit-dual-button"
									data-testid="dualscreen_multiscreenSwitchScreen"
									aria-label={t("dualScreen.bring_primary", { name: s.label })}
									title={t("dualScreen.bring_primary", { name: s.label })}
									onClick={() => choose(s.id, "primary")}
								>
									<Icon name="expand" />
								</button>
							)}
							{(pip || to === "secondary") && (
								<button
									type="button"
									class="playkit-dual-button"
									data-testid="dualscreen_multiscreenSetSecondary"
									aria-label={t("dualScreen.bring_secondary", { name: s.label })}
									title={t("dualScreen.bring_secondary", { name: s.label })}
									onClick={() => choose(s.id, "secondary")}
								>
									<Icon name="switch" />
								</button>
							)}
						</div>
					))}
				</div>
			)}
		</div>
	);
}
